"""Response rates: pure arithmetic on outcome codes, as the national programme publishes them.

Raw is useable / mailed; adjusted is useable / (mailed - undelivered - died - not eligible - died before fieldwork):
who opted out, was too ill or never replied stays in the denominator (Scottish survey 2024, technical report part 7).
Rates are whole percents, the nearest; an exact half goes up (our choice: published figures do not show which way).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fulfilment.cases.outcomes import Outcome

LEFT_OUT = frozenset(
    {Outcome.UNDELIVERED, Outcome.DIED, Outcome.NOT_ELIGIBLE, Outcome.DIED_BEFORE_FIELDWORK}
)  # of the adjusted rate's denominator


def whole_percent(part: int, whole: int) -> int | None:
    """The nearest whole percent, a half up; None of nothing.

    >>> whole_percent(4540, 8640), whole_percent(1, 8), whole_percent(5, 1000), whole_percent(0, 0)
    (53, 13, 1, None)
    """
    return (200 * part + whole) // (2 * whole) if whole else None


@dataclass(frozen=True)
class Cases:
    """So many mailed cases that are alike. ``mode`` is how the response came: online, phone, paper; or None."""

    trust: str
    age_band: str
    outcome: int
    mode: str | None
    number: int


@dataclass(frozen=True)
class Rate:
    """A group's counts by outcome code, and what follows from them.

    >>> of_2024 = Rate({1: 4540, 2: 16, 3: 124, 5: 20, 6: 4100})
    >>> of_2024.mailed, of_2024.eligible, of_2024.adjusted_percent
    (8800, 8640, 53)
    """

    by_outcome: Mapping[int, int]

    @property
    def mailed(self) -> int:
        """Everybody to whom a letter went, or who answered without one."""
        return sum(self.by_outcome.values())

    @property
    def useable(self) -> int:
        """Useable responses: the numerator of both rates."""
        return self.by_outcome.get(Outcome.USEABLE, 0)

    @property
    def left_out(self) -> int:
        """Whom the adjusted rate leaves out."""
        return sum(self.by_outcome.get(code, 0) for code in LEFT_OUT)

    @property
    def eligible(self) -> int:
        """The adjusted rate's denominator."""
        return self.mailed - self.left_out

    @property
    def raw_percent(self) -> int | None:
        """Useable of all mailed, a whole percent."""
        return whole_percent(self.useable, self.mailed)

    @property
    def adjusted_percent(self) -> int | None:
        """Useable of the eligible, a whole percent."""
        return whole_percent(self.useable, self.eligible)


def overall(cases: Iterable[Cases]) -> Rate:
    """The counts of everybody."""
    counts: Counter[int] = Counter()
    for group in cases:
        counts[group.outcome] += group.number
    return Rate(counts)


def by_trust(cases: Iterable[Cases]) -> dict[str, Rate]:
    """Trust -> its counts, in order of trust."""
    return _by((group.trust, group) for group in cases)


def by_age_band(cases: Iterable[Cases]) -> dict[str, Rate]:
    """Age band -> its counts, in order of name."""
    return _by((group.age_band, group) for group in cases)


def by_mode(cases: Iterable[Cases]) -> dict[str, int]:
    """Mode -> useable responses that came by it."""
    counts: Counter[str] = Counter()
    for group in cases:
        if group.outcome == Outcome.USEABLE:
            counts[group.mode or "not known"] += group.number
    return dict(sorted(counts.items()))


def _by(named: Iterable[tuple[str, Cases]]) -> dict[str, Rate]:
    groups: dict[str, list[Cases]] = {}
    for name, group in named:
        groups.setdefault(name, []).append(group)
    return {name: overall(groups[name]) for name in sorted(groups)}
