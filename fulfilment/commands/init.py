"""`fulfilment init`: a new workspace, with its first waves."""

from __future__ import annotations

from datetime import timedelta

import click

from fulfilment.commands.main import Desk
from fulfilment.founding import add_wave, found
from fulfilment.keys.digests import Cost
from fulfilment.waves import Signatory, Trust, Wave


@click.command()
@click.option("--wave", "waves", multiple=True, help="A wave to add, as SURVEY:NAME, for example adult:adult-2026.")
@click.pass_obj
def init(desk: Desk, waves: tuple[str, ...]) -> None:
    """Make a workspace in the folder that --workspace names: settings, keys, stores, waves."""
    workspace = found(desk.path, Cost())
    today = desk.now().date()
    for named in waves:
        survey, _, name = named.partition(":")
        trust = Trust(code="RZZ", name="Example Trust", signatory=Signatory(name="A Name", role="Chief Executive"))
        wave = Wave(
            id=name or survey, survey=survey, discharged_from=today - timedelta(days=210),
            discharged_to=today - timedelta(days=120), fieldwork_starts=today,
            fieldwork_ends=today + timedelta(days=90), address="survey.example.nhs.uk", trusts=(trust,),
        )  # fmt: skip
        workspace = add_wave(workspace, wave)
    click.echo(f"Made a workspace in {workspace.path}.")
    click.echo(
        "Next: write each wave's dates and trusts in waves/, then load the trusts' files with `fulfilment sample load`."
    )
    click.echo("Take keys/answers and keys/escrow off this machine until answers are exported.")
