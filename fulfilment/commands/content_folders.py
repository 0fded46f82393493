"""Which content a `fulfilment content` command is about: folders that are named, the workspace's, or the shipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fulfilment.commands.main import Desk
from fulfilment.shipped import letters_dir, translations_dir

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def of_content(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options ``--letters`` and ``--translations``, both paths or None."""
    for name, of in (("--translations", "languages"), ("--letters", "surveys")):
        text = f"The folder of {of}. Default: the workspace's, else the shipped one."
        command = click.option(name, type=FOLDER, help=text)(command)
    return command


def folders(ctx: click.Context, letters: Path | None, translations: Path | None) -> tuple[Path, Path]:
    """The folder of surveys and the folder of languages."""
    desk = ctx.find_object(Desk)
    inside = desk.path if desk else Path()
    return (
        letters or _own(inside / "letters") or letters_dir(),
        translations or _own(inside / "translations") or translations_dir(),
    )


def _own(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None
