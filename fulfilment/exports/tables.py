"""Tables of counts for people outside: small numbers hidden, the same in every file and everywhere in one file.

Tables of one wave share their totals. A total that is hidden for one is hidden for all, and each table hides enough
for itself that the total can't be found in it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from fulfilment.cases import rates
from fulfilment.cases.outcomes import Outcome
from fulfilment.cases.rates import LEFT_OUT, Cases, Rate, whole_percent
from fulfilment.cases.small_numbers import Shown, hide

HIDDEN = "*"
ALL = "all"
CODES = tuple(int(code) for code in Outcome)
Value = int | str | None
"""A cell: a number, a word, or None where it is hidden."""


@dataclass(frozen=True)
class Table:
    """A named table: the heads of its columns, and its rows. What a row is about stands in its first cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def written(self) -> list[list[str]]:
        """Head and rows as text, what is hidden as ``*``."""
        return [list(self.columns), *([HIDDEN if cell is None else str(cell) for cell in row] for row in self.rows)]


@dataclass(frozen=True)
class Group:
    """One row of outcomes as it may be seen: of all, of a trust or of an age band. ``of``: all, trust, age_band."""

    of: str
    name: str
    counts: tuple[int | None, ...]  # by outcome code, 1 to 7
    mailed: int | None
    rate: Rate = field(repr=False)  # what is hidden too: for rates, which may be shown where a count is not

    def count(self, code: int) -> int | None:
        """The count of an outcome code, None where it is hidden."""
        return self.counts[CODES.index(code)]


def groups(cases: Sequence[Cases], least: int) -> list[Group]:
    """Outcomes of everybody, by trust and by age band, counts from 1 to ``least - 1`` hidden."""
    tables = {"trust": rates.by_trust(cases), "age_band": rates.by_age_band(cases)}
    tables = {of: found for of, found in tables.items() if len(found) > 1}  # one row alone is that of everybody
    if not tables:
        tables = {ALL: {ALL: rates.overall(cases)}}
    shown = _shown_alike({of: _counts(found) for of, found in tables.items()}, least)
    *codes, mailed = next(iter(shown.values())).cells[-1]
    rows = [Group(ALL, ALL, tuple(codes), mailed, rates.overall(cases))]
    for of, found in tables.items():
        named = zip(found.items(), shown[of].cells[:-1], strict=True)
        rows += [Group(of, name, row[:-1], row[-1], rate) for (name, rate), row in named if of != ALL]
    return rows


def outcomes(shown: Sequence[Group]) -> Table:
    """Outcomes by group: how many were mailed, and how many have each code."""
    heads = ("group", "name", "mailed", *(f"outcome_{code}" for code in CODES))
    return Table("outcomes", heads, tuple((row.of, row.name, row.mailed, *row.counts) for row in shown))


def response_rates(shown: Sequence[Group], least: int) -> Table:
    """Raw and adjusted rates by group, as far as they tell no count that is hidden among the outcomes."""
    heads = ("group", "name", "mailed", "useable", "eligible", "raw_percent", "adjusted_percent")
    return Table("rates", heads, tuple(_rate(row, least) for row in shown))


def modes(cases: Sequence[Cases], least: int, total_shown: bool) -> Table:
    """Useable responses by how they came. Everything is hidden where their total is hidden among the outcomes."""
    found = rates.by_mode(cases)
    if not found:
        return Table("modes", ("mode", "useable", "percent"), ())
    [counts, _] = hide([list(found.values())], least).cells if total_shown else [[None] * (len(found) + 1), ()]
    total = counts[-1]
    rows = [(mode, n, _share(n, total)) for mode, n in zip([*found, ALL], counts, strict=True)]
    return Table("modes", ("mode", "useable", "percent"), tuple(rows))


def one_column(name: str, heads: tuple[str, str], counts: Mapping[str, int], least: int) -> Table:
    """Counts by one thing, with their total."""
    if not counts:
        return Table(name, heads, ())
    [shown, _] = hide([list(counts.values())], least).cells
    return Table(name, heads, tuple(zip([*counts, ALL], shown, strict=True)))


def as_csv(table: Table) -> bytes:
    """A table as CSV: UTF-8 with a byte order mark, a row of heads."""
    out = StringIO()
    csv.writer(out).writerows(table.written())
    return out.getvalue().encode("utf-8-sig")


def _counts(found: Mapping[str, Rate]) -> list[list[int]]:
    return [[rate.by_outcome.get(code, 0) for code in CODES] for rate in found.values()]


def _shown_alike(tables: Mapping[str, list[list[int]]], least: int) -> dict[str, Shown]:
    """The tables, all with the same totals hidden."""
    totals: frozenset[int] = frozenset()
    while True:
        shown = {name: hide(counts, least, totals) for name, counts in tables.items()}
        together = frozenset().union(*(each.hidden_totals for each in shown.values()))
        if together <= totals:
            return shown
        totals |= together


def _rate(row: Group, least: int) -> tuple[Value, ...]:
    useable, mailed = row.count(Outcome.USEABLE), row.mailed
    left_out = [row.count(code) for code in sorted(LEFT_OUT)]
    known, hidden = sum(n or 0 for n in left_out), left_out.count(None)
    eligible = None if mailed is None or hidden else mailed - known
    if useable is None or mailed is None:
        return (row.of, row.name, mailed, useable, eligible, None, None)
    adjusted = row.rate.adjusted_percent
    if hidden and _possible(useable, mailed - known, hidden, adjusted) < least - 1:
        return (row.of, row.name, mailed, useable, None, _or_dash(row.rate.raw_percent), None)
    return (row.of, row.name, mailed, useable, eligible, _or_dash(row.rate.raw_percent), _or_dash(adjusted))


def _possible(useable: int, most: int, hidden: int, percent: int | None) -> int:
    """How many sums of the hidden counts, each at least 1, give the same whole percent.

    A rate is shown where it leaves the reader as many possibilities as hiding a count does.
    """
    return sum(whole_percent(useable, most - left_out) == percent for left_out in range(hidden, most - useable + 1))


def _share(part: int | None, whole: int | None) -> Value:
    return None if part is None or whole is None else _or_dash(whole_percent(part, whole))


def _or_dash(percent: int | None) -> int | str:
    return "-" if percent is None else percent
