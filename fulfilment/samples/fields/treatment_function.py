"""Treatment function codes: three digits. The list is in treatment_functions.txt."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fulfilment.samples.rules import Wrong


@cache
def known() -> dict[str, str]:
    """Names by code."""
    lines = Path(__file__).with_name("treatment_functions.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


def parse(text: str) -> str | Wrong:
    """The three digits, whether or not the list knows them.

    >>> parse("800"), parse("Oncology").code
    ('800', 'treatment-function-invalid')
    """
    return text if len(text) == 3 and text.isascii() and text.isdigit() else Wrong("treatment-function-invalid")
