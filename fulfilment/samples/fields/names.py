"""First names and surnames, in any script, as the person writes them."""

from __future__ import annotations

import unicodedata

from fulfilment.samples.fields import words
from fulfilment.samples.rules import Wrong

# Signs for money, sums and the like: what a wrong code page puts in the place of letters, as £ for Ł.
_SIGNS = ("Sc", "Sm", "So")


def parse(text: str) -> str | Wrong:
    """The name as given.

    >>> parse("Nguyễn Thị Ánh"), parse("O’Neill"), parse("Ash 2").code, parse("-").code
    ('Nguyễn Thị Ánh', 'O’Neill', 'name-digit', 'name-missing')
    """
    if wrong := words.damage(text, "name"):
        return wrong
    if any(sign.isdigit() for sign in text):
        return Wrong("name-digit")
    if any(unicodedata.category(sign) in _SIGNS for sign in text):
        return Wrong("name-damaged")
    return text if any(sign.isalpha() for sign in text) else Wrong("name-missing")
