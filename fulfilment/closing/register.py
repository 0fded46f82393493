"""The register of files with personal data: where each lies, and what happens to it when people are destroyed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from fulfilment.store.office import closing as office_rows
from fulfilment.store.office import registered

# Registered because they are sent out or joined by reference, and kept: no name, address or code stands in them.
KEPT = frozenset({"answers", "cases", "weekly", "certificate"})
BACKUPS = ("backup", "backup_with_keys")
LOOSE = "not_registered"
MANIFESTS = "manifest*.json"  # one a release: the first, and one each reprint


@dataclass(frozen=True)
class PersonalFile:
    """A file on the register. ``path`` as it is registered: relative to the workspace, or absolute outside of it."""

    path: str
    kind: str
    registered_at: datetime | None
    place: Path

    @property
    def is_kept(self) -> bool:
        """Whether it stays when people are destroyed."""
        return self.kind in KEPT

    @property
    def is_there(self) -> bool:
        """Whether the file lies where it is registered."""
        return self.place.is_symlink() or self.place.is_file()

    @property
    def is_outside(self) -> bool:
        """Whether it lies outside of the workspace."""
        return Path(self.path).is_absolute()


def files(session: Session, root: Path, wave: str) -> list[PersonalFile]:
    """Every file of a wave that is not destroyed yet, the backups that hold the wave, and what lies loose among its
    mailings. ``root`` is the workspace's folder.
    """
    rows = [*registered.of_wave(session, wave), *(r for r in registered.of_wave(session, None) if r.kind in BACKUPS)]
    found = [PersonalFile(row.path, row.kind, row.registered_at, root / row.path) for row in rows]
    known = {file.place for file in found}
    return [*found, *(file for file in _loose(root, office_rows.mailing_ids(session, wave)) if file.place not in known)]


def _loose(root: Path, mailing_ids: Sequence[int]) -> Iterator[PersonalFile]:
    """Files in the folders of mailings, but for manifests, which name nobody and hold the heads of the event chain."""
    for mailing_id in mailing_ids:
        folder = root / "mailings" / str(mailing_id)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.match(MANIFESTS):
                yield PersonalFile(path.relative_to(root).as_posix(), LOOSE, None, path)
