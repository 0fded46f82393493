"""Checks a whole file: columns, rows, and what only shows between rows. Pure: reads no file, keeps nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fulfilment.samples import columns, same_person
from fulfilment.samples.columns import Matched, column_named
from fulfilment.samples.fields import dates
from fulfilment.samples.files import TrustFile
from fulfilment.samples.record import Record
from fulfilment.samples.rows import CheckedRow, Context, check_row
from fulfilment.samples.rules import Effect, Finding
from fulfilment.samples.sheet import Sheet
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave

DATE_COLUMNS = ("date_of_birth", "date_of_admission", "date_of_discharge")


@dataclass(frozen=True)
class Checked:
    """What came of a file. ``records`` are the people to load: one each, eligible; empty where the file is blocked."""

    path: Path
    file: str
    sha256: str
    wave: str
    trust: str | None
    rows: int
    findings: tuple[Finding, ...]
    records: tuple[Record, ...]
    died: tuple[str, ...]  # NHS numbers of people of whom the file says that they died

    @property
    def blocked(self) -> bool:
        """Whether nothing may be loaded from the file."""
        return bool(self.of(Effect.BLOCKS))

    def of(self, effect: Effect) -> list[Finding]:
        """The findings with one effect."""
        return [finding for finding in self.findings if finding.effect is effect]

    def counts(self, effect: Effect) -> Counter[str]:
        """How often each code with an effect was found."""
        return Counter(finding.code for finding in self.of(effect))

    @property
    def rows_left_out(self) -> int:
        """Rows of people who are not in the survey, each counted once."""
        return len({finding.row for finding in self.of(Effect.EXCLUDES)})


def check(file: TrustFile, survey: Survey, wave: Wave, today: date, trust: str | None = None) -> Checked:
    """Check a file for a wave. Every fault is found at once; nothing is raised for what the trust can mend.

    ``trust`` is the code of the trust that sent the file; without it, the code that most rows carry.
    """
    sheet = file.sheet
    matched = columns.match(sheet.header)
    findings = list(_of_the_sheet(sheet, matched))
    rows: list[CheckedRow] = []
    if not matched.missing:  # without a column that every row needs, the rows would only repeat it
        context = Context(matched, len(sheet.header), survey, wave, today)
        rows = [check_row(row, context) for row in sheet.rows]
        trust = trust or _sender(rows)
        findings += [*_of_the_sender(rows, matched, trust, wave), *_between_rows(rows, matched)]
        findings += _swapped_dates(sheet, matched)
    died = {row.nhs_number for row in rows if row.died and row.nhs_number}
    kept, others, dead = _people(rows, died)
    findings += [_at(row, matched, "same-person", "nhs_number", row.person.nhs_number or "") for row in others]
    findings += [_at(row, matched, "died", "nhs_number", row.person.nhs_number or "") for row in dead]
    findings += [finding for row in rows for finding in row.findings]
    if rows and not kept and not any(finding.effect is Effect.BLOCKS for finding in findings):
        findings.append(Finding("nobody-eligible"))
    ordered = tuple(sorted(findings, key=lambda each: each.row or 0))
    blocked = any(finding.effect is Effect.BLOCKS for finding in ordered)
    return Checked(
        file.path,
        file.name,
        file.sha256,
        wave.id,
        trust,
        len(sheet.rows),
        ordered,
        () if blocked else tuple(kept),
        tuple(sorted(died)),
    )


def _people(rows: Iterable[CheckedRow], died: set[str]) -> tuple[list[Record], list[Record], list[Record]]:
    """Who counts, who is in the file again, and who is said to have died in another row."""
    rows = list(rows)
    doubtful = {row.row for row in same_person.shared_numbers(rows)}
    records = [row.record for row in rows if row.record and row.row not in doubtful]
    dead = [record for record in records if record.person.nhs_number in died]
    kept, others = same_person.latest([record for record in records if record.person.nhs_number not in died])
    return kept, others, dead


def _of_the_sheet(sheet: Sheet, matched: Matched) -> Iterator[Finding]:
    for column in matched.missing:
        yield Finding("column-missing", column=column_named(column).name)
    for header in matched.doubled.values():
        yield Finding("column-doubled", sheet.header_row, " and ".join(header))
    for name in matched.unknown:
        if columns.is_unused(name):
            yield Finding("column-unused", sheet.header_row, name)
        else:
            near = columns.nearest(name)
            yield Finding("column-unknown", sheet.header_row, name, detail=f"Perhaps {near}?" if near else "")
    for name in sheet.unread:
        yield Finding("sheet-unread", value=name)
    if sheet.encoding:
        yield Finding("encoding-guessed", detail=f"Read as {sheet.encoding}.")
    if sheet.cut_off:
        yield Finding("file-cut-off", sheet.rows[-1].number)


def _sender(rows: Iterable[CheckedRow]) -> str | None:
    codes = Counter(row.trust for row in rows if row.trust)
    return codes.most_common(1)[0][0] if codes else None


def _of_the_sender(rows: Iterable[CheckedRow], matched: Matched, trust: str | None, wave: Wave) -> Iterator[Finding]:
    if trust and trust not in {each.code for each in wave.trusts}:
        yield Finding("trust-unknown", column=matched.header["trust_code"], value=trust)
    for row in rows:
        if row.trust and row.trust != trust:
            yield _at(row, matched, "trust-code-other", "trust_code", row.trust)


def _between_rows(rows: Sequence[CheckedRow], matched: Matched) -> Iterator[Finding]:
    for row in same_person.shared_numbers(rows):
        yield _at(row, matched, "nhs-number-shared", "nhs_number", row.nhs_number or "")
    if "record_number" in matched.index:
        for row in rows:
            if not row.record_number:
                yield _at(row, matched, "record-number-missing", "record_number")
        for row in same_person.doubled_record_numbers(rows):
            yield _at(row, matched, "record-number-doubled", "record_number", row.record_number)


def _swapped_dates(sheet: Sheet, matched: Matched) -> Iterator[Finding]:
    for column in DATE_COLUMNS:
        if dates.swapped([row.cells[matched.index[column]] for row in sheet.rows]):
            yield Finding("dates-swapped", sheet.header_row, matched.header[column])


def _at(row: CheckedRow | Record, matched: Matched, code: str, column: str, value: str = "") -> Finding:
    return Finding(code, row.row, matched.header[column], value)
