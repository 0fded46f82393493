"""`fulfilment wave`: the end of a wave."""

from __future__ import annotations

from dataclasses import replace

import click

from fulfilment.closing import ending
from fulfilment.commands.mailing import doing
from fulfilment.commands.main import Desk
from fulfilment.commands.progress import shown
from fulfilment.london import london_day


@click.group()
def wave() -> None:
    """One run of a survey."""


@wave.command()
@click.argument("wave")
@click.option("--by", "by", required=True, metavar="NAME", help="Who decided it.")
@click.option("--early", is_flag=True, help="Before the day up to which people were told that they may answer.")
@click.pass_obj
def close(desk: Desk, wave: str, by: str, early: bool) -> None:
    """Close WAVE: no code opens any more, unsent answers are taken up or destroyed, outcomes stay as they are."""
    workspace = desk.workspace()
    with shown() as progress:
        at_work = replace(doing(desk, workspace, progress), actor=by)
        done = ending.close(workspace.room(wave), workspace.content, at_work, early=early)
    if done.again:
        click.echo(f"{wave} was closed on {london_day(done.at)}. Nothing changed.")
        return
    click.echo(
        f"{wave} is closed. Of {done.drafts} unsent parts {done.partial} count as they are, the rest is destroyed."
    )
    for outcome, number in done.outcomes.items():
        click.echo(f"  {outcome.replace('_', ' ')}: {number}")
    click.echo(f"Next: fulfilment export rates {wave}, then fulfilment people destroy {wave}.")
