"""The tables of what becomes of pieces that leave us: hand-overs, attempts, pull lists, printer's reports, seeds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fulfilment.store.columns import one_of
from fulfilment.store.office.models import OfficeBase

# Allowed words of a column: a CHECK in the database too. A new word needs a migration.
ATTEMPT_RESULTS = ("despatched", "spoiled", "pulled")
PULL_RESULTS = ("pulled", "posted", "spoiled")
REPORT_KINDS = ("pieces", "files")
QUERY_CODES = ("file-count", "piece-result")
QUERY_ANSWERS = ("recounted", "printer-error", "report-wrong", "ledger-wrong")


class HandOver(OfficeBase):
    """Print files given to the printer. ``round`` is 0 for a mailing's first files, then that of its reprint."""

    __tablename__ = "hand_overs"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), index=True)
    round: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    to: Mapped[str]
    pieces: Mapped[int]
    sheets: Mapped[int]


class PieceAttempt(OfficeBase):
    """One attempt of a piece that was handed over, where it stood, and what became of it. Never deleted."""

    __tablename__ = "piece_attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"))
    attempt: Mapped[int]
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), index=True)
    print_file_id: Mapped[int] = mapped_column(ForeignKey("print_files.id"), index=True)
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_overs.id"))
    position: Mapped[int]
    first_page: Mapped[int | None]
    result: Mapped[str | None]  # null: the printer has it
    result_on: Mapped[date | None]  # the printer's date
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[str | None]
    __table_args__ = (UniqueConstraint("piece_id", "attempt"), one_of("result", ATTEMPT_RESULTS))


class PullList(OfficeBase):
    """A numbered list of envelopes that the printer must take out. Without ``written_at``, rows may still be added."""

    __tablename__ = "pull_lists"
    id: Mapped[int] = mapped_column(primary_key=True)
    wave: Mapped[str]
    number: Mapped[int]
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), index=True)
    opened_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    written_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    __table_args__ = (UniqueConstraint("wave", "number"),)


class PullRow(OfficeBase):
    """One envelope on a pull list: why, and whether it was taken out or posted all the same."""

    __tablename__ = "pull_rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    pull_list_id: Mapped[int] = mapped_column(ForeignKey("pull_lists.id"), index=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"))
    attempt: Mapped[int]
    reason: Mapped[str]
    found_at: Mapped[datetime]
    found_by: Mapped[str]
    result: Mapped[str | None]
    result_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("piece_id", "attempt"), one_of("result", PULL_RESULTS))


class PrinterReport(OfficeBase):
    """A file in which the printer says what became of pieces, or how many of each print file were counted."""

    __tablename__ = "printer_reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"))
    kind: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    rows: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str]
    __table_args__ = (UniqueConstraint("mailing_id", "sha256"), one_of("kind", REPORT_KINDS))


class PrinterQuery(OfficeBase):
    """Something in which ledger and printer disagree; a mailing does not close before it is answered."""

    __tablename__ = "printer_queries"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), index=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("printer_reports.id"))
    code: Mapped[str]
    print_file_id: Mapped[int | None] = mapped_column(ForeignKey("print_files.id"))
    piece_id: Mapped[int | None] = mapped_column(ForeignKey("pieces.id"))
    attempt: Mapped[int | None]
    expected: Mapped[str]
    reported: Mapped[str]
    opened_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    answer: Mapped[str | None]
    __table_args__ = (one_of("code", QUERY_CODES), one_of("answer", QUERY_ANSWERS))


class Seed(OfficeBase):
    """An address of our own staff that gets one letter of a pack and mailing. Sealed under the wave's people.key."""

    __tablename__ = "seeds"
    id: Mapped[int] = mapped_column(primary_key=True)
    wave: Mapped[str]
    number: Mapped[int]
    sealed: Mapped[bytes]
    loaded_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("wave", "number"),)
