"""The tables of the online store: codes (as digests), drafts, sealed responses and requests. No name, no reference."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from fulfilment.store.columns import KINDS, NAMING, UtcMoment, one_of

# Allowed words of a column: a CHECK in the database too. A new word needs a migration.
CODE_STATES = ("ready", "live", "void", "closed")
STOPS = ("opted_out", "died", "withdrawn", "not_for_me")
DRAFT_STATES = ("open", "handed_over", "sent")
MODES = ("online", "phone", "paper")
REQUEST_KINDS = ("opted_out", "died", "not_for_me", "call_back", "new_address")


class OnlineBase(DeclarativeBase):
    """Everything in the online store."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcMoment}


class Setting(OnlineBase):
    """What belongs to the store itself: ``salt`` (hex), one a store."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Code(OnlineBase):
    """An access code, known only by its digest. State: ready, live, void, closed. At most one live a case."""

    __tablename__ = "codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(index=True)
    issue: Mapped[int]
    kind: Mapped[str]  # live, seed, proof
    wave: Mapped[str] = mapped_column(index=True)
    survey: Mapped[str]
    language: Mapped[str]
    questionnaire: Mapped[str]
    instrument: Mapped[str]
    trust_name: Mapped[str]
    age_band: Mapped[str]
    state: Mapped[str]
    stop: Mapped[str | None]  # opted_out, died, withdrawn, not_for_me
    digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("token", "issue"),
        Index(
            "uq_codes_one_live",
            "token",
            unique=True,
            sqlite_where=text("state = 'live'"),
            postgresql_where=text("state = 'live'"),
        ),
        one_of("kind", KINDS),
        one_of("state", CODE_STATES),
        one_of("stop", STOPS),
    )


class Draft(OnlineBase):
    """Answers on the way, one row a part, sealed under a random draft key that is wrapped under the access code.

    ``body`` is the secretbox of JSON {"answers": {id: [values]}, "seen": [ids], ...}; ``version`` rises at each save.
    ``state``: open, handed_over (a child's part left for good, unsent), sent (body emptied).
    """

    __tablename__ = "drafts"
    token: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    wave: Mapped[str] = mapped_column(index=True)
    wrapped_key: Mapped[bytes]
    body: Mapped[bytes]
    version: Mapped[int]
    state: Mapped[str]
    language: Mapped[str]
    instrument: Mapped[str]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    held_by: Mapped[str | None]  # staff name while the helpline holds the draft
    held_until: Mapped[datetime | None]
    consent_at: Mapped[datetime | None]
    __table_args__ = (one_of("state", DRAFT_STATES),)


class Session(OnlineBase):
    """A respondent's sitting. ``id`` is the SHA-256 of the random id in the cookie; keys are in the cookie alone."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(index=True)
    part: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Response(OnlineBase):
    """Sent answers, sealed to answers.pub and escrow.pub. ``answered`` is the count that decides a useable return."""

    __tablename__ = "responses"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(index=True)
    part: Mapped[str]
    mode: Mapped[str]
    wave: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    language: Mapped[str]
    instrument: Mapped[str]
    answered: Mapped[int]
    sealed: Mapped[bytes]
    escrow: Mapped[bytes]
    sent_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("token", "part", "mode"), one_of("mode", MODES), one_of("kind", KINDS))


class Request(OnlineBase):
    """Something a person asked for or told us. ``kind``: opted_out, died, not_for_me, call_back, new_address."""

    __tablename__ = "requests"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str | None] = mapped_column(index=True)
    wave: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    source: Mapped[str]  # online, phone
    sealed: Mapped[bytes]
    made_at: Mapped[datetime]
    __table_args__ = (one_of("kind", REQUEST_KINDS), one_of("source", MODES))


class Attempt(OnlineBase):
    """Wrong codes from one client, by daily-keyed hash of its address; ``client`` "*" is the whole site's budget.

    Under "-" stands what was no wrong code and counts for none.
    """

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    client: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
