"""The office tables of a wave's end: how far it is, and the outcomes as they were when it closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from fulfilment.store.columns import one_of
from fulfilment.store.office.models import OfficeBase

# Allowed words of a column: a CHECK in the database too. A new word needs a migration.
CLOSING_STATES = ("closing", "closed", "destroying", "destroyed")


class WaveClosing(OfficeBase):
    """The end of a wave; a wave without a row is open. State: closing, closed, destroying, destroyed.

    ``drafts`` is how many were unsent when closing began, ``partial`` how many of them were sealed as they were.
    ``found`` is what there was when destroying began, for the certificate: counts, hashes of key ids, paths of files.
    """

    __tablename__ = "wave_closings"
    wave: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    begun_at: Mapped[datetime]
    begun_by: Mapped[str]
    drafts: Mapped[int]
    partial: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    destroy_begun_at: Mapped[datetime | None]
    destroy_begun_by: Mapped[str | None]
    found: Mapped[dict[str, Any] | None]
    destroyed_at: Mapped[datetime | None]
    certificate_sha256: Mapped[str | None]
    __table_args__ = (one_of("state", CLOSING_STATES),)


class FinalOutcome(OfficeBase):
    """What a case came to when its wave closed: counts, rates and exports hold this from then on."""

    __tablename__ = "final_outcomes"
    token: Mapped[str] = mapped_column(ForeignKey("cases.token"), primary_key=True)
    wave: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[int]
    sub_code: Mapped[str | None]
    outcome_source: Mapped[str | None]
    outcome_at: Mapped[datetime | None]
    __table_args__ = (CheckConstraint("outcome BETWEEN 1 AND 7", name="outcome"),)
