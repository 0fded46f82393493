"""`fulfilment seed`: the addresses of our own staff that get one letter of each pack and mailing."""

from __future__ import annotations

import click

from fulfilment.commands.main import Desk
from fulfilment.commands.rooms import doing
from fulfilment.mailings import seeding


@click.group()
def seed() -> None:
    """Seeds: letters to our own staff, in no count."""


@seed.command()
@click.argument("wave")
@click.pass_obj
def load(desk: Desk, wave: str) -> None:
    """Take in waves/WAVE/seeds.yaml in the place of what was loaded before."""
    workspace = desk.workspace()
    count = seeding.load(workspace.room(wave), doing(desk, workspace))
    click.echo(f"{count} seeds of {wave}. Each mailing planned from now on uses them in turn.")
