"""Reads the cells of a workbook in a process of its own, with a limit of memory and time.

A workbook of a few kilobytes can name one cell in the last row of the last column, for which any reader that keeps
sheets in memory asks for half a terabyte and is stopped by the system. So this program is run apart: bytes in on the
standard input, JSON out. Arguments: the most bytes of memory, seconds, rows and columns. Imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

# Exit statuses; anything else means that the system stopped the reader.
DONE, DAMAGED, PASSWORD, TOO_BIG = 0, 10, 11, 12


def as_text(value: object) -> str:
    """A cell as its reader would type it: dates as ISO, whole numbers without ``.0``, no exponents.

    >>> as_text(9990000018.0), as_text(datetime(2026, 4, 3)), as_text(True), as_text(0.5)
    ('9990000018', '2026-04-03', 'TRUE', '0.5')
    """
    match value:
        case str():
            return value
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)


def sheets(workbook: CalamineWorkbook, rows: int, columns: int) -> list[dict[str, Any]]:
    """Name and rows of each sheet that holds anything, from cell A1. Stops with TOO_BIG above a limit."""
    found = []
    for name in workbook.sheet_names:
        try:
            sheet = workbook.get_sheet_by_name(name)
        except CalamineError:
            continue  # a chart on a sheet of its own has no cells
        if sheet.end is None:
            continue
        if sheet.end[0] >= rows or sheet.end[1] >= columns:
            sys.exit(TOO_BIG)
        found.append({"name": name, "rows": _rows(sheet)})
    return found


def _rows(sheet: CalamineSheet) -> list[list[str]]:
    return [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def main() -> None:
    """Read the workbook on the standard input and write its sheets as JSON."""
    memory_bytes, seconds, rows, columns = map(int, sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of the memory would hold people's names
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        found = sheets(workbook, rows, columns)
    except PasswordError:
        sys.exit(PASSWORD)
    except MemoryError:
        sys.exit(TOO_BIG)
    except CalamineError:
        sys.exit(DAMAGED)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
