"""A trust's file may say that someone has died who has a case already, by another file: that case is stopped at once.

A stop is written to the online store first, so that a crash errs on the side of silence.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Claim, of_death
from fulfilment.keys.holders import OfficeKeys
from fulfilment.london import london_day
from fulfilment.returns.claiming import claim
from fulfilment.samples.loading import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import samples
from fulfilment.store.office.samples import KnownCase
from fulfilment.store.online import codes
from fulfilment.waves import Wave


def stop_the_dead(
    office: Engine, online: Engine, nhs_numbers: Iterable[str], waves: Iterable[Wave], keys: OfficeKeys, doing: Doing
) -> int:
    """Stop every open case of these people in the waves given. Gives how many were stopped now."""
    numbers = list(nhs_numbers)
    if not numbers:
        return 0
    by_wave = {wave.id: wave for wave in waves if wave.id in keys.waves}
    with reading(office) as session:
        found: list[KnownCase] = []
        for wave in sorted(by_wave):
            indexes = map(keys.people(wave).nhs_number, numbers)
            found += samples.known_cases(session, wave, indexes, ())
    with transaction(online) as session:
        for case in found:
            codes.stop(session, case.token, "died", doing.at)
    with transaction(office) as session:
        return sum(_stopped(session, case, by_wave[case.wave], doing) for case in found)


def _stopped(session: Session, case: KnownCase, wave: Wave, doing: Doing) -> bool:
    outcome = of_death(london_day(doing.at), wave.fieldwork_starts)
    done = claim(session, case.wave, case.token, Claim(outcome, "sample", doing.at, stop="died"), doing.at, doing.actor)
    return done is not None and done.first
