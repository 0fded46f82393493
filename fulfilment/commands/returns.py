"""`fulfilment returns`: undelivered post, what happened on line, requests to act on, withdrawn answers."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.table import Table

from fulfilment.cases.undelivered import REASONS
from fulfilment.commands.case import case_of
from fulfilment.commands.mailing import doing
from fulfilment.commands.main import Desk
from fulfilment.commands.rooms import alert
from fulfilment.files import write_whole
from fulfilment.keys import references
from fulfilment.london import london_day
from fulfilment.paper import marks
from fulfilment.returns import reconciling, requests, scanning, withdrawing
from fulfilment.returns.collecting import collect as collect_wave
from fulfilment.returns.requests import OpenRequest
from fulfilment.store.engines import transaction
from fulfilment.store.office import registered
from fulfilment.store.office.returns_models import WITHDRAWAL_REASONS

COLUMNS = ("request", "kind", "source", "made_at", "reference", "name", "phone", "when", "address", "postcode")


@click.group()
def returns() -> None:
    """What comes back: by post, on line, by phone."""


@returns.command()
@click.argument("wave")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"), default="-")
@click.option(
    "--reason", type=click.Choice(list(REASONS), case_sensitive=False), help="For lines without a reason of their own."
)
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day the letters lay with us. Default: today.")
@click.pass_obj
def scan(desk: Desk, wave: str, file: TextIO, reason: str | None, on: datetime | None) -> None:
    """Book undelivered letters of WAVE in: FILE (or standard input) has a scanned mark a line, or "mark,reason".

    Reasons: R01 gone away, R02 address incomplete, R03 inaccessible, R04 not known there, R05 refused, R06 not called
    for, R07 no such address, R08 no reason, R09 deceased, R10 other.
    """
    workspace = desk.workspace()
    room, how = workspace.room(wave), doing(desk, workspace)
    last = max(contact.number for contact in room.survey(workspace.content).contacts)
    day = on.date() if on else london_day(how.at)
    booked = scanning.scan(room, file, reason, day, _read_mark, last, how)
    click.echo(f"{booked.letters} letters booked in, {booked.again} had been before.")
    for code, count in sorted(booked.by_reason.items()):
        click.echo(f"  {count} {code} {REASONS[code]}")
    alert(booked.breaches)


@returns.command()
@click.argument("wave")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def collect(desk: Desk, wave: str, as_json: bool) -> None:
    """Bring what happened on line in WAVE into the office: stops, answers. Plan and release do this by themselves."""
    workspace = desk.workspace()
    room, how = workspace.room(wave), doing(desk, workspace)
    useable = room.survey(workspace.content).useable_answers
    done = collect_wave(room.office(), room.online(), wave, useable, how.at, how.actor)
    waiting = len(list(requests.waiting(room)))
    if as_json:
        click.echo(json.dumps({"stops": done.stops, "answered": done.answered, "requests": waiting}))
        return
    click.echo(f"{wave}: {done.stops} stops and {done.answered} answered cases are new; {waiting} requests wait.")


@returns.command("requests")
@click.argument("wave")
@click.option("--file", "to", type=click.Path(path_type=Path, dir_okay=False), help="Write all details to this CSV.")
@click.pass_obj
def requests_(desk: Desk, wave: str, to: Path | None) -> None:
    """List the requests of WAVE that somebody must act on: new addresses, calls back. Details only in the file."""
    workspace = desk.workspace()
    room, how = workspace.room(wave), doing(desk, workspace)
    waiting = list(requests.waiting(room))
    table = Table("request", "kind", "source", "made", "reference")
    for each in waiting:
        reference = references.format(each.reference) if each.reference else "not known"
        made = each.made_at.strftime("%d %b %Y %H:%M")
        table.add_row(str(each.number), each.kind.replace("_", " "), each.source, made, reference)
    Console().print(table if waiting else f"No request of {wave} waits.")
    if to:
        with transaction(workspace.office) as session:
            registered.register(session, room.relative(to), "requests", wave, how.at)
        write_whole(to, _details(waiting))
        click.echo(f"{len(waiting)} requests in {to}. It holds names: keep it here.")


@returns.command()
@click.argument("wave")
@click.argument("number", type=int)
@click.option("--refuse", is_flag=True, help="Settle it without doing what it asks for.")
@click.pass_obj
def act(desk: Desk, wave: str, number: int, refuse: bool) -> None:
    """Act on request NUMBER of WAVE: take the new address, or note that the person was called back."""
    workspace = desk.workspace()
    done = requests.settle(workspace.room(wave), number, doing(desk, workspace), refuse=refuse)
    click.echo(f"Request {number}: {SAID[done]}")


SAID = {
    "moved": "the new address is in the case; letters that were made are made again.",
    "unchanged": "the case has this address already.",
    "called_back": "noted as called back.",
    "refused": "refused.",
}


@returns.command()
@click.argument("reference")
@click.option("--reason", type=click.Choice(WITHDRAWAL_REASONS), required=True)
@click.option("--by", help="Who does it. Default: who is at work.")
@click.confirmation_option(prompt="The answers are destroyed and cannot be brought back. Go on?")
@click.pass_obj
def withdraw(desk: Desk, reference: str, reason: str, by: str | None) -> None:
    """Withdraw the answers that the case with this REFERENCE sent: they are destroyed, and nothing more is sent."""
    workspace = desk.workspace()
    found = case_of(workspace, reference)
    how = replace(doing(desk, workspace), actor=by or desk.actor)
    useable = workspace.content.survey(found.survey).useable_answers
    gone = withdrawing.withdraw(workspace.room(found.wave), found, reason, useable, how)
    click.echo(f"{reference}: {gone} sent parts are destroyed. Exports made before still hold them: make them anew.")


@returns.command()
@click.argument("wave")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def reconcile(desk: Desk, wave: str, as_json: bool) -> None:
    """Bring the two stores of WAVE together after a crash or a restored backup. Run again, it changes nothing."""
    workspace = desk.workspace()
    done = asdict(reconciling.reconcile(workspace.room(wave), workspace.content, doing(desk, workspace)))
    if as_json:
        click.echo(json.dumps(done))
        return
    click.echo(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in done.items()))


def _read_mark(text: str) -> tuple[int, int]:
    mark = marks.parse("".join(text.split()))
    return mark.piece, mark.attempt


def _details(waiting: list[OpenRequest]) -> bytes:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for each in waiting:
        writer.writerow(
            (
                each.number, each.kind, each.source, each.made_at.isoformat(timespec="minutes"),
                references.format(each.reference) if each.reference else "",
                each.person.name if each.person else "",
                each.asked.phone or (each.person.phone if each.person else ""), each.asked.when,
                ", ".join(each.asked.address), each.asked.postcode,
            )
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")
