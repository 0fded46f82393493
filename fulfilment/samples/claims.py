"""One person once, across files, trusts, waves and surveys: which case a record claims, and who gives way. Pure.

A case that was released, answered or stopped always stays: the person has our letter, or wants no other. Else the
latest discharge counts, and of two on one day the case that was there first. A later file of the same trust brings a
case up to date, as long as nothing was released.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fulfilment.store.office.samples import KnownCase


@dataclass(frozen=True)
class Claim:
    """What becomes of a record: ``update`` names the trust's own case, ``kept`` the case that stays instead of it.

    With neither, the record becomes a case. ``superseded`` are the cases that give way.
    """

    update: str | None = None
    kept: KnownCase | None = None
    superseded: tuple[KnownCase, ...] = ()


def claim(wave: str, trust: str, discharged_on: date, known: Sequence[KnownCase]) -> Claim:
    """What becomes of a record of a trust, given the open cases that the same person has."""
    if not known:
        return Claim()
    winner = min(known, key=lambda case: (not case.settled, -case.discharged_on.toordinal(), case.token))
    others = tuple(case for case in known if not case.settled)
    own = next((case for case in others if (case.wave, case.trust) == (wave, trust)), None)
    if winner.settled or winner.discharged_on > discharged_on:
        return Claim(kept=winner, superseded=_without(others, winner))
    if winner.discharged_on == discharged_on and winner != own:
        return Claim(kept=winner, superseded=_without(others, winner))
    return Claim(update=own.token if own else None, superseded=_without(others, own))


def _without(cases: Sequence[KnownCase], one: KnownCase | None) -> tuple[KnownCase, ...]:
    return tuple(case for case in cases if case != one)
