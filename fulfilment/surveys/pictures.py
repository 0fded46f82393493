"""Pictures that stand beside words: a small part of SVG 1.1, read into lines and curves, so that print needs no more.

``rect``, ``circle``, ``line``, ``polyline``, ``polygon`` and ``path`` with M, L, C and Z, inside one ``svg`` and ``g``;
``fill``, ``stroke`` and ``stroke-width`` as attributes, which the elements inside take over. Whatever else a drawing
program writes is a fault with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys.reading import read_text

Segment = tuple[str, tuple[float, ...]]  # M and L with a point, C with three, Z with none

NUMBERS = {"M": 2, "L": 2, "C": 6, "Z": 0}
ROUND = 0.5523  # handles of the Bézier curve that is nearest to a quarter of a circle
NO_COLOUR = "none"
PAINT = {"fill": "black", "stroke": NO_COLOUR, "stroke-width": "1"}  # SVG 1.1, 11.3 and 11.4: the values at the start
FRAME, VIEW_BOX = {"xmlns", "viewBox"}, re.compile(r"0 0 ([1-9]\d*) \1")
COLOUR = re.compile("none|black|white|#[0-9a-f]{6}")
_TOKEN = re.compile(r"[A-Za-z]|[^A-Za-z\s,]+")


@dataclass(frozen=True)
class Shape:
    """A figure to fill and to draw round, or either. Colours are ``none``, ``black``, ``white`` or ``#rrggbb``."""

    segments: tuple[Segment, ...]
    fill: str
    stroke: str
    stroke_width: float


@dataclass(frozen=True)
class Picture:
    """Shapes, the first at the bottom, on a square ``side`` units long; y grows downwards."""

    side: float
    shapes: tuple[Shape, ...]


def read(path: Path, shown: str) -> Picture:
    """The picture in a file. Raises FulfilmentError with every fault."""
    reader = _Reader(shown)
    text = read_text(path, shown)
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        reader.fault("picture-syntax", f"not XML ({expat.ErrorString(error.code)})", "Mend it here.", error.lineno)
    if not reader.faults and reader.side is None:
        reader.fault("picture-syntax", "no svg element", 'Start with <svg viewBox="0 0 100 100">.', 1)
    if reader.faults or reader.side is None:
        raise FulfilmentError("content", f"{shown} cannot be drawn", faults=reader.faults)
    return Picture(reader.side, tuple(reader.shapes))


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.side: float | None = None
        self.shapes: list[Shape] = []
        self.faults: list[Fault] = []
        self.paints: list[Mapping[str, str]] = [PAINT]
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = lambda _: self.paints.pop()

    def fault(self, code: str, what: str, mend: str, line: int) -> None:
        self.faults.append(Fault(code, what, mend, file=self.file, line=line))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        paint = dict(self.paints[-1]) | {key: value for key, value in attributes.items() if key in PAINT}
        self.paints.append(paint)
        own = {key: value for key, value in attributes.items() if key not in PAINT}
        if name == "svg":
            self.frame(own, line)
        elif name in SHAPES:
            self.shape(name, own, paint, line)
        elif name != "g" or own:
            what = f"<{name}>" if name != "g" else f"{', '.join(own)} of <g>"
            self.fault("picture-element", f"{what} cannot be used", f"Use {', '.join(SHAPES)}.", line)

    def frame(self, attributes: Mapping[str, str], line: int) -> None:
        square = VIEW_BOX.fullmatch(attributes.get("viewBox", ""))
        if square is None or set(attributes) - FRAME:
            what, mend = "the svg element is not a plain square", 'Write <svg xmlns="..." viewBox="0 0 100 100">.'
            self.fault("picture-element", what, mend, line)
        else:
            self.side = float(square[1])

    def shape(self, name: str, attributes: Mapping[str, str], paint: Mapping[str, str], line: int) -> None:
        needed, draw = SHAPES[name]
        wrong = needed ^ set(attributes)
        if wrong:
            what = f"{', '.join(sorted(wrong))} of <{name}>"
            self.fault("picture-element", f"{what} is missing or unknown", f"Write {', '.join(sorted(needed))}.", line)
            return
        colours = (paint["fill"], paint["stroke"])
        try:
            if not all(COLOUR.fullmatch(colour) for colour in colours):
                raise ValueError
            self.shapes.append(Shape(tuple(draw(attributes)), *colours, float(paint["stroke-width"])))
        except ValueError:
            what, mend = f"a value of <{name}> cannot be read", "Write plain numbers, and colours as #rrggbb or a name."
            self.fault("picture-value", what, mend, line)


def _rect(given: Mapping[str, str]) -> Iterator[Segment]:
    left, top, width, height = (float(given[key]) for key in ("x", "y", "width", "height"))
    yield from _closed([(left, top), (left + width, top), (left + width, top + height), (left, top + height)])


def _circle(given: Mapping[str, str]) -> Iterator[Segment]:
    x, y, r = (float(given[key]) for key in ("cx", "cy", "r"))
    h = r * ROUND
    yield "M", (x + r, y)
    yield "C", (x + r, y + h, x + h, y + r, x, y + r)
    yield "C", (x - h, y + r, x - r, y + h, x - r, y)
    yield "C", (x - r, y - h, x - h, y - r, x, y - r)
    yield "C", (x + h, y - r, x + r, y - h, x + r, y)
    yield "Z", ()


def _line(given: Mapping[str, str]) -> Iterator[Segment]:
    yield "M", (float(given["x1"]), float(given["y1"]))
    yield "L", (float(given["x2"]), float(given["y2"]))


def _polyline(given: Mapping[str, str]) -> Iterator[Segment]:
    return (("L" if place else "M", point) for place, point in enumerate(_points(given["points"])))


def _polygon(given: Mapping[str, str]) -> Iterator[Segment]:
    return _closed(_points(given["points"]))


def _path(given: Mapping[str, str]) -> Iterator[Segment]:
    tokens, place = _TOKEN.findall(given["d"]), 0
    if tokens[:1] != ["M"]:
        raise ValueError("a path starts with M")
    while place < len(tokens):
        command = tokens[place]
        if command not in NUMBERS:
            raise ValueError(command)
        end = place + 1 + NUMBERS[command]
        if len(tokens) < end:
            raise ValueError(command)
        yield command, tuple(map(float, tokens[place + 1 : end]))
        place = end


def _closed(points: list[tuple[float, float]]) -> Iterator[Segment]:
    for place, point in enumerate(points):
        yield "L" if place else "M", point
    yield "Z", ()


def _points(text: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in text.replace(",", " ").split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


# What each has, and how it becomes lines and curves.
SHAPES: Mapping[str, tuple[set[str], Callable[[Mapping[str, str]], Iterator[Segment]]]] = {
    "rect": ({"x", "y", "width", "height"}, _rect),
    "circle": ({"cx", "cy", "r"}, _circle),
    "line": ({"x1", "y1", "x2", "y2"}, _line),
    "polyline": ({"points"}, _polyline),
    "polygon": ({"points"}, _polygon),
    "path": ({"d"}, _path),
}
