"""The folder of a mailing: made for its owner alone, swept of what the ledger does not know, emptied at a cancel."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from fulfilment.errors import FulfilmentError


def make_folder(folder: Path) -> None:
    """The folder of a mailing, readable by its owner alone. Raises FulfilmentError where it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise FulfilmentError(
            "write", f"{folder.name} cannot be made: {reason}", "Make room or mend permissions."
        ) from error


def sweep(folder: Path, known: Collection[str]) -> None:
    """Delete every file of a folder that the ledger does not know: earlier generations, temporary files."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.is_file() and path.name not in known:
            path.unlink()
