"""Events of the back office: append only, each hashed with the one before. Codes, never words, names or access codes.

The head of the chain goes into every manifest, so that a change before the last one shows, even by somebody who can
write to the whole store. A change after it shows here, unless the whole rest of the chain was made anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.errors import Fault
from fulfilment.store.office.models import ChainHead, Event

START = 64 * "0"  # what the first event follows

DETAIL_LONGEST = 200  # our choice: a SHA-256 or a file's name goes in, a note about a person does not
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def record(
    session: Session,
    at: datetime,
    actor: str,
    kind: str,
    *,
    wave: str | None = None,
    token: str | None = None,
    piece_id: int | None = None,
    mailing_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """Adds an event to the chain, in the transaction of what it tells. ``actor`` is an account's name.

    ``detail`` maps names (small letters, digits, underscores) to numbers, yes or no, codes without any space, or lists
    of these. Raises ValueError for anything else: words about a person belong under people.key.
    """
    checked = _checked(detail or {})
    head = _locked_head(session)
    event = Event(
        id=head.event_id + 1,
        at=at,
        actor=actor,
        kind=kind,
        wave=wave,
        token=token,
        piece_id=piece_id,
        mailing_id=mailing_id,
        detail=checked,
        previous=head.hash,
    )
    event.hash = _hash(event)
    head.event_id, head.hash = event.id, event.hash
    session.add(event)
    session.flush()
    return event


def lock(session: Session) -> None:
    """Wait until nobody else adds an event, and let nobody until this transaction ends.

    Whoever locks rows of its own and records events afterwards takes this first: so that two never wait for each other.
    """
    _locked_head(session)


def head(session: Session) -> str:
    """The hash of the last event (64 hex digits): who notes it can later tell whether an earlier event was changed."""
    return session.scalars(select(ChainHead.hash)).one()


def count(session: Session) -> int:
    """How many events the chain says it has."""
    return session.scalars(select(ChainHead.event_id)).one()


def holds(session: Session, hash_noted: str) -> bool:
    """Whether a head that somebody noted is that of an event of this chain, or of a chain without any."""
    if hash_noted == START:
        return True
    return session.scalars(select(Event.id).where(Event.hash == hash_noted)).first() is not None


def last_moment(session: Session) -> datetime | None:
    """The latest moment of any event; None without one."""
    return session.scalars(select(Event.at).order_by(Event.at.desc()).limit(1)).first()


def verify(session: Session) -> list[Fault]:
    """Whether the chain is whole: nothing, or one fault that names the first event that is missing or was changed."""
    try:
        return _verify(session, at_once=1000)
    except ValueError:  # some date or JSON text is none any more: read one by one to name the event
        return _verify(session, at_once=1)


def _verify(session: Session, at_once: int) -> list[Fault]:
    previous, number = START, 0
    query = select(Event).order_by(Event.id).execution_options(yield_per=at_once)
    try:
        with session.scalars(query) as events:
            for event in events:
                number += 1
                if event.id != number:
                    return [_broken(number, "is missing")]
                if event.previous != previous or event.hash != _hash(event):
                    return [_broken(number, "was changed")]
                previous = event.hash
    except ValueError:
        if at_once > 1:
            raise
        return [_broken(number + 1, "was changed")]
    last = session.scalars(select(ChainHead)).one_or_none()
    if last is None or (last.event_id, last.hash) != (number, previous):
        return [_broken(number + 1, "is missing, or the chain's head was changed")]
    return []


def of_token(session: Session, token: str) -> list[Event]:
    """Everything that happened to a case, in order."""
    return list(session.scalars(select(Event).where(Event.token == token).order_by(Event.id)))


def _locked_head(session: Session) -> ChainHead:
    # Writers of the office store queue already (engines.transaction); this row holds off who writes past it.
    query = select(ChainHead).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def _hash(event: Event) -> str:
    content = {
        "id": event.id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor,
        "kind": event.kind,
        "wave": event.wave,
        "token": event.token,
        "piece_id": event.piece_id,
        "mailing_id": event.mailing_id,
        "detail": event.detail,
        "previous": event.previous,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(detail: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in detail.items():
        if not _NAME.fullmatch(name):
            raise ValueError("a detail of an event has a name of small letters, digits and underscores")
        if not all(_is_code(item) for item in (value if isinstance(value, list) else [value])):
            raise ValueError(f"the detail {name} of an event is not a number, a code or a list of these")
    return dict(detail)


def _is_code(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= DETAIL_LONGEST and not any(sign.isspace() for sign in value)
    return isinstance(value, int)  # and so bool


def _broken(number: int, how: str) -> Fault:
    return Fault(
        "event-broken",
        f"event {number} {how}",
        "Compare with the last backup whose manifest agrees with its chain.",
        row=number,
    )
