"""Files that are no sample: each ends with a clear message and exit status 1, and the workspace stays as it was."""

from __future__ import annotations

import hashlib
import io
import os
import pwd
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from fulfilment.commands.main import run
from fulfilment.errors import FulfilmentError
from fulfilment.founding import add_wave, found
from fulfilment.keys.digests import Cost
from fulfilment.samples import files, workbook
from fulfilment.samples.limits import LIMITS, Limits
from fulfilment.workspace import Workspace
from tests.samples.trust_files import csv_bytes, rows, wave, xlsx_bytes

GIB = 2**30


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return add_wave(found(tmp_path_factory.mktemp("office") / "workspace", Cost(64, 1)), wave())


def state_of(workspace: Workspace) -> dict[str, str]:
    """The hash of each file, what waits beside the stores (-wal) written into them first."""
    for store in workspace.path.glob("*.db"):
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    paths = [path for path in sorted(workspace.path.rglob("*")) if path.is_file()]
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.suffix not in (".db-wal", ".db-shm")
    }


def password_protected() -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx_bytes(rows(2)))).encrypt("secret", stream)
    return stream.getvalue()


def with_member(name: str, chunks: Iterator[bytes]) -> bytes:
    """A workbook with one member that unpacks to what the chunks hold."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes(rows(2)))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        with new.open(name, "w", force_zip64=True) as inside:
            for chunk in chunks:
                inside.write(chunk)
    return stream.getvalue()


@cache
def bomb() -> bytes:
    """More than a gigabyte of spaces in a sheet."""
    return with_member("xl/worksheets/sheet1.xml", (b" " * 2**20 for _ in range(GIB // 2**20 + 1)))


def lying_bomb() -> bytes:
    """A member of 300 MiB of which the archive says that it is of one byte."""
    data = bytearray(with_member("xl/media/1.bin", (b" " * 2**20 for _ in range(300))))
    size = (300 * 2**20).to_bytes(4, "little")
    place = data.rindex(size)
    data[place : place + 4] = (1).to_bytes(4, "little")
    return bytes(data)


def cell_in_the_last_corner() -> bytes:
    """A few kilobytes that ask a reader for half a terabyte."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(rows(1)[0]))
        sheet.write(2**20 - 1, 2**14 - 1, "x")
    return stream.getvalue()


def a_zip_of_workbooks() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("rza.xlsx", xlsx_bytes(rows(1)))
    return stream.getvalue()


def encrypted_zip() -> bytes:
    data = bytearray(a_zip_of_workbooks())
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1  # the flag "encrypted" of the directory's entry
    return bytes(data)


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("rza.csv", lambda: b"", "sample-empty"),
    "only-blank-lines": ("rza.csv", lambda: b"\r\n\r\n  \r\n", "sample-empty"),
    "header-without-rows": ("rza.csv", lambda: csv_bytes(rows(1)).splitlines()[0], "sample-empty"),
    "no-header": ("rza.csv", lambda: b"Dear all,\r\nplease find attached\r\n", "sample-no-header"),
    "open-quote": ("rza.csv", lambda: csv_bytes(rows(2)) + b'"never closed, 1, 2', "sample-damaged"),
    "random-bytes": ("rza.csv", lambda: bytes(range(256)) * 20, "sample-not-a-table"),
    "truncated-xlsx": ("rza.xlsx", lambda: xlsx_bytes(rows(3))[:-200], "sample-damaged"),
    "half-an-xlsx": ("rza.xlsx", lambda: xlsx_bytes(rows(3))[:3000], "sample-damaged"),
    "changed-inside": (
        "rza.xlsx",
        lambda: xlsx_bytes(rows(3)).replace(b"PK\x03\x04", b"PK\x03\x05", 3),
        "sample-suffix",
    ),
    "password": ("rza.xlsx", password_protected, "sample-password"),
    "encrypted-zip": ("rza.xlsx", encrypted_zip, "sample-password"),
    "zip-bomb": ("rza.xlsx", bomb, "sample-too-big"),
    "lying-zip-bomb": ("rza.xlsx", lying_bomb, "sample-damaged"),
    "last-corner": ("rza.xlsx", cell_in_the_last_corner, "sample-too-big"),
    "zip-of-workbooks": ("rza.xlsx", a_zip_of_workbooks, "sample-not-a-table"),
    "zip": ("rza.zip", a_zip_of_workbooks, "sample-suffix"),
    "xlsx-called-csv": ("rza.csv", lambda: xlsx_bytes(rows(2)), "sample-suffix"),
    "csv-called-xlsx": ("rza.xlsx", lambda: csv_bytes(rows(2)), "sample-suffix"),
    "web-page-called-xls": ("rza.xls", lambda: b"<html><table><tr><td>NHSNumber", "sample-suffix"),
    "pdf-called-csv": ("rza.csv", lambda: b"%PDF-1.7\n", "sample-suffix"),
    "utf-16-cut-in-a-sign": ("rza.csv", lambda: csv_bytes(rows(2), "utf-16")[:-1], "sample-damaged"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_is_no_sample_ends_with_status_1_and_changes_nothing(
    what: str, workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, make, code = HOSTILE[what]
    path = tmp_path / name
    path.write_bytes(make())
    before = state_of(workspace)
    with pytest.raises(FulfilmentError) as refused:
        files.read(path)
    assert refused.value.code == code
    assert refused.value.mend
    assert run(["--workspace", str(workspace.path), "sample", "load", "adult-2026", str(path)]) == 1
    said = capsys.readouterr()
    assert name in said.err
    assert "Traceback" not in said.err + said.out
    assert state_of(workspace) == before


def test_a_folder_a_missing_file_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for name, code in ((".", "sample-folder"), ("none.csv", "sample-not-found"), ("pipe.csv", "sample-not-a-table")):
        with pytest.raises(FulfilmentError) as refused:
            files.read(tmp_path / name)
        assert refused.value.code == code


def test_several_files_that_cannot_be_read_are_all_named(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = [str(tmp_path / name) for name in ("a.csv", "b.csv")]
    assert run(["--workspace", str(workspace.path), "sample", "check", "adult-2026", *missing]) == 1
    said = capsys.readouterr().err
    assert "a.csv" in said
    assert "b.csv" in said


READ_AS_OTHERS = """
import os, sys
from pathlib import Path
from fulfilment.errors import FulfilmentError
from fulfilment.samples import files
if os.getuid() == 0:
    os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[3]))
try:
    files.read(Path(sys.argv[1]))
except FulfilmentError as refusal:
    print(refusal.code)
"""


def test_a_file_that_an_ordinary_user_may_not_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rza.csv"
    path.write_bytes(csv_bytes(rows(1)))
    path.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o011)
    nobody = pwd.getpwnam("nobody")
    program = [sys.executable, "-c", READ_AS_OTHERS, str(path), str(nobody.pw_gid), str(nobody.pw_uid)]
    done = subprocess.run(program, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "sample-no-permission"


@pytest.mark.parametrize("name", ["rza.csv", "rza.xlsx"])
@pytest.mark.parametrize(
    "limits", [Limits(rows=3), Limits(columns=5), Limits(file_bytes=200)], ids=["rows", "columns", "bytes"]
)
def test_a_file_above_a_limit_is_refused(tmp_path: Path, name: str, limits: Limits) -> None:
    path = tmp_path / name
    path.write_bytes(xlsx_bytes(rows(6)) if name.endswith("x") else csv_bytes(rows(6)))
    assert len(files.read(path).sheet.rows) == 6
    with pytest.raises(FulfilmentError) as refused:
        files.read(path, limits)
    assert refused.value.code == "sample-too-big"


def test_a_bomb_is_found_without_unpacking_it_into_memory(tmp_path: Path) -> None:
    data = bomb()
    assert len(data) < 10 * 2**20
    with pytest.raises(FulfilmentError, match="MiB inside"):
        workbook.refuse_bomb(data, "rza.xlsx", LIMITS)


def refused_or_read(path: Path, data: bytes) -> str:
    """How to mend it, or that there is nothing to mend."""
    path.write_bytes(data)
    try:
        files.read(path)
    except FulfilmentError as refusal:
        return refusal.mend
    return "read"


@given(data=st.binary(max_size=400), at=st.integers(0, 600))
def test_no_bytes_put_into_a_text_file_end_in_anything_but_a_sheet_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int
) -> None:
    good = csv_bytes(rows(2))
    assert refused_or_read(tmp_path_factory.getbasetemp() / "fuzzed.csv", good[:at] + data + good[at:])


@settings(max_examples=25)
@given(place=st.floats(0, 1, exclude_max=True), value=st.binary(min_size=1, max_size=8))
def test_no_bytes_changed_in_a_workbook_end_in_anything_but_a_sheet_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, place: float, value: bytes
) -> None:
    data = bytearray(xlsx_bytes(rows(2)))
    at = int(place * len(data))
    data[at : at + len(value)] = value
    assert refused_or_read(tmp_path_factory.getbasetemp() / "fuzzed.xlsx", bytes(data))
