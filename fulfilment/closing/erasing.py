"""Erasing files and keys: overwritten in place, brought to the disk, then removed.

That the blocks of a disk keep no older copy is beyond any program (journals, wear levelling, snapshots): people's data
in the stores lie under people.key for that reason, and the certificate says so.
"""

from __future__ import annotations

import os
from pathlib import Path

from fulfilment.errors import FulfilmentError
from fulfilment.files import PART, sync_folder

_BLOCK = bytes(1 << 20)


def erase(path: Path) -> bool:
    """Overwrite and remove a file, and the half-written one beside it. Gives whether there was any.

    A link is removed and what it points to is left. Raises FulfilmentError where it may not be written or removed.
    """
    return any([_erase(path), _erase(path.with_name(path.name + PART))])


def erase_folder(folder: Path, aside: Path) -> bool:
    """Erase a folder of keys, which first goes aside under another name: no program finds half of it.

    ``aside`` is on the same disk; a folder that an earlier run left there is erased too.
    """
    if folder.is_dir():
        if aside.exists():
            _erase_inside(aside)
        folder.rename(aside)
        sync_folder(folder.parent)
    if not aside.is_dir():
        return False
    _erase_inside(aside)
    return True


def _erase_inside(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        _erase(path)
    folder.rmdir()
    sync_folder(folder.parent)


def _erase(path: Path) -> bool:
    try:
        if path.is_symlink():
            path.unlink()
            return True
        if not path.is_file():
            return False
        left = path.stat().st_size
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_NOFOLLOW), "wb", buffering=0) as file:
            while left > 0:
                left -= file.write(_BLOCK[:left])
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(path.parent)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        mend = "Mend its permissions, then run it again: what was destroyed stays so."
        raise FulfilmentError("erase", f"{path.name} could not be destroyed: {reason}", mend) from error
    return True
