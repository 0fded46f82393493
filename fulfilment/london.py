"""The time in this country: printed dates, deadlines, today and what staff read go by London's clock; stores by UTC."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(at: datetime) -> date:
    """The day on London's calendar at an aware moment.

    >>> from datetime import UTC
    >>> london_day(datetime(2026, 5, 1, 23, 30, tzinfo=UTC))
    datetime.date(2026, 5, 2)
    """
    return at.astimezone(LONDON).date()


def london_moment(at: datetime) -> str:
    """An aware moment as staff read it.

    >>> from datetime import UTC
    >>> london_moment(datetime(2026, 7, 1, 13, 5, tzinfo=UTC))
    '1 July 2026, 14:05'
    """
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"
