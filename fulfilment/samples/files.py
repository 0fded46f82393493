"""Opens a trust's file, whatever it is called and whatever it holds, and gives back its one sheet or a refusal."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fulfilment.errors import FulfilmentError
from fulfilment.samples import columns, delimited, workbook
from fulfilment.samples.limits import LIMITS, Limits
from fulfilment.samples.sheet import Sheet, Table

TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".tab", ".psv"})
WORKBOOK_SUFFIXES = {"xlsx": frozenset({".xlsx", ".xlsm"}), "xls": frozenset({".xls"}), "ods": frozenset({".ods"})}
ALL_SUFFIXES = TEXT_SUFFIXES.union(*WORKBOOK_SUFFIXES.values())
HEADER_WITHIN = 40  # rows; above the header trusts put titles, contacts and notes
_OTHER_PROGRAMS = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a text of Word",
    b"<": "a web page or XML",
    b"\x1f\x8b": "a gzip archive",
}


@dataclass(frozen=True)
class TrustFile:
    """A file as it came: where it lies, its name, the SHA-256 of its bytes in hex, and its sheet."""

    path: Path
    name: str
    sha256: str
    sheet: Sheet


def read(path: Path, limits: Limits = LIMITS) -> TrustFile:
    """Read a trust's file. The file is opened once, for reading, and never changed.

    Raises FulfilmentError: not found, a folder, no permission, empty, too big, behind a password, damaged, not what
    its name says, no header, people on several sheets.
    """
    data = _bytes(path, limits)
    name = path.name
    tables, encoding = _tables(data, path, limits)
    sheet = _sheet(tables, encoding, name)
    return TrustFile(path.resolve(), name, hashlib.sha256(data).hexdigest(), sheet)


def _bytes(path: Path, limits: Limits) -> bytes:
    name = path.name
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise FulfilmentError("sample-folder", f"{name} is a folder", "Name the files in it, one by one.")
        if not stat.S_ISREG(status.st_mode):
            raise FulfilmentError(
                "sample-not-a-table", f"{name} is not an ordinary file", "Send csv, xlsx, xls or ods."
            )
        if status.st_size > limits.file_bytes:
            raise delimited.too_big(name, f"more than {limits.file_bytes // 2**20} MiB")
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except FileNotFoundError:
        raise FulfilmentError("sample-not-found", f"There is no file {name} there", "Look at the path.") from None
    except PermissionError:
        raise FulfilmentError(
            "sample-no-permission", f"You may not read {name}", "Ask its owner for the right to read it."
        ) from None
    except OSError as error:
        raise FulfilmentError(
            "sample-unreadable", f"{name} cannot be read ({error.strerror})", "Copy it from where it came from again."
        ) from None
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise FulfilmentError("sample-empty", f"{name} is empty", "Ask the trust to send it again.")
    return data


def _tables(data: bytes, path: Path, limits: Limits) -> tuple[list[Table], str | None]:
    suffix = path.suffix.lower()
    if suffix not in ALL_SUFFIXES:
        raise FulfilmentError(
            "sample-suffix",
            f"{path.name} ends in neither .csv, .xlsx, .xls nor .ods",
            "Save the sheet as one of these.",
        )
    if kind := workbook.kind(data, path.name):
        if suffix not in WORKBOOK_SUFFIXES[kind]:
            raise _another(path.name, f"an {kind} workbook", f"Give it a name that ends in .{kind}.")
        return workbook.read(data, path.name, limits), None
    for magic, what in _OTHER_PROGRAMS.items():
        if data.lstrip().startswith(magic):
            raise _another(path.name, what, "Open it in Excel and save it as .xlsx.")
    if suffix not in TEXT_SUFFIXES:
        raise _another(path.name, "no workbook, or is damaged", "Save it again in Excel and send it again.")
    table, encoding = delimited.read(data, path.name, columns.count_known, limits)
    return [table], encoding


def _another(name: str, what: str, mend: str) -> FulfilmentError:
    return FulfilmentError("sample-suffix", f"{name} is not what its name says: it is {what}", mend)


def _sheet(tables: Sequence[Table], encoding: str | None, name: str) -> Sheet:
    with_header = [(table, index) for table in tables if (index := _header(table)) is not None]
    if not tables or all(table.empty for table in tables):
        raise FulfilmentError(
            "sample-empty", f"{name} holds no cell with anything in it", "Ask the trust to send it again."
        )
    if not with_header:
        raise FulfilmentError(
            "sample-no-header",
            f"No row of the first {HEADER_WITHIN} of {name} names the columns",
            "Give the sheet one row of column names, such as NHSNumber, Surname, Postcode.",
        )
    if len(with_header) > 1:
        names = ", ".join(table.name for table, _ in with_header)
        raise FulfilmentError(
            "sample-several-sheets", f"{name} has patients on several sheets: {names}", "Send a file for each sheet."
        )
    [(table, index)] = with_header
    sheet = Sheet.below(table, index, encoding, [other.name for other in tables if other is not table])
    if not sheet.rows:
        raise FulfilmentError(
            "sample-empty", f"{name} has column names and no row below", "Ask the trust to send it again."
        )
    return sheet


def _header(table: Table) -> int | None:
    """The index of the row that names the most columns, where it names enough to be a header."""
    scores = [columns.count_known(row) for row in table.rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    return scores.index(best) if best >= columns.ENOUGH_FOR_A_HEADER else None
