"""Queries for the end of a wave: codes closed, drafts taken up or destroyed, and at last everything but the answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from fulfilment.store.online import sessions
from fulfilment.store.online.models import Code, Draft, Request, Response
from fulfilment.store.online.models import Session as Sitting

OPENABLE = ("ready", "live")


class OpenDraft(NamedTuple):
    """An unsent draft with the highest issue of its case: that code's key is what wraps the draft's."""

    token: str
    part: str
    code_id: int
    issue: int
    digest: str
    kind: str
    code_state: str
    stop: str | None


def held(session: Session, wave: str, at: datetime) -> int:
    """How many drafts of a wave the helpline holds just now."""
    query = select(func.count()).select_from(Draft).where(Draft.wave == wave, Draft.held_until > at)
    return session.scalar(query.where(Draft.state == "open")) or 0


def open_drafts(session: Session, wave: str) -> int:
    """How many drafts of a wave are unsent."""
    return session.scalar(select(func.count()).select_from(Draft).where(Draft.wave == wave, Draft.state == "open")) or 0


def partial(session: Session, wave: str, begun_at: datetime) -> int:
    """How many responses were sealed by the close, all at the moment when it began."""
    query = select(func.count()).select_from(Response).where(Response.wave == wave, Response.sent_at == begun_at)
    return session.scalar(query) or 0


def close_codes(session: Session, wave: str, at: datetime, at_once: int) -> int:
    """Close so many codes at most, and end the sittings that they began. Gives how many; 0 when none is left."""
    query = select(Code).where(Code.wave == wave, Code.state.in_(OPENABLE)).order_by(Code.token, Code.issue)
    codes = session.scalars(query.limit(at_once).with_for_update()).all()
    for code in codes:
        if code.state == "live":
            sessions.revoke_all(session, code.token, at=at)
        code.state = "closed"
    session.flush()
    return len(codes)


def drafts_to_settle(session: Session, wave: str, after: tuple[str, str], at_once: int) -> list[OpenDraft]:
    """The next unsent drafts of a wave, in order of token and part, each with the highest issue of its case."""
    highest = select(Code.token, func.max(Code.issue).label("issue")).group_by(Code.token).subquery()
    query = (
        select(Draft.token, Draft.part, Code.id, Code.issue, Code.digest, Code.kind, Code.state, Code.stop)
        .join(highest, highest.c.token == Draft.token)
        .join(Code, (Code.token == Draft.token) & (Code.issue == highest.c.issue))
        .where(Draft.wave == wave, Draft.state == "open")
        .where((Draft.token > after[0]) | ((Draft.token == after[0]) & (Draft.part > after[1])))
        .order_by(Draft.token, Draft.part)
        .limit(at_once)
    )
    return [OpenDraft._make(row) for row in session.execute(query)]


def locked_drafts(session: Session, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Draft]:
    """These drafts, as far as they are still unsent, by token and part; locked, so that nobody saves meanwhile."""
    tokens = sorted({token for token, _ in keys})
    query = select(Draft).where(Draft.token.in_(tokens), Draft.state == "open").order_by(Draft.token, Draft.part)
    rows = session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return {(row.token, row.part): row for row in rows if (row.token, row.part) in keys}


def code(session: Session, code_id: int) -> Code:
    """A code's row."""
    return session.get_one(Code, code_id)


def release_hold(draft: Draft) -> None:
    """A draft is nobody's any more."""
    draft.held_by = draft.held_until = None


def destroy_draft(session: Session, draft: Draft) -> None:
    """An unsent draft is gone for good."""
    session.delete(draft)
    session.flush()


def rows_about_people(session: Session, wave: str) -> dict[str, int]:
    """What the store holds of a wave beside its sealed answers, by table."""
    tables: Sequence[Any] = (Request, Draft, Code)
    return {
        table.__tablename__: session.scalar(select(func.count()).select_from(table).where(table.wave == wave)) or 0
        for table in tables
    }


def delete_rows_about_people(session: Session, wave: str, at_once: int) -> int:
    """Delete so many requests, drafts or codes (with their sittings) of a wave at most; 0 when none is left."""
    requests = session.scalars(select(Request.id).where(Request.wave == wave).order_by(Request.id).limit(at_once)).all()
    if requests:
        session.execute(delete(Request).where(Request.id.in_(requests)))
        return len(requests)
    drafts = session.scalars(select(Draft.token).where(Draft.wave == wave).order_by(Draft.token).limit(at_once)).all()
    if drafts:
        session.execute(delete(Draft).where(Draft.wave == wave, Draft.token.in_(drafts)))
        return len(drafts)
    codes = session.execute(select(Code.id, Code.token).where(Code.wave == wave).order_by(Code.id).limit(at_once)).all()
    if codes:
        session.execute(delete(Sitting).where(Sitting.token.in_([row.token for row in codes])))
        session.execute(delete(Code).where(Code.id.in_([row.id for row in codes])))
    return len(codes)
