"""The mailing room: the stores, keys, content and folder that one wave's mailings work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path

from sqlalchemy import Engine

from fulfilment.files import registered_as
from fulfilment.keys.ring import OfficeKeys
from fulfilment.store import engines
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave

Progress = Callable[[str, int, int], None]
"""Told what is under way, how much is done and how much there is."""


def silent(_what: str, _done: int, _of: int) -> None:
    """No progress is wanted."""


_content = cache(Content.load)  # it never changes while a program runs


@dataclass(frozen=True)
class Room:
    """What mailings work with. Can be sent to another process, which opens stores of its own.

    ``letters`` and ``translations`` are the content folders, ``folder`` is where mailings/<id>/ stand.
    """

    office_url: str
    online_url: str
    keys: OfficeKeys
    letters: Path
    translations: Path
    wave: Wave
    folder: Path

    @cached_property
    def _engines(self) -> tuple[Engine, Engine]:
        return engines.office(self.office_url), engines.online(self.online_url)

    def __getstate__(self) -> dict[str, object]:
        """All but the open stores: another process opens its own."""
        return {name: value for name, value in self.__dict__.items() if name != "_engines"}

    def office(self) -> Engine:
        """The office store."""
        return self._engines[0]

    def online(self) -> Engine:
        """The online store."""
        return self._engines[1]

    def content(self) -> Content:
        """The definitions and words."""
        return _content(self.letters, self.translations)

    def survey(self, content: Content) -> Survey:
        """The wave's survey."""
        return content.survey(self.wave.survey)

    def relative(self, path: Path) -> str:
        """A file's name as it is registered: within the workspace, or whole where it lies outside."""
        return registered_as(path, self.folder.parent)

    def mailing_folder(self, mailing_id: int) -> Path:
        """Where a mailing's files stand."""
        return self.folder / str(mailing_id)


@dataclass(frozen=True)
class Doing:
    """Who does something, and when: stated once at the edge and passed in."""

    actor: str
    at: datetime
    progress: Progress = silent
    processes: int = 1
