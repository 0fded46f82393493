"""A square symbol of black and white modules, and how it is painted on a PDF page as an image of one bit a module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fulfilment.surveys.stationery import Box

PT_PER_MM = 72 / 25.4  # ISO 32000-1, 8.3.2.3: a unit of user space is 1/72 inch


@dataclass(frozen=True, slots=True)
class Symbol:
    """``side_modules`` rows from the top, each padded to whole bytes with zeros; a set bit is black, highest first."""

    side_modules: int
    rows: bytes

    def is_black(self, column: int, row: int) -> bool:
        """Whether one module is black; columns and rows count from the top left."""
        stride = stride_bytes(self.side_modules)
        return bool(self.rows[row * stride + column // 8] >> (7 - column % 8) & 1)

    def __str__(self) -> str:
        side = range(self.side_modules)
        return "\n".join("".join("#" if self.is_black(column, row) else "." for column in side) for row in side)


@dataclass(frozen=True, slots=True)
class Stamp:
    """One place on a page where symbols of one size are painted: everything of the operator but the modules.

    >>> box = Box(left_mm=10, top_mm=10, right_mm=20, bottom_mm=20)
    >>> stamp = Stamp.in_box(box, page_height_mm=297, side_modules=8, quiet_modules=1)
    >>> print(stamp.module_mm, stamp.symbol_box)
    1.0 left_mm=11.0 top_mm=11.0 right_mm=19.0 bottom_mm=19.0
    >>> print(stamp.paint(Symbol(8, bytes(range(8)))).decode())
    q 0 g 22.677 0 0 22.677 31.181 788.031 cm BI /W 8 /H 8 /IM true /BPC 1 /D [1 0] /F /AHx ID 0001020304050607>
    EI Q
    """

    side_modules: int
    symbol_box: Box
    head: bytes

    @classmethod
    def in_box(cls, box: Box, page_height_mm: float, side_modules: int, quiet_modules: int = 0) -> Stamp:
        """A stamp that fills a square box (mm from the top left) with a symbol and its quiet zone."""
        module_mm = box.width_mm / (side_modules + 2 * quiet_modules)
        return cls.on(box.grown(-module_mm * quiet_modules), page_height_mm, side_modules)

    @classmethod
    def on(cls, symbol_box: Box, page_height_mm: float, side_modules: int) -> Stamp:
        """A stamp for the symbol alone, without a quiet zone: that is the layout's to keep."""
        box = symbol_box
        numbers = (box.width_mm, box.height_mm, box.left_mm, page_height_mm - box.bottom_mm)
        width_pt, height_pt, left_pt, bottom_pt = (f"{mm * PT_PER_MM:.3f}" for mm in numbers)
        # ISO 32000-1, 8.9.6.2 (stencil masks) and 8.9.7 (inline images): /D [1 0] paints where a bit is set
        head = (
            f"q 0 g {width_pt} 0 0 {height_pt} {left_pt} {bottom_pt} cm "
            f"BI /W {side_modules} /H {side_modules} /IM true /BPC 1 /D [1 0] /F /AHx ID "
        )
        return cls(side_modules, box, head.encode("ascii"))

    @property
    def module_mm(self) -> float:
        """The side of one module in mm."""
        return round(self.symbol_box.width_mm / self.side_modules, 6)

    def paint(self, symbol: Symbol) -> bytes:
        """The operators that paint a symbol here, for a page's content stream. Raises ValueError for another size."""
        if symbol.side_modules != self.side_modules:
            raise ValueError(f"a stamp for {self.side_modules} modules, a symbol of {symbol.side_modules}")
        return self.head + symbol.rows.hex().encode("ascii") + b">\nEI Q\n"


def stride_bytes(side_modules: int) -> int:
    """Bytes in a row (ISO 32000-1, 8.9.3: each row of an image begins on a byte)."""
    return (side_modules + 7) // 8


def packed(side_modules: int, is_black: Sequence[Sequence[object]] | Callable[[int, int], object]) -> int:
    """A symbol's rows as one whole number, so that symbols can be combined with exclusive or.

    ``is_black[row][column]``, or a function of row and column; anything true is black.
    """
    at = is_black if callable(is_black) else lambda row, column: is_black[row][column]
    pad = 8 * stride_bytes(side_modules) - side_modules
    number = 0
    for row in range(side_modules):
        for column in range(side_modules):
            number = number << 1 | bool(at(row, column))
        number <<= pad
    return number
