"""Ethnic categories of 2001 (NHS Data Dictionary, ETHNIC CATEGORY, an2): a national letter, then a local sign."""

from __future__ import annotations

from fulfilment.samples.rules import Wrong

LETTERS = "ABCDEFGHJKLMNPRSZ"
NOT_KNOWN = "99"


def parse(text: str) -> str | Wrong:
    """The national letter, or 99 for not known.

    >>> parse("a"), parse("A1"), parse(""), parse("4").code, parse("I").code
    ('A', 'A', '99', 'ethnic-category-digit', 'ethnic-category-invalid')
    """
    text = text.upper()
    if text in ("", NOT_KNOWN, "9 9"):
        return NOT_KNOWN
    if text.isdigit():
        return Wrong("ethnic-category-digit")
    return text[0] if len(text) <= 2 and text[0] in LETTERS else Wrong("ethnic-category-invalid")
