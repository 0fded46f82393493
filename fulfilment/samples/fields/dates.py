"""Dates as trusts write them, day first; and what Excel makes of them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fulfilment.samples.rules import Wrong

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A time after the date says nothing for us: 2026-04-28T00:00:00, 28/04/2026 00:00.
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}){_TIME}")
_WORDS = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*([a-z]{{3,9}})[-/., ]*(\d{{4}}){_TIME}", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(rf"\d{{1,2}}[-/. ]*(?:\d{{1,2}}|[a-z]{{3,9}})[-/. ]\d{{2}}{_TIME}", re.IGNORECASE)
_SERIAL = re.compile(r"\d{4,5}(\.\d+)?")
# Day 1 is 1 January 1900; Excel counts a 29 February 1900 that never was, hence 30 December 1899 (ECMA-376 18.17.4.1).
_EXCEL_EPOCH = date(1899, 12, 30)
_YEARS = range(1890, 2101)  # our choice: nobody alive is older, and no file is from later


def parse(text: str) -> date | Wrong:
    """A date. Of two numbers before the year the first is the day, always.

    >>> parse("28/04/2026") == parse("2026-04-28") == parse("28 Apr 2026") == parse("20260428")
    True
    >>> parse("04/28/2026").code, parse("28/04/26").code, parse("46140")
    ('date-impossible', 'date-two-digit-year', Wrong(code='date-serial', detail='It would be 2026-04-28.'))
    """
    if not text:
        return Wrong("date-missing")
    if numbers := _numbers(text):
        return _date(*numbers)
    if set(text) == {"#"}:
        return Wrong("date-hashes")
    if _SHORT_YEAR.fullmatch(text):
        return Wrong("date-two-digit-year")
    if _SERIAL.fullmatch(text):
        return Wrong("date-serial", f"It would be {_EXCEL_EPOCH + timedelta(days=int(float(text)))}.")
    return Wrong("date-unreadable")


def _numbers(text: str) -> tuple[int, int, int] | None:
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if (found := _WORDS.fullmatch(text)) and (month := _month(found[2])):
        return int(found[3]), month, int(found[1])
    return None


def _month(word: str) -> int | None:
    start = word[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else None


def _date(year: int, month: int, day: int) -> date | Wrong:
    if year not in _YEARS:
        return Wrong("date-impossible", f"The year {year} cannot be.")
    try:
        return date(year, month, day)
    except ValueError:
        return Wrong("date-impossible")


def is_real(text: str) -> bool:
    """Whether the cell was a real date in the workbook, which reaches us as ISO."""
    return bool(_ISO.fullmatch(text))


def swapped(cells: list[str]) -> bool:
    """Whether Excel has swapped days and months of a column on its way through another country's settings.

    Then every date whose day is at most 12 has become a real date (of the wrong day), and every other has stayed text.

    >>> swapped(["2026-03-04", "2026-05-04", "2026-06-04", "28/04/2026", "13/05/2026", "14/05/2026"])
    True
    """
    real = [parse(cell) for cell in cells if is_real(cell)]
    text = [parse(cell) for cell in cells if cell and not is_real(cell)]
    if len(real) < 3 or len(text) < 3:
        return False
    # A US-style text date cannot be read day first, so it comes as "impossible".
    late = all(each.day > 12 if isinstance(each, date) else each.code == "date-impossible" for each in text)
    return late and all(isinstance(each, date) and each.day <= 12 for each in real)
