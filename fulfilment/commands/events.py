"""`fulfilment events`: the chain of what happened in the back office."""

from __future__ import annotations

import json

import click

from fulfilment.closing.stores_and_keys import anchors
from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.store.engines import reading
from fulfilment.store.office import events as chain


@click.group()
def events() -> None:
    """Verify the chain of events."""


@events.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.pass_obj
def verify(desk: Desk, as_json: bool) -> None:
    """Recompute the chain: refused where an event was changed or is missing. Prints the head, as manifests hold it.

    Heads that manifests and weekly files of the workspace noted must be in it too.
    """
    workspace = desk.workspace()
    with reading(workspace.office) as session:
        faults, head, events = chain.verify(session), chain.head(session), chain.count(session)
        faults += anchors(session, workspace.path)
    if as_json:
        click.echo(json.dumps({"events": events, "head": head, "faults": [str(fault) for fault in faults]}))
    if faults:
        raise FulfilmentError("events", "the chain of events is broken", faults=faults)
    if not as_json:
        click.echo(f"{events} events, all whole. Head: {head}")
