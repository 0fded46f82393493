"""`fulfilment piece`: find an envelope by the mark on its sheets or in its window."""

from __future__ import annotations

import json

import click

from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.paper import marks
from fulfilment.store.engines import reading
from fulfilment.store.office import pieces as piece_rows


@click.group()
def piece() -> None:
    """One envelope for one person."""


@piece.command()
@click.argument("mark")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def show(desk: Desk, mark: str, as_json: bool) -> None:
    """Show the piece that a scanned MARK (18 digits) belongs to. Shows no name."""
    read = marks.parse(mark.strip())
    with reading(desk.workspace().office) as session:
        found = piece_rows.with_case(session, read.piece)
    if found is None:
        raise FulfilmentError(
            "piece", f"There is no piece {read.piece}", "Scan the mark again; it may be another workspace's."
        )
    row, case, mailing = found
    facts = {
        "piece": row.id, "attempt": row.attempt, "state": row.state, "withheld": row.withheld,
        "sheet": f"{read.sheet} of {read.sheets}", "side": "front" if read.side == 1 else "back",
        "mailing": mailing.id, "wave": mailing.wave, "contact": mailing.contact,
        "reference": references.format(case.reference), "trust": case.trust,
    }  # fmt: skip
    click.echo(
        json.dumps(facts, indent=2) if as_json else "\n".join(f"{k:10} {v}" for k, v in facts.items() if v is not None)
    )
