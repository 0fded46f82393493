"""Founding a workspace and its waves: folders, settings, keys and stores. Never touches what is there already."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from fulfilment.errors import FulfilmentError
from fulfilment.keys import ring
from fulfilment.keys.digests import Cost
from fulfilment.store import migrating
from fulfilment.waves import Trust, Wave
from fulfilment.workspace import SETTINGS_FILE, Workspace

SETTINGS_TEXT = """\
# Settings of this workspace. Empty: the stores are office.db and online.db in this folder.
office_url: "{office_url}"     # or, for example, postgresql+psycopg://office@/office
online_url: "{online_url}"     # or, for example, postgresql+psycopg://office@/online
processes: "0"     # how many processes compose and check; 0 is one a core
"""


def found(path: Path, cost: Cost, office_url: str = "", online_url: str = "") -> Workspace:
    """Make a workspace in an empty or new folder: settings, keys that belong to no wave, both stores.

    ``cost`` is what hashing one access code costs; cheap only where no real person will ever be. The addresses are
    those of empty databases; left out, the stores are files in the workspace.
    Raises FulfilmentError where the folder already holds one.
    """
    if (path / SETTINGS_FILE).exists():
        raise FulfilmentError("workspace", f"{path} is a workspace already", "Choose another folder.")
    try:
        for folder in (path, path / "waves", path / "mailings"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = SETTINGS_TEXT.format(office_url=office_url, online_url=online_url)
        (path / SETTINGS_FILE).write_text(settings, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise FulfilmentError("workspace", f"{path} cannot be made: {reason}", "Choose another folder.") from error
    ring.make(path / "keys", (), cost)
    workspace = Workspace.open(path)
    migrating.upgrade(workspace.office, "office")
    migrating.upgrade(workspace.online, "online")
    return workspace


def add_wave(workspace: Workspace, wave: Wave) -> Workspace:
    """Write a wave's files and make its keys. Gives the workspace opened anew."""
    folder = workspace.path / "waves" / wave.id
    if folder.exists():
        raise FulfilmentError("wave", f"There is a wave {wave.id} already", "Choose another name.")
    ring.make_wave(workspace.keys, wave.id)
    folder.mkdir(mode=0o700)
    trusts = [_trust(trust) for trust in wave.trusts]
    (folder / "trusts.yaml").write_text(_yaml({"trusts": trusts}), encoding="utf-8")
    days = ("discharged_from", "discharged_to", "fieldwork_starts", "fieldwork_ends")
    data = {"wave": wave.id, "survey": wave.survey, **{day: _iso(getattr(wave, day)) for day in days}}
    (folder / "wave.yaml").write_text(_yaml({**data, "address": wave.address}), encoding="utf-8")
    return Workspace.open(workspace.path)


def _trust(trust: Trust) -> dict[str, object]:
    return trust.model_dump(exclude_none=True, exclude_defaults=True)


def _iso(day: date) -> str:
    return day.isoformat()


def _yaml(data: dict[str, object]) -> str:
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
