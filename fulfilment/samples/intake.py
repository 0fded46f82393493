"""The whole way of several files: read and check all of them; load all of them, or none where one has a fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.files import registered_as
from fulfilment.keys.holders import OfficeKeys
from fulfilment.london import london_day
from fulfilment.samples import files
from fulfilment.samples.checking import Checked, check
from fulfilment.samples.deaths import stop_the_dead
from fulfilment.samples.files import TrustFile
from fulfilment.samples.loading import Doing, Loaded, load, refuse_blocked
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, registered, samples
from fulfilment.store.office.closing import require_open
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave


@dataclass(frozen=True)
class Intake:
    """Where files are taken in: a wave and its survey, every wave of the workspace, stores and keys.

    ``root`` is the workspace's folder: files in it are registered as they lie within it.
    """

    survey: Survey
    wave: Wave
    waves: Sequence[Wave]
    office: Engine
    online: Engine
    keys: OfficeKeys
    root: Path

    def check(self, paths: Iterable[Path], today: date, trust: str | None = None) -> list[Checked]:
        """Read and check files; nothing is changed. ``trust`` is who sent them, where that is known.

        Raises FulfilmentError that names every file that cannot be read.
        """
        return [check(file, self.survey, self.wave, today, trust) for file in _read(paths)]

    def load(self, checked: Sequence[Checked], doing: Doing) -> list[Loaded]:
        """Load checked files, each in a transaction of its own.

        Raises FulfilmentError with every fault, and loads nothing from any of them, where one has a fault.
        """
        with reading(self.office) as session:
            require_open(session, self.wave.id)
        refuse_blocked(checked)
        open_waves = {each.id: each for each in self.waves if each.fieldwork_ends >= london_day(doing.at)}
        open_waves[self.wave.id] = self.wave
        loaded = []
        for file in checked:
            with transaction(self.office) as session:
                loaded.append(load(session, file, self.wave, open_waves, self.keys, doing))
                self._note(session, file.path, "sample_file", doing.at)
            stop_the_dead(self.office, self.online, file.died, open_waves.values(), self.keys, doing)
        return loaded

    def register(self, path: Path, kind: str, at: datetime) -> None:
        """Note a file with personal data that is not loaded: one that was refused, or a report on it."""
        with transaction(self.office) as session:
            self._note(session, path, kind, at)

    def _note(self, session: Session, path: Path, kind: str, at: datetime) -> None:
        registered.register(session, registered_as(path, self.root), kind, self.wave.id, at)

    def approve(self, trust: str, doing: Doing) -> int:
        """Approve all files of a trust for mailing; gives how many were approved now.

        Raises FulfilmentError for a trust of which nothing was loaded.
        """
        with transaction(self.office) as session:
            if trust not in {each.trust for each in samples.counts(session, self.wave.id)}:
                raise FulfilmentError(
                    "sample-none",
                    f"No file of {trust} was loaded for {self.wave.id}",
                    "Load it with `fulfilment sample load`.",
                )
            approved = samples.approve(session, self.wave.id, trust, doing.at, doing.actor)
            if approved:
                detail = {"trust": trust, "files": approved}
                events.record(session, doing.at, doing.actor, "sample_approved", wave=self.wave.id, detail=detail)
            return approved


def _read(paths: Iterable[Path]) -> list[TrustFile]:
    found: list[TrustFile] = []
    refusals: list[FulfilmentError] = []
    for path in paths:
        try:
            found.append(files.read(path))
        except FulfilmentError as refusal:
            refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        faults = [Fault(each.code, each.what, each.mend) for each in refusals]
        raise FulfilmentError("sample-files", f"{len(refusals)} files cannot be read", faults=faults)
    return found
