"""Queries on the end of a wave: how far it is, the final outcomes, and what destroying takes away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from fulfilment.errors import FulfilmentError
from fulfilment.london import london_day
from fulfilment.store.office.closing_models import FinalOutcome, WaveClosing
from fulfilment.store.office.ledger_models import HandOver, Seed
from fulfilment.store.office.models import Case, Mailing, Person
from fulfilment.store.office.returns_models import Dissent

# Everything of a wave that only people.key opens, or that was made with it, by its key column.
_UNDER_PEOPLE_KEY: dict[str, tuple[Any, Any]] = {
    "people": (Person, Person.token),
    "seeds": (Seed, Seed.id),
    "dissents": (Dissent, Dissent.id),
}


def state(session: Session, wave: str) -> WaveClosing | None:
    """How far the end of a wave is; None for an open one."""
    return session.get(WaveClosing, wave)


def all_states(session: Session) -> dict[str, WaveClosing]:
    """Every wave that is not open any more."""
    return {row.wave: row for row in session.scalars(select(WaveClosing).order_by(WaveClosing.wave))}


def require_open(session: Session, wave: str) -> None:
    """Raises FulfilmentError where a wave is closed or closing: nothing is planned, released or answered in it."""
    row = state(session, wave)
    if row is not None:
        raise FulfilmentError(
            "wave-closed", f"Wave {wave} was closed on {london_day(row.begun_at)}", "Nothing more is sent."
        )


def begin(session: Session, wave: str, drafts: int, at: datetime, by: str) -> None:
    """Note that a wave is closing."""
    session.add(WaveClosing(wave=wave, state="closing", begun_at=at, begun_by=by, drafts=drafts))
    session.flush()


def finish(session: Session, wave: str, partial: int, at: datetime) -> dict[str, int]:
    """Keep every case's outcome as it is and note that the wave is closed. Gives outcome code -> cases."""
    row = session.get_one(WaveClosing, wave, with_for_update=True)
    columns = (Case.token, Case.wave, Case.outcome, Case.sub_code, Case.outcome_source, Case.outcome_at)
    now = select(*columns).where(Case.wave == wave, Case.kind == "live")
    names = [column.key for column in columns]
    session.execute(insert(FinalOutcome).from_select(names, now))
    row.state, row.partial, row.closed_at = "closed", partial, at
    query = (
        select(Case.outcome, func.count())
        .where(Case.wave == wave, Case.kind == "live", Case.state == "open")
        .group_by(Case.outcome)
        .order_by(Case.outcome)
    )
    return {f"outcome_{outcome}": number for outcome, number in session.execute(query)}


def issues(session: Session, tokens: list[str]) -> dict[str, str]:
    """Token -> reference: with the issue, all that the access code of a case is derived from."""
    query = select(Case.token, Case.reference).where(Case.token.in_(tokens))
    return {row.token: row.reference for row in session.execute(query)}


def begin_destroying(session: Session, wave: str, found: dict[str, Any], at: datetime, by: str) -> None:
    """Note that what is known of a wave's people is being destroyed, and what there was of it."""
    row = session.get_one(WaveClosing, wave, with_for_update=True)
    row.state, row.destroy_begun_at, row.destroy_begun_by, row.found = "destroying", at, by, found


def finish_destroying(session: Session, wave: str, certificate_sha256: str, at: datetime) -> None:
    """Note that it is destroyed, and the certificate."""
    row = session.get_one(WaveClosing, wave, with_for_update=True)
    row.state, row.destroyed_at, row.certificate_sha256 = "destroyed", at, certificate_sha256


def personal_rows(session: Session, wave: str) -> dict[str, int]:
    """Table -> rows of a wave that are sealed under people.key or indexed with it."""
    return {
        name: session.scalar(select(func.count()).select_from(table).where(table.wave == wave)) or 0
        for name, (table, _) in _UNDER_PEOPLE_KEY.items()
    }


def delete_personal_rows(session: Session, wave: str, at_once: int) -> int:
    """Delete so many of these rows of a wave at most; gives how many. 0 when there are none left."""
    for table, key in _UNDER_PEOPLE_KEY.values():
        keys = session.scalars(select(key).where(table.wave == wave).order_by(key).limit(at_once)).all()
        if keys:
            session.execute(delete(table).where(key.in_(keys)))
            return len(keys)
    return 0


def mailing_ids(session: Session, wave: str) -> list[int]:
    """The numbers of a wave's mailings."""
    return list(session.scalars(select(Mailing.id).where(Mailing.wave == wave).order_by(Mailing.id)))


def hand_overs(session: Session, wave: str) -> list[dict[str, Any]]:
    """To whom files of a wave were handed over, when, and how many letters, as the certificate says it."""
    query = (
        select(HandOver.to, HandOver.at, HandOver.pieces)
        .join(Mailing, Mailing.id == HandOver.mailing_id)
        .where(Mailing.wave == wave)
        .order_by(HandOver.id)
    )
    return [
        {"to": row.to, "on": london_day(row.at).isoformat(), "pieces": row.pieces} for row in session.execute(query)
    ]
