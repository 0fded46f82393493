"""Reading back a finished print file: an independent reader that shares nothing with what drew it.

It renders crops of every page, decodes the QR code and the marks, reads the address and the other personal texts, and
looks for ink in the window where none should be. What was read is compared with the case in ``compare``.

    with Reader(path) as reader:
        read = reader.piece(first_page, layout)
        faults = compare(read, expected)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType

from fulfilment.paper import decoding
from fulfilment.paper.rendering import Crop, PageView, Rendering
from fulfilment.paper.window import always_visible, ever_visible
from fulfilment.surveys.stationery import Box, Envelope, Paper, Places

QR_SLOT = "qr"
QR_DPI = 100  # a module of 0.7 mm, the least, is 2.8 pixels; measured: 2 are enough
MARK_DPI = 160  # a module of 0.4 mm is 2.5 pixels; measured: 2 are enough
WINDOW_DPI = 100  # measured: a line 0.2 mm thick is seen
INK = 240  # our choice, of 255: anything a person could see on white paper
OVERHANG_MM = 0.5  # measured: a J begins 0.3 mm left of its line at 10 pt
SIZE_TOLERANCE_MM = 0.5  # our choice: A4 in whole points is 0.1 mm off


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one personal thing stands: the page within the piece, from 1, and its box.

    The slot named ``qr`` is the symbol without its quiet zone. Any other is a text, and its name is the fault's code.
    ``among`` says that the box holds other words too, that are the same on every letter.
    """

    name: str
    page: int
    box: Box
    among: bool = False


@dataclass(frozen=True)
class ReadLayout:
    """Where things stand in the pieces of one static letter, front and back pages counted alike."""

    pages: int
    paper: Paper
    places: Places
    envelope: Envelope
    slots: tuple[Slot, ...]

    @cached_property
    def ever(self) -> Box:
        """What the window can show of the first page."""
        return ever_visible(self.envelope)

    @cached_property
    def allowed(self) -> tuple[Box, ...]:
        """Where ink may lie in the window: in the address and in the mark, as far as they are always visible."""
        always = always_visible(self.envelope)
        return tuple(_common(box, always) for box in (self.places.address.grown(OVERHANG_MM), self.places.window_mark))

    @cached_property
    def slots_by_page(self) -> tuple[tuple[Slot, ...], ...]:
        """The slots of each page, in the order of pages."""
        return tuple(tuple(slot for slot in self.slots if slot.page == page) for page in range(1, self.pages + 1))


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What one page holds. ``texts`` pairs a slot with what stands in its box, on one line."""

    marks: tuple[str, ...]
    qr: tuple[tuple[str, ...], ...]
    texts: tuple[tuple[Slot, str], ...]
    is_right_size: bool


@dataclass(frozen=True, slots=True)
class ReadWindow:
    """What the window can show: its mark, every line of text, ink where none should be."""

    marks: tuple[str, ...]
    address_lines: tuple[str, ...]
    has_stray_ink: bool
    has_address_ink: bool


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """One piece as it stands in the file; fewer pages than its layout has where the file ends too early."""

    pages: tuple[ReadPage, ...]
    window: ReadWindow | None


class Reader:
    """A print file opened for reading back. Raises FulfilmentError where it is missing, cut off or no PDF."""

    def __init__(self, path: Path) -> None:
        self._file = Rendering(path)

    @property
    def name(self) -> str:
        """The file's name."""
        return self._file.path.name

    @property
    def page_count(self) -> int:
        """Pages in the file."""
        return self._file.page_count

    def piece(self, first_page: int, layout: ReadLayout) -> ReadPiece:
        """Read the piece whose first page, counted from 1 as in the index, this is."""
        pages, window = [], None
        for number in range(min(layout.pages, self.page_count - first_page + 1)):
            with self._file.page(first_page + number) as page:
                pages.append(_read_page(page, layout, number))
                if number == 0:
                    window = _read_window(page, layout)
        return ReadPiece(tuple(pages), window)

    def sheet_marks(self, places: Places) -> list[tuple[str, ...]]:
        """The sheet marks of every page: what is asked when pages are missing or too many."""
        return [self._sheet_marks(number + 1, places) for number in range(self.page_count)]

    def scan(self, page: int) -> list[decoding.FoundCode]:
        """Every symbol of any kind on a page, stray ones too."""
        with self._file.page(page) as view:
            return decoding.whole_page_scan(view)

    @contextmanager
    def page(self, number: int) -> Iterator[PageView]:
        """A page, counted from 1, for who wants to look at all of it."""
        with self._file.page(number) as view:
            yield view

    def _sheet_marks(self, number: int, places: Places) -> tuple[str, ...]:
        with self._file.page(number) as page:
            return decoding.read_data_matrix(page.crop(places.sheet_mark, MARK_DPI))

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._file.close()


def has_ink(crop: Crop, allowed: Sequence[Box] = ()) -> bool:
    """Whether anything is darker than paper outside the allowed boxes; a pixel at their edges is theirs."""
    rest = crop.gray.copy() if allowed else crop.gray
    for box in allowed:
        Crop(rest, crop.left_px, crop.top_px, crop.px_per_mm).part(box, grown_px=1)[:] = 255
    return bool(rest.size) and int(rest.min()) < INK


def _read_page(page: PageView, layout: ReadLayout, number: int) -> ReadPage:
    codes, texts = [], []
    for slot in layout.slots_by_page[number]:
        if slot.name == QR_SLOT:
            codes.append(decoding.read_qr(page.crop(_with_quiet_zone(slot.box), QR_DPI)))
        else:
            texts.append((slot, " ".join(page.text(slot.box).split())))
    read = decoding.read_data_matrix(page.crop(layout.places.sheet_mark, MARK_DPI))
    return ReadPage(read, tuple(codes), tuple(texts), is_right_size(page, layout.paper))


def _read_window(page: PageView, layout: ReadLayout) -> ReadWindow:
    crop = page.crop(layout.ever, WINDOW_DPI)
    lines = tuple(line for line in (" ".join(line.split()) for line in page.text(layout.ever).splitlines()) if line)
    return ReadWindow(
        decoding.read_data_matrix(page.crop(layout.places.window_mark, MARK_DPI)),
        lines,
        has_stray_ink=has_ink(crop, layout.allowed),
        has_address_ink=int(crop.part(layout.places.address).min(initial=255)) < INK,
    )


def is_right_size(page: PageView, paper: Paper) -> bool:
    """Whether a page is as large as the paper."""
    return (
        abs(page.width_mm - paper.width_mm) < SIZE_TOLERANCE_MM
        and abs(page.height_mm - paper.height_mm) < SIZE_TOLERANCE_MM
    )


def _with_quiet_zone(box: Box) -> Box:
    """The box with a quiet zone of 4 modules, if the symbol has 25: an address and a code need no fewer."""
    return box.grown(4 * box.width_mm / 25)


def _common(one: Box, other: Box) -> Box:
    return Box(
        left_mm=max(one.left_mm, other.left_mm),
        top_mm=max(one.top_mm, other.top_mm),
        right_mm=min(one.right_mm, other.right_mm),
        bottom_mm=min(one.bottom_mm, other.bottom_mm),
    )
