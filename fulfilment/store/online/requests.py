"""Queries on what people ask for or tell us: sealed requests, and the stop that goes with an opt-out or a death."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.online.models import Request


def add(session: Session, *, token: str | None, wave: str, kind: str, source: str, sealed: bytes, at: datetime) -> int:
    """Add a request, sealed to the wave's requests.pub. ``source``: online, phone. Gives its number.

    A stop (opted_out, died, not_for_me) is written in the same transaction: ``fulfilment.store.online.codes.stop``.
    """
    request = Request(token=token, wave=wave, kind=kind, source=source, sealed=sealed, made_at=at)
    session.add(request)
    session.flush()
    return request.id


def of_kinds(session: Session, wave: str, kinds: Iterable[str]) -> list[Request]:
    """The requests of a wave of these kinds, in the order in which they were made."""
    query = select(Request).where(Request.wave == wave, Request.kind.in_(list(kinds))).order_by(Request.id)
    return list(session.scalars(query))


def get(session: Session, request_id: int) -> Request | None:
    """The request with this number."""
    return session.get(Request, request_id)
