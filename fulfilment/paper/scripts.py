"""The script of each character of a text, which decides its face and how it is shaped (Unicode UAX #24).

HarfBuzz holds the Unicode Character Database's scripts; Python's own does not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import uharfbuzz

DEFAULT = "Latn"


def scripts(text: str, atoms: Iterable[tuple[int, int]] = (), main: str | None = None) -> list[str]:
    """An ISO 15924 tag for each character.

    A character that belongs to no script, such as a bracket, takes that of its neighbours where both agree, else the
    text's main one (the first found, if not given). Everything in an atom and every western digit is Latin, so that an
    address or a telephone number has one face; so is a space beside them, since that of Nastaliq is too narrow there.

    >>> scripts("سال (16)"), scripts("a-b")
    (['Arab', 'Arab', 'Arab', 'Latn', 'Arab', 'Latn', 'Latn', 'Latn'], ['Latn', 'Latn', 'Latn'])
    """
    own = [_script(character) for character in text]
    for start, end in atoms:
        own[start:end] = [DEFAULT] * (end - start)
    before, after = _carried(own), _carried(own[::-1])[::-1]
    fallback = main or next((script for script in own if script), DEFAULT)
    rows = zip(text, own, before, after, strict=True)
    return [_resolved(*row, main=fallback) for row in rows]


@lru_cache(maxsize=4096)
def is_mark(character: str) -> bool:
    """Whether a character is drawn on, under or round the one before it."""
    return unicodedata.category(character).startswith("M")


@lru_cache(maxsize=4096)
def is_ignorable(character: str) -> bool:
    """Whether a character only directs its neighbours: joiners, marks of direction, soft hyphen (category Cf)."""
    return unicodedata.category(character) == "Cf"


@lru_cache(maxsize=4096)
def _script(character: str) -> str | None:
    if character in "0123456789":
        return DEFAULT
    buffer = uharfbuzz.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def _carried(own: Sequence[str | None]) -> list[str | None]:
    carried: list[str | None] = []
    last: str | None = None
    for script in own:
        last = script or last
        carried.append(last)
    return carried


def _resolved(character: str, own: str | None, before: str | None, after: str | None, main: str) -> str:
    if own:
        return own
    if before and after and before != after:
        return DEFAULT if character == " " and DEFAULT in (before, after) else main
    return before or after or main
