"""`fulfilment export`: answers, codebook, outcomes, rates and the weekly file."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table as Printed

from fulfilment.commands.main import Desk
from fulfilment.exports import answers as answers_table
from fulfilment.exports import codebook as codes
from fulfilment.exports import outcomes as outcome_tables
from fulfilment.exports import rates as rate_tables
from fulfilment.exports import tables
from fulfilment.exports import weekly as weekly_file
from fulfilment.files import make_folder, write_whole
from fulfilment.returns.collecting import collect
from fulfilment.store.engines import transaction
from fulfilment.store.office import events, registered
from fulfilment.surveys.definition import Survey
from fulfilment.workspace import Workspace

OUT = click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write. Default: exports/ in the workspace."
)


@click.group()
def export() -> None:
    """What leaves for analysis and for the client: codes and counts, never names."""


@export.command()
@click.argument("wave")
@click.option("--test", is_flag=True, help="Seeds and proofs instead of people.")
@OUT
@click.pass_obj
def answers(desk: Desk, wave: str, test: bool, out: Path | None) -> None:
    """Open the answers of WAVE into a CSV of codes, one row a response part. Needs keys/answers."""
    workspace = desk.workspace()
    found, content = workspace.wave(wave), workspace.content
    _collect(desk, workspace, wave)
    kinds = answers_table.TESTS if test else answers_table.PEOPLE
    table = answers_table.answers(workspace.office, workspace.online, found, content, workspace.answers_key(), kinds)
    rows = {"rows": table.count(b"\r\n") - 1}
    path = _path(workspace, out, f"{wave}-answers.csv")
    _register(desk, workspace, path, "answers", wave, rows)
    write_whole(path, table)
    click.echo(f"Answers of {wave} in {path}")


@export.command()
@click.argument("wave")
@OUT
@click.pass_obj
def codebook(desk: Desk, wave: str, out: Path | None) -> None:
    """Write the codebook of WAVE: every variable, every code, as CSV."""
    workspace = desk.workspace()
    path = _path(workspace, out, f"{wave}-codebook.csv")
    write_whole(path, codes.codebook(workspace.content, workspace.wave(wave).survey))
    click.echo(f"Codebook of {wave} in {path}")


@export.command()
@click.argument("wave")
@click.option("--cases", is_flag=True, help="One row a case, nothing hidden: for the analyst of the answers alone.")
@OUT
@click.pass_obj
def outcomes(desk: Desk, wave: str, cases: bool, out: Path | None) -> None:
    """Write what became of the mailed cases of WAVE, by trust and age band, small numbers hidden, as CSV."""
    workspace = desk.workspace()
    survey = _survey(workspace, wave)
    _collect(desk, workspace, wave)
    if cases:
        path, data = _path(workspace, out, f"{wave}-cases.csv"), outcome_tables.cases(workspace.office, survey.id, wave)
        _register(desk, workspace, path, "cases", wave, {"rows": data.count(b"\r\n") - 1})
    else:
        path = _path(workspace, out, f"{wave}-outcomes.csv")
        data = tables.as_csv(outcome_tables.outcomes(workspace.office, wave, survey.small_number))
    write_whole(path, data)
    click.echo(f"Outcomes of {wave} in {path}")


@export.command()
@click.argument("wave")
@click.option("--json", "as_json", is_flag=True, help="For machines. What is hidden is null.")
@click.pass_obj
def rates(desk: Desk, wave: str, as_json: bool) -> None:
    """Show the response rates of WAVE, raw and adjusted, by trust, age band and mode, small numbers hidden."""
    workspace = desk.workspace()
    survey = _survey(workspace, wave)
    _collect(desk, workspace, wave)
    found = rate_tables.rates(workspace.office, wave, survey.small_number)
    if as_json:
        data = {
            table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for table in (found.rates, found.modes)
        }
        click.echo(json.dumps(data, indent=2))
        return
    console = Console()
    for table in (found.rates, found.modes):
        heads, *rows = table.written()
        shown = Printed(*(head.replace("_", " ") for head in heads), title=table.name, title_justify="left")
        for row in rows:
            shown.add_row(*row)
        console.print(shown)
    click.echo("Whole percents, a half up; raw of the mailed, adjusted of the eligible. * is hidden: too few people.")


@export.command()
@click.argument("wave")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Default: exports/ in the workspace.")
@click.pass_obj
def weekly(desk: Desk, wave: str, folder: Path | None) -> None:
    """Write the weekly file of WAVE for the client, as a workbook and as CSV, dated, small numbers hidden."""
    workspace, now = desk.workspace(), desk.now()
    survey = _survey(workspace, wave)
    _collect(desk, workspace, wave)
    file = weekly_file.weekly(workspace.office, survey.id, wave, survey.small_number, now)
    for suffix, data in (("csv", weekly_file.as_csv(file)), ("xlsx", weekly_file.as_workbook(file))):
        name = f"{wave}-weekly-{now:%Y-%m-%d}.{suffix}"
        path = _path(workspace, folder / name if folder else None, name)
        _register(desk, workspace, path, "weekly", wave, {})
        write_whole(path, data)
        click.echo(f"Weekly file of {wave} in {path}")


def _survey(workspace: Workspace, wave: str) -> Survey:
    return workspace.content.survey(workspace.wave(wave).survey)


def _collect(desk: Desk, workspace: Workspace, wave: str) -> None:
    useable = _survey(workspace, wave).useable_answers
    collect(workspace.office, workspace.online, wave, useable, desk.now(), desk.actor)


def _path(workspace: Workspace, out: Path | None, name: str) -> Path:
    path = out or workspace.path / "exports" / name
    make_folder(path.parent)
    return path


def _register(desk: Desk, workspace: Workspace, path: Path, kind: str, wave: str, detail: dict[str, int]) -> None:
    with transaction(workspace.office) as session:
        registered.register(session, workspace.room(wave).relative(path), kind, wave, desk.now())
        events.record(session, desk.now(), desk.actor, f"{kind}_exported", wave=wave, detail=detail)
