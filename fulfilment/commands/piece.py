"""`fulfilment piece`: find an envelope by the mark on its sheets or in its window."""

from __future__ import annotations

import json
from typing import Any

import click

from fulfilment.commands.main import Desk
from fulfilment.commands.rooms import as_lines, as_rows, moment
from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.paper import marks
from fulfilment.store.engines import reading
from fulfilment.store.office import handing_over, history
from fulfilment.store.office import pieces as piece_rows


@click.group()
def piece() -> None:
    """One envelope for one person."""


@piece.command()
@click.argument("mark")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def show(desk: Desk, mark: str, as_json: bool) -> None:
    """Show the piece that a scanned MARK (18 digits) belongs to, and what happened to it. Shows no name."""
    read = marks.parse(mark.strip())
    with reading(desk.workspace().office) as session:
        found = piece_rows.with_case(session, read.piece)
        if found is None:
            raise FulfilmentError(
                "piece", f"There is no piece {read.piece}", "Scan the mark again; it may be another workspace's."
            )
        row, case, mailing = found
        attempts = handing_over.of_piece(session, row.id)
        happened = history.of_piece(session, row.id, mailing.id)
    facts: dict[str, Any] = {
        "piece": row.id, "attempt": read.attempt, "kind": row.kind,
        "state": _state(read.attempt, row.attempt, row.state, {each.attempt: each.result for each in attempts}),
        "newest_attempt": row.attempt, "withheld": row.withheld,
        "sheet": f"{read.sheet} of {read.sheets}", "side": "front" if read.side == 1 else "back",
        "mailing": mailing.id, "wave": mailing.wave, "contact": mailing.contact,
        "reference": references.format(case.reference), "trust": case.trust,
    }  # fmt: skip
    if as_json:
        handed_over = [
            {"attempt": each.attempt, "result": each.result, "recorded_at": moment(each.recorded_at),
             "on": each.result_on.isoformat() if each.result_on else None}
            for each in attempts
        ]  # fmt: skip
        click.echo(json.dumps({**facts, "handed_over": handed_over, "history": as_rows(happened)}, indent=2))
        return
    click.echo("\n".join(f"{k:14} {v}" for k, v in facts.items() if v is not None))
    for line in as_lines(happened):
        click.echo(f"  {line}")


def _state(scanned: int, newest: int, state: str, results: dict[int, str | None]) -> str:
    """The state of the attempt whose mark was scanned: an earlier one ended in its own way."""
    if scanned == newest and state != "spoiled":
        return state
    return results.get(scanned) or ("never handed over" if scanned > newest or scanned not in results else state)
