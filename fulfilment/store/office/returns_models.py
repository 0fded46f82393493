"""The office tables of what comes back: claims on outcomes, undone stops, returned letters, requests acted on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fulfilment.store.columns import one_of
from fulfilment.store.office.models import STOPS, OfficeBase

UNDO_STATES = ("asked", "confirmed", "done")
UNDO_REASONS = ("namesake", "twin", "wrong_click", "wrong_case", "changed_mind")
WITHDRAWAL_STATES = ("begun", "done")
WITHDRAWAL_REASONS = ("asked_by_person", "asked_by_parent", "answered_by_another", "changed_mind")
RETURN_REASONS = tuple(f"R{number:02d}" for number in range(1, 11))
RESULTS = ("done", "refused")


class OutcomeChange(OfficeBase):
    """One claim about a case: append only. The case holds what all claims come to (fulfilment.cases.outcomes).

    ``said_at`` is the moment for which it was said; ``became`` the outcome that the case had afterwards. A row that
    ``retracts`` another takes that one back: it stays, and counts no more.
    """

    __tablename__ = "outcome_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(ForeignKey("cases.token"), index=True)
    wave: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[int]
    sub_code: Mapped[str | None]
    source: Mapped[str]
    said_at: Mapped[datetime]
    happened_on: Mapped[date | None]
    stop: Mapped[str | None]
    became: Mapped[int]
    retracts: Mapped[int | None] = mapped_column(ForeignKey("outcome_changes.id"), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    __table_args__ = (
        CheckConstraint("outcome BETWEEN 1 AND 7", name="outcome"),
        CheckConstraint("became BETWEEN 1 AND 7", name="became"),
        one_of("stop", STOPS),
    )


class Undo(OfficeBase):
    """A wrong stop taken back by two people. State: asked, confirmed (office is right), done (online is right too)."""

    __tablename__ = "undos"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(ForeignKey("cases.token"), index=True)
    wave: Mapped[str] = mapped_column(index=True)
    stop: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    __table_args__ = (
        one_of("stop", STOPS),
        one_of("reason", UNDO_REASONS),
        one_of("state", UNDO_STATES),
        CheckConstraint("confirmed_by <> asked_by", name="two_people"),
    )


class ReturnedLetter(OfficeBase):
    """A letter that came back undelivered, once for each attempt. ``returned_on`` is the day it lay with us."""

    __tablename__ = "returned_letters"
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(ForeignKey("cases.token"), index=True)
    wave: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    returned_on: Mapped[date]
    booked_at: Mapped[datetime]
    booked_by: Mapped[str]
    __table_args__ = (one_of("reason", RETURN_REASONS),)


class RequestActed(OfficeBase):
    """A request that a named person acted on. ``request_id`` is its number in the online store; once, and no more."""

    __tablename__ = "requests_acted"
    request_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wave: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    result: Mapped[str]
    acted_at: Mapped[datetime]
    acted_by: Mapped[str]
    __table_args__ = (one_of("result", RESULTS),)


class Withdrawal(OfficeBase):
    """Answers withdrawn after sending: how many responses; the answers themselves are gone. State: begun, done."""

    __tablename__ = "withdrawals"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(ForeignKey("cases.token"), unique=True)
    wave: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    responses: Mapped[int]
    state: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    __table_args__ = (one_of("reason", WITHDRAWAL_REASONS), one_of("state", WITHDRAWAL_STATES))


class Dissent(OfficeBase):
    """Somebody of whom a trust said that they want no part, by the blind index of the NHS number.

    Kept for a wave, whoever is loaded: a case that comes later is stopped by the next clearance.
    """

    __tablename__ = "dissents"
    id: Mapped[int] = mapped_column(primary_key=True)
    wave: Mapped[str]
    trust: Mapped[str]
    nhs_number_index: Mapped[str]
    said_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("wave", "nhs_number_index"),)
