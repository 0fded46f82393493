"""A certificate as PDF: facts, tables and remarks on A4. Knows nothing of what it certifies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from fulfilment import shipped

MARGIN_MM = 20
WIDTH_MM = 170  # A4 less both margins
REGULAR, BOLD = "Certificate-Regular", "Certificate-Bold"
GREY = HexColor("#768692")  # NHS mid grey
LINE = HexColor("#d8dde0")  # NHS grey 4


@dataclass(frozen=True)
class Section:
    """A heading and a table of two columns."""

    title: str
    heads: tuple[str, str]
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Certificate:
    """Everything on it, in the order in which it stands."""

    title: str
    about: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    notes_title: str
    notes: Sequence[str]
    remarks: Sequence[str]


def draw(certificate: Certificate) -> bytes:
    """The certificate as PDF. The same content gives the same bytes."""
    _fonts()
    out = BytesIO()
    side = MARGIN_MM * mm
    page = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=side, rightMargin=side, topMargin=side, bottomMargin=side,
        title=certificate.title, author="", invariant=1,
    )  # fmt: skip
    page.build(list(_flow(certificate)), onFirstPage=_foot, onLaterPages=_foot)
    return out.getvalue()


@cache
def _fonts() -> None:
    """reportlab keeps fonts by name, once a process."""
    for name, face in ((REGULAR, "NotoSans-Regular"), (BOLD, "NotoSans-Bold")):
        pdfmetrics.registerFont(TTFont(name, str(shipped.fonts_dir() / f"{face}.ttf")))


def _flow(certificate: Certificate) -> Iterator[Flowable]:
    title = ParagraphStyle("title", fontName=BOLD, fontSize=20, leading=28, spaceAfter=4 * mm)
    heading = ParagraphStyle("heading", fontName=BOLD, fontSize=12, leading=17, spaceBefore=6 * mm, spaceAfter=2 * mm)
    text = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=13, spaceAfter=2 * mm)
    yield Paragraph(escape(certificate.title), title)
    yield _table([], certificate.about)
    for section in certificate.sections:
        yield Paragraph(escape(section.title), heading)
        yield _table(section.heads, section.rows) if section.rows else Paragraph("None.", text)
    yield Paragraph(escape(certificate.notes_title), heading)
    for note in certificate.notes:
        yield Paragraph(f"\N{BULLET} {escape(note)}", text)
    yield Spacer(1, 4 * mm)
    for remark in certificate.remarks:
        yield Paragraph(escape(remark), text)


def _table(heads: Sequence[str], rows: Sequence[tuple[str, str]]) -> LongTable:
    cell = ParagraphStyle("cell", fontName=REGULAR, fontSize=8.5, leading=12, wordWrap="CJK")  # breaks long paths too
    head = ParagraphStyle("head", parent=cell, fontName=BOLD)
    data = [[Paragraph(escape(each), style) for each in row] for style, row in _styled(heads, rows, head, cell)]
    table = LongTable(data, colWidths=[0.5 * WIDTH_MM * mm] * 2, repeatRows=1 if heads else 0)
    table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def _styled(
    heads: Sequence[str], rows: Sequence[tuple[str, str]], head: ParagraphStyle, cell: ParagraphStyle
) -> Iterator[tuple[ParagraphStyle, Sequence[str]]]:
    if heads:
        yield head, heads
    for row in rows:
        yield cell, row


def _foot(canvas: Canvas, page: SimpleDocTemplate) -> None:
    canvas.setFont(REGULAR, 8)
    canvas.setFillColor(GREY)
    canvas.drawRightString(A4[0] - MARGIN_MM * mm, 12 * mm, f"{page.title}, page {canvas.getPageNumber()}")
