"""What a person needs to read us: a language and a format."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from babel import Locale

from fulfilment.samples.rules import Wrong

STANDARD = "standard"
_FORMATS = {
    **dict.fromkeys(("", "standard", "none", "n", "no", "print", "standard print"), STANDARD),
    **dict.fromkeys(("large", "large print", "largeprint", "lp", "18pt", "18 pt", "large font"), "large"),
    **dict.fromkeys(("easy read", "easyread", "er"), "easy_read"),
    **dict.fromkeys(("braille", "br"), "braille"),
    **dict.fromkeys(("audio", "cd", "audio cd"), "audio"),
}


@cache
def _codes() -> dict[str, str]:
    """Two-letter codes by English name, own name and code, all without case (CLDR, by Babel)."""
    words: dict[str, str] = {}
    for code, name in Locale("en").languages.items():
        if len(code) == 2:
            words |= {code: code, name.casefold(): code}
    return words


def parse_language(text: str, offered: Sequence[str]) -> str | Wrong:
    """The code of one of the languages that a survey offers; the first of them where the cell is blank.

    >>> parse_language("Polish", ["en", "pl"]), parse_language("", ["en", "pl"]), parse_language("Urdu", ["en"]).code
    ('pl', 'en', 'language-unknown')
    """
    if not text:
        return offered[0]
    code = _codes().get(text.casefold())
    return code if code and code in offered else Wrong("language-unknown")


def parse_format(text: str) -> str | Wrong:
    """standard, large, easy_read, braille or audio.

    >>> parse_format("Large Print"), parse_format(""), parse_format("parchment").code
    ('large', 'standard', 'format-unknown')
    """
    return _FORMATS.get(text.casefold()) or Wrong("format-unknown")
