"""`fulfilment init`: a new workspace, with its first waves."""

from __future__ import annotations

from datetime import date, timedelta

import click
from pydantic import ValidationError

from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.founding import add_wave, found
from fulfilment.keys.digests import Cost
from fulfilment.london import london_day
from fulfilment.shipped import letters_dir
from fulfilment.waves import Signatory, Trust, Wave


@click.command()
@click.option("--wave", "waves", multiple=True, help="A wave to add, as SURVEY:NAME, for example adult:adult-2026.")
@click.pass_obj
def init(desk: Desk, waves: tuple[str, ...]) -> None:
    """Make a workspace in the folder that --workspace names: settings, keys, stores, waves."""
    today = london_day(desk.now())
    made = [_example(named, today) for named in waves]
    workspace = found(desk.path, Cost())
    for wave in made:
        workspace = add_wave(workspace, wave)
    click.echo(f"Made a workspace in {workspace.path}.")
    click.echo(
        "Next: write each wave's dates and trusts in waves/, then load the trusts' files with `fulfilment sample load`."
    )
    click.echo("Take keys/answers and keys/escrow off this machine until answers are exported.")


def _example(named: str, today: date) -> Wave:
    """A wave to be edited: dates round today, one trust. Raises FulfilmentError for a name that no wave can have."""
    survey, _, name = named.partition(":")
    known = [folder.name for folder in letters_dir().iterdir() if (folder / "survey.yaml").is_file()]
    if survey not in known:
        raise FulfilmentError("survey", f"There is no survey {survey}", f"Known surveys: {', '.join(sorted(known))}.")
    trust = Trust(code="RZZ", name="Example Trust", signatory=Signatory(name="A Name", role="Chief Executive"))
    try:
        return Wave(
            id=name or survey, survey=survey, discharged_from=today - timedelta(days=210),
            discharged_to=today - timedelta(days=120), fieldwork_starts=today,
            fieldwork_ends=today + timedelta(days=90), address="survey.example.org", trusts=(trust,),
        )  # fmt: skip
    except ValidationError as error:
        mend = "Use small letters, digits and single hyphens."
        raise FulfilmentError("wave", f"{name} cannot be the name of a wave", mend) from error
