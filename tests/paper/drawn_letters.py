"""Two-page letters drawn with reportlab alone, for the tests of reading back: nothing of what prints real letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import qrcode
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import fulfilment.paper
from fulfilment.paper import marks
from fulfilment.paper.compare import ExpectedPiece
from fulfilment.paper.readback import ReadLayout, Slot
from fulfilment.paper.symbol import Symbol
from fulfilment.surveys.stationery import Box, Envelope, Paper, Places

MM = 72 / 25.4
FONT = "NotoSans"
PREFIX = "HTTPS://SURVEY.EXAMPLE/A-EN/"
PAPER = Paper(width_mm=210, height_mm=297, grams_per_m2=80)
C5 = Envelope(
    id="c5", width_mm=229, height_mm=162, window_left_mm=20, window_bottom_mm=60, window_width_mm=90,
    window_height_mm=44, panel_width_mm=210, panel_height_mm=148.5, grams=7, sheets_max=4, grams_max=100,
)  # fmt: skip


def box(left_mm: float, top_mm: float, right_mm: float, bottom_mm: float) -> Box:
    """A box by its four edges."""
    return Box(left_mm=left_mm, top_mm=top_mm, right_mm=right_mm, bottom_mm=bottom_mm)


PLACES = Places(
    trust=box(20, 10, 190, 40), address=box(21, 59, 81, 88), window_mark=box(82.6, 66, 89.8, 73.2),
    sheet_mark=box(196, 8, 203.2, 15.2), date=box(120, 60, 190, 90), first_body=box(20, 104, 190, 278),
    body=box(20, 20, 190, 278), footer=box(20, 281, 190, 289), qr_side_mm=30, fold_mm=148.5,
)  # fmt: skip
LAYOUT = ReadLayout(
    pages=2, paper=PAPER, places=PLACES, envelope=C5,
    slots=(
        Slot("date", 1, box(120, 60, 190, 66)),
        Slot("reference", 1, box(120, 68, 190, 74)),
        Slot("salutation", 1, box(20, 106, 190, 112)),
        Slot("qr", 1, box(24, 160, 54, 190)),
        Slot("code", 1, box(70, 170, 150, 180)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """What is drawn on one letter. The fields below the line are for letters gone wrong."""

    piece: int
    code: str
    address_lines: tuple[str, ...]
    reference: str = "1234-5678-K"
    date: str = "14 September 2026"
    salutation: str = "Dear Margaret Ash,"

    qr_code: str | None = None
    qr_blot: bool = False
    sheet_marks: tuple[marks.Mark | None, ...] | None = None
    window_mark: marks.Mark | None = None
    blots: tuple[Box, ...] = ()
    extra_text: tuple[tuple[float, float, str], ...] = ()
    stray_mark: bool = False
    address_top_mm: float = 63
    address_hidden: bool = False
    pages: int = 2
    page_width_mm: float = 210

    @property
    def marks(self) -> tuple[marks.Mark, ...]:
        """The marks that it must carry: one sheet, front and back."""
        return tuple(marks.Mark(self.piece, 1, 1, 1, 1, side) for side in (1, 2))

    @property
    def expected(self) -> ExpectedPiece:
        """What its case says."""
        return ExpectedPiece(
            url=PREFIX + self.code,
            window_mark=marks.format(self.marks[0]),
            address_lines=self.address_lines,
            texts={
                "code": "-".join(self.code[start : start + 4] for start in (0, 4, 8)),
                "salutation": self.salutation,
                "reference": self.reference,
                "date": self.date,
            },
            marks=tuple(marks.format(mark) for mark in self.marks),
        )


ADDRESSES = (
    ("Margaret Ash", "7 Larkspur Row", "Thornleigh", "LS99 1AA"),
    ("Łukasz Żółć", "Flat 12", "Quince House", "200 Old Tannery Street", "Thornleigh", "ZZ99 9ZZ"),
    ("Nguyễn Thị Ánh", "The Old Post Office", "Marsh Lane", "Little Quillham", "Ostermouth", "Westshire", "OM1 2QJ"),
    ("Gwyneth Penhaligon-Fothering-Jones", "1 Sea View", "BB99 3DH"),
)
ALPHABET = "23456789CDFHJKMNPQRTVWX"


def letters(count: int) -> list[Letter]:
    """Letters to different people."""
    return [
        Letter(
            piece=1000 + number,
            code="".join(ALPHABET[(number * 31 + place * place * 7 + place * number) % 23] for place in range(12)),
            address_lines=(
                ADDRESSES[number % 4][0],
                f"{number} {ADDRESSES[number % 4][1]}",
                *ADDRESSES[number % 4][2:],
            ),
            salutation=f"Dear {ADDRESSES[number % 4][0]},",
            reference=f"{1234 + number}-5678-K",
        )
        for number in range(count)
    ]


def draw(path: Path, drawn: Iterable[Letter]) -> Path:
    """A print file of letters, two pages each."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        folder = Path(fulfilment.paper.__file__).parent / "fonts"
        pdfmetrics.registerFont(TTFont(FONT, folder / "NotoSans-Regular.ttf"))
    canvas = Canvas(str(path))
    for letter in drawn:
        for page in range(letter.pages):
            canvas.setPageSize((letter.page_width_mm * MM, 297 * MM))
            _draw_page(canvas, letter, page)
            canvas.showPage()
    canvas.save()
    return path


def _draw_page(canvas: Canvas, letter: Letter, page: int) -> None:
    sheet_marks = letter.marks if letter.sheet_marks is None else letter.sheet_marks
    mark = sheet_marks[page]
    if mark is not None:
        _draw_symbol(canvas, marks.symbol(mark), _inner(PLACES.sheet_mark))
    for line in range(20):
        _write(canvas, 20, 200 + 3.8 * line, "The survey asks about the care that you had in hospital.", 8)
    if page == 0:
        _draw_front(canvas, letter)


def _draw_front(canvas: Canvas, letter: Letter) -> None:
    _write(canvas, 20, 20, "Thornleigh Hospitals", 16)
    for number, line in enumerate(letter.address_lines):
        if letter.address_hidden:
            canvas.setFillGray(1)
        _write(canvas, 21, letter.address_top_mm + 3.8 * number, line, 8)
        canvas.setFillGray(0)
    _draw_symbol(canvas, marks.symbol(letter.window_mark or letter.marks[0]), _inner(PLACES.window_mark))
    expected = letter.expected.texts
    _write(canvas, 120, 65, expected["date"], 10)
    _write(canvas, 120, 73, expected["reference"], 10)
    _write(canvas, 20, 110, expected["salutation"], 11)
    _write(canvas, 70, 177, expected["code"], 16)
    _draw_symbol(canvas, _qr(letter.qr_code or letter.code), box(24, 160, 54, 190))
    blots = letter.blots + ((box(24, 160, 40, 190),) if letter.qr_blot else ())
    for blot in blots:
        canvas.rect(blot.left_mm * MM, (297 - blot.bottom_mm) * MM, blot.width_mm * MM, blot.height_mm * MM, 0, 1)
    if letter.stray_mark:
        _draw_symbol(canvas, marks.symbol(marks.Mark(1, 1, 1, 1, 1, 1)), box(150, 250, 156.4, 256.4))
    for left_mm, baseline_mm, text in letter.extra_text:
        _write(canvas, left_mm, baseline_mm, text, 8)


def _write(canvas: Canvas, left_mm: float, baseline_mm: float, text: str, size_pt: float) -> None:
    canvas.setFont(FONT, size_pt)
    canvas.drawString(left_mm * MM, (297 - baseline_mm) * MM, text)


def _draw_symbol(canvas: Canvas, symbol: Symbol, place: Box) -> None:
    module_mm = place.width_mm / symbol.side_modules
    path = canvas.beginPath()
    for row in range(symbol.side_modules):
        for column in range(symbol.side_modules):
            if symbol.is_black(column, row):
                left_mm, bottom_mm = place.left_mm + column * module_mm, 297 - place.top_mm - (row + 1) * module_mm
                path.rect(left_mm * MM, bottom_mm * MM, module_mm * MM, module_mm * MM)
    canvas.drawPath(path, 0, 1)


@lru_cache(maxsize=256)
def _qr(code: str) -> Symbol:
    """Drawn by the qrcode package, as nothing here may depend on the tables."""
    drawing = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, mask_pattern=3)
    drawing.add_data(PREFIX + code)
    drawing.make()
    rows = b"".join(
        int("".join("1" if black else "0" for black in row).ljust(-(-len(row) // 8) * 8, "0"), 2).to_bytes(
            -(-len(row) // 8), "big"
        )
        for row in drawing.modules
    )
    return Symbol(len(drawing.modules), rows)


def _inner(place: Box) -> Box:
    return place.grown(-place.width_mm / 18)
