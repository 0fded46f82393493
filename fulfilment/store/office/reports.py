"""Queries on printer's reports, and on what they leave open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.office.ledger_models import PrinterQuery, PrinterReport


def by_sha256(session: Session, mailing_id: int, sha256: str) -> PrinterReport | None:
    """The report of a mailing that had these bytes, if it was imported before."""
    query = select(PrinterReport).where(PrinterReport.mailing_id == mailing_id, PrinterReport.sha256 == sha256)
    return session.scalars(query).one_or_none()


def add(session: Session, report: PrinterReport) -> int:
    """Add a report and give its number."""
    session.add(report)
    session.flush()
    return report.id


def of_mailing(session: Session, mailing_id: int) -> list[PrinterReport]:
    """The reports of a mailing, in order."""
    query = select(PrinterReport).where(PrinterReport.mailing_id == mailing_id).order_by(PrinterReport.id)
    return list(session.scalars(query))


def queries(session: Session, mailing_id: int, *, only_open: bool = False) -> list[PrinterQuery]:
    """The queries of a mailing, in order; those without an answer alone."""
    query = select(PrinterQuery).where(PrinterQuery.mailing_id == mailing_id).order_by(PrinterQuery.id)
    return list(session.scalars(query.where(PrinterQuery.answered_at.is_(None)) if only_open else query))


def open_query(session: Session, query: PrinterQuery) -> PrinterQuery | None:
    """Open a query; None where the same one, with the same figures, is open already."""
    same = select(PrinterQuery.id).where(
        PrinterQuery.mailing_id == query.mailing_id, PrinterQuery.code == query.code,
        PrinterQuery.print_file_id.is_not_distinct_from(query.print_file_id),
        PrinterQuery.piece_id.is_not_distinct_from(query.piece_id),
        PrinterQuery.attempt.is_not_distinct_from(query.attempt), PrinterQuery.reported == query.reported,
        PrinterQuery.expected == query.expected, PrinterQuery.answered_at.is_(None),
    )  # fmt: skip
    if session.scalars(same).first() is not None:
        return None
    session.add(query)
    session.flush()
    return query


def query(session: Session, number: int) -> PrinterQuery | None:
    """The query with this number."""
    return session.get(PrinterQuery, number)


def answer(session: Session, number: int, answered: str, at: datetime, by: str) -> None:
    """Answer a query."""
    row = session.get_one(PrinterQuery, number)
    row.answer, row.answered_at, row.answered_by = answered, at, by
    session.flush()
