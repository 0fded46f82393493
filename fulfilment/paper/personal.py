"""What is a person's own on a letter, as one small content stream a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fulfilment.paper import marks
from fulfilment.paper.faces import Faces, FaceSet
from fulfilment.paper.glyphs import Line
from fulfilment.paper.refusals import AddressTooLong, AddressTooWide, MissingGlyph, TextTooWide
from fulfilment.paper.shaping import analyse, even, spaced
from fulfilment.paper.static import POINTS_PER_MM, StaticLetter, StaticPage, TextPlace
from fulfilment.paper.symbol import Stamp, Symbol
from fulfilment.surveys.stationery import Box, Type

ADDRESS_LINES = 7  # GOV.UK Notify's rule for a window letter; the box of letters/stationery.yaml is made for it
SHRINK_STEP_PT = 0.5
EVEN = ("reference", "code")  # slots whose symbols stand evenly apart

# Characters that need no search for script, direction or face: Latin with its accents, digits and usual signs.
_LATIN = re.compile("[ -~\u00a0-\u024f\u1e00-\u1eff\u2010-\u2015\u2018\u2019\u201c\u201d]*")


@dataclass(frozen=True, slots=True)
class Personal:
    """Everything on a letter that is one person's.

    ``names`` are the texts of the slots salutation, child and hello, as far as the letter has them, whole: ``Dear
    Margaret Ash,``. ``code`` is as it is printed, ``XXXX-XXXX-XXXX``. ``sheet_marks`` has one mark for each page, front
    and back.
    """

    address_lines: tuple[str, ...]
    reference: str
    names: Mapping[str, str]
    code: str
    qr: Symbol
    window_mark: Symbol
    sheet_marks: tuple[Symbol, ...]


class PersonalPages:
    """Draws the personal part of one static letter, again and again. ``used`` collects the glyphs, by face."""

    def __init__(self, static: StaticLetter, faces: Faces, used: dict[str, set[int]]) -> None:
        self._static, self._used = static, used
        self._lines: list[Line] = []
        self._letter_faces = faces.for_language(static.language, static.families)
        self._address_faces = faces.for_language("und")
        self._stamps: dict[tuple[Box, int, int], Stamp] = {}

    def streams(self, personal: Personal) -> list[bytes]:
        """One content stream a page. Raises PieceRefused where a text does not fit or has a glyph that no font has."""
        pages, sheet_marks = self._static.pages, personal.sheet_marks
        if len(sheet_marks) != len(pages):
            raise ValueError(f"{len(sheet_marks)} sheet marks for {len(pages)} pages")
        self._lines.clear()
        streams = [self._stream(page, mark, personal) for page, mark in zip(pages, sheet_marks, strict=True)]
        for line in self._lines:  # only now: the glyphs of a refused piece are not in the file
            for run in line.runs:
                self._used.setdefault(run.face.name, set()).update(run.glyphs)
        return streams

    def _stream(self, page: StaticPage, mark: Symbol, personal: Personal) -> bytes:
        texts = [self._text(place, personal) for place in page.texts]
        if page.address:
            texts += self._address(personal.address_lines, page.address)
        symbols = [self._symbol(mark, page.sheet_mark, marks.QUIET_MODULES)]
        if page.window_mark:
            symbols.append(self._symbol(personal.window_mark, page.window_mark, marks.QUIET_MODULES))
        if page.qr:
            symbols.append(self._symbol(personal.qr, page.qr, 0))
        return "\n".join([*texts, ""]).encode("ascii") + b"".join(symbols)

    def _text(self, place: TextPlace, personal: Personal) -> str:
        text = _said(place.slot, personal)
        if place.slot in EVEN:
            line = _even_line(text, self._letter_faces, place.is_strong)
        else:
            line = single_line(text, self._letter_faces, place.is_strong, place.is_rtl)
        room_pt = place.box.width_mm * POINTS_PER_MM
        size_pt = _fitting(line, room_pt, place.size_pt, place.least_pt)
        if size_pt is None:
            raise TextTooWide(place.slot, (line.width_pt(place.least_pt) - room_pt) / POINTS_PER_MM)
        left_pt = place.box.left_mm * POINTS_PER_MM
        indent_pt = room_pt - line.width_pt(size_pt) if place.align_right else 0
        self._lines.append(line)
        return line.operators(left_pt + indent_pt, self._y_pt(place.baseline_mm), size_pt)

    def _address(self, lines: Sequence[str], box: Box) -> Iterator[str]:
        """The address in one size, each line from the left whatever its script: sorting machines expect that."""
        type_ = self._static.type
        if len(lines) > ADDRESS_LINES:
            raise AddressTooLong(len(lines), ADDRESS_LINES)
        shaped = [single_line(text, self._address_faces, is_rtl=False) for text in lines]
        size_pt = _address_size(shaped, box, type_)
        baseline_pt = self._y_pt(box.top_mm) - size_pt
        for line in shaped:
            self._lines.append(line)
            yield line.operators(box.left_mm * POINTS_PER_MM, baseline_pt, size_pt)
            baseline_pt -= size_pt * type_.address_leading

    def _symbol(self, symbol: Symbol, box: Box, quiet_modules: int) -> bytes:
        key = (box, symbol.side_modules, quiet_modules)
        if key not in self._stamps:
            height_mm = self._static.page_height_mm
            self._stamps[key] = Stamp.in_box(box, height_mm, symbol.side_modules, quiet_modules)
        return self._stamps[key].paint(symbol)

    def _y_pt(self, from_top_mm: float) -> float:
        return (self._static.page_height_mm - from_top_mm) * POINTS_PER_MM


@lru_cache(maxsize=4096)  # our choice: 4 MB; towns, counties and streets come again and again
def single_line(text: str, faces: FaceSet, is_strong: bool = False, is_rtl: bool | None = None) -> Line:
    """A text shaped as one line. ``is_rtl`` None takes the direction of its first letter. Raises MissingGlyph."""
    text = unicodedata.normalize("NFC", text)
    if not is_rtl and _LATIN.fullmatch(text):
        face = faces.chain("Latn", is_strong)[0]
        run = spaced(face, text.split(" "), faces.language) if all(map(face.covers, text)) else None
        if run:
            return Line((run,), run.width)
    return analyse([(text, is_strong)], faces, None if is_rtl is None else int(is_rtl)).line()


def _even_line(text: str, faces: FaceSet, is_strong: bool) -> Line:
    face = faces.chain("Latn", is_strong)[0]
    missing = [character for character in text if not face.covers(character)]
    if missing:
        raise MissingGlyph(missing)
    run = even(face, text)
    return Line((run,), run.width)


def _said(slot: str, personal: Personal) -> str:
    if slot == "reference":
        return personal.reference
    return personal.code if slot == "code" else personal.names[slot]


def _fitting(line: Line, room_pt: float, size_pt: float, least_pt: float) -> float | None:
    while line.width_pt(size_pt) > room_pt:
        if size_pt <= least_pt:
            return None
        size_pt = max(least_pt, size_pt - SHRINK_STEP_PT)
    return size_pt


def _address_size(shaped: Iterable[Line], box: Box, type_: Type) -> float:
    room_pt, size_pt = box.width_mm * POINTS_PER_MM, type_.address_pt
    for number, line in enumerate(shaped, start=1):
        fitting = _fitting(line, room_pt, size_pt, type_.address_least_pt)
        if fitting is None:
            over_pt = line.width_pt(type_.address_least_pt) - room_pt
            raise AddressTooWide(number, over_pt / POINTS_PER_MM)
        size_pt = fitting
    return size_pt
