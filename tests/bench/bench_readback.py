"""Reading back a print file in crops, with everything compared, against rendering and decoding its whole pages.

Time is that of the processor, on which both depend alone: what else the machine does then counts for neither.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time

from fulfilment.paper.compare import compare
from fulfilment.paper.decoding import DATA_MATRIX, QR, WHOLE_PAGE_DPI, read_upright
from fulfilment.paper.readback import Reader
from fulfilment.paper.rendering import Rendering
from tests.bench.figure import Figure
from tests.paper.printed_letters import Printed, kind, print_letters

LETTERS = 300
ROUNDS = 2  # in turn, so that what else the machine does falls on both
LANGUAGES = (*["en"] * 8, "pl", "ur")  # our choice: one letter in five is in another language


def figures() -> Iterator[Figure]:
    """The rate of reading back over the rate of the plain way; printed with both rates."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letters.pdf"
        printed = print_letters(path, [kind("adult", "adult-1", language) for language in LANGUAGES], LETTERS)
        crops_seconds = whole_seconds = 0.0
        for _ in range(ROUNDS):
            crops_seconds += _seconds_of_reading_back(path, printed)
            whole_seconds += _seconds_of_whole_pages(path)
    crops_rate, whole_rate = (LETTERS * ROUNDS / seconds for seconds in (crops_seconds, whole_seconds))
    includes = (
        f"{crops_rate:.0f} pieces/s of a letter and a language sheet, all texts, marks, QR and window compared, "
        f"against {whole_rate:.0f}/s for whole pages rendered at {WHOLE_PAGE_DPI} dpi and decoded with the same flags"
    )
    yield Figure("read back", crops_rate / whole_rate, 5, includes)


def _seconds_of_reading_back(path: Path, printed: Sequence[Printed]) -> float:
    start = process_time()
    with Reader(path) as reader:
        faults = [compare(reader.piece(it.first_page, it.kind.layout), it.expected) for it in printed]
    seconds = process_time() - start
    if any(faults):
        raise AssertionError(f"clean letters raise alarms: {[codes for codes in faults if codes][:3]}")
    return seconds


def _seconds_of_whole_pages(path: Path) -> float:
    """The plain way: every page rendered whole, every code on it decoded."""
    start = process_time()
    with Rendering(path) as file:
        for number in range(1, file.page_count + 1):
            with file.page(number) as page:
                read_upright(page.crop(page.whole, WHOLE_PAGE_DPI).gray, QR, DATA_MATRIX)
    return process_time() - start
