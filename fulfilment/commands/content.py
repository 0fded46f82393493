"""`fulfilment content`: checks what respondents read, before anybody reads it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from fulfilment.commands import content_counting, content_preview, content_translating, unsigned
from fulfilment.commands.content_folders import folders, of_content
from fulfilment.commands.content_reading import reading
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import gate
from fulfilment.surveys.content import Content


@click.group()
def content() -> None:
    """Surveys, questionnaires, letters, pages and their translations."""


@content.command("check")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@of_content
@click.pass_context
def check_content(ctx: click.Context, letters: Path | None, translations: Path | None, as_json: bool) -> None:
    """Name every fault with its file, line and remedy. Exit status 1 if there is one."""
    where = folders(ctx, letters, translations)
    faults = gate.faults(*where)
    if as_json:
        click.echo(json.dumps({"faults": [asdict(fault) for fault in faults]}, ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(str(fault))
        click.echo(f"{len(faults) or 'No'} fault{'' if len(faults) == 1 else 's'}.")
    _tell_unsigned(*where)
    ctx.exit(1 if faults else 0)


def _tell_unsigned(letters: Path, translations: Path) -> None:
    """What nobody has signed is no fault: it may be tried, and not printed for real."""
    try:
        unsigned.tell(Content.load(letters, translations))
    except FulfilmentError:
        return  # every reason has been told


for command in (*content_translating.COMMANDS, *content_preview.COMMANDS, *content_counting.COMMANDS, reading):
    content.add_command(command)
