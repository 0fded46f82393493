"""The mailing room: the stores, keys, content and folder that one wave's mailings work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from fulfilment.keys.ring import OfficeKeys
from fulfilment.store import engines
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave

Progress = Callable[[str, int, int], None]
"""Told what is under way, how much is done and how much there is."""


def silent(_what: str, _done: int, _of: int) -> None:
    """No progress is wanted."""


# One of each a process: an engine keeps its connections, and content never changes while a program runs.
_office = cache(engines.office)
_online = cache(engines.online)
_content = cache(Content.load)


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

    def office(self) -> Engine:
        """The office store."""
        return _office(self.office_url)

    def online(self) -> Engine:
        """The online store."""
        return _online(self.online_url)

    def content(self) -> Content:
        """The definitions and words."""
        return _content(self.letters, self.translations)

    def survey(self, content: Content) -> Survey:
        """The wave's survey."""
        return content.survey(self.wave.survey)

    def relative(self, path: Path) -> str:
        """A file's name as it is registered: within the workspace, or whole where it lies outside."""
        path, root = path.resolve(), self.folder.parent
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

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
