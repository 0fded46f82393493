"""Undelivered post: letters booked in by the mark in their window, with the reason for which each came back.

A line is a mark (18 digits, scanned or typed), and after a comma the reason (R01 to R10) where it is another than the
batch's. Order of writes: a death is stopped on line first; then office, one transaction for the batch. A crash between
errs on the side of silence. A letter booked twice changes nothing, so that a batch may be scanned again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Claim, of_death
from fulfilment.cases.pieces import PieceState
from fulfilment.cases.undelivered import REASONS, Consequence, consequence, outcome
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.london import london_day
from fulfilment.returns.claiming import claim
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, handing_over, pulling, returned
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Case, Piece
from fulfilment.store.online import codes

ReadMark = Callable[[str], tuple[int, int]]
"""Piece and attempt of a mark; raises FulfilmentError for what is none. Printing knows marks, returns does not."""

# Letters that can come back: they left, or the printer has not told yet.
CAN_RETURN = (PieceState.HANDED_OVER, PieceState.DESPATCHED)
_WHY_NOT = {
    PieceState.PULLED: "the printer said that it was taken out: it was posted all the same",
    PieceState.SPOILED: "the printer said that it was spoiled: it was posted all the same",
}


@dataclass(frozen=True)
class Booked:
    """What a batch brought: letters booked by reason, and how many had been booked before.

    ``breaches``: letters that should have been pulled, and were posted all the same.
    """

    by_reason: Mapping[str, int]
    again: int
    breaches: int = 0

    @property
    def letters(self) -> int:
        """Letters booked now."""
        return sum(self.by_reason.values())


@dataclass(frozen=True)
class _Letter:
    piece: int
    attempt: int
    reason: str
    line: int


def scan(
    room: Room, lines: Iterable[str], reason: str | None, on: date, read_mark: ReadMark, last_contact: int, doing: Doing
) -> Booked:
    """Book a batch in. ``reason`` is that of lines without one, ``on`` the day the letters lay with us.

    Raises FulfilmentError with every fault (not a mark, another wave's, not posted, no reason), and books nothing.
    """
    letters, faults = _parse(lines, reason, read_mark)
    if on > london_day(doing.at):
        faults.append(Fault("return-date", "the day lies ahead", "Check --on."))
    with reading(room.office()) as session:
        found = returned.with_cases(session, [letter.piece for letter in letters])
        booked = returned.booked(session, [letter.piece for letter in letters])
    faults += [fault for letter in letters if (fault := _fault(room, letter, found.get(letter.piece), booked))]
    if faults:
        mend = "Take these lines out or mend them, and scan the batch again: a letter booked twice does no harm."
        raise FulfilmentError("returns", "Nothing was booked in", mend, faults)
    new = [letter for letter in letters if (letter.piece, letter.attempt) not in booked]
    died = {found[letter.piece][1].token for letter in new if consequence(letter.reason) is Consequence.DIED}
    with transaction(room.online()) as session:
        for token in sorted(died):
            codes.stop(session, token, "died", doing.at)
    with transaction(room.office()) as session:
        breaches = sum(_book(session, room, letter, on, last_contact, doing) for letter in new)
    return Booked(Counter(letter.reason for letter in new), len(letters) - len(new), breaches)


def _parse(lines: Iterable[str], reason: str | None, read_mark: ReadMark) -> tuple[list[_Letter], list[Fault]]:
    letters: dict[tuple[int, int], _Letter] = {}
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=1):
        mark, _, own = (part.strip() for part in line.partition(","))
        if not mark:
            continue
        why = own.upper() or reason or ""
        if why not in REASONS:
            known = ", ".join(f"{code} {name}" for code, name in REASONS.items())
            faults.append(Fault("return-reason", "not a reason", f"Use one of: {known}.", line=number))
        try:
            piece, attempt = read_mark(mark)
        except FulfilmentError as error:
            faults.append(Fault("return-mark", error.what, error.mend, line=number))
            continue
        letters.setdefault((piece, attempt), _Letter(piece, attempt, why, number))
    return list(letters.values()), faults


def _fault(room: Room, letter: _Letter, found: tuple[Piece, Case] | None, booked: set[tuple[int, int]]) -> Fault | None:
    if (letter.piece, letter.attempt) in booked:
        return None
    if found is None or found[0].wave != room.wave.id:
        return Fault(
            "return-unknown", f"no letter of {room.wave.id} has this mark", "Check the wave.", line=letter.line
        )
    state = PieceState(found[0].state)
    if state in _WHY_NOT:
        return Fault("return-state", _WHY_NOT[state], "Ask the printer how it got out.", line=letter.line)
    if letter.attempt != found[0].attempt:
        what = f"attempt {letter.attempt} was replaced by attempt {found[0].attempt}"
        return Fault("return-attempt", what, "Ask the printer how it got out.", line=letter.line)
    if state not in CAN_RETURN:
        return Fault("return-state", f"this letter is {state}: it was not posted", "Scan it again.", line=letter.line)
    return None


def _book(session: Session, room: Room, letter: _Letter, on: date, last_contact: int, doing: Doing) -> bool:
    """Book one letter in; whether it should have been pulled."""
    found = returned.with_cases(session, [letter.piece])
    piece, case = found[letter.piece]
    wave, whose = room.wave.id, {"wave": room.wave.id, "token": case.token, "piece_id": piece.id}
    breach = False
    if piece.state == PieceState.HANDED_OVER:  # what came back was posted, whatever the printer says of it later
        attempt = handing_over.attempts(session, [(piece.id, letter.attempt)])[piece.id, letter.attempt]
        handing_over.settle(session, [attempt], "despatched", None, doing.at, doing.actor)
        detail = {"told_by": "its_return", "attempt": letter.attempt}
        events.record(session, doing.at, doing.actor, "piece_despatched", **whose, detail=detail)  # type: ignore[arg-type]
        breach = pulling.settle(session, wave, attempt, "posted", doing.at, doing.actor)
    piece_rows.move(session, [(piece.id, PieceState.DESPATCHED, PieceState.RETURNED, {})])
    returned.book(session, piece, letter.attempt, letter.reason, on, doing.at, doing.actor)
    detail = {"reason": letter.reason, "attempt": letter.attempt}
    events.record(session, doing.at, doing.actor, "piece_returned", **whose, detail=detail)  # type: ignore[arg-type]
    if piece.kind == "live":
        is_last = piece.contact >= last_contact and not returned.some_arrived(session, case.token)
        claim(session, wave, case.token, _claim(letter, on, room, is_last=is_last), doing.at, doing.actor)
    return breach


def _claim(letter: _Letter, on: date, room: Room, *, is_last: bool) -> Claim:
    at = datetime.combine(on, time(12), UTC)
    if consequence(letter.reason) is Consequence.DIED:
        return Claim(of_death(on, room.wave.fieldwork_starts), "post", at, letter.reason, "died")
    what, sub_code = outcome(letter.reason, is_last=is_last)
    return Claim(what, "post", at, sub_code)
