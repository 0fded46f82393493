"""Patient classification (NHS Data Dictionary, PATIENT CLASSIFICATION CODE)."""

from __future__ import annotations

from fulfilment.samples.rules import Wrong

CLASSES = "12345"  # ordinary admission, day case, regular day, regular night, mother and baby


def parse(text: str) -> str | Wrong:
    """The one digit.

    >>> parse("01"), parse("2"), parse("7").code
    ('1', '2', 'patient-class-invalid')
    """
    digit = text.removesuffix(".0").removeprefix("0")
    return digit if digit and digit in CLASSES else Wrong("patient-class-invalid")
