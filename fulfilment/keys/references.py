"""Case references: 8 digits and a check symbol, printed as ``1234-5678-K``. Not secret: read out on the phone.

The check symbol is the sum of the digits weighted 1 to 8, modulo 23, as a symbol of the access codes' alphabet.
"""

from __future__ import annotations

from typing import Literal

from fulfilment.errors import FulfilmentError
from fulfilment.keys import symbols
from fulfilment.keys.subkeys import Randomness

DIGITS = 8
LENGTH = DIGITS + 1

Kind = Literal["empty", "length", "symbol", "check"]

_WHAT: dict[Kind, tuple[str, str]] = {
    "empty": ("no reference was given", "Type the 8 digits and the letter or digit after them."),
    "length": ("the reference does not have 9 signs", "It looks like 1234-5678-K."),
    "symbol": ("the reference holds a sign that no reference has", "It looks like 1234-5678-K."),
    "check": ("the reference is mistyped", "Read it again: one sign is wrong or two are swapped."),
}
# Where only a digit can stand, the letters that look like one are read as it.
_DIGIT_LOOKALIKES = str.maketrans("OILBGSZ", "0118652")


class ReferenceFault(FulfilmentError):
    """What was typed can't be a reference. ``kind`` says why."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"reference-{kind}", *_WHAT[kind])
        self.kind: Kind = kind


def parse(typed: str) -> str:
    """The 9 signs of a reference as typed in any case, with spaces and dashes. Raises ReferenceFault.

    >>> parse("1234 5678 \N{EN DASH} " + check_symbol("12345678").lower()) == "12345678" + check_symbol("12345678")
    True
    """
    compact = symbols.compact(typed)
    digits = compact[:DIGITS].translate(_DIGIT_LOOKALIKES)
    check = compact[DIGITS:].translate(symbols.LOOKALIKES)
    if not compact:
        raise ReferenceFault("empty")
    if not (digits.isascii() and digits.isdigit()) or any(symbol not in symbols.ALPHABET for symbol in check):
        raise ReferenceFault("symbol")
    if len(compact) != LENGTH:
        raise ReferenceFault("length")
    if check_symbol(digits) != check:
        raise ReferenceFault("check")
    return digits + check


def is_valid(typed: str) -> bool:
    """Whether what was typed reads as a reference with a right check symbol."""
    try:
        parse(typed)
    except ReferenceFault:
        return False
    return True


def format(reference: str) -> str:
    """As printed. ``reference`` is what ``parse`` or ``new`` gave.

    >>> format("12345678X")
    '1234-5678-X'
    """
    return f"{reference[:4]}-{reference[4:DIGITS]}-{reference[DIGITS:]}"


def check_symbol(digits: str) -> str:
    """The check symbol of 8 digits.

    >>> check_symbol("10000000")
    '3'
    """
    return symbols.check_symbol([int(digit) for digit in digits])


def new(randomness: Randomness) -> str:
    """A reference at random, 9 signs. Whether it is taken already, only the store knows."""
    digits = f"{int.from_bytes(randomness(16), 'big') % 10**DIGITS:0{DIGITS}}"
    return digits + check_symbol(digits)
