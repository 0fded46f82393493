"""`fulfilment mailing`, from the hand-over on: pull lists, the printer's reports, spoils, closing."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from fulfilment.commands.main import Desk
from fulfilment.commands.rooms import alert, doing, moment, room_of
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import closing, handing_over, learning, pulling, reporting, spoiling
from fulfilment.store.engines import reading
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pulling as pull_rows
from fulfilment.store.office import reports
from fulfilment.store.office.ledger_models import QUERY_ANSWERS

ID = click.argument("mailing_id", metavar="ID", type=int)


@click.command("hand-over")
@ID
@click.option("--to", required=True, help="To whom: the printer's name.")
@click.pass_obj
def hand_over(desk: Desk, mailing_id: int, to: str) -> None:
    """Note that released mailing ID, or its reprint, was given to the printer."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    done = handing_over.hand_over(room, workspace.content, mailing_id, to, doing(desk, workspace))
    what = f"reprint {done.round}" if done.round else "its letters"
    click.echo(f"Mailing {mailing_id}, {what}: {done.files} files, {done.pieces} pieces handed over to {to}.")


@click.command()
@ID
@click.pass_obj
def pull(desk: Desk, mailing_id: int) -> None:
    """Look for people of mailing ID who stopped since the hand-over, and write the next pull list."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    learning.learn(room, workspace.content.survey(room.wave.survey), doing(desk, workspace))
    with reading(workspace.office) as session:
        open_lists = [each for each in pull_rows.lists(session, mailing_id) if each.confirmed_at is None]
        counts = [len(pull_rows.rows(session, each.id)) for each in open_lists]
    for each, count in zip(open_lists, counts, strict=True):
        click.echo(f"Pull list {each.number}: {count} pieces, for the printer: {pulling.path_of(room, each)}")
    if not open_lists:
        click.echo(f"Mailing {mailing_id}: nothing to pull.")


@click.command("confirm-pull")
@click.argument("number", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--all-pulled", is_flag=True, help="The printer took out every envelope of the list.")
@click.option("--wave", help="Whose pull list, where two waves have one of this number.")
@click.pass_obj
def confirm_pull(desk: Desk, number: int, file: Path | None, all_pulled: bool, wave: str | None) -> None:
    """Take in the printer's answer to pull list NUMBER: FILE with the columns mark and result (pulled, posted)."""
    if all_pulled == (file is not None):
        raise click.UsageError("Give either FILE or --all-pulled.")
    workspace = desk.workspace()
    with reading(workspace.office) as session:
        pull_list = pulling.find(pull_rows.by_number(session, number, wave), number)
    done = pulling.confirm(workspace.room(pull_list.wave), number, file, doing(desk, workspace))
    click.echo(f"Pull list {number} is confirmed: {done.pulled} pulled, {done.posted} posted all the same.")
    alert(done.breaches)


@click.command()
@ID
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def report(desk: Desk, mailing_id: int, file: Path) -> None:
    """Take in the printer's report FILE on mailing ID (CSV).

    By piece: columns mark (or piece and attempt), status (despatched, spoiled), date. By file: columns file, pieces.
    """
    workspace = desk.workspace()
    done = reporting.report(room_of(workspace, mailing_id), mailing_id, file, doing(desk, workspace))
    if done.again:
        click.echo(f"This file was imported before (report {done.report_id}). Nothing changed.")
        return
    click.echo(
        f"Report {done.report_id}: {done.rows} rows, {done.despatched} despatched, {done.spoiled} spoiled, "
        f"{done.queries} queries opened."
    )
    alert(done.breaches)


@click.command()
@ID
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def queries(desk: Desk, mailing_id: int, as_json: bool) -> None:
    """Show in what the printer's reports on mailing ID disagree with the ledger."""
    workspace = desk.workspace()
    room_of(workspace, mailing_id)
    with reading(workspace.office) as session:
        names = {file.id: file.name for file in ledger.print_files(session, mailing_id)}
        rows = [
            {
                "query": row.id, "code": row.code, "file": names.get(row.print_file_id or 0), "piece": row.piece_id,
                "attempt": row.attempt, "expected": row.expected, "reported": row.reported,
                "opened_at": moment(row.opened_at), "answer": row.answer, "answered_by": row.answered_by,
            }
            for row in reports.queries(session, mailing_id)
        ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table("query", "about", "expected", "reported", "answer", title=f"Mailing {mailing_id}")
    for row in rows:
        about = row["file"] or f"piece {row['piece']}, attempt {row['attempt']}"
        answer = row["answer"] or "open"
        table.add_row(str(row["query"]), str(about), str(row["expected"]), str(row["reported"]), str(answer))
    Console().print(table)


@click.command("answer-query")
@click.argument("number", type=int)
@click.option("--because", required=True, type=click.Choice(QUERY_ANSWERS), help="What it came to.")
@click.pass_obj
def answer_query(desk: Desk, number: int, because: str) -> None:
    """Answer query NUMBER of a printer's report."""
    workspace = desk.workspace()
    with reading(workspace.office) as session:
        found = reports.query(session, number)
    if found is None:
        raise FulfilmentError("query", f"There is no query {number}", "See `fulfilment mailing queries`.")
    reporting.answer(room_of(workspace, found.mailing_id), number, because, doing(desk, workspace))
    click.echo(f"Query {number} is answered: {because}.")


@click.command()
@ID
@click.argument("marks", metavar="MARK...", nargs=-1, required=True)
@click.pass_obj
def spoil(desk: Desk, mailing_id: int, marks: tuple[str, ...]) -> None:
    """Note envelopes of mailing ID as spoiled before they left, by their MARKs, and plan their reprint."""
    workspace = desk.workspace()
    count = spoiling.spoil(room_of(workspace, mailing_id), mailing_id, marks, doing(desk, workspace))
    click.echo(
        f"Mailing {mailing_id}: {count} pieces newly spoiled. Compose, check, release and hand over the reprint."
    )


@click.command()
@ID
@click.pass_obj
def close(desk: Desk, mailing_id: int) -> None:
    """Close mailing ID: every envelope is accounted for; else it says what is missing."""
    workspace = desk.workspace()
    stands = closing.close(room_of(workspace, mailing_id), workspace.content, mailing_id, doing(desk, workspace))
    click.echo(
        f"Mailing {mailing_id} is closed: {stands.handed_over} handed over = {stands.despatched} despatched + "
        f"{stands.spoiled} spoiled + {stands.pulled} pulled."
    )


COMMANDS = (hand_over, pull, confirm_pull, report, queries, answer_query, spoil, close)
