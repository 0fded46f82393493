"""A lost letter: the case gets a new access code with a new letter, and the old code opens nothing any more.

Order of writes (FLOWS, "lost letter"): one online transaction voids the old code, ends its sittings, adds the new row
as ``ready`` and wraps the draft keys anew, or destroys the drafts where the letter may be in other hands; then office,
one transaction: issue number, pieces, event. The new code is live when the new letter is released. A crash between the
two leaves online one issue ahead: reissuing again finds that and only brings the office there, and so does
reconciling.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from fulfilment.errors import FulfilmentError
from fulfilment.keys import digests
from fulfilment.keys.digests import CodeSecret
from fulfilment.returns.collecting import collect
from fulfilment.returns.place import Place
from fulfilment.room import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, events, pulling, reissues
from fulfilment.store.office.models import Case
from fulfilment.store.online import codes, drafts
from fulfilment.store.online.codes import NewCode, Standing
from fulfilment.store.online.models import Code
from fulfilment.surveys.content import Content

# A letter that is lost needs a successor; one that is still here is made again, with the new code.
LEFT_US = (*reissues.WITH_THE_PRINTER, *reissues.LEFT)


@dataclass(frozen=True)
class Reissued:
    """What a reissue did: the new issue number, and what became of answers that were begun and not sent."""

    issue: int
    drafts_kept: int
    drafts_destroyed: int


def reissue(place: Place, content: Content, case: Case, doing: Doing, *, in_other_hands: bool = False) -> Reissued:
    """Give a case a new code. The letter comes with the next mailing of the contact (a top-up).

    ``in_other_hands``: somebody else may have the old letter, so what was begun is destroyed, and a letter that the
    printer has goes on a pull list. Raises FulfilmentError where nothing may be sent, no letter was made yet, or one
    with the present code is on its way (but for ``in_other_hands``).
    """
    useable = content.survey(case.survey).useable_answers
    collect(place.office(), place.online(), case.wave, useable, doing.at, doing.actor)
    with reading(place.office()) as session:
        now = cases.get(session, case.token)
        piece = reissues.latest(session, case.token)
        state = piece.state if piece else None
    with reading(place.online()) as session:
        there = codes.states(session, [case.token]).get(case.token)
    if now is None:
        raise FulfilmentError("case", "There is no such case")
    _refuse(now, state, there, in_other_hands=in_other_hands)
    assert there is not None  # refused above
    if there.issue > now.issue:  # stopped half way the last time
        issue, kept, gone = there.issue, 0, 0
        if in_other_hands:
            with transaction(place.online()) as session:
                gone = drafts.destroy(session, now.token)
    else:
        issue = now.issue + 1
        kept, gone = new_code(place, content, now, there.issue, issue, doing, keep_drafts=not in_other_hands)
    with transaction(place.office()) as session:
        raise_office(session, now, issue, doing, in_other_hands=in_other_hands)
    return Reissued(issue, kept, gone)


def new_code(
    place: Place, content: Content, case: Case, old_issue: int, issue: int, doing: Doing, *, keep_drafts: bool
) -> tuple[int, int]:
    """Put a new issue on line in the place of an old one; gives how many drafts went along and how many are gone.

    The new code opens what the old one opened, so that a draft goes on in the questionnaire in which it was begun.
    """
    with reading(place.online()) as session:
        salt = codes.salt(session)
    old, new = _secret(place, case, old_issue, salt), _secret(place, case, issue, salt)
    with transaction(place.online()) as session:
        row = codes.of_issue(session, case.token, old_issue)
        assert row is not None  # it was the highest a moment ago, and codes are never deleted while a wave is open
        codes.void(session, case.token, old_issue, doing.at)
        kept = _rewrap(session, case.token, old, new) if keep_drafts else 0
        gone = 0 if keep_drafts else drafts.destroy(session, case.token)
        codes.add_ready(session, [_row(content, case, row, issue, new.digest, same=kept > 0)], doing.at)
    return kept, gone


def raise_office(session: Session, case: Case, issue: int, doing: Doing, *, in_other_hands: bool) -> None:
    """The office's side: issue number, stale pieces, the letter that gets a successor, the pull list, the event."""
    cases.raise_issue(session, case.token, issue)
    again = reissues.give_issue(session, case.token, issue)
    piece = reissues.latest(session, case.token)
    if piece is not None:
        reissues.replace(session, case.token, piece.contact, LEFT_US, doing.at)
    pulling.pull_if_handed_over(session, case.token, "reissued", doing.at, doing.actor)
    detail = {"issue": issue, "in_other_hands": in_other_hands, "made_again": again}
    events.record(
        session, doing.at, doing.actor, "code_reissued", wave=case.wave, token=case.token, detail=detail
    )  # fmt: skip


def _refuse(case: Case, piece: str | None, there: Standing | None, *, in_other_hands: bool) -> None:
    if case.state != "open" or case.stop is not None or case.outcome != 6:
        what = f"Nothing is sent to this case (outcome {case.outcome}, stop {case.stop}, {case.state})"
        raise FulfilmentError("reissue-stopped", what, "A wrong stop is undone, a wrong address is mended first.")
    if there is None:
        raise FulfilmentError("reissue-none", "No letter to this case was made yet", "It comes with its mailing.")
    if there.stop is not None or there.state == "closed":
        raise FulfilmentError(
            "reissue-stopped", f"The code is {there.state}, stop {there.stop}", "Nothing was changed."
        )
    on_its_way = [state.value for state in (*reissues.STILL_HERE, *reissues.WITH_THE_PRINTER)]
    if piece in on_its_way and not in_other_hands and there.issue <= case.issue:
        what = f"A letter with the same code is on its way ({piece})"
        raise FulfilmentError("reissue-coming", what, "Wait for it; or say --in-other-hands where the code is known.")


def _secret(place: Place, case: Case, issue: int, salt: bytes) -> CodeSecret:
    return place.keys.secret_of(place.keys.access_code(case.wave, case.reference, issue), salt)


def _rewrap(session: Session, token: str, old: CodeSecret, new: CodeSecret) -> int:
    open_parts = {part: draft for part, draft in drafts.of_case(session, token).items() if draft.state == drafts.OPEN}
    for part, draft in open_parts.items():
        key = digests.unwrap(draft.wrapped_key, old.wrapping_key)
        drafts.rewrap(session, token, part, digests.wrap(key, new.wrapping_key))
    return len(open_parts)


def _row(content: Content, case: Case, old: Code, issue: int, digest: str, *, same: bool) -> NewCode:
    questionnaire, instrument = old.questionnaire, old.instrument
    if not same:
        today = content.questionnaire(case.survey, content.survey(case.survey).band(case.age_band).questionnaire)
        questionnaire, instrument = today.id, today.instrument
    return NewCode(
        token=case.token, issue=issue, kind=old.kind, wave=case.wave, survey=case.survey, language=case.language,
        questionnaire=questionnaire, instrument=instrument, trust_name=old.trust_name, age_band=case.age_band,
        digest=digest,
    )  # fmt: skip
