"""Orders to a specialist: who needs a format that the survey has no pack in, or a language that we may not print.

Such a person gets no wrong letter but one row in a CSV: which letters to make, for whom, with which code. A row is a
piece as any other: it is read back, released, handed over, reported and closed by the same steps.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from io import StringIO

from fulfilment.cases.person import LINES_MOST
from fulfilment.cases.pieces import PieceState
from fulfilment.errors import Fault
from fulfilment.files import write_whole
from fulfilment.mailings import index
from fulfilment.mailings.jobs import ORDER, Composed, FileJob
from fulfilment.mailings.lettering import Lettering, letters_of
from fulfilment.room import Room
from fulfilment.store.engines import reading
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office import reissues
from fulfilment.store.office.models import PrintFile
from fulfilment.store.office.pieces import PieceToPrint
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Survey
from fulfilment.surveys.languages import SOURCE

COLUMNS = (
    "mark", "reference", "trust", "age_band", "format", "language", "letters", "salutation", "code", "link",
    *(f"address_{number}" for number in range(1, LINES_MOST + 1)),
)  # fmt: skip


def is_order(content: Content, survey: Survey, language: str, pack: str | None) -> bool:
    """Whether a person with this language, and with this or no pack in the format, gets a specialist's letter.

    English is what letters are written in; any other language is printed when it is signed off, or when the survey
    says that unsigned ones are.
    """
    if pack is None or language not in survey.languages or language not in content.languages:
        return True
    is_signed = language == SOURCE or content.languages[language].signed_off is not None
    return not (is_signed or survey.print_unsigned)


def write(job: FileJob) -> Composed:
    """Write the orders of one file with their index; the ledger is not changed. Runs in any process."""
    composed = Composed()
    rows: list[Sequence[str]] = []
    for piece, lettering, row in _orders(job.room, job.file, job.states, job.without):
        rows.append(row)
        entry = index.Entry(
            piece.piece_id, piece.attempt, lettering.reference, len(rows), 0, 0, f"{piece.trust}-{len(rows):06d}", 0.0,
            hashlib.sha256(_csv([row])).hexdigest(),
        )  # fmt: skip
        composed.add(entry, lettering, job)
    write_whole(job.path, _csv([COLUMNS, *rows]))
    composed.finish(job, 0, 0)
    return composed


def faults(
    room: Room, file: PrintFile, name: str, states: Sequence[PieceState], without: Collection[int]
) -> list[Fault]:
    """Read a list of orders back and compare each row with its case, worked out anew."""
    data = (room.mailing_folder(file.mailing_id) / name).read_bytes()
    there = list(csv.reader(StringIO(data.decode("utf-8-sig"))))[1:]
    wanted = list(_orders(room, file, states, without))
    found = [
        Fault("order", f"piece {piece.piece_id}, reference {lettering.reference}: the order is not as its case says",
              "Compose the mailing again.", file=name, row=number)
        for number, ((piece, lettering, row), read) in enumerate(zip(wanted, there, strict=False), start=2)
        if list(row) != read
    ]  # fmt: skip
    if len(there) != len(wanted):
        what = f"the file has {len(there)} orders, the ledger {len(wanted)}"
        found.append(Fault("order-count", what, "Compose the mailing again.", file=name))
    return found


def _orders(
    room: Room, file: PrintFile, states: Sequence[PieceState], without: Collection[int]
) -> Iterator[tuple[PieceToPrint, Lettering, Sequence[str]]]:
    content = room.content()
    letter = letters_of(content, room.keys, room.wave, file.language)
    with reading(room.office()) as session:
        mailing, again = ledger.mailing(session, file.mailing_id), reissues.successors(session, file.id)
        assert mailing is not None  # the file is one of its files
        for piece in piece_rows.to_print(session, file.id, states):
            if piece.piece_id not in without:
                lettering = letter(piece)
                letters = _letters(content, room, mailing.contact, piece, is_again=piece.piece_id in again)
                yield piece, lettering, _row(piece, lettering, letters)


def _letters(content: Content, room: Room, contact: int, piece: PieceToPrint, *, is_again: bool) -> Sequence[str]:
    """The names of the letters that a specialist makes for a piece, in the order in which they lie."""
    survey = room.survey(content)
    pack = content.stationery.packs[survey.pack(contact, piece.age_band, piece.format, is_again=is_again)]
    return [*([survey.covering_note] if survey.covering_note else []), *pack.documents]


def _row(piece: PieceToPrint, lettering: Lettering, letters: Sequence[str]) -> Sequence[str]:
    blank = [""] * (LINES_MOST - len(lettering.address_lines))
    return (
        lettering.mark(ORDER, 0, 1), lettering.reference, piece.trust, piece.age_band, piece.format, piece.language,
        " ".join(letters), lettering.names["salutation"], lettering.code, lettering.url, *lettering.address_lines,
        *blank,
    )  # fmt: skip


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
