"""Response rates of a wave: raw and adjusted, of all, by trust and by age band; useable responses by mode."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from fulfilment.cases.outcomes import Outcome
from fulfilment.exports import tables
from fulfilment.exports.tables import Table
from fulfilment.store.engines import reading
from fulfilment.store.office import counting


@dataclass(frozen=True)
class Rates:
    """The rates of a wave and its responses by mode, small numbers hidden."""

    rates: Table
    modes: Table


def rates(office: Engine, wave: str, small_number: int) -> Rates:
    """The rates of a wave. Once it is closed they never change."""
    with reading(office) as session:
        cases = counting.mailed_cases(session, wave)
    groups = tables.groups(cases, small_number)
    total_shown = groups[0].count(Outcome.USEABLE) is not None
    return Rates(tables.response_rates(groups, small_number), tables.modes(cases, small_number, total_shown))
