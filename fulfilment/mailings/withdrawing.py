"""Taking back what has not been handed over: a release that expired or is wrong by now, a mailing that is cancelled.

A code that is live only through a letter that never left us goes from live back to ready: it opens nothing, and the
next letter with it makes it live again. It is not voided, for then the same case could never be written to with it;
nobody can hold a code whose letter never left the house.

Order of writes of a release taken back: codes live -> ready (online, at most 1,000 a transaction), then one office
transaction (pieces and files checked). A crash between them leaves a released file with codes that are not live: taking
it back again, which expiry and hand-over do by themselves, finishes.

Order of writes of a cancel: as above, then one office transaction (pieces withheld, mailing and files cancelled), then
the files are deleted, then the register says so (office). Cancelled again, it deletes what is still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings.folders import sweep
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, registered
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.store.online import codes as online_codes
from fulfilment.store.online.taking_back import take_back
from fulfilment.surveys.content import Content

AT_ONCE = 1000  # rows in a bulk transaction: a respondent's save never waits long (FLOWS, rule 5)
CANCELLABLE = ("planned", "composed", "checked", "released")
CANCELLED = "cancelled"  # the reason of a piece that is withheld with its mailing


def has_expired(file: PrintFile, now: datetime, days: int) -> bool:
    """Whether a released file has waited too long to be handed over."""
    return file.state == "released" and file.released_at is not None and now - file.released_at > timedelta(days=days)


def expire(room: Room, content: Content, doing: Doing, mailing_id: int | None = None) -> list[int]:
    """Take back every release of the wave (of one mailing) that was not handed over in time; returns the mailings."""
    days = room.survey(content).release_expires_days
    with reading(room.office()) as session:
        there = [row for row in ledger.mailings(session, room.wave.id) if mailing_id in (None, row.id)]
        waiting = {
            mailing.id: [f for f in ledger.print_files(session, mailing.id) if has_expired(f, doing.at, days)]
            for mailing in there
            if mailing.state in ("released", "handed_over")
        }
    expired = []
    for mailing in there:
        if files := waiting.get(mailing.id):
            back_to_checked(room, mailing, files, "expired", doing)
            expired.append(mailing.id)
    return expired


def back_to_checked(room: Room, mailing: Mailing, files: Sequence[PrintFile], why: str, doing: Doing) -> None:
    """Take a release back: its files and pieces are checked, and codes that nobody can hold are live no more."""
    ids = [file.id for file in files]
    taken = _take_back(room, ids)
    with transaction(room.office()) as session:
        row = ledger.locked(session, mailing.id)
        if row is None or not ledger.are_all(session, ids, "released"):
            raise FulfilmentError("mailing-state", f"Mailing {mailing.id} went on meanwhile", "Look at it again.")
        pieces = piece_rows.move_files(session, ids, PieceState.RELEASED, PieceState.CHECKED)
        ledger.set_file_states(session, ids, "checked", released_at=None)
        if row.state == "released":
            row.state, row.released_at, row.released_by = "checked", None, None
        detail = {"reason": why, "pieces": pieces, "files": len(ids), "codes": taken}
        events.record(
            session, doing.at, doing.actor, "release_taken_back", wave=row.wave, mailing_id=row.id, detail=detail
        )


def cancel(room: Room, mailing_id: int, doing: Doing) -> int:
    """Cancel a mailing that was not handed over; returns how many pieces are withheld with it.

    Its cases can be planned again. Raises FulfilmentError where the printer has it already.
    """
    with reading(room.office()) as session:
        mailing = ledger.mailing(session, mailing_id)
        files = [*ledger.print_files(session, mailing_id), *ledger.proof_files(session, mailing_id)]
    if mailing is None or mailing.wave != room.wave.id:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    if mailing.state not in (*CANCELLABLE, CANCELLED):
        mend = "The printer has it: use `fulfilment mailing pull` or `fulfilment mailing spoil`."
        raise FulfilmentError("mailing-state", f"Mailing {mailing_id} is {mailing.state}", mend)
    withheld = 0
    if mailing.state != CANCELLED:
        released = [file.id for file in files if file.state == "released"]
        _take_back(room, released)
        _void_proofs(room, mailing_id, doing)
        with transaction(room.office()) as session:
            withheld = _withhold(session, mailing, files, doing)
    _delete(room, mailing_id, doing)
    return withheld


def _take_back(room: Room, files: Sequence[int]) -> int:
    with reading(room.office()) as session:
        pairs = piece_rows.live_only_through(session, files)
    taken = 0
    for start in range(0, len(pairs), AT_ONCE):
        with transaction(room.online()) as session:
            taken += take_back(session, pairs[start : start + AT_ONCE])
    return taken


def _void_proofs(room: Room, mailing_id: int, doing: Doing) -> None:
    with reading(room.office()) as session:
        proofs = list(piece_rows.codes(session, mailing_id, PieceState, ["proof"]))
    with transaction(room.online()) as session:
        for piece in proofs:
            online_codes.void(session, piece.token, piece.issue, doing.at)


def _withhold(session: Session, mailing: Mailing, files: Sequence[PrintFile], doing: Doing) -> int:
    ids = [file.id for file in files]
    row = ledger.locked(session, mailing.id)
    if row is None or row.state not in CANCELLABLE:
        raise FulfilmentError("mailing-state", f"Mailing {mailing.id} went on meanwhile", "Nothing was cancelled.")
    piece_rows.move_files(session, ids, PieceState.RELEASED, PieceState.CHECKED)
    proofs = [file.id for file in files if file.purpose == "proof"]
    withheld = 0
    for old in (PieceState.PLANNED, PieceState.COMPOSED, PieceState.CHECKED):
        piece_rows.withhold_files(session, proofs, old, CANCELLED)
        withheld += piece_rows.withhold_files(session, ids, old, CANCELLED)
    ledger.set_file_states(session, ids, CANCELLED)
    was, row.state = row.state, CANCELLED
    events.record(
        session, doing.at, doing.actor, "mailing_cancelled", wave=row.wave, mailing_id=row.id,
        detail={"pieces": withheld, "was": was},
    )  # fmt: skip
    return withheld


def _delete(room: Room, mailing_id: int, doing: Doing) -> None:
    folder = room.mailing_folder(mailing_id)
    sweep(folder, ())
    sweep(folder / "proofs", ())
    with transaction(room.office()) as session:
        for name in registered.within(session, room.relative(folder)):
            registered.mark_destroyed(session, name, doing.at)
