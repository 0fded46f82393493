"""The printer's report: what became of each piece, or how many pieces of each print file were counted.

By piece: columns mark (or piece and attempt), status (despatched, spoiled) and date. By file: columns file and pieces.
Writes office only, in one transaction: a crash leaves nothing of a report, and a report whose bytes were imported
before changes nothing. What printer and ledger do not agree on opens a query; a mailing does not close before it is
answered.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from fulfilment.errors import FulfilmentError
from fulfilment.london import london_day
from fulfilment.mailings.rows_of_csv import Table, piece_of, read_table
from fulfilment.mailings.spoiling import spoil_attempts
from fulfilment.room import Doing, Room
from fulfilment.store.engines import transaction
from fulfilment.store.office import events, handing_over, reports
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pulling as pull_rows
from fulfilment.store.office.handing_over import AttemptCase
from fulfilment.store.office.ledger_models import QUERY_ANSWERS, PrinterQuery, PrinterReport
from fulfilment.store.office.models import Mailing

STATUSES = ("despatched", "spoiled")


@dataclass(frozen=True)
class Reported:
    """What a report changed. ``again``: these very bytes had been imported before, and nothing changed.

    ``breaches`` counts letters that were posted though they were on a pull list; ``queries`` what is newly open.
    """

    report_id: int
    rows: int
    despatched: int
    spoiled: int
    queries: int
    breaches: int
    again: bool = False


@dataclass(frozen=True)
class Told:
    """One row of a report by piece."""

    status: str
    on: date


def report(room: Room, mailing_id: int, path: Path, doing: Doing) -> Reported:
    """Take in a printer's report. Raises FulfilmentError with every fault, with row and column, and changes nothing."""
    table = read_table(path, [("mark", "piece", "file"), ("status", "pieces")])
    sha256 = hashlib.sha256(table.data).hexdigest()
    with transaction(room.office()) as session:
        mailing = ledger.locked(session, mailing_id)
        if mailing is None or mailing.wave != room.wave.id:
            raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
        before = reports.by_sha256(session, mailing_id, sha256)
        if before is not None:
            return Reported(before.id, before.rows, 0, 0, 0, 0, again=True)
        if mailing.state != "handed_over":
            mend = "A report comes after the hand-over." if mailing.state != "closed" else "It is accounted for."
            raise FulfilmentError("mailing-state", f"Mailing {mailing_id} is {mailing.state}", mend)
        kind = "files" if "file" in table.columns else "pieces"
        counted = _counted(session, mailing, table) if kind == "files" else {}
        told, rows = ({}, {}) if kind == "files" else _told(session, mailing, table, doing)
        table.refuse("report", "The report was not taken in")
        made = reports.add(
            session,
            PrinterReport(mailing_id=mailing_id, kind=kind, name=path.name, sha256=sha256, rows=len(table.rows),
                          imported_at=doing.at, imported_by=doing.actor),
        )  # fmt: skip
        queries = _compare(session, mailing, made, counted, doing)
        done = _settle(session, mailing, made, told, rows, doing)
        done = Reported(made, len(table.rows), done.despatched, done.spoiled, queries + done.queries, done.breaches)
        detail = {
            "report": made, "sha256": sha256, "rows": done.rows, "despatched": done.despatched,
            "spoiled": done.spoiled, "queries": done.queries, "breaches": done.breaches,
        }  # fmt: skip
        events.record(
            session, doing.at, doing.actor, "printer_reported", wave=mailing.wave, mailing_id=mailing_id, detail=detail
        )
    return done


def answer(room: Room, number: int, because: str, doing: Doing) -> PrinterQuery:
    """Answer a query with one of the codes of QUERY_ANSWERS. Raises FulfilmentError where it is not open."""
    if because not in QUERY_ANSWERS:
        raise FulfilmentError("query-answer", "Not an answer", f"Say one of: {', '.join(QUERY_ANSWERS)}.")
    with transaction(room.office()) as session:
        query = reports.query(session, number)
        mailing = None if query is None else ledger.mailing(session, query.mailing_id)
        if query is None or mailing is None or mailing.wave != room.wave.id:
            raise FulfilmentError("query", f"There is no query {number}", "See `fulfilment mailing queries`.")
        if query.answered_at is not None:
            raise FulfilmentError("query", f"Query {number} is answered already", "Nothing changed.")
        reports.answer(session, number, because, doing.at, doing.actor)
        detail = {"query": number, "answer": because}
        events.record(
            session, doing.at, doing.actor, "query_answered", wave=mailing.wave, mailing_id=mailing.id,
            piece_id=query.piece_id, detail=detail,
        )  # fmt: skip
        return query


def _counted(session: Session, mailing: Mailing, table: Table) -> dict[str, int]:
    """Print file -> how many pieces the printer counted."""
    known = handing_over.file_counts(session, mailing.id)
    counted: dict[str, int] = {}
    for number, row in table.rows:
        name, pieces = row.get("file", ""), row.get("pieces", "")
        if name not in known:
            what = "no print file of this mailing that was handed over has this name"
            table.fault("report-file", what, "Write the name as it stands on the job ticket.", number, "file")
        elif name in counted:
            table.fault("report-twice", "this file stands twice", "Keep one row.", number, "file")
        if not (pieces.isascii() and pieces.isdigit() and len(pieces) <= 9):
            table.fault("report-count", "not a number of pieces", "Write digits only.", number, "pieces")
            continue
        counted[name] = int(pieces)
    return counted


def _compare(session: Session, mailing: Mailing, report_id: int, counted: Mapping[str, int], doing: Doing) -> int:
    """Open a query for each print file of which the printer counted another number; returns how many."""
    known = handing_over.file_counts(session, mailing.id)
    opened = 0
    for name, pieces in counted.items():
        file_id, expected = known[name]
        if pieces != expected:
            opened += _open(
                session, mailing, doing,
                PrinterQuery(mailing_id=mailing.id, report_id=report_id, code="file-count", print_file_id=file_id,
                             expected=str(expected), reported=str(pieces), opened_at=doing.at),
            )  # fmt: skip
    return opened


def _told(
    session: Session, mailing: Mailing, table: Table, doing: Doing
) -> tuple[dict[tuple[int, int], Told], dict[tuple[int, int], AttemptCase]]:
    """(piece, attempt) -> what the report says of it, and the attempts themselves. Faults are left in the table."""
    read = [(number, row, piece_of(table, number, row)) for number, row in table.rows]
    there = handing_over.attempts(session, [pair for _, _, pair in read if pair])
    told: dict[tuple[int, int], Told] = {}
    for number, row, pair in read:
        status, on = row.get("status", "").lower(), _date(row.get("date", ""))
        if status not in STATUSES:
            table.fault("report-status", "not a status", f"Write {' or '.join(STATUSES)}.", number, "status")
        if on is None:
            table.fault("report-date", "not a date", "Write it like 2026-11-04.", number, "date")
        elif on > london_day(doing.at):
            table.fault("report-date", "a date in the future", "Check the year and the month.", number, "date")
        if pair is None:
            continue
        attempt = there.get(pair)
        if attempt is None or attempt.mailing_id != mailing.id:
            what = "no piece of this mailing that was handed over has this number and attempt"
            table.fault("report-piece", what, "Scan the mark again.", number, table.key)
        elif pair in told:
            table.fault("report-twice", "this piece stands twice", "Keep one row.", number, table.key)
        elif on is not None and on < london_day(attempt.handed_over_at):
            table.fault("report-date", "a date before the hand-over", "Check it.", number, "date")
        told[pair] = Told(status, on or london_day(doing.at))
    return told, there


def _settle(
    session: Session, mailing: Mailing, report_id: int, told: Mapping[tuple[int, int], Told],
    rows: Mapping[tuple[int, int], AttemptCase], doing: Doing,
) -> Reported:  # fmt: skip
    counts: Counter[str] = Counter()
    new: dict[tuple[str, date], list[AttemptCase]] = {}
    for pair, said in told.items():
        row = rows[pair]
        if row.result is None:
            new.setdefault((said.status, said.on), []).append(row)
        elif row.result != said.status:
            counts["queries"] += _open(
                session, mailing, doing,
                PrinterQuery(mailing_id=mailing.id, report_id=report_id, code="piece-result", piece_id=row.piece_id,
                             attempt=row.attempt, expected=row.result, reported=said.status, opened_at=doing.at),
            )  # fmt: skip
    for (status, on), attempts in new.items():
        counts[status] += len(attempts)
        if status == "spoiled":
            spoil_attempts(session, mailing, attempts, doing)
            continue
        handing_over.settle(session, attempts, "despatched", on, doing.at, doing.actor)
        for row in attempts:
            if row.listed:
                counts["breaches"] += pull_rows.settle(session, mailing.wave, row, "posted", doing.at, doing.actor)
    return Reported(report_id, 0, counts["despatched"], counts["spoiled"], counts["queries"], counts["breaches"])


def _open(session: Session, mailing: Mailing, doing: Doing, query: PrinterQuery) -> bool:
    opened = reports.open_query(session, query)
    if opened is None:
        return False
    detail = {"query": opened.id, "code": opened.code, "expected": opened.expected, "reported": opened.reported}
    events.record(
        session, doing.at, doing.actor, "query_opened", wave=mailing.wave, piece_id=opened.piece_id,
        mailing_id=mailing.id, detail=detail,
    )  # fmt: skip
    return True


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
