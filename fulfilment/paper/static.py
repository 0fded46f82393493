"""What is the same on every letter of a trust and language: the static pages, with places for what is personal."""

from __future__ import annotations

from dataclasses import dataclass

from fulfilment.paper.embedding import Glyphs
from fulfilment.paper.symbol import PT_PER_MM
from fulfilment.surveys.stationery import Box, Type

POINTS_PER_MM = PT_PER_MM


@dataclass(frozen=True)
class TextPlace:
    """Room for one line of a person's own. ``slot`` names it: salutation, child, hello, reference or code.

    ``box`` is the room in mm from the top left; the baseline is given from the top. A text too wide shrinks down to
    ``least_pt``. ``is_rtl`` says that the letter runs from right to left, ``align_right`` where the text stands.
    """

    slot: str
    box: Box
    baseline_mm: float
    size_pt: float
    least_pt: float
    is_strong: bool = False
    is_rtl: bool = False
    align_right: bool = False


@dataclass(frozen=True)
class StaticPage:
    """The places on one page. Boxes are mm from the top left; ``qr`` is the symbol without its quiet zone.

    The boxes of marks hold the mark with its quiet zone. Only a letter's first page has an address and a window mark.
    """

    sheet_mark: Box
    texts: tuple[TextPlace, ...] = ()
    address: Box | None = None
    window_mark: Box | None = None
    qr: Box | None = None
    is_blank: bool = False

    def text(self, slot: str) -> TextPlace | None:
        """The place of a slot, if the page has it."""
        return next((place for place in self.texts if place.slot == slot), None)


@dataclass(frozen=True)
class StaticLetter:
    """The pages of one letter, typeset once. ``template`` is a PDF of them by itself, with empty places.

    An even number of pages: each document begins on a sheet of its own. ``glyphs`` are those in the template.
    """

    template: bytes
    pages: tuple[StaticPage, ...]
    language: str
    families: tuple[str, ...]
    glyphs: Glyphs
    type: Type
    page_width_mm: float
    page_height_mm: float

    @property
    def sheets(self) -> int:
        """Sheets of paper, printed on both sides."""
        return len(self.pages) // 2

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of a page in points, to a thousandth."""
        return round(self.page_width_mm * POINTS_PER_MM, 3), round(self.page_height_mm * POINTS_PER_MM, 3)
