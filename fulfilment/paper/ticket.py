"""The job ticket: one A4 page that tells the printer what to make of a print file, and what to expect of it.

It names no person. For the printer, so it is in English and belongs to no language of the letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from fulfilment.paper.embedding import embed
from fulfilment.paper.faces import Faces
from fulfilment.paper.pages import Drawing, PageCanvas
from fulfilment.paper.static import POINTS_PER_MM
from fulfilment.paper.window import always_visible, window
from fulfilment.surveys.stationery import Box, Envelope, Stationery

LEFT_MM, RIGHT_MM, TOP_MM, VALUE_MM = 20.0, 190.0, 24.0, 68.0
HEADING_PT, TEXT_PT, LINE_MM = 16.0, 10.0, 5.2
PICTURE_TOP_MM, PICTURE_SCALE = 178.0, 0.5


@dataclass(frozen=True)
class Ticket:
    """What stands on a ticket. ``rows`` are label and text, in order; ``envelope`` is drawn with its window."""

    title: str
    rows: Sequence[tuple[str, str]]
    envelope: Envelope


def draw(ticket: Ticket, stationery: Stationery, faces: Faces) -> bytes:
    """The ticket as a PDF of one page, the same bytes for the same ticket."""
    paper = stationery.paper
    out = BytesIO()
    size_pt = (round(paper.width_mm * POINTS_PER_MM, 3), round(paper.height_mm * POINTS_PER_MM, 3))
    canvas = PageCanvas(out, size_pt, "en", ticket.title)
    drawing = Drawing(canvas, faces.for_language("en"), False, paper.height_mm)
    drawing.show_at(drawing.line(ticket.title, is_strong=True), LEFT_MM, TOP_MM, HEADING_PT)
    below_mm = TOP_MM + 2 * LINE_MM
    for label, text in ticket.rows:
        drawing.show_at(drawing.line(label, is_strong=True), LEFT_MM, below_mm, TEXT_PT)
        for line in _wrapped(drawing, text):
            drawing.show_at(drawing.line(line), VALUE_MM, below_mm, TEXT_PT)
            below_mm += LINE_MM
        below_mm += LINE_MM / 4
    _picture(drawing, ticket.envelope, stationery, max(PICTURE_TOP_MM, below_mm + LINE_MM))
    embed(canvas, faces, drawing.glyphs)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _wrapped(drawing: Drawing, text: str) -> Iterator[str]:
    """A text cut into lines that fit: between words, and within a word (a file's name, a hash) that is too wide."""

    def fits(line: str) -> bool:
        return drawing.line(line).width_pt(TEXT_PT) <= (RIGHT_MM - VALUE_MM) * POINTS_PER_MM

    line = ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        if fits(joined):
            line = joined
            continue
        if line:
            yield line
        line = word
        while not fits(line):
            most = next(end for end in range(len(line) - 1, 0, -1) if fits(line[:end]))
            yield line[:most]
            line = line[most:]
    yield line


def _picture(drawing: Drawing, envelope: Envelope, stationery: Stationery, top_mm: float) -> None:
    """The envelope at half its size: its window, and in it what is always seen, the address and the mark."""
    where = f"Envelope {envelope.id}, {envelope.width_mm:g} by {envelope.height_mm:g} mm, at half its size"
    drawing.show_at(drawing.line(where), LEFT_MM, top_mm, TEXT_PT)
    top_mm += LINE_MM / 2
    whole = Box(left_mm=0, top_mm=0, right_mm=envelope.width_mm, bottom_mm=envelope.height_mm)
    for box in (whole, window(envelope), always_visible(envelope)):
        drawing.frame(_at(box, top_mm))
    for box, label in ((stationery.places.address, "address"), (stationery.places.window_mark, "mark")):
        placed = _at(box, top_mm)
        drawing.frame(placed)
        drawing.show_centred(drawing.line(label), placed, placed.bottom_mm - placed.height_mm / 2 + 0.8, 6)


def _at(box: Box, top_mm: float) -> Box:
    left, right = (LEFT_MM + PICTURE_SCALE * x_mm for x_mm in (box.left_mm, box.right_mm))
    top, bottom = (top_mm + PICTURE_SCALE * y_mm for y_mm in (box.top_mm, box.bottom_mm))
    return Box(left_mm=left, top_mm=top, right_mm=right, bottom_mm=bottom)
