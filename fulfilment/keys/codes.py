"""Access codes: 11 symbols and a check symbol, derived from codes.key and printed as ``XXXX-XXXX-XXXX``.

A code is never stored: a reprint derives it again. 23^11 codes are 49.8 bits. The check symbol is the sum of the
symbols' values weighted 1 to 11, modulo 23: each single wrong symbol and each swap of two is caught without a look-up.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

from fulfilment.errors import FulfilmentError
from fulfilment.keys.subkeys import joined
from fulfilment.keys.symbols import ALPHABET, BASE, LOOKALIKES, check_symbol, compact

__all__ = ["ALPHABET", "CodeFault", "derive", "format", "is_valid", "parse"]

SYMBOLS = 11
LENGTH = SYMBOLS + 1
GROUP = 4

Kind = Literal["empty", "length", "symbol", "check"]

_WHAT: dict[Kind, tuple[str, str]] = {
    "empty": ("no access code was given", "Type the 12 letters and numbers that are printed on the letter."),
    "length": ("the access code does not have 12 letters and numbers", "Look at the letter again."),
    "symbol": ("the access code holds a sign that no access code has", "Look at the letter again."),
    "check": ("the access code is mistyped", "Look at the letter again: one sign is wrong or two are swapped."),
}


class CodeFault(FulfilmentError):
    """What was typed can't be an access code. ``kind`` says why; what was typed is not in the text."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"access-code-{kind}", *_WHAT[kind])
        self.kind: Kind = kind


def parse(typed: str) -> str:
    """The 12 symbols of a code as typed in any case, with spaces and dashes, with B for 8, G for 6, S for 5, Z for 2.

    Raises CodeFault.

    >>> parse(" 2345-6789\N{EN DASH}cdf5 ")
    '23456789CDF5'
    """
    code = compact(typed).translate(LOOKALIKES)
    if not code:
        raise CodeFault("empty")
    if any(symbol not in ALPHABET for symbol in code):
        raise CodeFault("symbol")
    if len(code) != LENGTH:
        raise CodeFault("length")
    if _check(code[:SYMBOLS]) != code[SYMBOLS]:
        raise CodeFault("check")
    return code


def is_valid(typed: str) -> bool:
    """Whether what was typed reads as a code with a right check symbol."""
    try:
        parse(typed)
    except CodeFault:
        return False
    return True


def format(code: str) -> str:
    """As printed: three groups of four. ``code`` is what ``parse`` or ``derive`` gave.

    >>> format("23456789CDF5")
    '2345-6789-CDF5'
    """
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def derive(codes_key: bytes, key_id: str, wave: str, reference: str, issue: int) -> str:
    """The code (12 symbols) of one issue to one case: HMAC-SHA-256 under codes.key as a number modulo 23^11, base 23.

    ``reference`` is in the form that ``references.parse`` gives. The same arguments give the same code for ever.
    """
    mac = hmac.digest(codes_key, joined("code/1", key_id, wave, reference, str(issue)), hashlib.sha256)
    rest = int.from_bytes(mac, "big") % BASE**SYMBOLS
    symbols = ""
    for _ in range(SYMBOLS):
        rest, value = divmod(rest, BASE)
        symbols = ALPHABET[value] + symbols
    return symbols + _check(symbols)


def _check(symbols: str) -> str:
    return check_symbol([ALPHABET.index(symbol) for symbol in symbols])
