"""A piece as it was read back against what its case says it must be. Each difference is a fault with a code."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fulfilment.paper.readback import ReadPage, ReadPiece, ReadWindow

RIGHT_TO_LEFT = frozenset({"R", "AL"})  # Unicode Standard Annex 9, table 4
UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # controls, direction marks, spaces


@dataclass(frozen=True)
class ExpectedPiece:
    """What one piece must hold. ``texts`` has a text for each slot of the layout but the QR code.

    ``marks`` has the sheet mark of each page, None for a page that must have none. ``address_lines`` is everything
    that may be read through the window.
    """

    url: str
    window_mark: str
    address_lines: tuple[str, ...]
    texts: Mapping[str, str]
    marks: tuple[str | None, ...]


def compare(read: ReadPiece, expected: ExpectedPiece) -> list[str]:
    """The codes of everything that differs, each once: none for a good piece.

    ``pages`` the file ends within the piece · ``page-size`` · ``sheet-mark`` missing, damaged or another's · ``qr`` ·
    ``window-mark`` · ``address`` · ``ink-in-window`` ink beside address and mark, or an address that is only text and
    no ink · and for each other slot its own name (``code``, ``salutation``, ``reference``, ``date`` ...).
    """
    faults = [] if len(read.pages) == len(expected.marks) else ["pages"]
    for page, mark in zip(read.pages, expected.marks, strict=False):
        faults += _page_faults(page, mark, expected)
    if read.window is not None:
        faults += _window_faults(read.window, expected)
    return list(dict.fromkeys(faults))


def same_text(read: str, expected: str) -> bool:
    """Whether a text read from a PDF is the one expected.

    Spaces don't count, as pdfium guesses them from gaps; compatibility forms are what they stand for (NFKC: a ligature
    is its letters). Right-to-left text, and what stands in a line with it, comes out in an order that readers guess,
    so there the letters are compared without their order: another name shows, an anagram of it does not.
    """
    if read == expected:
        return True
    read_letters, letters = _letters(read), _letters(expected)
    return read_letters == letters or (_is_right_to_left(expected) and sorted(read_letters) == sorted(letters))


def holds_text(read: str, expected: str) -> bool:
    """Whether the expected text stands in what was read, among other words. Compared like ``same_text``."""
    read_letters, letters = _letters(read), _letters(expected)
    if _is_right_to_left(expected):
        return Counter(letters) <= Counter(read_letters)
    return bool(letters) and "".join(letters) in "".join(read_letters)


def same_lines(read: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether lines of text are the ones expected, in their order.

    pdfium may take the words of a right-to-left line for lines of their own: there, lines are taken together until
    they have as many letters.
    """
    rest = list(read)
    for line in expected:
        taken = rest.pop(0) if rest else ""
        while rest and _is_right_to_left(line) and len(_letters(taken)) < len(_letters(line)):
            taken += rest.pop(0)
        if not same_text(taken, line):
            return False
    return not rest


def missing_sheets(expected: Sequence[str], found: Sequence[tuple[str, ...]]) -> tuple[list[int], list[int]]:
    """Where pages were lost or added: the indexes of expected marks on no page; pages (from 1) with none.

    One lost page moves every page after it; by their marks the pages still say whose is lost.
    """
    on_pages = {mark for page in found for mark in page}
    wanted = set(expected)
    lost = [index for index, mark in enumerate(expected) if mark not in on_pages]
    return lost, [number for number, page in enumerate(found, start=1) if not wanted.intersection(page)]


def _page_faults(page: ReadPage, mark: str | None, expected: ExpectedPiece) -> Iterator[str]:
    if not page.is_right_size:
        yield "page-size"
    if page.marks != (() if mark is None else (mark,)):
        yield "sheet-mark"
    if any(codes != (expected.url,) for codes in page.qr):
        yield "qr"
    for slot, text in page.texts:
        is_there = holds_text if slot.among else same_text
        if not is_there(text, expected.texts[slot.name]):
            yield slot.name


def _window_faults(window: ReadWindow, expected: ExpectedPiece) -> Iterator[str]:
    if window.marks != (expected.window_mark,):
        yield "window-mark"
    if not same_lines(window.address_lines, expected.address_lines):
        yield "address"
    if window.has_stray_ink or not window.has_address_ink:
        yield "ink-in-window"


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in text)


def _letters(text: str) -> list[str]:
    normal = unicodedata.normalize("NFKC", text)
    return [character for character in normal if unicodedata.category(character) not in UNSEEN]
