"""`fulfilment case`: find a case by the reference on its letter, give it a new letter, or stop it."""

from __future__ import annotations

import json
from typing import Any

import click
from sqlalchemy.orm import Session

from fulfilment.cases.undelivered import REASONS
from fulfilment.commands.mailing import doing
from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.returns import reissuing, stopping
from fulfilment.store.engines import reading
from fulfilment.store.office import cases, outcomes, returned, reversals
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Case
from fulfilment.workspace import Workspace


@click.group()
def case() -> None:
    """A person in a wave."""


@case.command()
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def show(desk: Desk, reference: str, as_json: bool) -> None:
    """Show where the case with this REFERENCE stands and how it came there. Shows no name and no answer."""
    workspace = desk.workspace()
    found = case_of(workspace, reference)
    with reading(workspace.office) as session:
        pieces = piece_rows.of_case(session, found.token)
        history = _history(session, found.token)
    facts = {
        "reference": references.format(found.reference), "wave": found.wave, "trust": found.trust,
        "age_band": found.age_band, "language": found.language, "state": found.state, "outcome": found.outcome,
        "sub_code": found.sub_code, "stop": found.stop, "issue": found.issue,
        "pieces": [
            {"piece": row.id, "contact": row.contact, "attempt": row.attempt, "state": row.state} for row in pieces
        ],
        **history,
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(facts, indent=2))
        return
    for name, value in facts.items():
        if not isinstance(value, list) and value is not None:
            click.echo(f"{name:10} {value}")
    for row in pieces:
        click.echo(f"{'piece':10} {row.id}, contact {row.contact}, attempt {row.attempt}: {row.state}")
    for each in history["returned"]:
        click.echo(f"{'returned':10} piece {each['piece']} on {each['on']}: {each['reason']} {REASONS[each['reason']]}")
    for each in history["history"]:
        click.echo(f"{'history':10} {_told(each)}")
    for each in history["undos"]:
        confirmed = f", confirmed by {each['confirmed_by']}" if each["confirmed_by"] else ", waits for a second person"
        click.echo(f"{'undo':10} {each['undo']}: {each['stop']} ({each['reason']}), by {each['asked_by']}{confirmed}")


@case.command()
@click.argument("reference")
@click.option(
    "--in-other-hands", is_flag=True, help="Somebody else may have the letter: what was begun on line is destroyed."
)
@click.pass_obj
def reissue(desk: Desk, reference: str, in_other_hands: bool) -> None:
    """Give the case with this REFERENCE a new access code: its letter is lost. The old code opens nothing any more."""
    workspace = desk.workspace()
    found = case_of(workspace, reference)
    done = reissuing.reissue(
        workspace.room(found.wave), workspace.content, found, doing(desk, workspace), in_other_hands=in_other_hands
    )
    drafts = f"{done.drafts_kept} drafts go along, {done.drafts_destroyed} are destroyed"
    click.echo(f"{reference}: issue {done.issue}; {drafts}. Next: plan its contact again for {found.trust}.")


@case.command()
@click.argument("reference")
@click.argument("kind", type=click.Choice(stopping.KINDS))
@click.option("--source", type=click.Choice(["phone", "paper"]), default="phone", show_default=True)
@click.pass_obj
def stop(desk: Desk, reference: str, kind: str, source: str) -> None:
    """Stop everything for the case with this REFERENCE: it died, wants no more letters, or the letter is not for it."""
    workspace = desk.workspace()
    found = case_of(workspace, reference)
    useable = workspace.content.survey(found.survey).useable_answers
    stopping.stop(workspace.room(found.wave), found, kind, source, useable, doing(desk, workspace))
    click.echo(f"{reference}: stopped ({kind.replace('_', ' ')}). A wrong stop: `fulfilment outcome undo`.")


def case_of(workspace: Workspace, reference: str) -> Case:
    """The case with a reference as typed. Raises FulfilmentError where it is mistyped or nobody's."""
    with reading(workspace.office) as session:
        found = cases.case_by_reference(session, references.parse(reference))
    if found is None:
        raise FulfilmentError("case", f"No case has the reference {reference}", "Check it against the letter.")
    return found


def _history(session: Session, token: str) -> dict[str, list[dict[str, Any]]]:
    """Claims, undos and returned letters of a case."""
    rows = outcomes.history(session, token)
    retracted = {row.retracts for row in rows}
    return {
        "history": [
            {
                "at": row.recorded_at.isoformat(timespec="minutes"), "by": row.recorded_by, "outcome": row.outcome,
                "sub_code": row.sub_code, "source": row.source, "stop": row.stop,
                "on": row.happened_on.isoformat() if row.happened_on else None, "became": row.became,
                "taken_back": row.id in retracted, "takes_back": row.retracts is not None,
            }
            for row in rows
        ],
        "undos": [
            {"undo": row.id, "stop": row.stop, "reason": row.reason, "state": row.state, "asked_by": row.asked_by,
             "confirmed_by": row.confirmed_by}
            for row in reversals.of_case(session, token)
        ],
        "returned": [
            {"piece": row.piece_id, "attempt": row.attempt, "reason": row.reason, "on": row.returned_on.isoformat()}
            for row in returned.of_case(session, token)
        ],
    }  # fmt: skip


def _told(row: dict[str, Any]) -> str:
    what = f"{row['outcome']}" + (f" {row['sub_code']}" if row["sub_code"] else "")
    what += f", stop {row['stop']}" if row["stop"] else ""
    verb = "takes back" if row["takes_back"] else f"{row['source']} says"
    note = " (taken back)" if row["taken_back"] else ""
    return f"{row['at']} {row['by']}: {verb} {what}{note}; the outcome is {row['became']}"
