"""`fulfilment staff`: accounts of the helpline. What somebody signs in with is shown once, when it is made."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import click

from fulfilment.commands.main import Desk
from fulfilment.keys import accounts
from fulfilment.store.engines import transaction
from fulfilment.store.office import staff as store
from fulfilment.store.office.staff import ROLES, Credentials

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")


@click.group()
def staff() -> None:
    """Accounts of the helpline."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True, help="What the person does.")
@JSON
@click.pass_obj
def add(desk: Desk, name: str, role: str, as_json: bool) -> None:
    """Add an account NAME and print, this once, what the person signs in with."""
    workspace = desk.workspace()
    key = workspace.staff_keys().staff_key
    with transaction(workspace.office) as session:
        made = store.enrol(session, key, name, role, desk.now(), desk.actor, os.urandom)
    _show(made, as_json)


@staff.command()
@click.argument("name")
@JSON
@click.pass_obj
def reset(desk: Desk, name: str, as_json: bool) -> None:
    """Give the account NAME a new password and authenticator, end its sessions and let it in again."""
    workspace = desk.workspace()
    key = workspace.staff_keys().staff_key
    with transaction(workspace.office) as session:
        made = store.reset(session, key, name, desk.now(), desk.actor, os.urandom)
    _show(made, as_json)


@staff.command()
@click.argument("name")
@click.pass_obj
def disable(desk: Desk, name: str) -> None:
    """Let nobody sign in as NAME any more. What the account did stays in the events."""
    with transaction(desk.workspace().office) as session:
        store.disable(session, name, desk.now(), desk.actor)
    click.echo(f"Nobody can sign in as {name} any more.")


@staff.command()
@click.argument("secret")
@click.pass_obj
def code(desk: Desk, secret: str) -> None:
    """Print the six digits that an authenticator with this SECRET shows now: for a look at the demonstration."""
    click.echo(accounts.totp_code(secret, desk.now()))


def _show(made: Credentials, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(made), indent=2))
        return
    click.echo(f"Sign-in name   {made.name} ({made.role})")
    click.echo(f"Password       {made.password}")
    click.echo(f"Authenticator  {made.totp_secret} (time-based, 6 digits, {accounts.STEP_SECONDS} seconds)")
    click.echo(f"               {made.totp_address}")
    click.echo("Give it to the person by hand. It is not shown again; `fulfilment staff reset` makes a new one.")
