"""Workbooks (xlsx, xls, ods): what the container is, whether it is safe to unpack, and the cells inside."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
import zlib

from fulfilment.errors import FulfilmentError
from fulfilment.samples import workbook_cells
from fulfilment.samples.delimited import too_big
from fulfilment.samples.limits import Limits
from fulfilment.samples.sheet import Table, clean

ZIP_MAGIC = b"PK\x03\x04"
# Compound File Binary, [MS-CFB] 2.2: old Excel files, and new ones behind a password ([MS-OFFCRYPTO] 1.3.3).
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What zipfile says of an archive that it can't read; NotImplementedError is its word for an unknown compression.
DAMAGED = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error)
_CHUNK_BYTES = 1024 * 1024
_ENCRYPTED = 0x1  # general purpose flag, APPNOTE.TXT 4.4.4


def _refused(code: str, what: str, mend: str) -> FulfilmentError:
    return FulfilmentError(code, what, mend)


def _damaged(name: str) -> FulfilmentError:
    return _refused("sample-damaged", f"{name} is damaged or cut off", "Save it again in Excel and send it again.")


def _password(name: str) -> FulfilmentError:
    return _refused(
        "sample-password",
        f"{name} is protected by a password",
        "Save it without one; the way on which files are sent is encrypted already.",
    )


def kind(data: bytes, name: str) -> str | None:
    """``xlsx``, ``ods`` or ``xls`` by content, None where it is no workbook.

    Raises FulfilmentError for a workbook behind a password, a damaged one, or another program's file.
    """
    if data.startswith(OLE_MAGIC):
        return _ole_kind(data, name)
    return _zip_kind(data, name) if data.startswith(ZIP_MAGIC) else None


def _ole_kind(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _password(name)
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return "xls"
    raise _refused("sample-not-a-table", f"{name} is not a workbook of Excel", "Send csv, xlsx, xls or ods.")


def _zip_kind(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(member.flag_bits & _ENCRYPTED for member in archive.infolist()):
                raise _password(name)
            if "xl/workbook.xml" in archive.namelist():
                return "xlsx"
            if b"opendocument.spreadsheet" in _start(archive, "mimetype"):
                if b"encryption-data" in _start(archive, "META-INF/manifest.xml"):
                    raise _password(name)
                return "ods"
    except DAMAGED:
        raise _damaged(name) from None
    raise _refused(
        "sample-not-a-table",
        f"{name} is a zip archive or another program's file, not a workbook",
        "Take the workbook out of the archive and send that: csv, xlsx, xls or ods.",
    )


def _start(archive: zipfile.ZipFile, member: str) -> bytes:
    """The first MiB of a member, empty where there is none: what it unpacks to is not known yet."""
    if member not in archive.namelist():
        return b""
    with archive.open(member) as stream:
        return stream.read(_CHUNK_BYTES)


def refuse_bomb(data: bytes, name: str, limits: Limits) -> None:
    """Refuse an archive that unpacks to more than it may, before anything is parsed.

    What the directory of the archive claims is checked first. Then every member is unpacked and thrown away, a chunk
    at a time: a member that is longer than its claim fails its checksum there, at the claimed length.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > limits.members:
                raise too_big(name, f"more than {limits.members:,} parts inside")
            if sum(member.file_size for member in members) > limits.unpacked_bytes:
                raise too_big(name, f"more than {limits.unpacked_bytes // 2**20:,} MiB inside once it is unpacked")
            for member in members:
                with archive.open(member) as stream:
                    while stream.read(_CHUNK_BYTES):
                        pass
    except DAMAGED:
        raise _damaged(name) from None


def read(data: bytes, name: str, limits: Limits) -> list[Table]:
    """Every sheet that holds something. Raises FulfilmentError for a damaged, protected or oversized workbook."""
    if data.startswith(ZIP_MAGIC):
        refuse_bomb(data, name, limits)
    numbers = (limits.memory_bytes, limits.seconds, limits.rows, limits.columns)
    # By its file, not by its module: it needs nothing of ours, and works wherever this package lies.
    program = [sys.executable, "-P", workbook_cells.__file__, *map(str, numbers)]
    try:
        result = subprocess.run(program, input=data, capture_output=True, timeout=2 * limits.seconds, check=False)
    except subprocess.TimeoutExpired:
        raise too_big(name, "more in it than can be read in time") from None
    match result.returncode:
        case workbook_cells.DONE:
            tables = [_table(sheet["name"], sheet["rows"]) for sheet in json.loads(result.stdout)]
            return [table for table in tables if not table.empty]
        case workbook_cells.PASSWORD:
            raise _password(name)
        case status if status == workbook_cells.TOO_BIG or status < 0:  # below 0: stopped by the system
            limit = f"row {limits.rows:,} or column {limits.columns}"
            raise too_big(name, f"cells beyond {limit}, or more than can be read")
        case _:
            raise _damaged(name)


def _table(name: str, rows: list[list[str]]) -> Table:
    return Table(name, tuple(tuple(map(clean, row)) for row in rows))
