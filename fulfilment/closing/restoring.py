"""Bringing a workspace back from a backup, into an empty folder, and only if every byte of it is as it was.

Order: unpacked into a folder beside the place, every file compared with the list of hashes, both stores looked through
and the chain of events verified; then the folder gets its name. Killed or refused before that, nothing is restored.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fulfilment.closing.backing_up import LIST, SCHEMA, STORES
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.files import sync_folder
from fulfilment.store import engines, migrating
from fulfilment.store.engines import reading
from fulfilment.store.office import events

SETTINGS_FILE = "workspace.yaml"
RESTORING = ".restoring-"
_URL = re.compile(r'^(office_url|online_url): *(?!"")[^ #\n].*$', re.MULTILINE)  # one that is not empty
_FOLDER_MODE = 0o700


@dataclass(frozen=True)
class Restored:
    """What came back. ``current``: the stores are as this program needs them; else they must be upgraded first."""

    files: int
    made_at: str
    with_keys: bool
    stores: tuple[str, ...]
    current: bool


def restore(file: Path, into: Path) -> Restored:
    """Bring a backup back into a new or empty folder. Raises FulfilmentError with everything that is not as it was."""
    into = into.resolve()
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise FulfilmentError("restore-there", f"{into} is not empty", "Name a new or an empty folder.")
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=RESTORING, dir=into.parent))
    except OSError as error:
        raise FulfilmentError("restore", f"{into} cannot be made: {error.strerror}", "Choose another.") from error
    try:
        listed = _unpack(file, beside)
        faults = list(_differences(beside, listed["files"]))
        if faults:
            what = f"{file.name} is not as it was when it was made"
            raise FulfilmentError("backup-changed", what, "Nothing was restored: use another backup.", faults)
        stores = tuple(name for name in STORES if name in listed["stores"])
        current = _look_through(beside, stores)
        if stores:
            _use_own_stores(beside / SETTINGS_FILE)
        (beside / LIST).unlink()
        if into.exists():
            into.rmdir()
        beside.rename(into)
        sync_folder(into.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)  # it has gone where all went well
    return Restored(len(listed["files"]), str(listed["made_at"]), bool(listed["with_keys"]), stores, current)


def _unpack(file: Path, into: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file, mode="r:") as tar:
            tar.extractall(into, filter="data")  # no absolute names, no way out of the folder, no links out
        listed: dict[str, Any] = json.loads((into / LIST).read_bytes())
    except (OSError, tarfile.TarError, ValueError) as error:
        what = f"{file.name} is not a whole backup: {error}"
        raise FulfilmentError("backup-damaged", what, "Nothing was restored: use another backup.") from error
    if listed.get("schema") != SCHEMA:
        raise FulfilmentError("backup-newer", f"{file.name} was made by another version", "Use that version.")
    for folder in [into, *(path for path in into.rglob("*") if path.is_dir())]:
        folder.chmod(_FOLDER_MODE)
    return listed


def _differences(folder: Path, hashes: Mapping[str, str]) -> Iterator[Fault]:
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    there.pop(LIST, None)
    for name in sorted(there.keys() | hashes.keys()):
        if name not in there:
            yield Fault("backup-lacks", f"{name} is missing")
        elif name not in hashes:
            yield Fault("backup-more", f"{name} is not on the list")
        elif _hash(there[name]) != hashes[name]:
            yield Fault("backup-differs", f"{name} was changed")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _look_through(folder: Path, stores: tuple[str, ...]) -> bool:
    """SQLite's own check of each store, then the chain of events. Gives whether the stores are up to date."""
    for name in stores:
        with closing(sqlite3.connect(folder / f"{name}.db")) as connection:
            [said] = connection.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise FulfilmentError("backup-store", f"the {name} store in it is damaged: {said}", "Use another backup.")
    if "office" not in stores:
        return True
    office = engines.office(f"sqlite:///{folder / 'office.db'}")
    online = engines.online(f"sqlite:///{folder / 'online.db'}")
    try:
        if not (migrating.is_current(office, "office") and migrating.is_current(online, "online")):
            return False
        with reading(office) as session:
            faults = events.verify(session)
    finally:
        office.dispose()
        online.dispose()
    if faults:
        raise FulfilmentError("events", "the chain of events in it is broken", "Use another backup.", faults)
    return True


def _use_own_stores(settings: Path) -> None:
    """The restored workspace opens the stores that came with it, not those that the settings named elsewhere."""
    text = settings.read_text(encoding="utf-8")
    settings.write_text(_URL.sub(r'\1: ""', text), encoding="utf-8")
