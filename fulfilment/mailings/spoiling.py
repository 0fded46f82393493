"""Spoiled envelopes: torn or soiled at the printer's, never left. The same piece with the same code is printed again.

Writes office only, in one transaction: the attempt is spoiled, the piece goes into a reprint's print file with its next
attempt. The reprint is composed, checked, released (with suppression) and handed over by the same steps as first
letters. Spoiled again with the same mark, nothing changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.paper import marks
from fulfilment.room import Doing, Room
from fulfilment.store.engines import transaction
from fulfilment.store.office import events, handing_over, reprints
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pulling as pull_rows
from fulfilment.store.office.handing_over import AttemptCase
from fulfilment.store.office.models import Mailing

ATTEMPT_MOST = 99  # a mark has two digits for it
WHY_NOT = {
    "despatched": "it was posted: a letter that may be in other hands needs a new code",
    "pulled": "it was taken out by a pull list",
}


def spoil(room: Room, mailing_id: int, typed: Sequence[str], doing: Doing) -> int:
    """Note envelopes as spoiled, by their marks, and plan their reprint; returns how many are newly so.

    Raises FulfilmentError with every mark that is none or another mailing's, was not handed over, was posted or pulled.
    """
    pairs, faults = _marks(typed)
    with transaction(room.office()) as session:
        mailing = ledger.locked(session, mailing_id)
        if mailing is None or mailing.wave != room.wave.id:
            raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
        there = handing_over.attempts(session, pairs)
        faults += [fault for pair in pairs if (fault := _fault(pair, there.get(pair), mailing_id))]
        if faults:
            raise FulfilmentError("spoil", "Nothing was noted as spoiled", "Check the marks.", faults)
        if mailing.state == "closed":
            raise FulfilmentError("mailing-state", f"Mailing {mailing_id} is closed", "It is accounted for.")
        return spoil_attempts(session, mailing, [row for row in there.values() if row.result is None], doing)


def spoil_attempts(session: Session, mailing: Mailing, rows: Collection[AttemptCase], doing: Doing) -> int:
    """In the caller's transaction: attempts that the printer has are spoiled, and planned again; returns how many."""
    if not rows:
        return 0
    handing_over.settle(session, rows, "spoiled", None, doing.at, doing.actor)
    round_ = reprints.round_for(session, mailing.id)
    pieces = sorted(reprints.spoiled(session, [row.piece_id for row in rows]), key=lambda piece: piece.group)
    for group, members in groupby(pieces, key=lambda piece: piece.group):
        reprints.add_to_file(session, mailing, round_, group, [piece.piece_id for piece in members])
    for row in rows:
        pull_rows.settle(session, mailing.wave, row, "spoiled", doing.at, doing.actor)
        events.record(
            session, doing.at, doing.actor, "piece_spoiled", wave=mailing.wave, token=row.token,
            piece_id=row.piece_id, mailing_id=mailing.id, detail={"attempt": row.attempt, "reprint": round_},
        )  # fmt: skip
    return len(rows)


def _marks(typed: Sequence[str]) -> tuple[list[tuple[int, int]], list[Fault]]:
    pairs: dict[tuple[int, int], None] = {}
    faults: list[Fault] = []
    for number, text in enumerate(typed, start=1):
        try:
            mark = marks.parse(text.strip())
        except FulfilmentError as error:
            faults.append(Fault("mark", f"mark {number}: {error.what.lower()}", "Scan it again."))
            continue
        pairs[mark.piece, mark.attempt] = None
    return list(pairs), faults


def _fault(pair: tuple[int, int], row: AttemptCase | None, mailing_id: int) -> Fault | None:
    name = f"piece {pair[0]}, attempt {pair[1]}"
    if row is None:
        return Fault("spoil-not-handed-over", f"{name}: it was never handed over", "Cut or cancel it instead.")
    if row.mailing_id != mailing_id:
        return Fault("spoil-mailing", f"{name}: it belongs to mailing {row.mailing_id}", "Name that mailing.")
    if row.result in WHY_NOT:
        return Fault("spoil-gone", f"{name}: {WHY_NOT[row.result]}", "Use a new letter with a new code.")
    if row.result is None and row.attempt >= ATTEMPT_MOST:
        return Fault("spoil-attempts", f"{name}: no mark holds one more", "Withhold it.")
    return None
