"""`fulfilment mailing`: plan, compose, check and release letters."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from fulfilment.commands.main import Desk
from fulfilment.commands.progress import shown
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import checking, composing, planning, releasing
from fulfilment.room import Doing, Progress, Room
from fulfilment.store.engines import reading
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.workspace import Workspace


@click.group()
def mailing() -> None:
    """One contact of one wave, for some or all trusts."""


@mailing.command()
@click.argument("wave")
@click.argument("contact", type=int)
@click.option("--trust", "trusts", multiple=True, help="Only this trust; may be given several times.")
@click.option("--dry-run", is_flag=True, help="Show who would get a letter and who would not; write nothing.")
@click.pass_obj
def plan(desk: Desk, wave: str, contact: int, trusts: tuple[str, ...], dry_run: bool) -> None:
    """Plan CONTACT of WAVE: who gets a letter, in which print file. Prints the mailing's number."""
    workspace = desk.workspace()
    room = workspace.room(wave)
    if dry_run:
        codes = list(trusts) or [trust.code for trust in room.wave.trusts]
        drafted = planning.draft(room, workspace.content, contact, codes)
        _reasons(f"{len(drafted.cases)} would get a letter", drafted.excluded)
        return
    made = planning.plan(room, workspace.content, contact, trusts, doing(desk, workspace))
    with reading(workspace.office) as session:
        planned = ledger.mailing(session, made)
        counts = piece_rows.counts(session, made)
    assert planned is not None
    _reasons(f"Mailing {made}: {sum(counts.values())} pieces planned", planned.excluded)


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int)
@click.pass_obj
def compose(desk: Desk, mailing_id: int) -> None:
    """Write the print files of mailing ID."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    with shown() as progress:
        counts = composing.compose(room, workspace.content, mailing_id, doing(desk, workspace, progress))
    click.echo(f"Mailing {mailing_id}: " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items())))


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int)
@click.pass_obj
def check(desk: Desk, mailing_id: int) -> None:
    """Read every page of mailing ID back and compare it with its case."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    with shown() as progress:
        count = checking.check(room, mailing_id, doing(desk, workspace, progress))
    click.echo(f"Mailing {mailing_id}: {count} pieces read back, each as its case says.")


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int)
@click.pass_obj
def release(desk: Desk, mailing_id: int) -> None:
    """Release mailing ID: cut who must get nothing, write the manifest, make the access codes live."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    with shown() as progress:
        done = releasing.release(room, workspace.content, mailing_id, doing(desk, workspace, progress))
    _reasons(f"Mailing {mailing_id}: {done.pieces} pieces released, {done.live} codes live", done.cut, "cut")
    click.echo(f"For the printer: {room.mailing_folder(mailing_id)}")


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def show(desk: Desk, mailing_id: int | None, as_json: bool) -> None:
    """Show mailing ID with its print files, or all mailings."""
    workspace = desk.workspace()
    with reading(workspace.office) as session:
        rows: list[dict[str, Any]] = [
            {
                "mailing": row.id, "wave": row.wave, "contact": row.contact, "state": row.state,
                "pieces": piece_rows.counts(session, row.id), "withheld": piece_rows.withheld(session, row.id),
                "not_planned": row.excluded,
                "files": [
                    {"name": file.name, "state": file.state, "pieces": file.pieces, "pages": file.pages,
                     "sheets": file.sheets, "sha256": file.sha256}
                    for file in ledger.print_files(session, row.id)
                ],
            }
            for row in ledger.mailings(session)
            if mailing_id in (None, row.id)
        ]  # fmt: skip
    if mailing_id is not None and not rows:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    console = Console()
    for row in rows:
        title = f"Mailing {row['mailing']}: {row['wave']}, contact {row['contact']}, {row['state']}"
        table = Table("print file", "state", "pieces", "pages", "sheets", title=title, title_justify="left")
        for file in row["files"]:
            table.add_row(file["name"], file["state"], *(str(file[n] or 0) for n in ("pieces", "pages", "sheets")))
        console.print(table)
        _reasons("", row["not_planned"])
        _reasons("", row["withheld"], "withheld")


def room_of(workspace: Workspace, mailing_id: int) -> Room:
    """The mailing room of a mailing's wave. Raises FulfilmentError where there is no such mailing."""
    with reading(workspace.office) as session:
        found = ledger.mailing(session, mailing_id)
    if found is None:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    return workspace.room(found.wave)


def doing(desk: Desk, workspace: Workspace, progress: Progress | None = None) -> Doing:
    """Who does it, now, on how many processes."""
    processes = workspace.settings.processes or os.cpu_count() or 1
    return (
        Doing(desk.actor, desk.now(), progress, processes)
        if progress
        else Doing(desk.actor, desk.now(), processes=processes)
    )


def _reasons(first: str, reasons: Mapping[str, int], verb: str = "left out") -> None:
    if first:
        click.echo(f"{first}.")
    for reason, count in sorted(reasons.items()):
        click.echo(f"  {verb}: {count} {reason.replace('_', ' ')}")
