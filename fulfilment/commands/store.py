"""`fulfilment store`: bring the two stores up to date with this program; the rights of each program in them."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from fulfilment.commands.main import Desk
from fulfilment.store import migrating, roles
from fulfilment.store.migrating import Store
from fulfilment.store.roles import Program


@click.group()
def store() -> None:
    """Bring the stores up to date; say who may do what in them."""


@store.command()
@click.pass_obj
def upgrade(desk: Desk) -> None:
    """Run what migrations are missing, each store in one transaction. While no other program has them open."""
    workspace = desk.workspace()
    migrating.upgrade(workspace.office, "office")
    migrating.upgrade(workspace.online, "online")
    click.echo("Both stores are up to date.")


@store.command("roles")
@click.option("--public", default=roles.ROLES["public"], show_default=True, help="The public site's role.")
@click.option("--staff", default=roles.ROLES["staff"], show_default=True, help="The helpline site's role.")
@click.option("--office", default=roles.ROLES["office"], show_default=True, help="The back office's role.")
@click.option("--apply", is_flag=True, help="Give the rights now, as the owner of the tables, and print nothing.")
@click.pass_obj
def roles_(desk: Desk, public: str, staff: str, office: str, apply: bool) -> None:
    """Print the statements that give each program its rights on PostgreSQL. After each upgrade, apply them anew."""
    workspace = desk.workspace()
    named: dict[Program, str] = {"public": public, "staff": staff, "office": office}
    stores: tuple[tuple[Engine, Store], ...] = ((workspace.office, "office"), (workspace.online, "online"))
    for engine, name in stores:
        if apply:
            roles.apply(engine, name, named)
            click.echo(f"The rights in the {name} store are given.")
        else:
            click.echo(f"-- in the {name} store, as the owner of its tables")
            click.echo("\n".join(f"{statement};" for statement in roles.statements(engine, name, named)))
