"""Queries on dissent: who of a wave a trust's list names, now or when they are loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.office.models import Case, Person
from fulfilment.store.office.returns_models import Dissent

AT_ONCE = 500  # values in one statement; SQLite takes 32,766 at most


def tokens_by_nhs_number(session: Session, wave: str, indexes: Iterable[str]) -> dict[str, list[str]]:
    """Blind index of an NHS number -> open cases of a wave."""
    found: dict[str, list[str]] = defaultdict(list)
    for chunk in _chunks(indexes):
        query = (
            select(Person.nhs_number_index, Person.token)
            .join(Case, Case.token == Person.token)
            .where(Case.wave == wave, Case.state == "open", Case.kind == "live", Person.nhs_number_index.in_(chunk))
        )
        for index, token in session.execute(query):
            found[index or ""].append(token)
    return dict(found)


def tokens_by_reference(session: Session, wave: str, references: Iterable[str]) -> dict[str, str]:
    """Reference -> open case of a wave."""
    return {
        reference: token
        for chunk in _chunks(references)
        for reference, token in session.execute(
            select(Case.reference, Case.token).where(
                Case.wave == wave, Case.state == "open", Case.kind == "live", Case.reference.in_(chunk)
            )
        )
    }


def remember(session: Session, wave: str, trust: str, indexes: Sequence[str], said_at: datetime) -> None:
    """Keeps who wants no part, each once, for those who are loaded later."""
    known = {
        index
        for chunk in _chunks(indexes)
        for index in session.scalars(
            select(Dissent.nhs_number_index).where(Dissent.wave == wave, Dissent.nhs_number_index.in_(chunk))
        )
    }
    session.add_all(
        Dissent(wave=wave, trust=trust, nhs_number_index=index, said_at=said_at)
        for index in dict.fromkeys(indexes)
        if index not in known
    )
    session.flush()


def cases(session: Session, wave: str) -> dict[str, datetime]:
    """Token -> when it was said, of every case of a wave whose person wants no part."""
    query = (
        select(Person.token, Dissent.said_at)
        .join(Dissent, (Dissent.nhs_number_index == Person.nhs_number_index) & (Dissent.wave == Person.wave))
        .where(Person.wave == wave)
    )
    return {token: said_at for token, said_at in session.execute(query)}  # noqa: C416 - rows, not pairs


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(values))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
