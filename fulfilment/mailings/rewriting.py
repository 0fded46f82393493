"""Cutting pieces from a checked print file: written anew as the next generation, proved, and put into the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.mailings import index
from fulfilment.mailings.checking import CheckJob, read_back
from fulfilment.mailings.composing import write_file
from fulfilment.mailings.jobs import Composed, FileJob, row_of
from fulfilment.room import Doing, Room
from fulfilment.store.engines import transaction
from fulfilment.store.office import events, registered
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office.models import Mailing, PrintFile


def cut(room: Room, mailing: Mailing, file: PrintFile, fallen: Mapping[int, str], doing: Doing) -> None:
    """Rewrite a print file without the fallen pieces (piece -> reason).

    The new file is read back before the ledger names it. Raises FulfilmentError where a remaining piece is not, byte
    for byte, the one that was checked.
    """
    generation = file.generation + 1
    stem, ending = file.name.rsplit(".", 1)
    name = f"{stem.split('.g')[0]}.g{generation}.{ending}"
    job = FileJob(room, file, mailing.contact, name, (PieceState.CHECKED,), frozenset(fallen))
    with transaction(room.office()) as session:
        for path in (job.path, index.path_of(job.path)):
            registered.register(session, room.relative(path), "print_file", room.wave.id, doing.at)
    composed = write_file(job)
    _refuse_other_pieces(room, file, composed, fallen, name)
    if composed.entries:
        rewritten = PrintFile(**{**row_of(file), "name": name, "generation": generation, **composed.columns})
        reading = CheckJob(room, rewritten, mailing.contact, name, PieceState.CHECKED, without=frozenset(fallen))
        faults = read_back(reading, replace(doing, processes=1))
        if faults:
            raise FulfilmentError("mailing-check", f"{name} did not read back right", "Nothing was released.", faults)
    with transaction(room.office()) as session:
        ledger.record_rewritten(session, file.id, name, generation, composed.columns, composed.places, fallen)
        for piece_id, why in fallen.items():
            detail = {"reason": why, "generation": generation}
            events.record(
                session, doing.at, doing.actor, "piece_withheld", wave=mailing.wave, piece_id=piece_id,
                mailing_id=mailing.id, detail=detail,
            )  # fmt: skip


def _refuse_other_pieces(room: Room, file: PrintFile, composed: Composed, fallen: Mapping[int, str], name: str) -> None:
    rows = index.decode(index.path_of(room.mailing_folder(file.mailing_id) / file.name).read_bytes())
    checked = {entry.piece: entry.sha256 for entry in rows if entry.piece not in fallen}
    now = {entry.piece: entry.sha256 for entry in composed.entries}
    faults = [
        Fault("piece-differs", f"piece {piece} is not the one that was checked", file=name)
        for piece in sorted(set(checked) | set(now))
        if checked.get(piece) != now.get(piece)
    ]
    if faults:
        what = f"{name} would differ from what was checked"
        raise FulfilmentError("mailing-generation", what, "Plan the mailing anew.", faults)
