"""`fulfilment mailing show`: where a mailing stands, its files, its account with the printer, and its history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from fulfilment.closing import retention
from fulfilment.commands import unsigned
from fulfilment.commands.main import Desk
from fulfilment.commands.rooms import alert, as_lines, as_rows, moment, reasons
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.mailings import closing
from fulfilment.store.engines import reading
from fulfilment.store.office import closing as office_rows
from fulfilment.store.office import handing_over, history, pulling, reports
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Mailing
from fulfilment.workspace import Workspace


@click.command()
@click.argument("mailing_id", metavar="ID", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def show(desk: Desk, mailing_id: int | None, as_json: bool) -> None:
    """Show mailing ID with its print files and history, or all mailings."""
    workspace = desk.workspace()
    with reading(workspace.office) as session:
        there = [row for row in ledger.mailings(session) if mailing_id in (None, row.id)]
        rows = [_facts(session, row, whole=mailing_id is not None) for row in there]
        due = list(_due(workspace, session, {row.wave for row in there}, desk.now()))
        told = as_lines(history.of_mailing(session, mailing_id)) if mailing_id is not None else []
    if mailing_id is not None and not rows:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        for row in rows:
            _print(row)
        for line in told:
            click.echo(f"  {line}")
    for fault in due:
        click.echo(str(fault), err=True)
    alert(sum(row["breaches"] for row in rows))
    if mailing_id is not None:
        unsigned.tell_of_mailing(workspace, mailing_id)


def _due(workspace: Workspace, session: Session, waves: set[str], now: datetime) -> Iterator[Fault]:
    """Waves to close and people to destroy, of the waves that are shown."""
    shown = {name: wave for name, wave in workspace.waves.items() if name in waves}
    return retention.warnings(shown, workspace.content.surveys, office_rows.all_states(session), now)


def _facts(session: Session, row: Mailing, *, whole: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "mailing": row.id, "wave": row.wave, "contact": row.contact, "state": row.state,
        "pieces": piece_rows.counts(session, row.id), "seeds": piece_rows.seeds(session, row.id),
        "withheld": piece_rows.withheld(session, row.id), "not_planned": row.excluded,
        "proofs_approved_by": row.proof_approved_by, "account": vars(closing.account(session, row.id)),
        "open_queries": len(reports.queries(session, row.id, only_open=True)),
        "breaches": history.count_breaches(session, row.id),
        "files": [
            {"name": file.name, "state": file.state, "purpose": file.purpose, "pieces": file.pieces,
             "pages": file.pages, "sheets": file.sheets, "sha256": file.sha256}
            for file in ledger.print_files(session, row.id)
        ],
        "hand_overs": [
            {"at": moment(given.at), "by": given.by, "to": given.to, "pieces": given.pieces, "round": given.round}
            for given in handing_over.of_mailing(session, row.id)
        ],
        "pull_lists": [
            {"number": each.number, "pieces": len(pulling.rows(session, each.id)),
             "written_at": moment(each.written_at), "confirmed_at": moment(each.confirmed_at)}
            for each in pulling.lists(session, row.id)
        ],
    }  # fmt: skip
    if whole:
        facts["history"] = as_rows(history.of_mailing(session, row.id))
    return facts


def _print(row: dict[str, Any]) -> None:
    title = f"Mailing {row['mailing']}: {row['wave']}, contact {row['contact']}, {row['state'].replace('_', ' ')}"
    table = Table("print file", "state", "pieces", "pages", "sheets", title=title, title_justify="left")
    for file in row["files"]:
        table.add_row(file["name"], file["state"], *(str(file[n] or 0) for n in ("pieces", "pages", "sheets")))
    Console().print(table)
    reasons("", row["not_planned"])
    reasons("", row["withheld"], "withheld")
    account = row["account"]
    if account["handed_over"]:
        click.echo("  " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in account.items()))
    for each in row["pull_lists"]:
        confirmed = "confirmed" if each["confirmed_at"] else "not confirmed"
        click.echo(f"  pull list {each['number']}: {each['pieces']} pieces, {confirmed}")
    if row["open_queries"]:
        click.echo(f"  open queries: {row['open_queries']}")


COMMANDS = (show,)
