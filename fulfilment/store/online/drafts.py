"""Queries on drafts: the sealed answers on the way, one row a case and part, saved with a version number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from fulfilment.store.online.models import Draft

OPEN, HANDED_OVER, SENT = "open", "handed_over", "sent"


class DraftConflict(Exception):
    """The draft was saved by somebody else in between; nothing was written."""


class DraftClosed(Exception):
    """The draft was sent or handed over, or is not there any more; nothing was written."""


class DraftHeld(Exception):
    """The helpline holds the draft; nothing was written."""


def of_case(session: Session, token: str) -> dict[str, Draft]:
    """Every draft of a case, by part."""
    return {draft.part: draft for draft in session.scalars(select(Draft).where(Draft.token == token))}


def get(session: Session, token: str, part: str) -> Draft | None:
    """The draft of one part."""
    return session.get(Draft, (token, part))


def begin(
    session: Session,
    *,
    token: str,
    part: str,
    wave: str,
    wrapped_key: bytes,
    body: bytes,
    language: str,
    instrument: str,
    at: datetime,
) -> Draft:
    """Add an empty draft. Its key comes wrapped under the access code."""
    draft = Draft(
        token=token,
        part=part,
        wave=wave,
        wrapped_key=wrapped_key,
        body=body,
        version=0,
        state=OPEN,
        language=language,
        instrument=instrument,
        started_at=at,
        saved_at=at,
        held_by=None,
        held_until=None,
        consent_at=None,
    )
    session.add(draft)
    session.flush()
    return draft


def is_held(draft: Draft, at: datetime, by: str | None = None) -> bool:
    """Whether somebody else than ``by`` (a staff name; None is the respondent) holds the draft at that moment."""
    return draft.held_until is not None and draft.held_until > at and draft.held_by != by


def save(
    session: Session,
    token: str,
    part: str,
    *,
    version: int,
    body: bytes,
    language: str,
    at: datetime,
    by: str | None = None,
) -> int:
    """Replace the body, if the draft is still open, free and at ``version``. Gives the new version.

    ``by`` is the staff name when the helpline writes. Raises DraftClosed, DraftHeld or DraftConflict.
    """
    _write(session, token, part, version, at, by, {"body": body, "language": language, "saved_at": at})
    return version + 1


def mark_sent(
    session: Session, token: str, part: str, *, version: int, language: str, at: datetime, by: str | None = None
) -> None:
    """Close a draft whose answers were sealed in the same transaction, and empty its body. Raises as ``save``."""
    _write(session, token, part, version, at, by, {"body": b"", "state": SENT, "language": language, "saved_at": at})


def hand_over(session: Session, token: str, part: str, *, at: datetime) -> None:
    """Leave a child's part for good, unsent: its answers are destroyed and nobody can open it again.

    At whatever version: who leaves means all of it. Raises DraftClosed or DraftHeld; then nothing is destroyed.
    """
    _write(session, token, part, None, at, None, {"body": b"", "state": HANDED_OVER, "saved_at": at})


def hold(session: Session, token: str, part: str, *, by: str, until: datetime, consent_at: datetime | None) -> None:
    """Keep the web from writing until then. Holding again moves the end.

    ``consent_at``: when the caller agreed that a draft begun on line is taken up; None for one begun by phone.
    """
    session.execute(
        update(Draft)
        .where(Draft.token == token, Draft.part == part)
        .values(held_by=by, held_until=until, consent_at=consent_at)
    )


def hand_back(session: Session, token: str, part: str, *, by: str) -> None:
    """End a hold: the respondent goes on in the same draft."""
    session.execute(
        update(Draft)
        .where(Draft.token == token, Draft.part == part, Draft.held_by == by)
        .values(held_by=None, held_until=None)
    )


def restart(session: Session, token: str, part: str, *, body: bytes, at: datetime) -> None:
    """Begin an open part afresh under the same key: by phone an unsent child's part is never taken up."""
    session.execute(
        update(Draft)
        .where(Draft.token == token, Draft.part == part, Draft.state == OPEN)
        .values(body=body, version=Draft.version + 1, saved_at=at)
    )


def rewrap(session: Session, token: str, part: str, wrapped_key: bytes) -> None:
    """Put the draft's key under another access code: the draft goes along with a new letter."""
    session.execute(update(Draft).where(Draft.token == token, Draft.part == part).values(wrapped_key=wrapped_key))


def destroy(session: Session, token: str) -> int:
    """Destroy the unsent drafts of a case. Gives their number."""
    gone = session.scalar(select(func.count()).where(Draft.token == token, Draft.state != SENT)) or 0
    session.execute(delete(Draft).where(Draft.token == token, Draft.state != SENT))
    return gone


def _write(
    session: Session,
    token: str,
    part: str,
    version: int | None,
    at: datetime,
    by: str | None,
    values: dict[str, object],
) -> None:
    """One update that touches the row only in the state that the writer saw; says why where it does not.

    ``version`` None: whatever was saved in between.
    """
    query = select(Draft).where(Draft.token == token, Draft.part == part).with_for_update()
    # populate_existing: the row as it is now that it is locked, not as it was read before
    draft = session.scalar(query.execution_options(populate_existing=True))
    if draft is None or draft.state != OPEN:
        raise DraftClosed
    if is_held(draft, at, by):
        raise DraftHeld
    if version is not None and draft.version != version:
        raise DraftConflict
    for name, value in values.items():
        setattr(draft, name, value)
    draft.version += 1
    session.flush()
