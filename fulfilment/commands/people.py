"""`fulfilment people`: files with personal data, and destroying what is known of people."""

from __future__ import annotations

import json
from dataclasses import replace

import click
from rich.console import Console
from rich.table import Table

from fulfilment.closing import destroying, register
from fulfilment.commands.mailing import doing
from fulfilment.commands.main import Desk
from fulfilment.commands.progress import shown
from fulfilment.errors import FulfilmentError
from fulfilment.store.engines import reading


@click.group()
def people() -> None:
    """Files with personal data, and destroying what is known of people."""


@people.command()
@click.argument("wave")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def files(desk: Desk, wave: str, as_json: bool) -> None:
    """List every file with personal data of WAVE, and what happens to it when people are destroyed."""
    workspace = desk.workspace()
    workspace.wave(wave)
    with reading(workspace.office) as session:
        found = register.files(session, workspace.path, wave)
    if as_json:
        rows = [
            {"path": f.path, "kind": f.kind, "there": f.is_there, "outside": f.is_outside, "kept": f.is_kept}
            for f in found
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table("file", "kind", "since", "there", "on destroying", title=f"Files of {wave}", title_justify="left")
    for file in found:
        since = f"{file.registered_at:%Y-%m-%d}" if file.registered_at else ""
        fate = "kept" if file.is_kept else "destroyed"
        table.add_row(file.path, file.kind.replace("_", " "), since, "yes" if file.is_there else "no", fate)
    Console().print(table)


@people.command()
@click.argument("wave")
@click.option("--by", "by", required=True, metavar="NAME", help="Who decided it.")
@click.option("--confirm", required=True, metavar="WAVE", help="The wave once more: nothing brings it back.")
@click.pass_obj
def destroy(desk: Desk, wave: str, by: str, confirm: str) -> None:
    """Destroy names, addresses, codes and keys of the closed WAVE, and every registered file; write a certificate.

    Registered backups go too, since they hold the wave: make a new one afterwards.
    """
    workspace = desk.workspace()
    if confirm != wave:
        raise FulfilmentError("confirm", f"--confirm says {confirm}, not {wave}", "Nothing was destroyed.")
    with shown() as progress:
        at_work = replace(doing(desk, workspace, progress), actor=by)
        done = destroying.destroy(workspace.room(wave), workspace.keys, at_work)
    if done.again:
        click.echo(f"The people of {wave} were destroyed before. Certificate: {done.certificate}")
        return
    click.echo(f"The people of {wave} are destroyed, with {done.files} files. Certificate: {done.certificate}")
    for path in done.missing:
        click.echo(f"  not where it was registered, find out where it went: {path}")
