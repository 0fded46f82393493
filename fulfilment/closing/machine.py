"""The doctor's look at the machine: disk, fonts, versions, and what killed runs have left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fulfilment import shipped
from fulfilment.closing.patient import Patient
from fulfilment.errors import Fault
from fulfilment.files import PART
from fulfilment.paper.faces import Faces

LEAST_FREE_BYTES = 500_000_000  # our choice: a store is rewritten beside itself, a mailing of 10,000 letters is 200 MB
ENOUGH_FREE_BYTES = 5_000_000_000  # our choice: a national mailing
LEFT_BY = {
    ".making-*": "makes keys",
    ".destroying-*": "destroys keys",
    ".backup-*": "makes a backup",
    ".restoring-*": "restores a backup",
    f"*{PART}": "writes a file",
}


def room_on_disk(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Whether the workspace's disk has room for the next mailing."""
    free = shutil.disk_usage(patient.root).free
    if free < ENOUGH_FREE_BYTES:
        what = f"{free / 1e9:.1f} GB are free on the workspace's disk"
        mend = "Make room: a national mailing takes some gigabytes."
        yield Fault("disk-room", what, mend, blocks=free < LEAST_FREE_BYTES)


def fonts(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Whether every language has its fonts on this machine. Raises FulfilmentError where there are none at all."""
    faces = Faces.load(shipped.fonts_dir())
    for tag, language in patient.content().languages.items():
        for family in language.faces:
            if family not in faces.families:
                yield Fault("font-missing", f"{language.english_name} needs {family}", f"Run the set-up again ({tag}).")


def versions(_patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Whether the libraries are those that this release was tested with, where a checkout says which."""
    listed = shipped.PACKAGE.parent / "constraints.txt"
    if not listed.is_file():
        return
    for line in listed.read_text(encoding="utf-8").splitlines():
        name, is_pinned, wanted = line.partition("==")
        installed = _installed(name) if is_pinned else None
        if installed is not None and installed != wanted:
            what = f"{name} is {installed}; this release was tested with {wanted}"
            yield Fault("version", what, "Install with --constraint constraints.txt.", blocks=False)


def leftovers(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Files and folders that a killed run has left, with keys or people in them."""
    for pattern, what_does in LEFT_BY.items():
        for path in sorted(patient.root.rglob(pattern)):
            what = f"{_within(path, patient.root)} was left by a run that was killed while it {what_does}"
            yield Fault("left-over", what, "Run that again; if it stays, remove it.", blocks=False)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _within(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
