"""Our own drawings beside words, on screen and on paper: SVG files of a closed kind, in one colour.

The kind is small so that a drawing can do nothing but draw: no styles, scripts, links or texts, which the content
security policy of the site refuses and which nobody could translate. All lines and fills take the colour of the words
beside them, so that one file is good in a theme's colour, in black print and in a browser's own high contrast. On
screen the drawing is put into the page itself; on paper its lines and curves are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.parsers import expat

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys.outlines import Segment, outline
from fulfilment.surveys.reading import read_text

SIDE = 48  # our choice: all are squares of one grid, so that their lines are equally strong
VIEW_BOX = f"0 0 {SIDE} {SIDE}"
SHAPES: Mapping[str, frozenset[str]] = {
    "path": frozenset({"d"}),
    "circle": frozenset({"cx", "cy", "r"}),
    "ellipse": frozenset({"cx", "cy", "rx", "ry"}),
    "line": frozenset({"x1", "y1", "x2", "y2"}),
    "polyline": frozenset({"points"}),
    "polygon": frozenset({"points"}),
    "rect": frozenset({"x", "y", "width", "height", "rx"}),
}
NO_COLOUR = "none"
COLOURS = frozenset({NO_COLOUR, "currentColor"})
ROUND = {"stroke-linecap": "round", "stroke-linejoin": "round"}  # lines end and meet round, on screen and on paper
# What a drawing may say of its looks, and what it looks like where it says nothing (SVG 1.1, 11.3 and 11.4).
LOOK = {"fill": "currentColor", "stroke": NO_COLOUR, "stroke-width": "1", "fill-opacity": "1"}
ROOT = {*LOOK, *ROUND, "xmlns", "viewBox"}
IN_PAGE = {
    **ROUND,
    **{"class": "app-picture", "width": str(SIDE), "height": str(SIDE), "aria-hidden": "true", "focusable": "false"},
}
MEND = f"Use {', '.join(SHAPES)} with their measures, {', '.join(LOOK)}; colours none or currentColor; round lines."


@dataclass(frozen=True)
class Shape:
    """A figure of a drawing. ``fill`` is how dark it is inside, 0 to 1; ``stroke_width`` is 0 where it has no line."""

    segments: tuple[Segment, ...]
    fill: float
    stroke_width: float


@dataclass(frozen=True)
class Picture:
    """A drawing: its ``name``, its whole ``svg`` element, made anew from what was read, and the shapes in it.

    In a page it is nothing to those who listen (``aria-hidden``): the words beside it say it all. The shapes' measures
    are in units of the grid, ``SIDE`` to each side, from the top left.
    """

    name: str
    svg: str
    file: str
    shapes: tuple[Shape, ...]


def read(path: Path, shown: str) -> Picture:
    """The drawing in a file, which gives it its name. Raises FulfilmentError with every fault."""
    text = read_text(path, shown)
    reader = _Reader(shown)
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        what = f"not XML ({expat.ErrorString(error.code)})"
        reader.faults.append(Fault("picture-syntax", what, "Mend it here.", file=shown, line=error.lineno))
    if reader.faults:
        raise FulfilmentError("content", f"{shown} cannot be used", faults=reader.faults)
    return Picture(path.stem, "".join(reader.markup), shown, tuple(reader.shapes))


class _Reader:
    """Takes shape after shape, and gathers the faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.markup: list[str] = []
        self.shapes: list[Shape] = []
        self.look: Mapping[str, str] = LOOK
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def fault(self, code: str, what: str, mend: str = MEND) -> None:
        self.faults.append(Fault(code, what, mend, file=self.file, line=self.parser.CurrentLineNumber))

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.depth += 1
        if (name == "svg") != (self.depth == 1) or (self.depth > 1 and name not in SHAPES):
            self.fault("picture-shape", f"`{name}` is not to stand here")
            return
        if self.depth == 1 and given.get("viewBox") != VIEW_BOX:
            self.fault("picture-grid", f"its viewBox is not {VIEW_BOX}", f'Write viewBox="{VIEW_BOX}" and draw in it.')
        known = ROOT if self.depth == 1 else {*LOOK, *ROUND, *SHAPES[name]}
        for key, value in given.items():
            if (
                key not in known
                or (key in ("fill", "stroke") and value not in COLOURS)
                or value != ROUND.get(key, value)
            ):
                self.fault("picture-look", f'{name} has {key}="{value}"')
        look = {key: given.get(key, value) for key, value in self.look.items()}
        if self.depth == 1:
            self.look = look
        else:
            self._shape(name, given, look)
        in_page = IN_PAGE if self.depth == 1 else {}
        written = "".join(f' {key}="{escape(value)}"' for key, value in (given | in_page).items())
        self.markup.append(f"<{name}{written}>")

    def _shape(self, name: str, given: Mapping[str, str], look: Mapping[str, str]) -> None:
        try:
            fill = 0.0 if look["fill"] == NO_COLOUR else float(look["fill-opacity"])
            width = 0.0 if look["stroke"] == NO_COLOUR else float(look["stroke-width"])
            if not (0 <= fill <= 1 and 0 <= width <= SIDE):
                raise ValueError(name)
            self.shapes.append(Shape(outline(name, given), fill, width))
        except ValueError:
            mend = f"Write {', '.join(sorted(SHAPES[name]))} as plain numbers; a path with M, L, H, V, C, A, Z."
            self.fault("picture-value", f"a measure of `{name}` is missing or cannot be read", mend)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.markup.append(f"</{name}>")

    def _characters(self, text: str) -> None:
        if text.strip():
            self.fault("picture-text", f"it says “{text.strip()}”", "Leave words to the question: they get translated.")

    def _doctype(self, *_: object) -> None:
        self.fault("picture-syntax", "it has a DOCTYPE", "Begin with <svg …>.")
