"""Retention: by when what is known of a wave's people must be destroyed, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from fulfilment.errors import Fault
from fulfilment.london import london_day
from fulfilment.store.office.closing_models import WaveClosing
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave

CLOSE_WITHIN = timedelta(days=14)  # our choice: post that is on its way when fieldwork ends is booked in by then
REMIND_BEFORE = timedelta(days=14)  # our choice


def destroyed_by(survey: Survey, row: WaveClosing) -> date | None:
    """The last day on which people of a closed wave may still be known; None while it is closing."""
    if row.closed_at is None:
        return None
    return london_day(row.closed_at) + timedelta(days=survey.people_destroyed_within_days)


def warnings(
    waves: Mapping[str, Wave], surveys: Mapping[str, Survey], rows: Mapping[str, WaveClosing], now: datetime
) -> Iterator[Fault]:
    """What is due or overdue: waves to close, closings to finish, people to destroy. What is overdue blocks."""
    for name, wave in waves.items():
        row, today = rows.get(name), london_day(now)
        if row is None:
            if today > wave.fieldwork_ends + CLOSE_WITHIN:
                what = f"fieldwork of {name} ended on {wave.fieldwork_ends} and the wave is still open"
                yield Fault("wave-overdue", what, f"Close it: fulfilment wave close {name}.")
        elif row.closed_at is None:
            what = f"{name} began to close on {london_day(row.begun_at)} and was not finished"
            yield Fault("wave-half-closed", what, f"Run again: fulfilment wave close {name}.")
        elif row.state == "destroying":
            what = f"destroying the people of {name} was begun and not finished"
            yield Fault("people-half-destroyed", what, f"Run again: fulfilment people destroy {name}.")
        elif row.destroyed_at is None and wave.survey in surveys:
            yield from _due(name, destroyed_by(surveys[wave.survey], row), today)


def _due(name: str, last: date | None, today: date) -> Iterator[Fault]:
    if last is None:
        return
    mend = f"Run: fulfilment people destroy {name}."
    if today > last:
        yield Fault("people-overdue", f"people of {name} had to be destroyed by {last}", mend)
    elif today > last - REMIND_BEFORE:
        yield Fault("people-due", f"people of {name} must be destroyed by {last}", mend, blocks=False)
