"""One print file to write, and what came of it: what composing, ordering, proofs and rewriting hand to each other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import inspect

from fulfilment.cases.pieces import PieceState
from fulfilment.files import write_whole
from fulfilment.mailings import index
from fulfilment.mailings.lettering import Lettering
from fulfilment.room import Room
from fulfilment.store.office.models import PrintFile

ORDER = "order"  # the component of what no printer of ours makes: an order line to a specialist
TO_COMPOSE = (PieceState.PLANNED, PieceState.SPOILED)  # a spoiled piece is in the file of its next attempt


@dataclass(frozen=True)
class FileJob:
    """One print file to write: under which name, of pieces in which states, without which pieces."""

    room: Room
    file: PrintFile
    contact: int
    name: str
    states: tuple[PieceState, ...] = TO_COMPOSE
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

    def add(self, entry: index.Entry, lettering: Lettering, job: FileJob) -> None:
        """Note a piece that was written, and what the ledger is to keep of it."""
        self.entries.append(entry)
        self.places[entry.piece] = {
            "first_page": entry.first_page, "pages": entry.pages, "sheets": entry.sheets, "grams": entry.grams,
            "sha256": entry.sha256, "fields_hash": lettering.fields_hash(job.room.keys.people(job.room.wave.id)),
        }  # fmt: skip

    def finish(self, job: FileJob, pages: int, sheets: int) -> None:
        """Write the index and note counts and hashes; a file in which no piece could be printed does not stay."""
        counts = {"pieces": len(self.entries), "pages": pages, "sheets": sheets}
        if not self.entries:
            job.path.unlink()
            self.columns = {**counts, "bytes": 0, "sha256": None, "index_sha256": None}
            return
        rows = index.encode(self.entries)
        write_whole(index.path_of(job.path), rows)
        self.columns = {
            **counts, "bytes": job.path.stat().st_size, "sha256": hash_of(job.path),
            "index_sha256": hashlib.sha256(rows).hexdigest(),
        }  # fmt: skip


def row_of(file: PrintFile) -> dict[str, Any]:
    """The columns of a print file, to describe one that is not in the ledger yet."""
    return {column.key: getattr(file, column.key) for column in inspect(PrintFile).column_attrs}


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
