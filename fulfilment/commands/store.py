"""`fulfilment store`: bring the two stores up to date with this program."""

from __future__ import annotations

import click

from fulfilment.commands.main import Desk
from fulfilment.store import migrating


@click.group()
def store() -> None:
    """Bring the stores up to date."""


@store.command()
@click.pass_obj
def upgrade(desk: Desk) -> None:
    """Run what migrations are missing, each store in one transaction. While no other program has them open."""
    workspace = desk.workspace()
    migrating.upgrade(workspace.office, "office")
    migrating.upgrade(workspace.online, "online")
    click.echo("Both stores are up to date.")
