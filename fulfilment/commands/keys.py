"""`fulfilment keys`: make the keys of a workspace, and check them."""

from __future__ import annotations

import json

import click

from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.keys import checking, ring


@click.group()
def keys() -> None:
    """Make keys and check them."""


@keys.command()
@click.pass_obj
def make(desk: Desk) -> None:
    """Make the keys that are missing: the ring, and those of each wave. What is there is never overwritten."""
    workspace = desk.workspace()
    made = ring.make_missing(workspace.keys, workspace.waves)
    click.echo(f"Made: {', '.join(made)}.")
    click.echo("Keep a safe copy, and take keys/answers and keys/escrow off this machine until answers are exported.")


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list of faults, for programs.")
@click.pass_obj
def check(desk: Desk, as_json: bool) -> None:
    """Open a canary with each secret key, and look at permissions and copies. Before a first mailing, and weekly."""
    faults = checking.check(desk.workspace().keys)
    blocking = [fault for fault in faults if fault.blocks]
    if as_json:
        rows = [{"code": fault.code, "what": str(fault), "blocks": fault.blocks} for fault in faults]
        click.echo(json.dumps(rows, ensure_ascii=False))
    if blocking:
        raise FulfilmentError("keys", "the keys are not in order", faults=faults)
    if not as_json:
        click.echo("\n".join(["The keys are in order.", *(f"But {fault}" for fault in faults)]))
