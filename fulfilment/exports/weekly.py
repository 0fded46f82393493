"""The weekly file to the client: letters, outcomes, rates, responses by mode and calls, as CSV and as a workbook.

Small numbers are hidden in every table. The head of the event chain stands in the file: who keeps it can tell later
whether anything that it counts was changed. Two files a week apart still tell how many came in between: the client's
data agreement covers that, this file can't.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO

import xlsxwriter
from sqlalchemy import Engine

from fulfilment.cases.outcomes import Outcome
from fulfilment.exports import tables
from fulfilment.exports.tables import Table
from fulfilment.store.engines import reading
from fulfilment.store.office import counting, events

NOTE = "* is a count from 1 to {most}, or one that would tell it. Seeds and proofs are not counted."


@dataclass(frozen=True)
class Weekly:
    """A week's file before it is written. ``at`` is the moment for which it holds."""

    wave: str
    survey: str
    at: datetime
    chain_head: str
    small_number: int
    tables: Sequence[Table]

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """What the file is, line by line."""
        note = NOTE.format(most=self.small_number - 1)
        return (
            ("wave", self.wave), ("survey", self.survey), ("as at", self.at.isoformat(timespec="minutes")),
            ("chain head", self.chain_head), ("note", note),
        )  # fmt: skip


def weekly(office: Engine, survey: str, wave: str, small_number: int, at: datetime) -> Weekly:
    """Count a wave as it stands: everything in one reading of the store."""
    with reading(office) as session:
        cases = counting.mailed_cases(session, wave)
        contacts = counting.contacts(session, wave)
        calls = counting.calls(session, wave)
        head = events.head(session)
    groups = tables.groups(cases, small_number)
    total_shown = groups[0].count(Outcome.USEABLE) is not None
    by_contact = {str(row.contact): row.posted for row in contacts}
    came_back = {str(row.contact): row.returned for row in contacts}
    shown = (
        tables.outcomes(groups),
        tables.response_rates(groups, small_number),
        tables.modes(cases, small_number, total_shown),
        tables.one_column("posted", ("contact", "letters"), by_contact, small_number),
        tables.one_column("undelivered", ("contact", "letters"), came_back, small_number),
        tables.one_column("calls", ("reason", "calls"), calls, small_number),
    )
    return Weekly(wave, survey, at, head, small_number, shown)


def as_csv(file: Weekly) -> bytes:
    """All tables one below the other, each under its name, as CSV (UTF-8 with a byte order mark)."""
    out = StringIO()
    writer = csv.writer(out)
    for number, rows in enumerate(_blocks(file)):
        if number:
            writer.writerow([])
        writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _blocks(file: Weekly) -> Iterator[list[list[str]]]:
    yield [list(line) for line in file.about]
    for table in file.tables:
        yield [["table", table.name], *table.written()]


def as_workbook(file: Weekly) -> bytes:
    """A sheet for each table after one that says what the file is. The same counts give the same bytes."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        # dated by what it counts, not by when it is written
        book.set_properties({"title": f"{file.survey} {file.wave}", "created": file.at.replace(tzinfo=None)})
        bold, hidden = book.add_format({"bold": True}), book.add_format({"align": "right"})
        about = book.add_worksheet("about")
        about.set_column(0, 0, 14)
        about.set_column(1, 1, 80)
        for number, line in enumerate(file.about):
            about.write_row(number, 0, line)
        for table in file.tables:
            sheet = book.add_worksheet(table.name)
            sheet.set_column(0, len(table.columns), 16)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, table.columns, bold)
            for number, row in enumerate(table.rows, start=1):
                for place, cell in enumerate(row):
                    if cell is None:
                        sheet.write_string(number, place, tables.HIDDEN, hidden)
                    else:
                        sheet.write(number, place, cell)
    return out.getvalue()
