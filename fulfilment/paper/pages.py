"""The pages that are drawn once: the reportlab Canvas, in mm from the top left, with text of our own shaping."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.colors import toColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fulfilment.errors import FulfilmentError
from fulfilment.paper.faces import FaceSet
from fulfilment.paper.glyphs import Line
from fulfilment.paper.lines import break_lines
from fulfilment.paper.shaping import analyse
from fulfilment.paper.static import POINTS_PER_MM
from fulfilment.surveys.documents import Span
from fulfilment.surveys.pictures import NO_COLOUR, Picture
from fulfilment.surveys.stationery import Box

FRAME_PT = 0.75
FRAME_RADIUS_MM = 2.0


class PageCanvas(Canvas):
    """A Canvas of one page size whose output is the same on each run.

    Pages are not compressed (whoever copies their streams does that), and they don't begin by naming Helvetica, which
    would not be embedded.
    """

    def __init__(self, out: str | BinaryIO, size_pt: tuple[float, float], language: str = "", title: str = "") -> None:
        super().__init__(out, pagesize=size_pt, pageCompression=0, invariant=1, lang=language or None)
        self.setTitle(title)

    def _make_preamble(self) -> None:
        self._preamble = ""


class Drawing:
    """Draws on a canvas in mm from the top left. ``glyphs`` collects what was used, by face."""

    def __init__(self, canvas: Canvas, faces: FaceSet, is_rtl: bool, page_height_mm: float) -> None:
        self.canvas, self.faces, self.is_rtl = canvas, faces, is_rtl
        self._page_height_mm = page_height_mm
        self.glyphs: dict[str, set[int]] = {}

    def in_language(self, language: str, families: Sequence[str], is_rtl: bool) -> Drawing:
        """The same page, drawn on in another language. Raises FulfilmentError for a family that is not there."""
        faces = self.faces.faces.for_language(language, families)
        drawing = Drawing(self.canvas, faces, is_rtl, self._page_height_mm)
        drawing.glyphs = self.glyphs
        return drawing

    def lines(self, spans: Sequence[Span], width_mm: float, size_pt: float) -> list[Line]:
        """A paragraph's lines. Raises MissingGlyph and WordTooWide."""
        return list(_lines(tuple(spans), self.faces, self.is_rtl, width_mm * POINTS_PER_MM, size_pt))

    def line(self, text: str, *, is_strong: bool = False) -> Line:
        """A text as one line, however wide."""
        return analyse([(unicodedata.normalize("NFC", text), is_strong)], self.faces, int(self.is_rtl)).line()

    def show(
        self, line: Line, box: Box, baseline_mm: float, size_pt: float, *, align_right: bool | None = None
    ) -> None:
        """Draw a line against a box's left side; in a right-to-left language, against the right one."""
        width_mm = line.width_pt(size_pt) / POINTS_PER_MM
        at_right = self.is_rtl if align_right is None else align_right
        self.show_at(line, box.right_mm - width_mm if at_right else box.left_mm, baseline_mm, size_pt)

    def show_centred(self, line: Line, box: Box, baseline_mm: float, size_pt: float) -> None:
        """Draw a line in the middle between a box's sides."""
        width_mm = line.width_pt(size_pt) / POINTS_PER_MM
        self.show_at(line, (box.left_mm + box.right_mm - width_mm) / 2, baseline_mm, size_pt)

    def show_at(self, line: Line, left_mm: float, baseline_mm: float, size_pt: float) -> None:
        """Draw a line from its left end."""
        for run in line.runs:
            self.glyphs.setdefault(run.face.name, set()).update(run.glyphs)
        self.canvas.addLiteral(line.operators(left_mm * POINTS_PER_MM, self._y_pt(baseline_mm), size_pt))

    def frame(self, box: Box) -> None:
        """A thin line round a box."""
        self.canvas.saveState()
        self.canvas.setLineWidth(FRAME_PT)
        self.canvas.roundRect(
            box.left_mm * POINTS_PER_MM,
            self._y_pt(box.bottom_mm),
            box.width_mm * POINTS_PER_MM,
            box.height_mm * POINTS_PER_MM,
            FRAME_RADIUS_MM * POINTS_PER_MM,
        )
        self.canvas.restoreState()

    def figure(self, picture: Picture, box: Box) -> None:
        """A drawn picture that fills a square box. Its lines end and meet round."""
        canvas, scale = self.canvas, box.width_mm * POINTS_PER_MM / picture.side
        canvas.saveState()
        canvas.translate(box.left_mm * POINTS_PER_MM, self._y_pt(box.top_mm))
        canvas.scale(scale, -scale)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        for shape in picture.shapes:
            path = canvas.beginPath()
            draw: dict[str, Callable[..., object]] = {
                "M": path.moveTo,
                "L": path.lineTo,
                "C": path.curveTo,
                "Z": path.close,
            }
            for command, numbers in shape.segments:
                draw[command](*numbers)
            has_fill, has_stroke = shape.fill != NO_COLOUR, shape.stroke != NO_COLOUR
            if has_fill:
                canvas.setFillColor(toColor(shape.fill))
            if has_stroke:
                canvas.setStrokeColor(toColor(shape.stroke))
                canvas.setLineWidth(shape.stroke_width)
            canvas.drawPath(path, stroke=int(has_stroke), fill=int(has_fill))
        canvas.restoreState()

    def picture(self, path: Path, box: Box) -> None:
        """A picture as large as fits in a box, in its top right corner. Raises FulfilmentError if it can't be read."""
        try:
            picture = ImageReader(str(path))
            width, height = picture.getSize()
        except OSError as error:
            what = f"{path.name} is not a picture that can be read"
            raise FulfilmentError("logo", what, "Give a PNG file.") from error
        scale = min(box.width_mm / width, box.height_mm / height)
        width_mm, height_mm = width * scale, height * scale
        self.canvas.drawImage(
            picture,
            (box.right_mm - width_mm) * POINTS_PER_MM,
            self._y_pt(box.top_mm + height_mm),
            width_mm * POINTS_PER_MM,
            height_mm * POINTS_PER_MM,
            mask="auto",
        )

    def _y_pt(self, from_top_mm: float) -> float:
        return (self._page_height_mm - from_top_mm) * POINTS_PER_MM


@lru_cache(maxsize=1024)  # our choice: the texts of a pack in three languages; those that name no trust come with each
def _lines(spans: tuple[Span, ...], faces: FaceSet, is_rtl: bool, width_pt: float, size_pt: float) -> tuple[Line, ...]:
    pieces = [(unicodedata.normalize("NFC", span.text), span.strong) for span in spans]
    return tuple(break_lines(analyse(pieces, faces, int(is_rtl)), width_pt, size_pt))
