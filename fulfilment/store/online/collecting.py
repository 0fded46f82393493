"""Queries that the back office collects with: what happened on line since the last time. Read only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.online.models import Code, Request, Response


class RequestMade(NamedTuple):
    """A request: what it is about stands in the sealed part, which is not read here."""

    id: int
    token: str | None
    kind: str
    source: str
    made_at: datetime


class ResponseSent(NamedTuple):
    """A response: only what an outcome needs."""

    id: int
    token: str
    part: str
    mode: str
    kind: str
    answered: int
    sent_at: datetime


def requests_since(session: Session, wave: str, last_id: int) -> list[RequestMade]:
    """Requests of a wave with a higher id, in order."""
    query = (
        select(Request.id, Request.token, Request.kind, Request.source, Request.made_at)
        .where(Request.wave == wave, Request.id > last_id)
        .order_by(Request.id)
    )
    return [RequestMade._make(row) for row in session.execute(query)]


def responses_since(session: Session, wave: str, last_id: int) -> list[ResponseSent]:
    """Responses of a wave with a higher id, in order."""
    query = (
        select(
            Response.id, Response.token, Response.part, Response.mode, Response.kind, Response.answered,
            Response.sent_at,
        )
        .where(Response.wave == wave, Response.id > last_id)
        .order_by(Response.id)
    )  # fmt: skip
    return [ResponseSent._make(row) for row in session.execute(query)]


def stopped_tokens(session: Session, wave: str) -> dict[str, str]:
    """Token -> stop reason of every case that is stopped on line."""
    query = select(Code.token, Code.stop).where(Code.wave == wave, Code.stop.is_not(None))
    return {row.token: row.stop for row in session.execute(query) if row.stop}


def stops(session: Session, tokens: Collection[str]) -> dict[str, str]:
    """Token -> stop reason of those among some cases (a thousand at most) that are stopped on line."""
    query = select(Code.token, Code.stop).where(Code.token.in_(tokens), Code.stop.is_not(None))
    return {row.token: row.stop for row in session.execute(query) if row.stop}


def sealed_responses(session: Session, wave: str, kinds: Iterable[str]) -> Iterator[Response]:
    """The sealed responses of a wave of these kinds (live, seed, proof), in the order in which they were sent."""
    query = select(Response).where(Response.wave == wave, Response.kind.in_(list(kinds))).order_by(Response.id)
    with session.scalars(query.execution_options(yield_per=500)) as responses:
        yield from responses
