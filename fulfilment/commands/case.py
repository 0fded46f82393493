"""`fulfilment case`: find a case by the reference on its letter."""

from __future__ import annotations

import json

import click

from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.store.engines import reading
from fulfilment.store.office import cases
from fulfilment.store.office import pieces as piece_rows


@click.group()
def case() -> None:
    """A person in a wave."""


@case.command()
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def show(desk: Desk, reference: str, as_json: bool) -> None:
    """Show where the case with this REFERENCE stands. Shows no name and no answer."""
    workspace = desk.workspace()
    with reading(workspace.office) as session:
        found = cases.case_by_reference(session, references.parse(reference))
        if found is None:
            raise FulfilmentError("case", f"No case has the reference {reference}", "Check it against the letter.")
        pieces = piece_rows.of_case(session, found.token)
    facts = {
        "reference": references.format(found.reference), "wave": found.wave, "trust": found.trust,
        "age_band": found.age_band, "language": found.language, "state": found.state, "outcome": found.outcome,
        "sub_code": found.sub_code, "stop": found.stop,
        "pieces": [
            {"piece": row.id, "contact": row.contact, "attempt": row.attempt, "state": row.state} for row in pieces
        ],
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(facts, indent=2))
        return
    for name, value in facts.items():
        if name != "pieces" and value is not None:
            click.echo(f"{name:10} {value}")
    for row in pieces:
        click.echo(f"{'piece':10} {row.id}, contact {row.contact}, attempt {row.attempt}: {row.state}")
