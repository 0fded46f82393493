"""Files that are there whole or not at all: a temporary name, synced, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fulfilment.errors import FulfilmentError

PART = ".part"


def refused(path: Path, error: OSError) -> FulfilmentError:
    """The refusal for a file that could not be written, in plain words."""
    reason = (error.strerror or "unknown reason").lower()
    return FulfilmentError(
        "write", f"{path.name} could not be written: {reason}", "Make room or mend permissions, then run it again."
    )


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name only when everything is written and on the disk; else nothing of it stays.

    Its owner alone may read it: most files here hold names or answers. Raises FulfilmentError where the disk is full or
    not writable.
    """
    part = path.with_name(path.name + PART)
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb", 1 << 20) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise refused(path, error) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    with whole(path) as out:
        out.write(data)


def make_folder(folder: Path) -> None:
    """A folder that its owner alone may read, with those above it. Raises FulfilmentError where it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise refused(folder, error) from error


def registered_as(path: Path, root: Path) -> str:
    """A file's name as it is registered: within the workspace's folder, or whole where it lies outside."""
    path, root = path.resolve(), root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
