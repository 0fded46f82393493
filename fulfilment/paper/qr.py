"""QR symbols by table: one prefix, many access codes, each symbol the exclusive or of a few table entries.

With prefix, length, version, error correction and mask fixed, every module is an affine function of the data bits over
GF(2): the Reed-Solomon code is linear (ISO/IEC 18004:2015, 7.5.2), the mask is added at the end (7.8.2), and two
alphanumeric characters are 11 data bits, a single last one 6 (7.4.4). So one table entry for each pair of characters
replaces the work that a symbol costs. The tables come from the ``qrcode`` package, and the symbols equal its own.

>>> table = QrTable.for_prefix("HTTPS://SURVEY.EXAMPLE/A-EN/")
>>> print(table)
version 3, level Q, mask 0, 29 modules
>>> table.symbol("234567892345").side_modules
29
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import qrcode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.util import QRData, lost_point

from fulfilment.errors import FulfilmentError
from fulfilment.paper.symbol import Symbol, packed, stride_bytes

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"  # ISO/IEC 18004:2015, table 5, in the order of values
MODE: Literal[2] = 2  # ISO/IEC 18004:2015, table 2: alphanumeric
QUIET_MODULES = 4  # ISO/IEC 18004:2015, 6.3.8
MODULE_LEAST_MM = 0.7  # our choice: old telephones in unsteady hands; 0.4 is what makers of codes ask for
MASKS = 8  # ISO/IEC 18004:2015, 7.8.2, table 10
MASK_SAMPLE = 4  # our choice: the masks' penalties differ by more between masks than between codes
LEVELS = {ERROR_CORRECT_M: "M", ERROR_CORRECT_Q: "Q"}


@dataclass(frozen=True)
class QrTable:
    """Everything that the symbols of one prefix share. ``level`` is M or Q; ``mask`` is 0 to 7."""

    prefix: str
    length: int
    version: int
    level: str
    mask: int
    base: int
    entries: tuple[tuple[slice, dict[str, int]], ...]

    @classmethod
    def for_prefix(cls, prefix: str, length: int = 12, alphabet: str = ALPHANUMERIC) -> QrTable:
        """The table for codes of one length behind a prefix; made once a process for each prefix (0.2 s).

        The smallest version that holds the text at level M; level Q where that costs no version. The standard scores
        all masks for each symbol (7.8.3) so that finders can't be mistaken; here the mask with the lowest penalty over
        a sample of codes is taken once, which the standard's decoders read like any other.
        Raises FulfilmentError where the text can't be written in alphanumeric mode or is too long.
        """
        return _table(prefix, length, alphabet)

    @property
    def side_modules(self) -> int:
        """Modules along a side, without the quiet zone (ISO/IEC 18004:2015, 6.1)."""
        return 17 + 4 * self.version

    def module_mm(self, side_mm: float) -> float:
        """The side of a module in a symbol printed at a size; refused where old telephones may fail to read it."""
        module_mm = side_mm / self.side_modules
        if module_mm < MODULE_LEAST_MM:
            raise FulfilmentError(
                "qr-module",
                f"A QR code {side_mm:g} mm wide with {len(self.prefix) + self.length} characters has modules of "
                f"{module_mm:.2f} mm, less than {MODULE_LEAST_MM} mm",
                "Print it larger (qr_side_mm in letters/stationery.yaml) or take a shorter public address.",
            )
        return module_mm

    def symbol(self, code: str) -> Symbol:
        """The symbol for prefix and code. Raises FulfilmentError, without showing the code, where it doesn't fit."""
        if len(code) != self.length:
            raise _refused_code(self.length)
        bits = self.base
        try:
            for part, entry in self.entries:
                bits ^= entry[code[part]]
        except KeyError:
            raise _refused_code(self.length) from None
        side = self.side_modules
        return Symbol(side, bits.to_bytes(side * stride_bytes(side), "big"))

    def __str__(self) -> str:
        return f"version {self.version}, level {self.level}, mask {self.mask}, {self.side_modules} modules"


@dataclass(frozen=True)
class _Drawing:
    """How the ``qrcode`` package draws a text of fixed length: the slow way, for the tables."""

    version: int
    error_correction: int
    mask: int

    def modules(self, text: str) -> list[list[bool | None]]:
        code = qrcode.QRCode(
            version=self.version, error_correction=self.error_correction, mask_pattern=self.mask, border=0
        )
        code.add_data(_alphanumeric(text))
        code.make(fit=False)
        return code.modules

    def bits(self, text: str) -> int:
        return packed(17 + 4 * self.version, self.modules(text))


@lru_cache(maxsize=256)  # a wave has a prefix for each survey and language
def _table(prefix: str, length: int, alphabet: str) -> QrTable:
    strange = sorted(set(prefix + alphabet) - set(ALPHANUMERIC))
    if strange or length < 1:
        raise FulfilmentError(
            "qr-address",
            f"A QR code in upper case can't hold {' '.join(strange) or 'no code at all'}",
            "Use only letters, digits and - . / : in the public address.",
        )
    sample = _sample_codes(prefix, length, alphabet)
    version, error_correction = _smallest(prefix + sample[0])
    penalties = [_penalty(_Drawing(version, error_correction, mask), prefix, sample) for mask in range(MASKS)]
    drawing = _Drawing(version, error_correction, penalties.index(min(penalties)))
    base = drawing.bits(prefix + alphabet[0] * length)
    entries = tuple(_entries(drawing, prefix, length, alphabet))
    return QrTable(prefix, length, version, LEVELS[error_correction], drawing.mask, base, entries)


def _alphanumeric(text: str) -> QRData:
    """A text in alphanumeric mode, even where it is all digits and the package would take another mode."""
    return QRData(text, mode=MODE)


def _sample_codes(prefix: str, length: int, alphabet: str) -> list[str]:
    """Codes that look drawn at random, the same on every machine."""
    digests = [hashlib.shake_256(f"{prefix}/{n}".encode()).digest(length) for n in range(MASK_SAMPLE)]
    return ["".join(alphabet[byte % len(alphabet)] for byte in digest) for digest in digests]


def _smallest(text: str) -> tuple[int, int]:
    """Version and level: the smallest version at M, and Q where it stays the same (ISO/IEC 18004:2015, table 7)."""
    versions: dict[int, int | None] = {}
    for level in LEVELS:
        code = qrcode.QRCode(error_correction=level)
        code.add_data(_alphanumeric(text))
        try:
            versions[level] = code.best_fit()
        except (DataOverflowError, ValueError):
            versions[level] = None
    at_m, at_q = versions[ERROR_CORRECT_M], versions[ERROR_CORRECT_Q]
    if at_m is None:
        raise FulfilmentError("qr-length", f"No QR code holds {len(text)} characters", "Take a shorter public address.")
    return at_m, ERROR_CORRECT_Q if at_q == at_m else ERROR_CORRECT_M


def _penalty(drawing: _Drawing, prefix: str, sample: list[str]) -> int:
    """The sum of penalties of a mask over sample codes (ISO/IEC 18004:2015, 7.8.3, as ``qrcode`` scores them)."""
    return sum(lost_point(drawing.modules(prefix + code)) for code in sample)


def _entries(drawing: _Drawing, prefix: str, length: int, alphabet: str) -> Iterator[tuple[slice, dict[str, int]]]:
    """For each group of characters that the mode packs together, what each of its texts adds to the base symbol."""
    filler = alphabet[0] * length
    whole = prefix + filler
    for start in range(len(prefix) - len(prefix) % 2, len(whole), 2):
        group = whole[start : start + 2]

        def draw(value: int, start: int = start, size: int = len(group)) -> int:
            return drawing.bits(whole[:start] + _characters(value, size) + whole[start + size :])

        zero = draw(0)
        by_value = _combinations([draw(1 << bit) ^ zero for bit in range(11 if len(group) == 2 else 6)])
        kept = prefix[start:]  # a prefix of odd length shares its last character's group with the code's first
        code_part = slice(max(0, start - len(prefix)), start + len(group) - len(prefix))
        texts = _texts(alphabet, code_part.stop - code_part.start)
        base = by_value[_value(group)]
        yield code_part, {text: by_value[_value(kept + text)] ^ base for text in texts}


def _combinations(bits: list[int]) -> list[int]:
    """The exclusive or of every subset; subset n takes bit b where n has it set."""
    combined = [0]
    for bit in bits:
        combined += [bit ^ earlier for earlier in combined]
    return combined


def _texts(alphabet: str, size: int) -> list[str]:
    return list(alphabet) if size == 1 else [first + second for first in alphabet for second in alphabet]


def _value(group: str) -> int:
    """The number that one or two characters are written as (ISO/IEC 18004:2015, 7.4.4)."""
    value = 0
    for character in group:
        value = value * 45 + ALPHANUMERIC.index(character)
    return value


def _characters(value: int, size: int) -> str:
    return ALPHANUMERIC[value] if size == 1 else ALPHANUMERIC[value // 45] + ALPHANUMERIC[value % 45]


def _refused_code(length: int) -> FulfilmentError:
    return FulfilmentError(
        "qr-code",
        f"This access code doesn't have {length} symbols of its alphabet",
        "Give it without hyphens, in upper case.",
    )
