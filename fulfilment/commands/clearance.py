"""`fulfilment clearance`: out to the trace for deaths and dissent, and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from fulfilment.commands.mailing import doing
from fulfilment.commands.main import Desk
from fulfilment.london import LONDON
from fulfilment.mailings import clearing
from fulfilment.returns import dissent as dissent_lists
from fulfilment.store.engines import transaction
from fulfilment.store.office import registered


@click.group()
def clearance() -> None:
    """The check for deaths and dissent without which nothing is planned or released."""


AS_OF = click.option(
    "--as-of",
    required=True,
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="The moment for which it holds, in London time: 2026-11-02 or 2026-11-02T09:30.",
)
FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@clearance.command()
@click.argument("wave")
@FILE
@click.option("--trust", "trusts", multiple=True, help="Only this trust's people, for the trust's own check.")
@click.pass_obj
def export(desk: Desk, wave: str, file: Path, trusts: tuple[str, ...]) -> None:
    """Write every open case of WAVE to FILE (CSV), for the trace to fill in the columns from "status" on."""
    workspace = desk.workspace()
    count = clearing.export(workspace.room(wave), file, doing(desk, workspace), trusts)
    click.echo(f"{count} cases in {file}. It holds names: move it only by secure transfer.")


@clearance.command("import")
@click.argument("wave")
@FILE
@AS_OF
@click.pass_obj
def import_(desk: Desk, wave: str, file: Path, as_of: datetime) -> None:
    """Take in FILE as it came back: each reference with the status clear, died, dissent, moved or sensitive."""
    workspace = desk.workspace()
    done = clearing.import_(workspace.room(wave), file, as_of.replace(tzinfo=LONDON), doing(desk, workspace))
    if done.again:
        click.echo(f"This file was imported before (clearance {done.clearance_id}). Nothing changed.")
        return
    click.echo(
        f"Clearance {done.clearance_id}: {done.people} people, {done.died} died, {done.dissent} want no letters, "
        f"{done.moved} moved, {done.superseded_numbers} NHS numbers superseded, {done.sensitive} sensitive."
    )
    if done.contested:
        click.echo(
            f"{done.contested} stops are told again that two people took back: nobody was stopped by them. "
            "Look for stop_contested in the events."
        )


@clearance.command()
@click.argument("wave")
@click.argument("trust")
@FILE
@AS_OF
@click.pass_obj
def dissent(desk: Desk, wave: str, trust: str, file: Path, as_of: datetime) -> None:
    """Take in TRUST's list of people who want no part: CSV with nhs_number or reference, and status where one died."""
    workspace = desk.workspace()
    room, how = workspace.room(wave), doing(desk, workspace)
    data = clearing.read_file(file)
    with transaction(workspace.office) as session:
        registered.register(session, room.relative(file), "dissent", wave, how.at)
    done = dissent_lists.take_in(room, trust, data, file.name, as_of.replace(tzinfo=LONDON), how)
    click.echo(
        f"{trust}: {done.people} people on the list, {done.stopped} cases stopped now. {done.unknown} have no case; "
        "who is loaded later is stopped by the next clearance."
    )
