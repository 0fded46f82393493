"""Flags: died, private patient. Yes and no as systems write them, a date of death, an administrative category."""

from __future__ import annotations

from datetime import date

from fulfilment.samples.fields import dates
from fulfilment.samples.rules import Wrong

_YES = frozenset({"y", "yes", "1", "true", "t", "x"})
_NO = frozenset({"", "n", "no", "0", "false", "f", "-", "na", "n/a", "alive"})
DIED_IN_HOSPITAL = "79"  # NHS Data Dictionary, DESTINATION OF DISCHARGE: not applicable, patient died or stillbirth
# NHS Data Dictionary, ADMINISTRATIVE CATEGORY CODE: 01 NHS, 02 private, 03 amenity, 04 a category II patient.
_PRIVATE = frozenset({"02", "2", "private", "private patient", "pp"})
_NOT_PRIVATE = frozenset({"01", "03", "04", "3", "4", "nhs", "nhs patient"})


def parse(text: str) -> bool | Wrong:
    """Yes or no; blank is no.

    >>> parse("Y"), parse(""), parse("maybe").code
    (True, False, 'flag-invalid')
    """
    word = text.casefold()
    if word in _YES:
        return True
    return False if word in _NO else Wrong("flag-invalid")


def parse_died(text: str) -> bool | Wrong:
    """Whether a person has died: a flag, a word or a date of death.

    >>> parse_died("2026-05-01"), parse_died("Deceased"), parse_died("N")
    (True, True, False)
    """
    if text.casefold() in ("d", "dead", "died", "deceased", "2", "formal", "informal"):
        return True
    return True if isinstance(dates.parse(text), date) else parse(text)


def parse_private(text: str, is_category: bool) -> bool | Wrong:
    """Whether a patient pays privately. ``is_category``: the column is an administrative category, where 1 is NHS.

    >>> parse_private("02", True), parse_private("1", True), parse_private("1", False)
    (True, False, True)
    """
    word = text.casefold()
    if word in _PRIVATE:
        return True
    if word in _NOT_PRIVATE or (is_category and word == "1"):
        return False
    return parse(text)
