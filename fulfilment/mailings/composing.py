"""Composing: a mailing's planned pieces, or those of its reprint, become print files with their indexes.

Order of writes: digests of new codes go online as ``ready`` (mailings.coding); then each print file and its index under
their final names, whole; then office, one transaction a file. A crash after any of them loses nothing: the next run
finds the codes that are there, writes unrecorded files again with the same bytes, and goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from fulfilment.errors import FulfilmentError
from fulfilment.files import whole
from fulfilment.mailings import coding, index, ordering
from fulfilment.mailings.executing import each
from fulfilment.mailings.folders import make_folder
from fulfilment.mailings.jobs import ORDER, Composed, FileJob
from fulfilment.mailings.jobs import hash_of as hash_of
from fulfilment.mailings.lettering import Lettering, letters_of
from fulfilment.mailings.packing import grams
from fulfilment.mailings.statics import Statics
from fulfilment.paper.printfile import PrintFile as Writer
from fulfilment.paper.refusals import PieceRefused
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, registered
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.pieces import PieceToPrint
from fulfilment.surveys.content import Content


def compose(room: Room, content: Content, mailing_id: int, doing: Doing) -> Mapping[str, int]:
    """Compose what is still to be composed of a mailing; returns how many pieces are in each state.

    Raises FulfilmentError where the mailing is past it, the disk is full, or a letter does not fit its page.
    """
    with reading(room.office()) as session:
        mailing = ledger.mailing(session, mailing_id)
        files = ledger.print_files(session, mailing_id)
    if mailing is None or mailing.wave != room.wave.id:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    jobs = [FileJob(room, file, mailing.contact, file.name) for file in files if file.state == "planned"]
    is_first = mailing.state in ("planned", "composed")
    if not is_first and not jobs:
        raise FulfilmentError("mailing-state", f"Mailing {mailing_id} is {mailing.state}", "It is composed already.")
    coding.make_ready(room, content, mailing_id, doing)
    make_folder(room.mailing_folder(mailing_id))
    register(room, [job.path for job in jobs], doing)
    for done, (job, composed) in enumerate(each(doing.processes, write_file, jobs), start=1):
        with transaction(room.office()) as session:
            ledger.record_composed(session, job.file.id, composed.columns, composed.places, composed.refused, doing.at)
            record_events(session, job, composed, doing)
        doing.progress("print files composed", done, len(jobs))
    with transaction(room.office()) as session:
        counts = piece_rows.counts(session, mailing_id)
        if is_first:  # a reprint's files have told of themselves, and its mailing stays handed over
            ledger.set_mailing_state(session, mailing_id, "composed")
            events.record(
                session, doing.at, doing.actor, "mailing_composed", wave=room.wave.id, mailing_id=mailing_id,
                detail=counts,
            )  # fmt: skip
    return counts


def write_file(job: FileJob) -> Composed:
    """Write one print file and its index; the ledger is not changed. Runs in any process."""
    if job.file.component == ORDER:
        return ordering.write(job)
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
            composed.add(entry, lettering, job)
        totals = writer.close()
    composed.finish(job, totals.pages, totals.sheets)
    return composed


def _letterings(job: FileJob) -> Iterator[tuple[PieceToPrint, Lettering]]:
    letter = letters_of(job.room.content(), job.room.keys, job.room.wave, job.file.language)
    with reading(job.room.office()) as session:
        for piece in piece_rows.to_print(session, job.file.id, job.states):
            if piece.piece_id not in job.without:
                yield piece, letter(piece)


def register(room: Room, paths: list[Path], doing: Doing) -> None:
    """Files with personal data are known before they exist, so that none is forgotten when people are destroyed."""
    with transaction(room.office()) as session:
        for path in paths:
            registered.register(session, room.relative(path), "print_file", room.wave.id, doing.at)
            registered.register(session, room.relative(index.path_of(path)), "index", room.wave.id, doing.at)


def record_events(session: Session, job: FileJob, composed: Composed, doing: Doing) -> None:
    """Note in the chain what was written and what could not be."""
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
