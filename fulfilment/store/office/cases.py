"""Queries on cases: persons in a wave, without a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fulfilment.keys import references
from fulfilment.keys.subkeys import Randomness
from fulfilment.store.office.models import Case

TOKEN_BYTES = 16


def add(session: Session, cases: Iterable[Case]) -> None:
    """Adds new cases. Raises IntegrityError where a token or a reference is taken."""
    session.add_all(cases)
    session.flush()


def get(session: Session, token: str) -> Case | None:
    """The case with this token."""
    return session.get(Case, token)


def case_by_reference(session: Session, reference: str) -> Case | None:
    """The case with this reference, as ``references.parse`` gives it."""
    return session.scalars(select(Case).where(Case.reference == reference)).one_or_none()


def of_wave(session: Session, wave: str, *, trusts: Iterable[str] | None = None) -> Iterator[Case]:
    """The cases of a wave (of some trusts), no seed and no proof, by reference, 1,000 in memory at a time."""
    query = select(Case).where(Case.wave == wave, Case.kind == "live")
    if trusts is not None:
        query = query.where(Case.trust.in_(list(trusts)))
    with session.scalars(query.order_by(Case.reference).execution_options(yield_per=1000)) as cases:
        yield from cases


def count(session: Session, wave: str) -> int:
    """How many cases a wave has; no seed and no proof."""
    return session.scalars(select(func.count()).where(Case.wave == wave, Case.kind == "live")).one()


def new_token(randomness: Randomness) -> str:
    """A case token: 128 random bits in hex. It joins the two stores and is nowhere else."""
    return randomness(TOKEN_BYTES).hex()


def new_references(session: Session, how_many: int, randomness: Randomness) -> list[str]:
    """References that no case has yet, each once, at random: they tell nothing about trust or order."""
    found: dict[str, None] = {}
    while len(found) < how_many:
        drawn = [references.new(randomness) for _ in range(min(how_many - len(found), 1000))]
        taken = set(session.scalars(select(Case.reference).where(Case.reference.in_(drawn))))
        found |= dict.fromkeys(reference for reference in drawn if reference not in taken)
    return list(found)


def raise_issue(session: Session, token: str, issue: int) -> None:
    """Notes a new issue of a case's access code. A lower number than the noted one changes nothing."""
    case = session.get_one(Case, token)
    case.issue = max(case.issue, issue)
    session.flush()
