"""Queries on seeds: the addresses of our own staff, sealed under the wave's people.key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from fulfilment.cases.person import Person
from fulfilment.keys.identity import PeopleKey
from fulfilment.store.office.ledger_models import Seed
from fulfilment.store.office.models import Piece


def replace(session: Session, key: PeopleKey, wave: str, people: Sequence[Person], at: datetime) -> None:
    """Put these people in the place of a wave's seeds."""
    session.execute(delete(Seed).where(Seed.wave == wave))
    session.add_all(
        Seed(wave=wave, number=n, sealed=key.seal(_label(wave, n), person.model_dump(mode="json")), loaded_at=at)
        for n, person in enumerate(people)
    )
    session.flush()


def of_wave(session: Session, key: PeopleKey, wave: str) -> list[Person]:
    """The seeds of a wave, in the order in which they take turns."""
    rows = session.scalars(select(Seed).where(Seed.wave == wave).order_by(Seed.number))
    return [Person.model_validate(key.open(_label(wave, row.number), row.sealed)) for row in rows]


def used(session: Session, wave: str) -> int:
    """How many letters to seeds were ever planned in a wave: whose turn it is goes by that."""
    return session.scalars(select(func.count()).where(Piece.wave == wave, Piece.kind == "seed")).one()


def _label(wave: str, number: int) -> str:
    return f"seed/{wave}/{number}"
