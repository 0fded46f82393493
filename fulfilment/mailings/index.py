"""The index beside a print file: one CSV row a piece, so that the printer can find it and we can count it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from io import StringIO
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One piece in a print file. ``first_page`` counts from 1; ``sha256`` is that of its own page streams."""

    piece: int
    attempt: int
    reference: str
    first_page: int
    pages: int
    sheets: int
    sort_key: str
    grams: float
    sha256: str


COLUMNS = tuple(field.name for field in fields(Entry))


def path_of(print_file: Path) -> Path:
    """The index of a print file: the same name, ending in .csv; of a list of orders, in .index.csv.

    >>> path_of(Path("orders-7.csv")).name
    'orders-7.index.csv'
    """
    return print_file.with_suffix(".index.csv" if print_file.suffix == ".csv" else ".csv")


def encode(entries: Iterable[Entry]) -> bytes:
    """The index as CSV with a header row, UTF-8, lines ended by CR LF (RFC 4180)."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(astuple(entry) for entry in entries)
    return out.getvalue().encode()


def decode(data: bytes) -> list[Entry]:
    """The rows of an index. Raises ValueError or KeyError where it is not one."""
    rows = csv.DictReader(StringIO(data.decode()))
    return [
        Entry(
            int(row["piece"]), int(row["attempt"]), row["reference"], int(row["first_page"]), int(row["pages"]),
            int(row["sheets"]), row["sort_key"], float(row["grams"]), row["sha256"],
        )
        for row in rows
    ]  # fmt: skip
