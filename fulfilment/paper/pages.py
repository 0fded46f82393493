"""The pages that are drawn once: the reportlab Canvas, in mm from the top left, with text of our own shaping."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from fulfilment.errors import FulfilmentError
from fulfilment.paper.faces import FaceSet
from fulfilment.paper.glyphs import Line
from fulfilment.paper.lines import break_lines
from fulfilment.paper.shaping import analyse
from fulfilment.paper.static import POINTS_PER_MM
from fulfilment.surveys.documents import Span
from fulfilment.surveys.pictures import SIDE, Picture, Shape
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
        pieces = [(unicodedata.normalize("NFC", span.text), span.strong) for span in spans]
        return break_lines(analyse(pieces, self.faces, int(self.is_rtl)), width_mm * POINTS_PER_MM, size_pt)

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
        """A drawing that fills a square box, in black. Its lines end and meet round.

        What is shaded is drawn first, in grey, and the rest over it: in one colour that is what seeing through it
        looks like, and paper needs no transparency for it.
        """
        canvas, scale = self.canvas, box.width_mm * POINTS_PER_MM / SIDE
        canvas.saveState()
        canvas.translate(box.left_mm * POINTS_PER_MM, self._y_pt(box.top_mm))
        canvas.scale(scale, -scale)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        for shape in picture.shapes:
            if 0 < shape.fill < 1:
                canvas.setFillGray(1 - shape.fill)
                canvas.drawPath(self._outline(shape), stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setStrokeGray(0)
        for shape in picture.shapes:
            if shape.fill == 1 or shape.stroke_width:
                canvas.setLineWidth(shape.stroke_width)
                canvas.drawPath(self._outline(shape), stroke=int(shape.stroke_width > 0), fill=int(shape.fill == 1))
        canvas.restoreState()

    def _outline(self, shape: Shape) -> PDFPathObject:
        path = self.canvas.beginPath()
        draw: dict[str, Callable[..., object]] = {
            "M": path.moveTo,
            "L": path.lineTo,
            "C": path.curveTo,
            "Z": path.close,
        }
        for command, numbers in shape.segments:
            draw[command](*numbers)
        return path

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
