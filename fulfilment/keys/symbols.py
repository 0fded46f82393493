"""The 23 symbols of access codes and check symbols, and how forgivingly they are read.

No vowels, so no words; of each pair that is easily mixed up (0O, 1IL, B8, G6, S5, Z2) at most one is in. 23 is a prime,
so a sum weighted 1, 2, 3 ... modulo 23 catches every single wrong symbol and every swap of two symbols.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

ALPHABET = "23456789CDFHJKMNPQRTVWX"
BASE = len(ALPHABET)

# What people read or type in place of a symbol: B looks like 8, G like 6, S like 5, Z like 2.
LOOKALIKES = str.maketrans("BGSZ", "8652")
# Hyphen, soft hyphen, the dashes and the minus sign that phones and word processors put in a hyphen's place.
DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
# Marks of direction and joiners that come along when a code is copied out of a right-to-left text.
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff"
_LEFT_OUT = str.maketrans("", "", DASHES + UNSEEN)


def compact(typed: str) -> str:
    """What was typed, in capitals, without spaces, dashes and invisible marks; digits of any script as 0 to 9.

    >>> compact("2c4d \N{EN DASH} \N{EXTENDED ARABIC-INDIC DIGIT SIX}f8h")
    '2C4D6F8H'
    """
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in unicodedata.normalize("NFKC", typed))
    return "".join(plain.translate(_LEFT_OUT).split()).upper()


def check_symbol(values: Sequence[int]) -> str:
    """The symbol for the sum of the values, weighted 1, 2, 3 ... from the left, modulo 23.

    >>> check_symbol([1, 1, 1])
    '8'
    """
    return ALPHABET[sum(weight * value for weight, value in enumerate(values, start=1)) % BASE]
