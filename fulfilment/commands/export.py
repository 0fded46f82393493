"""`fulfilment export`: answers and codebook."""

from __future__ import annotations

from pathlib import Path

import click

from fulfilment.commands.main import Desk
from fulfilment.exports import answers as answers_table
from fulfilment.exports import codebook as codes
from fulfilment.files import write_whole
from fulfilment.returns.collecting import collect
from fulfilment.store.engines import transaction
from fulfilment.store.office import events, registered

OUT = click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write. Default: exports/ in the workspace."
)


@click.group()
def export() -> None:
    """What leaves for analysis: codes, never names."""


@export.command()
@click.argument("wave")
@click.option("--test", is_flag=True, help="Seeds and proofs instead of people.")
@OUT
@click.pass_obj
def answers(desk: Desk, wave: str, test: bool, out: Path | None) -> None:
    """Open the answers of WAVE into a CSV of codes, one row a response part. Needs keys/answers."""
    workspace = desk.workspace()
    found, content = workspace.wave(wave), workspace.content
    useable = content.survey(found.survey).useable_answers
    collect(workspace.office, workspace.online, wave, useable, desk.now(), desk.actor)
    kind = "proof" if test else "live"
    table = answers_table.answers(workspace.office, workspace.online, found, content, workspace.answers_key(), kind)
    path = out or workspace.path / "exports" / f"{wave}-answers.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with transaction(workspace.office) as session:
        registered.register(session, path.resolve(), "answers", wave, desk.now())
        rows = {"rows": table.count(b"\r\n") - 1}
        events.record(session, desk.now(), desk.actor, "answers_exported", wave=wave, detail=rows)
    write_whole(path, table)
    click.echo(f"Answers of {wave} in {path}")


@export.command()
@click.argument("wave")
@OUT
@click.pass_obj
def codebook(desk: Desk, wave: str, out: Path | None) -> None:
    """Write the codebook of WAVE: every variable, every code, as CSV."""
    workspace = desk.workspace()
    path = out or workspace.path / "exports" / f"{wave}-codebook.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, codes.codebook(workspace.content, workspace.wave(wave).survey))
    click.echo(f"Codebook of {wave} in {path}")
