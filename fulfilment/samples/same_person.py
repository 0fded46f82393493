"""One person once: which rows of one file are of the same person, and which of them counts.

Two rows are of one person where they have the same NHS number; where one of them has none, where name, birth date and
postcode are the same. The latest discharge counts; of two on one day, the row that stands first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from fulfilment.keys.identity import compact_postcode, fold
from fulfilment.samples.record import Record
from fulfilment.samples.rows import CheckedRow


def latest(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """The records that count, in the order of their rows, and the others."""
    kept: list[Record] = []
    others: list[Record] = []
    by_number: dict[str, Record] = {}
    by_identity: dict[tuple[str, date, str], list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda each: (-each.discharged_on.toordinal(), each.row)):
        number = record.person.nhs_number
        known = by_number.get(number) if number else None
        known = known or _namesake(record, by_identity[_identity(record)])
        if known:
            others.append(record)
            continue
        kept.append(record)
        by_identity[_identity(record)].append(record)
        if number:
            by_number[number] = record
    return sorted(kept, key=lambda each: each.row), sorted(others, key=lambda each: each.row)


def _identity(record: Record) -> tuple[str, date, str]:
    person = record.person
    return fold(person.name), person.born_on, compact_postcode(person.postcode)


def _namesake(record: Record, namesakes: Iterable[Record]) -> Record | None:
    """Who has the same name, birth date and postcode, unless two NHS numbers tell them apart."""
    return next((each for each in namesakes if not (record.person.nhs_number and each.person.nhs_number)), None)


def shared_numbers(rows: Iterable[CheckedRow]) -> Iterator[CheckedRow]:
    """Rows whose NHS number an earlier row has with another birth date: one of the two is somebody else's."""
    births: dict[str, date] = {}
    for row in rows:
        if row.nhs_number and row.born_on and births.setdefault(row.nhs_number, row.born_on) != row.born_on:
            yield row


def doubled_record_numbers(rows: Iterable[CheckedRow]) -> Iterator[CheckedRow]:
    """Rows whose record number an earlier row has."""
    seen: set[str] = set()
    for row in rows:
        if row.record_number and row.record_number in seen:
            yield row
        seen.add(row.record_number)
