"""`fulfilment outcome`: set outcomes by hand or from a list, and take a wrong stop back by two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from fulfilment.cases.outcomes import Outcome
from fulfilment.commands.case import case_of
from fulfilment.commands.mailing import doing
from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.london import london_day
from fulfilment.mailings.clearing import read_file
from fulfilment.returns import deciding, undoing
from fulfilment.returns.deciding import Decision
from fulfilment.store.engines import reading
from fulfilment.store.office import reversals
from fulfilment.store.office.returns_models import UNDO_REASONS

BY = click.option("--by", help="Who does it. Default: who is at work.")


@click.group()
def outcome() -> None:
    """What became of cases: 1 useable, 2 undelivered, 3 died, 4 opted out, 5 not eligible, 7 died before fieldwork."""


@outcome.command("set")
@click.argument("reference")
@click.argument("code", type=int)
@click.option("--sub", help="Sub-code: how or why.")
@click.option("--source", type=click.Choice(deciding.SOURCES), default="office", show_default=True)
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day: of the death, or when it was told.")
@click.pass_obj
def set_(desk: Desk, reference: str, code: int, sub: str | None, source: str, on: datetime | None) -> None:
    """Set the outcome of the case with this REFERENCE to CODE. What weighs more stays; the history keeps both."""
    workspace = desk.workspace()
    found = case_of(workspace, reference)
    how = doing(desk, workspace)
    day = on.date() if on else london_day(how.at)
    faults = list(deciding.faults_of(code, sub, source, day, london_day(how.at)))
    if faults:
        raise FulfilmentError("outcome", "Nothing was set", faults=faults)
    decision = Decision(found.reference, Outcome(code), sub, source, day)
    deciding.decide(workspace.room(found.wave), [decision], how)
    now = case_of(workspace, reference)
    click.echo(f"{reference}: the outcome is {now.outcome}" + (f", stopped ({now.stop})." if now.stop else "."))


@outcome.command("import")
@click.argument("wave")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def import_(desk: Desk, wave: str, file: Path) -> None:
    """Set the outcomes in FILE: CSV with the columns reference, outcome, sub, source, on. All of them, or none."""
    workspace = desk.workspace()
    how = doing(desk, workspace)
    decisions = deciding.parse(read_file(file), file.name, london_day(how.at))
    new = deciding.decide(workspace.room(wave), decisions, how)
    click.echo(f"{len(decisions)} outcomes read, {new} of them new.")


@outcome.command()
@click.argument("reference")
@click.option("--reason", type=click.Choice(UNDO_REASONS), required=True, help="Why the stop is wrong.")
@BY
@click.pass_obj
def undo(desk: Desk, reference: str, reason: str, by: str | None) -> None:
    """Ask for a wrong death, opt-out or "not for me" of REFERENCE to be undone. Prints a number for a second person."""
    workspace = desk.workspace()
    found = case_of(workspace, reference)
    how = replace(doing(desk, workspace), actor=by or desk.actor)
    useable = workspace.content.survey(found.survey).useable_answers
    number = undoing.ask(workspace.room(found.wave), found, reason, useable, how)
    click.echo(f"Undo {number}: asked by {how.actor}. Another person: fulfilment outcome confirm-undo {number}")


@outcome.command("confirm-undo")
@click.argument("number", type=int)
@BY
@click.pass_obj
def confirm_undo(desk: Desk, number: int, by: str | None) -> None:
    """Confirm undo NUMBER as a second person: the stop is lifted in both stores."""
    workspace = desk.workspace()
    with reading(workspace.office) as session:
        found = reversals.get(session, number)
    if found is None:
        raise FulfilmentError("undo", f"There is no undo {number}", "See `fulfilment case show`.")
    room = workspace.room(found.wave)
    how = replace(doing(desk, workspace), actor=by or desk.actor)
    left = undoing.confirm(room, number, room.survey(workspace.content).useable_answers, how)
    stopped = f"The case is still stopped: {left}." if left else "The case is in later mailings again."
    click.echo(f"Undo {number}: confirmed by {how.actor}. {stopped}")
