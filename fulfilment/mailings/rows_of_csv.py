"""Tables that the printer sends: CSV with a header row; every fault is gathered with its row and column."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.paper import marks

Row = Mapping[str, str]


@dataclass
class Table:
    """Rows by their number in the file (the header is row 1), and the faults found so far."""

    name: str
    data: bytes
    columns: Sequence[str]
    rows: list[tuple[int, Row]]
    faults: list[Fault] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The column that says which piece a row is about."""
        return "mark" if "mark" in self.columns else "piece"

    def fault(self, code: str, what: str, mend: str, row: int | None = None, column: str | None = None) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, what, mend, file=self.name, row=row, column=column))

    def refuse(self, code: str, what: str) -> None:
        """Raises FulfilmentError with every fault, where there is one."""
        if self.faults:
            raise FulfilmentError(code, what, "Nothing changed. Mend the file and try again.", self.faults)


def read_table(path: Path, wanted: Sequence[tuple[str, ...]]) -> Table:
    """Read a CSV. ``wanted``: of each group of columns, one must be there. Raises FulfilmentError otherwise."""
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"{path.name} cannot be read: {(error.strerror or 'unknown reason').lower()}"
        raise FulfilmentError("file", what, "Check the path and its permissions.") from error
    try:
        lines = list(csv.reader(StringIO(data.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        what = f"{path.name} is not a CSV file in UTF-8"
        raise FulfilmentError("table", what, "Save it as CSV UTF-8.") from error
    columns = [cell.strip().lower() for cell in lines[0]] if lines else []
    lacking = [" or ".join(group) for group in wanted if not set(group) & set(columns)]
    if lacking:
        fault = Fault("table-columns", f"no column {', no column '.join(lacking)}", file=path.name, row=1)
        raise FulfilmentError("table", f"{path.name} lacks columns", "Name them in the first row.", [fault])
    rows: list[tuple[int, Row]] = [
        (number, dict(zip(columns, (cell.strip() for cell in line), strict=False)))
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]
    return Table(path.name, data, columns, rows)


def piece_of(table: Table, number: int, row: Row, attempts: Mapping[int, int] | None = None) -> tuple[int, int] | None:
    """(piece, attempt) of a row, by its mark or else by its columns piece and attempt; None with a fault noted.

    ``attempts`` tells the attempt of a piece where the row does not.
    """
    mark = row.get("mark", "")
    if mark or (table.key == "mark" and not row.get("piece")):
        try:
            read = marks.parse(mark)
        except FulfilmentError as error:
            table.fault("mark", error.what.lower(), "Scan the mark again, or type its 18 digits.", number, "mark")
            return None
        return read.piece, read.attempt
    cells = (row.get("piece", ""), row.get("attempt", ""))
    if not _is_number(cells[0]):
        table.fault("piece", "not the number of a piece", "Write its digits, or its mark.", number, "piece")
        return None
    piece = int(cells[0])
    if not cells[1] and attempts is not None and piece in attempts:
        return piece, attempts[piece]
    if not _is_number(cells[1]):
        table.fault("attempt", "not the number of an attempt", "Write 1 for a first letter.", number, "attempt")
        return None
    return piece, int(cells[1])


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= 9
