"""Ages in full years. Someone born on 29 February has a birthday on 1 March in a common year (our choice)."""

from __future__ import annotations

from datetime import date


def age_on(born_on: date, day: date) -> int:
    """Full years from a birth date to a day; negative before birth.

    >>> age_on(date(2008, 2, 29), date(2026, 2, 28)), age_on(date(2008, 2, 29), date(2026, 3, 1))
    (17, 18)
    """
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
