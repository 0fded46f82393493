"""`fulfilment mailing`: plan, compose, proof, check and release letters; what comes after is in its sister modules."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from fulfilment.commands import mailing_printer, mailing_showing, unsigned
from fulfilment.commands.main import Desk
from fulfilment.commands.progress import shown
from fulfilment.commands.rooms import doing as doing
from fulfilment.commands.rooms import reasons
from fulfilment.commands.rooms import room_of as room_of
from fulfilment.mailings import (
    checking,
    composing,
    estimating,
    planning,
    proofing,
    releasing,
    withdrawing,
)
from fulfilment.mailings.estimating import Estimate
from fulfilment.mailings.jobs import ORDER
from fulfilment.store.engines import reading
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows


@click.group()
def mailing() -> None:
    """One contact of one wave, for some or all trusts."""


@mailing.command()
@click.argument("wave")
@click.argument("contact", type=int)
@click.option("--trust", "trusts", multiple=True, help="Only this trust; may be given several times.")
@click.option("--dry-run", is_flag=True, help="Show packs, sheets, weight and who is left out; write nothing.")
@click.option(
    "--json", "as_json", is_flag=True, help="With --dry-run: for machines, everybody who is left out by name."
)
@click.pass_obj
def plan(desk: Desk, wave: str, contact: int, trusts: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Plan CONTACT of WAVE: who gets a letter, in which print file. Prints the mailing's number.

    Planned again, it finds whoever has no letter of this contact yet: a late trust, somebody who moved.
    """
    workspace = desk.workspace()
    room = workspace.room(wave)
    if dry_run:
        estimate = estimating.estimate(room, workspace.content, contact, trusts)
        _tell(estimate, as_json)
        printed = {pack.language for pack in estimate.packs if pack.component != ORDER}
        unsigned.tell_of_printed(workspace.content, room.survey(workspace.content), printed)
        return
    made = planning.plan(room, workspace.content, contact, trusts, doing(desk, workspace))
    with reading(workspace.office) as session:
        planned = ledger.mailing(session, made)
        counts, seeds = piece_rows.counts(session, made), piece_rows.seeds(session, made)
    assert planned is not None
    also = f", {seeds} of them seeds" if seeds else ""
    reasons(f"Mailing {made}: {sum(counts.values())} pieces planned{also}", planned.excluded)
    unsigned.tell_of_mailing(workspace, made)


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int)
@click.pass_obj
def compose(desk: Desk, mailing_id: int) -> None:
    """Write the print files of mailing ID, or those of its reprint."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    with shown() as progress:
        counts = composing.compose(room, workspace.content, mailing_id, doing(desk, workspace, progress))
    click.echo(f"Mailing {mailing_id}: " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    unsigned.tell_of_mailing(workspace, mailing_id)


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int)
@click.pass_obj
def check(desk: Desk, mailing_id: int) -> None:
    """Read every page of mailing ID back and compare it with its case."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    with shown() as progress:
        count = checking.check(room, mailing_id, doing(desk, workspace, progress))
    click.echo(f"Mailing {mailing_id}: {count} pieces read back, each as its case says.")
    unsigned.tell_of_mailing(workspace, mailing_id)


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int)
@click.pass_obj
def proof(desk: Desk, mailing_id: int) -> None:
    """Write proofs of mailing ID: each pack and language, for invented people whose access codes work."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    with shown() as progress:
        paths = proofing.write(room, workspace.content, mailing_id, doing(desk, workspace, progress))
    for path in paths:
        click.echo(path)
    click.echo(f"Look at each, then: fulfilment mailing approve-proof {mailing_id} --by NAME")
    unsigned.tell_of_mailing(workspace, mailing_id)


@mailing.command("approve-proof")
@click.argument("mailing_id", metavar="ID", type=int)
@click.option("--by", required=True, help="The name of who looked at the proofs and approves them.")
@click.pass_obj
def approve_proof(desk: Desk, mailing_id: int, by: str) -> None:
    """Note that the proofs of mailing ID are approved. It can be released then."""
    workspace = desk.workspace()
    count = proofing.approve(room_of(workspace, mailing_id), mailing_id, by, doing(desk, workspace))
    click.echo(f"Mailing {mailing_id}: {count} proofs approved by {by}.")
    unsigned.tell_of_mailing(workspace, mailing_id)


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int)
@click.pass_obj
def release(desk: Desk, mailing_id: int) -> None:
    """Release mailing ID or its reprint: cut who must get nothing, write tickets and manifest, make the codes live."""
    workspace = desk.workspace()
    room = room_of(workspace, mailing_id)
    with shown() as progress:
        done = releasing.release(room, workspace.content, mailing_id, doing(desk, workspace, progress))
    reasons(f"Mailing {mailing_id}: {done.pieces} pieces released, {done.live} codes live", done.cut, "cut")
    click.echo(f"For the printer: {room.mailing_folder(mailing_id)}")
    unsigned.tell_of_mailing(workspace, mailing_id)


@mailing.command()
@click.argument("mailing_id", metavar="ID", type=int)
@click.pass_obj
def cancel(desk: Desk, mailing_id: int) -> None:
    """Cancel mailing ID before it is handed over: its files are deleted, its cases can be planned again."""
    workspace = desk.workspace()
    count = withdrawing.cancel(room_of(workspace, mailing_id), mailing_id, doing(desk, workspace))
    click.echo(f"Mailing {mailing_id} is cancelled: {count} pieces withheld, its files deleted.")


@mailing.command()
@click.argument("wave")
@click.pass_obj
def expire(desk: Desk, wave: str) -> None:
    """Take back every release of WAVE that was not handed over in time. Safe to run every day."""
    workspace = desk.workspace()
    expired = withdrawing.expire(workspace.room(wave), workspace.content, doing(desk, workspace))
    for number in expired:
        click.echo(f"Mailing {number}: its release has expired; release it again.")
    if not expired:
        click.echo("No release has expired.")


def _tell(estimate: Estimate, as_json: bool) -> None:
    packs = [vars(pack) for pack in estimate.packs]
    if as_json:
        left_out = [vars(case) for case in estimate.plan.left_out]
        facts = {"pieces": len(estimate.plan.cases), "packs": packs, "excluded": estimate.plan.excluded}
        click.echo(json.dumps({**facts, "left_out": left_out}, indent=2))
        return
    table = Table("component", "pack", "language", "format", "pieces", "sheets", "kg")
    for pack in packs:
        table.add_row(*(str(value) for value in pack.values()))
    Console().print(table)
    reasons(f"{len(estimate.plan.cases)} would get a letter", estimate.plan.excluded)


for command in (*mailing_printer.COMMANDS, *mailing_showing.COMMANDS):
    mailing.add_command(command)
