"""Checking: a finished print file is read back by the independent reader, and every piece compared with its case.

Nothing that composing noted is believed: address, greeting, code and marks are worked out from the case anew. Writes
office only, one transaction a file; a file that fails stays composed and cannot be released.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.mailings import index, ordering
from fulfilment.mailings.executing import each
from fulfilment.mailings.jobs import ORDER, hash_of
from fulfilment.mailings.lettering import Letterer, Lettering
from fulfilment.mailings.statics import Statics
from fulfilment.paper.compare import ExpectedPiece, compare, missing_sheets
from fulfilment.paper.preflight import preflight
from fulfilment.paper.readback import Reader
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import PrintFile
from fulfilment.store.office.pieces import PieceToPrint

AT_ONCE = 500  # pieces a unit reads: about a second
SCAN_EVERY = 250  # one piece in so many is looked at as a whole, for codes that nobody declared
MEND = "Do not print this file. Compose the mailing again; if it stays, tell who runs the system."
SAID = {
    "pages": "the file ends within the piece",
    "page-size": "a page has another size",
    "sheet-mark": "a sheet mark is missing, damaged or another piece's",
    "window-mark": "the mark in the window is missing, damaged or another piece's",
    "qr": "the QR code is missing, damaged or another person's",
    "address": "the address in the window is not that of the case",
    "ink-in-window": "the window shows ink where none may be",
}


@dataclass(frozen=True)
class CheckJob:
    """Some pieces of one print file to read back: ``count`` of them from ``start`` on, in the file's order."""

    room: Room
    file: PrintFile
    contact: int
    name: str
    state: PieceState
    start: int = 0
    count: int = AT_ONCE
    without: frozenset[int] = frozenset()


def check(room: Room, mailing_id: int, doing: Doing) -> int:
    """Read back every composed print file of a mailing; returns how many pieces are checked.

    Raises FulfilmentError that names every piece that is not as its case says.
    """
    with reading(room.office()) as session:
        mailing = ledger.mailing(session, mailing_id)
        there = [file for file in ledger.print_files(session, mailing_id) if file.pieces]
    files = [file for file in there if file.state in ("composed", "checked")]
    if mailing is None or mailing.wave != room.wave.id:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    is_first = mailing.state in ("composed", "checked")
    if not is_first and not (mailing.state == "handed_over" and files):
        raise FulfilmentError(
            "mailing-state", f"Mailing {mailing_id} is {mailing.state}", "Compose it before it is checked."
        )
    faults: list[Fault] = []
    for file in files:
        state = PieceState.COMPOSED if file.state == "composed" else PieceState.CHECKED
        if state is PieceState.CHECKED and mailing.state != "checked" and not any(unchanged(room, file, file.name)):
            continue  # read back already, byte for byte; whose case has changed since is for the release to cut
        found = read_back(CheckJob(room, file, mailing.contact, file.name, state), doing)
        faults += found
        if not found and state is PieceState.COMPOSED:
            _record(room, mailing_id, file, doing)
    if faults:
        raise FulfilmentError(
            "mailing-check", f"Mailing {mailing_id} did not read back right", "Nothing is released.", faults
        )
    with transaction(room.office()) as session:
        if is_first:
            ledger.set_mailing_state(session, mailing_id, "checked")
        return piece_rows.counts(session, mailing_id).get(PieceState.CHECKED, 0)


def _record(room: Room, mailing_id: int, file: PrintFile, doing: Doing) -> None:
    with transaction(room.office()) as session:
        ledger.record_checked(session, file.id, doing.at)
        detail = {"file": file.name, "pieces": file.pieces, "sha256": file.sha256}
        events.record(
            session,
            doing.at,
            doing.actor,
            "print_file_checked",
            wave=room.wave.id,
            mailing_id=mailing_id,
            detail=detail,
        )


def read_back(job: CheckJob, doing: Doing) -> list[Fault]:
    """Everything that is wrong with one print file: its bytes, its index, its page count, each of its pieces."""
    faults = list(unchanged(job.room, job.file, job.name))
    path = job.room.mailing_folder(job.file.mailing_id) / job.name
    if not path.is_file():
        return faults
    if job.file.component == ORDER:
        return [*faults, *ordering.faults(job.room, job.file, job.name, [job.state], job.without)]
    with Reader(path) as reader:
        pages = reader.page_count
    if pages != job.file.pages:
        return [*faults, *_lost_sheets(job)]
    jobs = [
        CheckJob(job.room, job.file, job.contact, job.name, job.state, start, AT_ONCE, job.without)
        for start in range(0, job.file.pieces, AT_ONCE)
    ]
    for done, (unit, found) in enumerate(each(doing.processes, read_pieces, jobs), start=1):
        faults += found
        doing.progress(f"pieces read back in {job.name}", min(done * unit.count, job.file.pieces), job.file.pieces)
    return faults


def unchanged(room: Room, file: PrintFile, name: str) -> Iterator[Fault]:
    """Faults where a print file or its index is gone, or is not the one in the ledger."""
    path = room.mailing_folder(file.mailing_id) / name
    for part, digest in ((path, file.sha256), (index.path_of(path), file.index_sha256)):
        if not part.is_file():
            yield Fault("file-missing", "the file is not there", MEND, file=part.name)
        elif hash_of(part) != digest:
            yield Fault("file-changed", "the file is not the one that was composed", MEND, file=part.name)


def read_pieces(job: CheckJob) -> list[Fault]:
    """Read some pieces of a print file and compare each with its case. Runs in any process."""
    room = job.room
    statics = Statics(room, job.contact, job.file.pack, job.file.language)
    faults: list[Fault] = []
    seen: set[str] = set()
    with Reader(room.mailing_folder(job.file.mailing_id) / job.name) as reader:
        for number, (piece, lettering, first_page) in enumerate(_expected(job)):
            layout = statics.read_layout(piece.trust)
            read = reader.piece(first_page, layout)
            expected = _expectation(lettering, statics, job, layout.pages)
            faults += [_fault(job, lettering, first_page, code) for code in compare(read, expected)]
            if piece.trust not in seen or number % SCAN_EVERY == 0:
                seen.add(piece.trust)
                faults += preflight(reader, first_page, layout)
    return faults


def _expected(job: CheckJob) -> Iterator[tuple[PieceToPrint, Lettering, int]]:
    """The job's pieces in the file's order, what each must carry, and its first page, counted from 1."""
    room = job.room
    letterer = Letterer(room.content(), room.keys, room.wave, job.file.language)
    statics = Statics(room, job.contact, job.file.pack, job.file.language)
    first_page = 1
    with reading(room.office()) as session:
        pieces = (
            piece
            for piece in piece_rows.to_print(session, job.file.id, [job.state])
            if piece.piece_id not in job.without
        )
        for number, piece in enumerate(pieces):
            if number >= job.start + job.count:
                break
            if number >= job.start:
                yield piece, letterer.letter(piece), first_page
            first_page += statics.read_layout(piece.trust).pages


def _expectation(lettering: Lettering, statics: Statics, job: CheckJob, pages: int) -> ExpectedPiece:
    marks = tuple(lettering.mark(job.file.component, page, pages) for page in range(pages))
    texts = {
        **lettering.names, "reference": lettering.reference, "code": lettering.code, "date": statics.letter_date,
    }  # fmt: skip
    return ExpectedPiece(lettering.url, marks[0], lettering.address_lines, texts, marks)


def _fault(job: CheckJob, lettering: Lettering, first_page: int, code: str) -> Fault:
    what = f"piece {lettering.piece}, reference {lettering.reference}, page {first_page}: "
    what += SAID.get(code, f"the {code} is not that of the case")
    return Fault(code, what, MEND, file=job.name)


def _lost_sheets(job: CheckJob) -> Iterator[Fault]:
    """Which pieces lost a page, told by the marks of the pages that are left."""
    yield Fault(
        "page-count", f"the file does not have the {job.file.pages} pages that were composed", MEND, file=job.name
    )
    statics = Statics(job.room, job.contact, job.file.pack, job.file.language)
    whole = CheckJob(job.room, job.file, job.contact, job.name, job.state, 0, job.file.pieces, job.without)
    owners: list[tuple[Lettering, str]] = []
    for piece, lettering, _ in _expected(whole):
        pages = statics.read_layout(piece.trust).pages
        owners += [(lettering, lettering.mark(job.file.component, page, pages)) for page in range(pages)]
    with Reader(job.room.mailing_folder(job.file.mailing_id) / job.name) as reader:
        found = reader.sheet_marks(job.room.content().stationery.places)
    lost, strange = missing_sheets([mark for _, mark in owners], found)
    for number in lost:
        lettering = owners[number][0]
        what = f"piece {lettering.piece}, reference {lettering.reference}: a page is missing"
        yield Fault("page-missing", what, MEND, file=job.name)
    for page in strange:
        yield Fault("page-strange", f"page {page + 1} belongs to no piece of this file", MEND, file=job.name)
