"""The outline of a shape of SVG 1.1 as lines and curves, which is all that paper needs to draw it."""

from __future__ import annotations

import cmath
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

Segment: TypeAlias = tuple[str, tuple[float, ...]]  # M and L with a point, C with three, Z with none

# How many numbers follow each command of a path. Small letters count from where the last one ended.
NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
DECIMALS = 4  # of a grid of 48 units: far finer than any printer
_TOKEN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[^\s,]")


def outline(shape: str, given: Mapping[str, str]) -> tuple[Segment, ...]:
    """The lines and curves of an element with these attributes. Raises ValueError where a measure cannot be read.

    >>> outline("line", {"x1": "1", "y1": "2", "x2": "3", "y2": "4"})
    (('M', (1.0, 2.0)), ('L', (3.0, 4.0)))
    """
    segments = _walked(PATHS[shape](given))
    return tuple((command, tuple(round(number, DECIMALS) for number in numbers)) for command, numbers in segments)


def _number(given: Mapping[str, str], key: str, default: str = "") -> float:
    """A measure in units of the grid; ValueError where it is missing or no plain number."""
    number = float(given.get(key, default))
    if not math.isfinite(number):
        raise ValueError(key)
    return number


# What each element is as a path: SVG 1.1, 9.2 to 9.7.


def _rect(given: Mapping[str, str]) -> str:
    x, y, r = (_number(given, key, "0") for key in ("x", "y", "rx"))
    width, height = _number(given, "width"), _number(given, "height")
    corner = f"a{r} {r} 0 0 1"
    return (
        f"M{x + r} {y}h{width - 2 * r}{corner} {r} {r}v{height - 2 * r}{corner} {-r} {r}"
        f"h{2 * r - width}{corner} {-r} {-r}v{2 * r - height}{corner} {r} {-r}z"
    )


def _ellipse(given: Mapping[str, str]) -> str:
    return _round(given, _number(given, "rx"), _number(given, "ry"))


def _circle(given: Mapping[str, str]) -> str:
    return _round(given, _number(given, "r"), _number(given, "r"))


def _round(given: Mapping[str, str], rx: float, ry: float) -> str:
    x, y = _number(given, "cx"), _number(given, "cy")
    return f"M{x + rx} {y}A{rx} {ry} 0 0 1 {x - rx} {y}A{rx} {ry} 0 0 1 {x + rx} {y}z"


def _line(given: Mapping[str, str]) -> str:
    x1, y1, x2, y2 = (_number(given, key) for key in ("x1", "y1", "x2", "y2"))
    return f"M{x1} {y1}L{x2} {y2}"


PATHS: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "path": lambda given: given.get("d", ""),
    "circle": _circle,
    "ellipse": _ellipse,
    "line": _line,
    "polyline": lambda given: f"M{given.get('points', '')}",
    "polygon": lambda given: f"M{given.get('points', '')}z",
    "rect": _rect,
}


def _walked(path: str) -> Iterator[Segment]:
    """A path's commands, each from a place on the grid to another: places are complex numbers meanwhile."""
    here = begun = 0j
    for command, numbers in _commands(path):
        kind, start = command.upper(), here if command.islower() else 0j
        if kind in "HV":
            across, along = (numbers[0], 0) if kind == "H" else (0, numbers[0])
            kept = 0j if command.islower() else (1j * here.imag if kind == "H" else here.real)
            points = [start + complex(across, along) + kept]
        else:
            last = numbers[-2:] if kind == "A" else numbers
            points = [start + complex(*pair) for pair in zip(last[::2], last[1::2], strict=True)]
        if kind == "A":
            yield from _arc(here, numbers, points[-1])
        else:
            drawn = "L" if kind in "HV" else kind
            yield drawn, tuple(number for point in points for number in (point.real, point.imag))
        here = points[-1] if points else begun
        begun = here if kind == "M" else begun


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; written once, one goes on for more of them (after M, as L)."""
    tokens = _TOKEN.findall(path)
    if not tokens or tokens[0] not in ("M", "m"):
        raise ValueError("a path starts with M")
    place = 0
    while place < len(tokens):
        command, place = tokens[place], place + 1
        count = NUMBERS.get(command.upper())
        if count is None:
            raise ValueError(command)
        is_more = True
        while is_more:
            numbers = [float(token) for token in tokens[place : place + count]]
            if len(numbers) < count:
                raise ValueError(command)
            yield command, numbers
            place += count
            command = {"M": "L", "m": "l"}.get(command, command)
            is_more = count > 0 and place < len(tokens) and not tokens[place].isalpha()


def _arc(start: complex, numbers: list[float], end: complex) -> Iterator[Segment]:
    """Curves along an elliptical arc, a quarter turn at most each: SVG 1.1, F.6.5, on a circle of radius 1."""
    rx, ry, degrees, is_large, is_clockwise = *map(abs, numbers[:2]), *numbers[2:5]
    turn = cmath.rect(1, math.radians(degrees))
    if start == end:
        return
    if not rx or not ry:
        yield "L", (end.real, end.imag)
        return
    a, b = (complex(z.real / rx, z.imag / ry) for z in (start / turn, end / turn))
    radius = max(1.0, abs(b - a) / 2)  # F.6.6: too small an ellipse grows until it reaches both ends
    a, b = a / radius, b / radius
    side = 1 if bool(is_large) != bool(is_clockwise) else -1
    centre = (a + b) / 2 + side * 1j * (b - a) / 2 * math.sqrt(max(0.0, 4 / abs(b - a) ** 2 - 1))
    angle = cmath.phase((b - centre) / (a - centre)) % math.tau - (0 if is_clockwise else math.tau)
    pieces = math.ceil(abs(angle) / (math.pi / 2) - 1e-9)
    step = cmath.rect(1, angle / pieces)
    handle = 4 / 3 * math.tan(angle / pieces / 4) * 1j

    def back(z: complex) -> complex:
        placed = (centre + z) * radius
        return complex(placed.real * rx, placed.imag * ry) * turn

    at = a - centre
    for _ in range(pieces):
        points = [back(at * (1 + handle)), back(at * step * (1 - handle)), back(at * step)]
        yield "C", tuple(number for point in points for number in (point.real, point.imag))
        at *= step
