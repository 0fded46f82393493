"""Backups: one file with consistent copies of both stores and the workspace's files, with the hash of each.

SQLite stores are copied by SQLite's own backup while programs go on writing, the office store first: what is learnt on
line between the two copies is collected again. PostgreSQL is backed up by its own means (pg_dump, or continuous
archiving); the file then holds the rest. Keys stay out unless they are asked for: with them the file opens everything.

Order of writes: the file is registered, so that destroying people destroys it; copies of the stores in a folder of
their own beside it; the file, written whole. A crash leaves no backup, or a folder ``.backup-*`` that the doctor names.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from sqlalchemy import Engine

from fulfilment.closing.register import BACKUPS
from fulfilment.errors import FulfilmentError
from fulfilment.files import PART, refused, registered_as, whole
from fulfilment.room import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, registered

LIST = "backup.json"  # last in the file
SCHEMA = 1
STORES = ("office", "online")  # in this order: see above
COPYING = ".backup-"  # beside the file, while the stores are copied
_FILE_MODE = 0o600


@dataclass(frozen=True)
class BackedUp:
    """What a backup holds: files and their bytes, and which stores are in it."""

    files: int
    bytes: int
    stores: tuple[str, ...]


@dataclass(frozen=True)
class Premises:
    """What is backed up: a workspace's folder, its folder of keys and its stores."""

    root: Path
    keys: Path
    office: Engine
    online: Engine

    @property
    def stores(self) -> Mapping[str, Path | None]:
        """Store -> its SQLite file; None for PostgreSQL."""
        engines = zip(STORES, (self.office, self.online), strict=True)
        return {name: _file(engine) for name, engine in engines}


def make(
    premises: Premises, path: Path, doing: Doing, *, with_keys: bool = False, files_only: bool = False
) -> BackedUp:
    """Write a backup. Raises FulfilmentError where it is there already, or a store is PostgreSQL and not left out."""
    path = path.resolve()
    if path.exists():
        raise FulfilmentError("backup-there", f"{path} is there already", "Choose another name: none is overwritten.")
    stores = {} if files_only else _sqlite(premises.stores)
    with transaction(premises.office) as session:
        kind = BACKUPS[1] if with_keys else BACKUPS[0]
        registered.register(session, registered_as(path, premises.root), kind, None, doing.at)
        detail = {"with_keys": with_keys, "stores": list(stores)}
        events.record(session, doing.at, doing.actor, "backup_made", detail=detail)
    with reading(premises.office) as session:
        backups = {premises.root / row.path for row in registered.of_wave(session, None) if row.kind in BACKUPS}
    try:
        copies = Path(tempfile.mkdtemp(prefix=COPYING, dir=path.parent))
    except OSError as error:
        raise refused(path, error) from error
    try:
        for name, file in stores.items():
            _copy(file, copies / f"{name}.db")
        leave = {*backups, path, *_journals(premises.stores)} | (set() if with_keys else {premises.keys})
        inside = [*_files(premises.root, leave), *((f"{name}.db", copies / f"{name}.db") for name in stores)]
        return _write(path, inside, tuple(stores), doing, with_keys)
    finally:
        shutil.rmtree(copies)


def _sqlite(stores: Mapping[str, Path | None]) -> dict[str, Path]:
    others = [name for name, file in stores.items() if file is None]
    if others:
        what = f"The {' and the '.join(others)} store is not SQLite: this backup can't hold it"
        raise FulfilmentError("backup-store", what, "Use pg_dump for it, and --files-only for the rest.")
    return {name: file for name, file in stores.items() if file is not None}


def _copy(file: Path, to: Path) -> None:
    try:
        to.touch(mode=_FILE_MODE)
        source = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(to)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole in itself
    except sqlite3.Error as error:
        raise FulfilmentError("backup-copy", f"{file.name} could not be copied: {error}", "Run it again.") from error


def _files(root: Path, leave: set[Path]) -> Iterator[tuple[str, Path]]:
    """Every file of the workspace but what is left out, half-written files and links; name within it, and place."""
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        is_left = path in leave or any(root / parent in leave for parent in inside.parents)
        is_passing = path.name.endswith(PART) or any(part.startswith(COPYING) for part in inside.parts)
        if path.is_file() and not path.is_symlink() and not is_left and not is_passing:
            yield inside.as_posix(), path


def _journals(stores: Mapping[str, Path | None]) -> set[Path]:
    found = [file.resolve() for file in stores.values() if file is not None]
    return {file.with_name(file.name + end) for file in found for end in ("", "-wal", "-shm", "-journal")}


def _write(
    path: Path, files: list[tuple[str, Path]], stores: tuple[str, ...], doing: Doing, with_keys: bool
) -> BackedUp:
    hashes: dict[str, str] = {}
    total = 0
    with whole(path) as out, tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for number, (name, place) in enumerate(files, start=1):
            hashes[name], size = _add(tar, name, place)
            total += size
            doing.progress("files backed up", number, len(files))
        data = {
            "schema": SCHEMA, "made_at": doing.at.isoformat(), "version": version("patient-survey"),
            "with_keys": with_keys, "stores": list(stores), "files": hashes,
        }  # fmt: skip
        text = json.dumps(data, indent=1, sort_keys=True).encode()
        info = tarfile.TarInfo(LIST)
        info.size, info.mode = len(text), _FILE_MODE
        tar.addfile(info, BytesIO(text))
    path.chmod(_FILE_MODE)
    return BackedUp(len(files), total, stores)


class _Hashed:
    """A file that is read once, hashed on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, place: Path) -> tuple[str, int]:
    """Add a file as long as it is now; gives its hash and size."""
    try:
        with place.open("rb") as file:
            info = tar.gettarinfo(arcname=name, fileobj=file)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            hashed = _Hashed(file)
            tar.addfile(info, hashed)  # only read() is used
            return hashed.sha256.hexdigest(), info.size
    except OSError as error:
        what = f"{name} could not be read: {(error.strerror or 'it changed meanwhile').lower()}"
        raise FulfilmentError("backup-read", what, "Run it again while nothing is composed.") from error


def _file(engine: Engine) -> Path | None:
    is_sqlite = engine.url.get_backend_name() == "sqlite"
    return Path(engine.url.database) if is_sqlite and engine.url.database else None
