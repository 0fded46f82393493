"""`fulfilment clearance`: out to the trace for deaths and dissent, and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from fulfilment.commands.mailing import doing
from fulfilment.commands.main import Desk
from fulfilment.mailings import clearing

LONDON = ZoneInfo("Europe/London")


@click.group()
def clearance() -> None:
    """The check for deaths and dissent without which nothing is planned or released."""


@clearance.command()
@click.argument("wave")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(desk: Desk, wave: str, file: Path) -> None:
    """Write every open case of WAVE to FILE (CSV), for the trace to fill in its last column."""
    workspace = desk.workspace()
    count = clearing.export(workspace.room(wave), file, doing(desk, workspace))
    click.echo(f"{count} cases in {file}. It holds names: move it only by secure transfer.")


@clearance.command("import")
@click.argument("wave")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as-of",
    required=True,
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="The moment for which the trace holds, in London time: 2026-11-02 or 2026-11-02T09:30.",
)
@click.pass_obj
def import_(desk: Desk, wave: str, file: Path, as_of: datetime) -> None:
    """Take in FILE as it came back: each reference with the status clear, died or dissent."""
    workspace = desk.workspace()
    done = clearing.import_(workspace.room(wave), file, as_of.replace(tzinfo=LONDON), doing(desk, workspace))
    if done.again:
        click.echo(f"This file was imported before (clearance {done.clearance_id}). Nothing changed.")
        return
    click.echo(
        f"Clearance {done.clearance_id}: {done.people} people, {done.died} died, {done.dissent} want no letters."
    )
