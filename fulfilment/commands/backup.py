"""`fulfilment backup`: copies of a workspace, and back from them."""

from __future__ import annotations

from pathlib import Path

import click

from fulfilment.closing import backing_up, restoring
from fulfilment.commands.mailing import doing
from fulfilment.commands.main import Desk
from fulfilment.commands.progress import shown


@click.group()
def backup() -> None:
    """Copies of a workspace, and back from them."""


@backup.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-keys", is_flag=True, help="Keys too: then the file opens everything. Keep it in a safe.")
@click.option("--files-only", is_flag=True, help="Without the stores: for PostgreSQL, which pg_dump backs up.")
@click.pass_obj
def make(desk: Desk, file: Path, with_keys: bool, files_only: bool) -> None:
    """Write FILE (tar) with consistent copies of both SQLite stores and every file of the workspace, but no key.

    It holds personal data, is registered, and goes when people are destroyed.
    """
    workspace = desk.workspace()
    premises = backing_up.Premises(workspace.path, workspace.keys, workspace.office, workspace.online)
    with shown() as progress:
        at_work = doing(desk, workspace, progress)
        done = backing_up.make(premises, file, at_work, with_keys=with_keys, files_only=files_only)
    stores = " and ".join(done.stores) or "no"
    click.echo(f"{file}: {done.files} files, {done.bytes / 1e6:.1f} MB, {stores} store inside.")
    if not with_keys:
        click.echo("No key is in it: keep keys/ in a safe place of its own, or nothing in it will open.")


@backup.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("into", type=click.Path(path_type=Path, file_okay=False))
def restore(file: Path, into: Path) -> None:
    """Bring FILE back INTO a new or empty folder, once every hash, both stores and the chain of events are right."""
    done = restoring.restore(file, into)
    click.echo(f"{into}: {done.files} files as they were at {done.made_at}.")
    if not done.stores:
        click.echo("No store was in it: bring back the databases too, and name them in workspace.yaml.")
    if not done.with_keys:
        click.echo("No key was in it: bring keys/ back from its own safe place, then run fulfilment keys check.")
    if not done.current:
        click.echo(
            "Its stores are older than this program: run fulfilment store upgrade, then fulfilment events verify."
        )
