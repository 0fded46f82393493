"""A wrong death, opt-out or "not for me" taken back: a namesake, a twin, a wrong click. By two named people.

Order of writes: one asks (office); another confirms: office first, in one transaction (the claims are taken back, the
case is what the others come to); then online, in one transaction (the stop lifted, the code ready, and live again
where a letter with it had been released); then office notes that it is done. Until the second of these the online
store stops the case still, and every plan and release asks it: a crash errs on the side of silence. ``finish`` heals
it, and so does confirming again. A piece that was withheld or pulled stays so; the next mailing of its contact takes
the case up.
"""

from __future__ import annotations

from fulfilment.errors import FulfilmentError
from fulfilment.returns.collecting import collect
from fulfilment.returns.place import Place
from fulfilment.room import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, events, outcomes, reissues, reversals
from fulfilment.store.office.models import Case
from fulfilment.store.online import codes

CAN_BE_UNDONE = ("died", "opted_out", "not_for_me")


def ask(place: Place, case: Case, reason: str, useable_answers: int, doing: Doing) -> int:
    """Ask for a case's stop to be undone; gives the number for the second person. ``reason``: models' UNDO_REASONS.

    Raises FulfilmentError where the case is not stopped by something that can be undone, or it was asked before.
    """
    collect(place.office(), place.online(), case.wave, useable_answers, doing.at, doing.actor)
    with transaction(place.office()) as session:
        now = cases.get(session, case.token)
        if now is None or now.stop not in CAN_BE_UNDONE:
            mend = f"Undone can be: {', '.join(CAN_BE_UNDONE)}."
            raise FulfilmentError("undo-nothing", f"The case is stopped by: {now.stop if now else None}", mend)
        waiting = [undo for undo in reversals.of_case(session, case.token) if undo.state != "done"]
        if waiting:
            what = f"Undo {waiting[0].id} of this case was asked for by {waiting[0].asked_by}"
            raise FulfilmentError("undo-asked", what, "A second person confirms it: `fulfilment outcome confirm-undo`.")
        number = reversals.ask(session, case.token, case.wave, now.stop, reason, doing.at, doing.actor)
        detail = {"undo": number, "stop": now.stop, "reason": reason}
        events.record(
            session, doing.at, doing.actor, "undo_asked", wave=case.wave, token=case.token, detail=detail
        )  # fmt: skip
        return number


def confirm(place: Place, number: int, useable_answers: int, doing: Doing) -> str | None:
    """Confirm an undo; gives what still stops the case, if anything. Confirmed again, it only finishes.

    Raises FulfilmentError for an unknown number, or where the person who asked confirms.
    """
    collect(place.office(), place.online(), place.wave.id, useable_answers, doing.at, doing.actor)
    with transaction(place.office()) as session:
        undo = reversals.locked(session, number)
        if undo is None or undo.wave != place.wave.id:
            raise FulfilmentError(
                "undo", f"There is no undo {number} in {place.wave.id}", "See `fulfilment case show`."
            )
        if undo.state == "asked":
            if undo.asked_by.strip().casefold() == doing.actor.strip().casefold():
                what = f"Undo {number} was asked for by {undo.asked_by}"
                raise FulfilmentError("undo-same-person", what, "Another person must confirm it.")
            reversals.confirm(undo, doing.at, doing.actor)
            taken = [row.id for row in outcomes.counted(session, undo.token, undo.stop)]
            now = outcomes.retract(session, undo.token, taken, doing.at, doing.actor)
            detail = {"undo": number, "stop": undo.stop, "reason": undo.reason, "outcome": int(now.outcome)}
            events.record(
                session, doing.at, doing.actor, "stop_undone", wave=undo.wave, token=undo.token, detail=detail
            )  # fmt: skip
        token = undo.token
    _lift(place, token, doing)
    with transaction(place.office()) as session:
        reversals.done(session, number)
        case = cases.get(session, token)
        return case.stop if case else None


def finish(place: Place, doing: Doing) -> int:
    """Bring every confirmed undo of the wave to its end after a crash; gives how many there were."""
    with reading(place.office()) as session:
        unfinished = [(undo.id, undo.token) for undo in reversals.in_state(session, place.wave.id, "confirmed")]
    for number, token in unfinished:
        _lift(place, token, doing)
        with transaction(place.office()) as session:
            reversals.done(session, number)
    return len(unfinished)


def _lift(place: Place, token: str, doing: Doing) -> None:
    """Make the online store agree with the office: no stop any more, or the one that is left."""
    with reading(place.office()) as session:
        case = cases.get(session, token)
        was_live = case is not None and reissues.was_live(session, token, case.issue)
    if case is None:
        return
    with transaction(place.online()) as session:
        codes.lift_stop(session, token)
        if case.stop not in (None, "answered"):
            codes.stop(session, token, case.stop, doing.at)
        elif was_live:
            codes.go_live(session, [(token, case.issue)], doing.at)
