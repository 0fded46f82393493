"""Key files: one key a file, JSON, readable by its owner alone, with a check that finds a damaged or mixed-up file.

A file names its role (``codes.key``, ``answers.pub``), so that a key under another key's name is refused, and an id
made from the key itself, so that a changed character is found.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys.subkeys import joined

KEY_BYTES = 32
FILE_MODE = 0o600
FOLDER_MODE = 0o700
_OTHERS = 0o077
_RESTORE = "Bring the file back from the safe copy: a new key would not open what the old one closed."


@dataclass(frozen=True)
class KeyFile:
    """One key as it lies on disk. ``more`` holds what belongs to it, such as the cost beside digest.key."""

    role: str
    key: bytes = field(repr=False)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Eight hex digits that name the key without telling it."""
        return hmac.digest(self.key, joined("key-id/1", self.role), hashlib.sha256).hex()[:8]

    def encoded(self) -> bytes:
        """The file's content."""
        text = json.dumps({"role": self.role, "id": self.id, **self.more, "key": self.key.hex()}, indent=1)
        return f"{text}\n".encode()


def read(path: Path) -> KeyFile:
    """One key file; its role is its name. Raises FulfilmentError with the one fault that it has."""
    if fault := _access_fault(path):
        raise _refused(path.parent, [fault])
    try:
        content = json.loads(path.read_bytes())
        key, said_id, role = bytes.fromhex(content.pop("key")), content.pop("id"), content.pop("role")
    except OSError as error:
        raise _refused(path.parent, [_fault("key-unreadable", path, _reason(error), "")]) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _refused(path.parent, [_fault("key-damaged", path, "is not a key file", _RESTORE)]) from None
    found = KeyFile(role, key, content)
    if fault := _content_fault(path, found, said_id):
        raise _refused(path.parent, [fault])
    return found


def read_all(folder: Path, names: Iterable[str]) -> dict[str, KeyFile]:
    """Several key files of one folder by name (``waves/adult-2026/codes.key``). Raises one error with every fault."""
    faults: list[Fault] = []
    if os.path.isdir(folder) and folder.stat().st_mode & _OTHERS:  # noqa: PTH112 - False also where it is closed to us
        faults.append(_too_open(folder, FOLDER_MODE))
    found: dict[str, KeyFile] = {}
    for name in names:
        try:
            found[name] = read(folder / name)
        except FulfilmentError as error:
            faults += error.faults
    if faults:
        raise _refused(folder, faults)
    return found


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes files by relative name into a folder that nobody else knows yet, on to the disk. Raises OSError."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for inside in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        inside.chmod(FOLDER_MODE)  # mkdir's parents come with the process's own mask
        sync_folder(inside)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _access_fault(path: Path) -> Fault | None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _fault("key-missing", path, "is missing", "Make keys with: fulfilment keys make; or bring it back.")
    except OSError as error:
        return _fault("key-unreadable", path, _reason(error), "")
    if not stat.S_ISREG(mode):
        return _fault("key-damaged", path, "is not a file", _RESTORE)
    return _too_open(path, FILE_MODE) if mode & _OTHERS else None


def _content_fault(path: Path, found: KeyFile, said_id: Any) -> Fault | None:
    if found.role != path.name:
        return _fault("key-wrong-role", path, "holds another key than its name says", _RESTORE)
    if len(found.key) != KEY_BYTES:
        return _fault("key-length", path, f"holds {len(found.key)} bytes, not {KEY_BYTES}", _RESTORE)
    if found.id != said_id:
        return _fault("key-damaged", path, "does not match its own id: it was changed", _RESTORE)
    return None


def _fault(code: str, path: Path, what: str, mend: str) -> Fault:
    return Fault(code, f"{path.name} {what}", mend, file=str(path))


def _too_open(path: Path, mode: int) -> Fault:
    what = "may be read or changed by other accounts of this machine"
    return _fault("key-permissions", path, what, f"Close it with: chmod {mode:o} {path}.")


def _reason(error: OSError) -> str:
    return f"can't be read: {error.strerror or type(error).__name__}"


def _refused(folder: Path, faults: list[Fault]) -> FulfilmentError:
    return FulfilmentError("keys-not-loaded", f"the keys in {folder} can't be used", faults=faults)
