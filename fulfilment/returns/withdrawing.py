"""Answers withdrawn after sending: destroyed on line, counted in the office, gone from every later export.

Order of writes: office notes who withdraws and why (harms nothing); online, in one transaction, the case is stopped,
its sealed answers and drafts are deleted; office, in one transaction, the outcome (4, answers withdrawn) and the
count. A crash after the first leaves the answers as they were, after the second the count to be noted: ``finish``, or
doing it again, completes either. Backups that were made before hold the sealed answers until they expire.
"""

from __future__ import annotations

from fulfilment.cases.outcomes import ANSWERS_WITHDRAWN, Claim, Outcome
from fulfilment.errors import FulfilmentError
from fulfilment.returns.claiming import claim
from fulfilment.returns.collecting import collect
from fulfilment.returns.place import Place
from fulfilment.room import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, reversals
from fulfilment.store.office.models import Case
from fulfilment.store.online import codes, drafts, responses


def withdraw(place: Place, case: Case, reason: str, useable_answers: int, doing: Doing) -> int:
    """Withdraw everything that a case sent; gives how many responses are gone. ``reason``: WITHDRAWAL_REASONS.

    Raises FulfilmentError where nothing was sent. Done again, it changes nothing.
    """
    collect(place.office(), place.online(), case.wave, useable_answers, doing.at, doing.actor)
    with reading(place.online()) as session:
        sent = len(responses.sent(session, case.token))
    with transaction(place.office()) as session:
        before = reversals.withdrawal(session, case.token)
        if before is not None and before.state == "done":
            return before.responses
        if before is None and not sent:
            raise FulfilmentError("withdraw-nothing", "This case has sent no answers", "Nothing was changed.")
        note = reversals.begin_withdrawal(session, case.token, case.wave, reason, doing.at, doing.actor)
        note.responses = max(note.responses, sent)
    return _destroy(place, case.token, doing)


def finish(place: Place, doing: Doing) -> int:
    """Bring every withdrawal that was begun to its end after a crash; gives how many there were."""
    with reading(place.office()) as session:
        tokens = [each.token for each in reversals.withdrawals(session, place.wave.id, "begun")]
    for token in tokens:
        _destroy(place, token, doing)
    return len(tokens)


def _destroy(place: Place, token: str, doing: Doing) -> int:
    with transaction(place.online()) as session:
        codes.stop(session, token, "withdrawn", doing.at)
        gone = responses.destroy(session, token)
        drafts.destroy(session, token)
    with transaction(place.office()) as session:
        note = reversals.withdrawal(session, token)
        assert note is not None  # noted above, and never deleted
        made = Claim(Outcome.OPTED_OUT, "office", note.at, ANSWERS_WITHDRAWN, "withdrawn")
        claim(session, note.wave, token, made, doing.at, doing.actor)
        note.responses, note.state = gone or note.responses, "done"
        detail = {"responses": note.responses, "reason": note.reason}
        events.record(
            session, doing.at, doing.actor, "answers_withdrawn", wave=note.wave, token=token, detail=detail
        )  # fmt: skip
        return note.responses
