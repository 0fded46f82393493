"""The sheet mark: which piece, which attempt, which sheet, as digits in a Data Matrix on every side of every sheet.

The mark means nothing outside the contractor's ledger: no name, no reference, no code. The same symbol as on the front
of a piece's first sheet stands in the window, so that undelivered post is booked in by the unopened envelope.

>>> mark = Mark(piece=120_457, attempt=1, component=1, sheet=2, sheets=2, side=1)
>>> format(mark)
'000120457011020219'
>>> parse("000120457011020219") == mark
True
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import stdnum.damm
import zxingcpp

from fulfilment.errors import FulfilmentError
from fulfilment.paper.symbol import Symbol, packed, stride_bytes

COMPONENTS = {"letter": 1, "order": 2}  # another component is another row
DIGITS = 18  # an even number: the symbol packs two digits in a codeword
SIDE_MODULES = 16  # ISO/IEC 16022:2006, table 7: 12 data and 12 error correction codewords
QUIET_MODULES = 1  # ISO/IEC 16022:2006: a quiet zone of one module on all four sides
MODULE_LEAST_MM = 0.35  # our choice: 4 dots at 300 dpi, 2.2 pixels when read back at 160 dpi
FIELDS = (("piece", 9), ("attempt", 2), ("component", 1), ("sheet", 2), ("sheets", 2), ("side", 1))


@dataclass(frozen=True, slots=True)
class Mark:
    """One side of one sheet. Piece 1 to 999,999,999; attempt, sheet and sheets from 1 to 99; side 1 (front) or 2."""

    piece: int
    attempt: int
    component: int
    sheet: int
    sheets: int
    side: int


def format(mark: Mark) -> str:
    """The 18 digits of a mark, the last a check digit.

    Damm's: every single wrong digit shows, and every swap of two neighbours. Raises FulfilmentError for a mark that
    no sheet can have.
    """
    _refuse_impossible(mark)
    digits = "%09d%02d%d%02d%02d%d" % (  # noqa: UP031 - one call for six fields, a million times a run
        mark.piece, mark.attempt, mark.component, mark.sheet, mark.sheets, mark.side,
    )  # fmt: skip
    return digits + stdnum.damm.calc_check_digit(digits)


def parse(text: str) -> Mark:
    """The mark that 18 digits say. Raises FulfilmentError for anything else."""
    if len(text) != DIGITS or not (text.isascii() and text.isdigit()):
        raise _refused(f"A sheet mark has {DIGITS} digits")
    if not stdnum.damm.is_valid(text):
        raise _refused("The check digit of this sheet mark is wrong")
    values, start = {}, 0
    for name, digits in FIELDS:
        values[name] = int(text[start : start + digits])
        start += digits
    mark = Mark(**values)
    _refuse_impossible(mark)
    return mark


def is_valid(text: str) -> bool:
    """Whether a text is a sheet mark."""
    try:
        parse(text)
    except FulfilmentError:
        return False
    return True


def symbol(mark: Mark) -> Symbol:
    """The Data Matrix ECC 200 symbol of a mark, 16 x 16 modules.

    The symbol has no mask, and its Reed-Solomon code is linear (ISO/IEC 16022:2006, 5.7): exchanging one codeword
    adds the same modules whatever the others are. So a symbol is the exclusive or of one table entry for each pair of
    digits; the tables are drawn by zxing-cpp.
    """
    digits = format(mark)
    base, entries = _table()
    bits = base
    for start, entry in zip(range(0, DIGITS, 2), entries, strict=True):
        bits ^= entry[digits[start : start + 2]]
    return Symbol(SIDE_MODULES, bits.to_bytes(SIDE_MODULES * stride_bytes(SIDE_MODULES), "big"))


@lru_cache(maxsize=1)
def _table() -> tuple[int, tuple[dict[str, int], ...]]:
    zeros = "0" * DIGITS
    base = _drawn(zeros)
    pairs = [f"{number:02d}" for number in range(100)]
    entries = [
        {pair: _drawn(zeros[:start] + pair + zeros[start + 2 :]) ^ base for pair in pairs}
        for start in range(0, DIGITS, 2)
    ]
    return base, tuple(entries)


def _drawn(digits: str) -> int:
    barcode = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    black = np.array(barcode.to_image(scale=1, add_quiet_zones=False)) == 0
    if black.shape != (SIDE_MODULES, SIDE_MODULES):
        raise FulfilmentError("sheet-mark", f"zxing-cpp drew a symbol of {black.shape}", "Install the pinned version.")
    return packed(SIDE_MODULES, black.tolist())


def _refuse_impossible(mark: Mark) -> None:
    if not (
        0 < mark.piece <= 999_999_999
        and 0 < mark.attempt <= 99
        and 0 < mark.component <= 9
        and 0 < mark.sheet <= mark.sheets <= 99
        and mark.side in (1, 2)
    ):
        raise _refused("No sheet has this mark: piece, attempt, component, sheet or side is out of its range")


def _refused(what: str) -> FulfilmentError:
    return FulfilmentError("sheet-mark", what, "Read the mark again, or type its 18 digits.")
