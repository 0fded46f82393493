"""Closing a mailing: for each attempt that was handed over we know that it was despatched, spoiled or pulled.

Order of writes: learn (office, pull lists), then one office transaction. A crash before it leaves the mailing open.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.mailings.learning import learn
from fulfilment.room import Doing, Room
from fulfilment.store.engines import transaction
from fulfilment.store.office import events, handing_over, pulling, reports
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.surveys.content import Content

SHOWN = 20  # pieces that are named one by one
ON_THE_WAY = (
    PieceState.PLANNED, PieceState.COMPOSED, PieceState.CHECKED, PieceState.RELEASED, PieceState.SPOILED,
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """A mailing's attempts: handed over, and what became of them."""

    handed_over: int
    despatched: int
    spoiled: int
    pulled: int

    @property
    def unknown(self) -> int:
        """Attempts of which nobody has said what became."""
        return self.handed_over - self.despatched - self.spoiled - self.pulled


def account(session: Session, mailing_id: int) -> Account:
    """The account of a mailing as it stands."""
    results = handing_over.results(session, mailing_id)
    ended = {name: results.get(name, 0) for name in ("despatched", "spoiled", "pulled")}
    return Account(sum(results.values()), **ended)


def close(room: Room, content: Content, mailing_id: int, doing: Doing) -> Account:
    """Close a mailing that was handed over.

    Raises FulfilmentError that says what is missing, in numbers and by piece.
    """
    learn(room, room.survey(content), doing)
    with transaction(room.office()) as session:
        mailing = ledger.locked(session, mailing_id)
        if mailing is None or mailing.wave != room.wave.id:
            raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
        if mailing.state != "handed_over":
            mend = "It is closed already." if mailing.state == "closed" else "Hand it over first, or cancel it."
            raise FulfilmentError("mailing-state", f"Mailing {mailing_id} is {mailing.state}", mend)
        faults = missing(session, mailing_id)
        if faults:
            raise FulfilmentError("mailing-open", f"Mailing {mailing_id} cannot close", "This is missing:", faults)
        mailing.state, mailing.closed_at, mailing.closed_by = "closed", doing.at, doing.actor
        stands = account(session, mailing_id)
        detail = {"handed_over": stands.handed_over, "despatched": stands.despatched, "spoiled": stands.spoiled,
                  "pulled": stands.pulled}  # fmt: skip
        events.record(
            session, doing.at, doing.actor, "mailing_closed", wave=mailing.wave, mailing_id=mailing_id, detail=detail
        )
    return stands


def missing(session: Session, mailing_id: int) -> list[Fault]:
    """Everything that keeps a mailing open: first in numbers, then the first pieces one by one."""
    stands, faults = account(session, mailing_id), []
    if stands.unknown:
        what = (
            f"{stands.handed_over} handed over = {stands.despatched} despatched + {stands.spoiled} spoiled + "
            f"{stands.pulled} pulled + {stands.unknown} of which nobody knows"
        )
        faults.append(Fault("close-unknown", what, "Import the printer's report, or confirm the pull list."))
        faults += [
            Fault("close-piece", f"piece {row.piece_id}, attempt {row.attempt}, in {row.file}")
            for row in handing_over.outstanding(session, mailing_id, SHOWN)
        ]
    counts = piece_rows.counts(session, mailing_id)
    waiting = sum(counts.get(state.value, 0) for state in ON_THE_WAY)
    if waiting:
        faults.append(
            Fault("close-reprint", f"{waiting} pieces wait for their reprint", "Compose, check, release, hand it over.")
        )
    for query in reports.queries(session, mailing_id, only_open=True):
        what = f"query {query.id} is open: {query.code}, expected {query.expected}, reported {query.reported}"
        faults.append(Fault("close-query", what, "Answer it with `fulfilment mailing answer-query`."))
    for pull_list in pulling.lists(session, mailing_id):
        if pull_list.confirmed_at is None:
            what = f"pull list {pull_list.number} is not confirmed"
            faults.append(Fault("close-pull", what, "Confirm it with `fulfilment mailing confirm-pull`."))
    return faults
