"""Our own drawings beside questions and answers: SVG files of a closed kind, in one colour, put into the page itself.

The kind is small so that a drawing can do nothing but draw: no styles, scripts, links or texts, which the content
security policy of the site refuses and which nobody could translate. All lines and fills take the colour of the words
beside them, so that one file is good in a theme's colour, in black print and in a browser's own high contrast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.parsers import expat

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys.reading import read_text

VIEW_BOX = "0 0 48 48"  # our choice: all are squares of one grid, so that their lines are equally strong
SHAPES: Mapping[str, frozenset[str]] = {
    "path": frozenset({"d"}),
    "circle": frozenset({"cx", "cy", "r"}),
    "ellipse": frozenset({"cx", "cy", "rx", "ry"}),
    "line": frozenset({"x1", "y1", "x2", "y2"}),
    "polyline": frozenset({"points"}),
    "polygon": frozenset({"points"}),
    "rect": frozenset({"x", "y", "width", "height", "rx"}),
}
PAINT = {"fill", "stroke"}
COLOURS = {"none", "currentColor"}
LOOK = PAINT | {"stroke-width", "stroke-linecap", "stroke-linejoin", "fill-opacity"}
ROOT = LOOK | {"xmlns", "viewBox"}
IN_PAGE = {"class": "app-picture", "width": "48", "height": "48", "aria-hidden": "true", "focusable": "false"}
MEND = f"Use {', '.join(SHAPES)} with their measures, {', '.join(sorted(LOOK))}; colours none or currentColor."


@dataclass(frozen=True)
class Picture:
    """A drawing: its ``name`` and its whole ``svg`` element, made anew from what was read.

    In a page it is nothing to those who listen (``aria-hidden``): the words beside it say it all.
    """

    name: str
    svg: str
    file: str


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
    return Picture(path.stem, "".join(reader.markup), shown)


class _Reader:
    """Takes shape after shape, and gathers the faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.markup: list[str] = []
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
        known = ROOT if self.depth == 1 else LOOK | SHAPES[name]
        for key, value in given.items():
            if key not in known or (key in PAINT and value not in COLOURS):
                self.fault("picture-look", f'{name} has {key}="{value}"')
        in_page = IN_PAGE if self.depth == 1 else {}
        written = "".join(f' {key}="{escape(value)}"' for key, value in (given | in_page).items())
        self.markup.append(f"<{name}{written}>")

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.markup.append(f"</{name}>")

    def _characters(self, text: str) -> None:
        if text.strip():
            self.fault("picture-text", f"it says “{text.strip()}”", "Leave words to the question: they get translated.")

    def _doctype(self, *_: object) -> None:
        self.fault("picture-syntax", "it has a DOCTYPE", "Begin with <svg …>.")
