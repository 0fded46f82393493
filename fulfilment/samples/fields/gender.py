"""Gender codes (NHS Data Dictionary, PERSON STATED GENDER CODE)."""

from __future__ import annotations

from fulfilment.samples.rules import Wrong

_CODES = {
    **dict.fromkeys(("1", "m", "male", "1 male", "man"), "1"),
    **dict.fromkeys(("2", "f", "female", "2 female", "woman"), "2"),
    **dict.fromkeys(("9", "i", "indeterminate", "unspecified", "non-binary"), "9"),
    **dict.fromkeys(("0", "x", "", "u", "unknown", "not known"), "0"),
}


def parse(text: str) -> str | Wrong:
    """1 male, 2 female, 9 indeterminate, 0 not known.

    >>> parse("Female"), parse("1"), parse("")
    ('2', '1', '0')
    """
    return _CODES.get(text.casefold()) or Wrong("gender-invalid")
