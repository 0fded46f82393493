"""A workspace: one folder with settings, keys, stores, waves and mailings. Where everything else is found from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import Engine

from fulfilment import shipped
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys.ring import AnswersKey, OfficeKeys, PublicKeys, StaffKeys
from fulfilment.room import Room
from fulfilment.store import engines
from fulfilment.surveys import strict_yaml
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Value
from fulfilment.waves import Wave

SETTINGS_FILE = "workspace.yaml"
DEMONSTRATION_FILE = "demonstration.txt"  # only in a workspace of invented people: whom to try the sites with
Kind = TypeVar("Kind", bound=Value)


class Settings(Value):
    """What a contractor may set for a workspace; everything has a default.

    ``office_url`` and ``online_url`` are SQLAlchemy addresses of the stores; left empty, they are office.db and
    online.db in the workspace. ``processes`` is how many processes compose and check; 0 means one a core.
    """

    office_url: str = ""
    online_url: str = ""
    processes: int = 0


@dataclass(frozen=True)
class Workspace:
    """An opened workspace."""

    path: Path
    settings: Settings

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Open the workspace in a folder. Raises FulfilmentError where there is none or its settings are wrong."""
        file = path / SETTINGS_FILE
        try:
            is_there = file.is_file()
        except OSError as error:
            what = f"{path} cannot be opened: {(error.strerror or '').lower()}"
            raise FulfilmentError("workspace", what, "Check its permissions, or name another one.") from error
        if not is_there:
            mend = "Name it with --workspace, or make one with `fulfilment init`."
            raise FulfilmentError("workspace", f"{path} is not a workspace", mend)
        return cls(path.resolve(), _typed(Settings, file))

    @property
    def office_url(self) -> str:
        """The address of the office store."""
        return self.settings.office_url or f"sqlite:///{self.path / 'office.db'}"

    @property
    def online_url(self) -> str:
        """The address of the online store."""
        return self.settings.online_url or f"sqlite:///{self.path / 'online.db'}"

    @property
    def keys(self) -> Path:
        """The folder of keys, one subfolder a holder."""
        return self.path / "keys"

    @property
    def letters(self) -> Path:
        """The workspace's own letters/, or those that come with the program."""
        own = self.path / "letters"
        return own if own.is_dir() else shipped.letters_dir()

    @property
    def translations(self) -> Path:
        """The workspace's own translations/, or those that come with the program."""
        own = self.path / "translations"
        return own if own.is_dir() else shipped.translations_dir()

    @cached_property
    def content(self) -> Content:
        """Definitions and words."""
        return Content.load(self.letters, self.translations)

    @cached_property
    def office(self) -> Engine:
        """The office store."""
        return engines.office(self.office_url)

    @cached_property
    def online(self) -> Engine:
        """The online store."""
        return engines.online(self.online_url)

    @cached_property
    def waves(self) -> dict[str, Wave]:
        """Every wave of the workspace, by name."""
        folders = sorted(folder for folder in (self.path / "waves").glob("*") if (folder / "wave.yaml").is_file())
        return {folder.name: _wave(folder) for folder in folders}

    def wave(self, name: str) -> Wave:
        """One wave. Raises FulfilmentError that names those there are."""
        if name not in self.waves:
            known = ", ".join(self.waves) or "none"
            raise FulfilmentError("wave", f"There is no wave {name}", f"Known waves: {known}.")
        wave = self.waves[name]
        if wave.survey not in self.content.surveys:
            known = ", ".join(self.content.surveys)
            raise FulfilmentError("wave", f"Wave {name} is of no survey: {wave.survey}", f"Known surveys: {known}.")
        return wave

    def office_keys(self) -> OfficeKeys:
        """The back office's keys."""
        return OfficeKeys.load(self.keys / "office")

    def staff_keys(self) -> StaffKeys:
        """The helpline site's keys."""
        return StaffKeys.load(self.keys / "staff")

    def public_keys(self) -> PublicKeys:
        """The public site's keys."""
        return PublicKeys.load(self.keys / "public")

    def answers_key(self) -> AnswersKey:
        """The key that opens sent answers; may be kept off line."""
        return AnswersKey.load(self.keys / "answers")

    def room(self, wave: str) -> Room:
        """The mailing room of a wave."""
        return Room(
            self.office_url, self.online_url, self.office_keys(), self.letters, self.translations, self.wave(wave),
            self.path / "mailings",
        )  # fmt: skip


def _wave(folder: Path) -> Wave:
    wave, trusts = _read(folder / "wave.yaml"), _read(folder / "trusts.yaml")
    named = wave.pop("wave", folder.name)
    if named != folder.name:
        raise FulfilmentError("wave", f"waves/{folder.name} calls itself another wave", "Give both the same name.")
    data = {"id": named, **wave, "trusts": trusts.get("trusts", []), "folder": folder}
    return _validated(Wave, data, folder / "wave.yaml")


def _read(file: Path) -> strict_yaml.Mapping:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise FulfilmentError(
            "workspace", f"{file.name} cannot be read: {error.strerror}", "Check the file."
        ) from error
    except UnicodeDecodeError as error:
        raise FulfilmentError("workspace", f"{file.name} is not UTF-8 text", "Save it as UTF-8.") from error
    return strict_yaml.parse(text, file.name)


def _typed(kind: type[Kind], file: Path) -> Kind:
    return _validated(kind, _read(file), file)


def _validated(kind: type[Kind], data: dict[str, object], file: Path) -> Kind:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        faults = [
            Fault("workspace-file", f"{'.'.join(str(step) for step in e['loc'])}: {e['msg']}", file=file.name)
            for e in error.errors()
        ]
        raise FulfilmentError("workspace", f"{file.name} is not right", "Mend it and try again.", faults) from error
