"""Composing: a mailing's planned pieces become print files with their indexes.

Order of writes: digests of new codes go online as ``ready`` (mailings.coding); then each print file and its index under
their final names, whole; then office, one transaction a file. A crash after any of them loses nothing: the next run
finds the codes that are there, writes unrecorded files again with the same bytes, and goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.files import whole, write_whole
from fulfilment.mailings import coding, index
from fulfilment.mailings.executing import each
from fulfilment.mailings.lettering import Letterer, Lettering
from fulfilment.mailings.packing import grams
from fulfilment.mailings.statics import Statics
from fulfilment.paper.printfile import PrintFile as Writer
from fulfilment.paper.printfile import Totals
from fulfilment.paper.refusals import PieceRefused
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, registered
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import PrintFile
from fulfilment.store.office.pieces import PieceToPrint
from fulfilment.surveys.content import Content


@dataclass(frozen=True)
class FileJob:
    """One print file to write: under which name, of pieces in which state, without which pieces."""

    room: Room
    file: PrintFile
    contact: int
    name: str
    state: PieceState = PieceState.PLANNED
    without: frozenset[int] = frozenset()

    @property
    def path(self) -> Path:
        """Where the file gets its final name."""
        return self.room.mailing_folder(self.file.mailing_id) / self.name


@dataclass
class Composed:
    """A print file as it was written: the pieces in it, and those that could not be printed, with why."""

    entries: list[index.Entry] = field(default_factory=list)
    places: dict[int, dict[str, Any]] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)


def compose(room: Room, content: Content, mailing_id: int, doing: Doing) -> Mapping[str, int]:
    """Compose what is still to be composed of a mailing; returns how many pieces are in each state.

    Raises FulfilmentError where the mailing is past it, the disk is full, or a letter does not fit its page.
    """
    with reading(room.office()) as session:
        mailing = ledger.mailing(session, mailing_id)
        files = ledger.print_files(session, mailing_id)
    if mailing is None or mailing.wave != room.wave.id:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    if mailing.state not in ("planned", "composed"):
        raise FulfilmentError("mailing-state", f"Mailing {mailing_id} is {mailing.state}", "It is composed already.")
    coding.make_ready(room, content, mailing_id, doing)
    make_folder(room.mailing_folder(mailing_id))
    jobs = [FileJob(room, file, mailing.contact, file.name) for file in files if file.state == "planned"]
    _register(room, [job.path for job in jobs], doing)
    for done, (job, composed) in enumerate(each(doing.processes, write_file, jobs), start=1):
        with transaction(room.office()) as session:
            ledger.record_composed(session, job.file.id, composed.columns, composed.places, composed.refused, doing.at)
            _record_events(session, job, composed, doing)
        doing.progress("print files composed", done, len(jobs))
    with transaction(room.office()) as session:
        ledger.set_mailing_state(session, mailing_id, "composed")
        counts = piece_rows.counts(session, mailing_id)
        events.record(
            session, doing.at, doing.actor, "mailing_composed", wave=room.wave.id, mailing_id=mailing_id, detail=counts
        )
    return counts


def write_file(job: FileJob) -> Composed:
    """Write one print file and its index; the ledger is not changed. Runs in any process."""
    composed = Composed()
    stationery = job.room.content().stationery
    with reading(job.room.office()) as session:
        trusts = ledger.trusts_of_file(session, job.file.id)
    statics = Statics(job.room, job.contact, job.file.pack, job.file.language)
    letters = [statics.letter(trust) for trust in trusts]
    with whole(job.path) as out:
        writer = Writer(out, letters, statics.faces)
        for piece, lettering in _letterings(job):
            static = trusts.index(piece.trust)
            pages = len(letters[static].pages)
            try:
                placed = writer.add(static, statics.personal(lettering, job.file.component, pages))
            except PieceRefused as refusal:
                composed.refused[piece.piece_id] = refusal.code
                continue
            entry = index.Entry(
                piece.piece_id, piece.attempt, lettering.reference, placed.first_page, placed.pages, placed.sheets,
                f"{piece.trust}-{len(composed.entries) + 1:06d}", grams(stationery, job.file.pack, placed.sheets),
                placed.sha256,
            )  # fmt: skip
            composed.entries.append(entry)
            composed.places[piece.piece_id] = _place(entry, lettering, job)
        totals = writer.close()
    _finish(job, composed, totals)
    return composed


def _letterings(job: FileJob) -> Iterator[tuple[PieceToPrint, Lettering]]:
    letterer = Letterer(job.room.content(), job.room.keys, job.room.wave, job.file.language)
    with reading(job.room.office()) as session:
        for piece in piece_rows.to_print(session, job.file.id, [job.state]):
            if piece.piece_id not in job.without:
                yield piece, letterer.letter(piece)


def _place(entry: index.Entry, lettering: Lettering, job: FileJob) -> dict[str, Any]:
    """What the ledger keeps of a piece."""
    return {
        "first_page": entry.first_page, "pages": entry.pages, "sheets": entry.sheets, "grams": entry.grams,
        "sha256": entry.sha256, "fields_hash": lettering.fields_hash(job.room.keys.people(job.room.wave.id)),
    }  # fmt: skip


def _finish(job: FileJob, composed: Composed, totals: Totals) -> None:
    """Write the index and note counts and hashes; a file in which no piece could be printed does not stay."""
    counts = {"pieces": totals.pieces, "pages": totals.pages, "sheets": totals.sheets}
    if not totals.pieces:
        job.path.unlink()
        composed.columns = {**counts, "bytes": 0, "sha256": None, "index_sha256": None}
        return
    rows = index.encode(composed.entries)
    write_whole(index.path_of(job.path), rows)
    composed.columns = {
        **counts, "bytes": job.path.stat().st_size, "sha256": hash_of(job.path),
        "index_sha256": hashlib.sha256(rows).hexdigest(),
    }  # fmt: skip


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_folder(folder: Path) -> None:
    """The folder of a mailing, readable by its owner alone. Raises FulfilmentError where it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise FulfilmentError(
            "write", f"{folder.name} cannot be made: {reason}", "Make room or mend permissions."
        ) from error


def _register(room: Room, paths: list[Path], doing: Doing) -> None:
    """Files with personal data are known before they exist, so that none is forgotten when people are destroyed."""
    with transaction(room.office()) as session:
        for path in paths:
            registered.register(session, room.relative(path), "print_file", room.wave.id, doing.at)
            registered.register(session, room.relative(index.path_of(path)), "index", room.wave.id, doing.at)


def _record_events(session: Session, job: FileJob, composed: Composed, doing: Doing) -> None:
    wave, mailing_id = job.room.wave.id, job.file.mailing_id
    for piece_id, reason in composed.refused.items():
        events.record(
            session, doing.at, doing.actor, "piece_withheld", wave=wave, piece_id=piece_id, mailing_id=mailing_id,
            detail={"reason": reason},
        )  # fmt: skip
    detail = {"file": job.name, **{name: value for name, value in composed.columns.items() if value is not None}}
    events.record(
        session, doing.at, doing.actor, "print_file_composed", wave=wave, mailing_id=mailing_id, detail=detail
    )
