"""`fulfilment content`: checks what respondents read, before anybody reads it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from fulfilment.commands.content_reading import reading
from fulfilment.commands.main import Desk
from fulfilment.mailings import gate
from fulfilment.shipped import letters_dir, translations_dir

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def content() -> None:
    """Surveys, questionnaires, letters, pages and their translations."""


@content.command("check")
@click.option("--letters", type=FOLDER, help="The folder of surveys. Default: the workspace's, else the shipped one.")
@click.option(
    "--translations", type=FOLDER, help="The folder of languages. Default: the workspace's, else the shipped."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_context
def check_content(ctx: click.Context, letters: Path | None, translations: Path | None, as_json: bool) -> None:
    """Name every fault with its file, line and remedy. Exit status 1 if there is one."""
    desk = ctx.find_object(Desk)
    inside = desk.path if desk else Path()
    faults = gate.faults(
        letters or _own(inside / "letters") or letters_dir(),
        translations or _own(inside / "translations") or translations_dir(),
    )
    if as_json:
        click.echo(json.dumps({"faults": [asdict(fault) for fault in faults]}, ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(str(fault))
        click.echo(f"{len(faults) or 'No'} fault{'' if len(faults) == 1 else 's'}.")
    ctx.exit(1 if faults else 0)


def _own(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None


content.add_command(reading)
