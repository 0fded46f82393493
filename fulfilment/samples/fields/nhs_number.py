"""NHS numbers: ten digits, the last a check digit (NHS Data Dictionary, NHS NUMBER; checked by python-stdnum)."""

from __future__ import annotations

import re

from stdnum.gb import nhs

from fulfilment.samples.rules import Wrong

_SHORTENED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


def parse(text: str) -> str | Wrong | None:
    """Ten digits without spaces, None where there is no number. Numbers from 999 are for invented people and valid.

    >>> parse("999 000 0018"), parse(""), parse("999 123 4567")
    ('9990000018', None, Wrong(code='nhs-number-invalid', detail=''))
    >>> parse("9.99E+09").code, parse("012345678").code
    ('number-mangled', 'nhs-number-short')
    """
    if not text:
        return None
    if _SHORTENED.fullmatch(text):
        return Wrong("number-mangled")
    number = nhs.compact(text.removesuffix(".0"))
    if nhs.is_valid(number):
        return number
    # Scotland's numbers start with 0, which Excel takes away.
    return Wrong("nhs-number-short" if len(number) == 9 and number.isdigit() else "nhs-number-invalid")


def format(number: str) -> str:
    """As it is written for people.

    >>> format("9990000018")
    '999 000 0018'
    """
    return nhs.format(number)
