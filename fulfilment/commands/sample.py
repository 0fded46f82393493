"""`fulfilment sample`: check, load and approve trusts' files. Shows counts and places, never a person's values."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.london import london_day
from fulfilment.samples import report
from fulfilment.samples.checking import Checked
from fulfilment.samples.intake import Intake
from fulfilment.samples.loading import Doing
from fulfilment.samples.rules import RULES, Effect
from fulfilment.workspace import Workspace

PLACES_SHOWN = 8
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
TRUST = click.option("--trust", help="Who sent the files. Default: the trust code that most rows of a file carry.")


@click.group()
def sample() -> None:
    """Trusts' sample files."""


@sample.command()
@click.argument("wave")
@FILES
@TRUST
@click.option("--report", "to", type=click.Path(path_type=Path), help="For the trust: a file .html, .csv or .json.")
@click.option("--json", "as_json", is_flag=True, help="Counts, for machines.")
@click.pass_obj
@click.pass_context
def check(
    ctx: click.Context,
    desk: Desk,
    wave: str,
    files: tuple[Path, ...],
    trust: str | None,
    to: Path | None,
    as_json: bool,
) -> None:
    """Check FILES for WAVE and change nothing. Exit status 1 where one has a fault that the trust must mend."""
    workspace = desk.workspace()
    if to:
        report.check_suffix(to)
    intake = intake_of(workspace, wave)
    checked = intake.check(files, london_day(desk.now()), trust)
    if to:
        intake.register(to, "sample_report", desk.now())
        report.write(checked, to)
    if as_json:
        click.echo(json.dumps([report.summary(each) for each in checked], indent=2))
    else:
        _show(checked)
    if to and not as_json:
        click.echo(f"Report: {to}. It quotes patients' data: send it to the trust by secure transfer only.")
    ctx.exit(1 if any(each.blocked for each in checked) else 0)


@sample.command()
@click.argument("wave")
@FILES
@TRUST
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def load(desk: Desk, wave: str, files: tuple[Path, ...], trust: str | None, as_json: bool) -> None:
    """Load FILES into WAVE: all of them, or none where one has a fault. Loading a file again changes nothing."""
    workspace = desk.workspace()
    intake = intake_of(workspace, wave)
    checked = intake.check(files, london_day(desk.now()), trust)
    if any(each.blocked for each in checked):
        _show([each for each in checked if each.blocked])
        raise FulfilmentError(
            "sample-faulty", "Nothing was loaded", "Send the trust the report of `fulfilment sample check --report`."
        )
    loaded = intake.load(checked, _doing(desk))
    if as_json:
        click.echo(json.dumps([vars(each) for each in loaded], indent=2))
        return
    for each in loaded:
        if each.again:
            click.echo(f"{each.file}: loaded before for {each.trust}. Nothing changed.")
            continue
        click.echo(
            f"{each.file}: {each.added} people of {each.trust} added, {each.updated} brought up to date, "
            f"{each.unchanged} have a case that stays; {each.superseded} cases elsewhere gave way."
        )
    click.echo(f"Next: fulfilment sample approve {wave} TRUST.")


@sample.command()
@click.argument("wave")
@click.argument("trust")
@click.pass_obj
def approve(desk: Desk, wave: str, trust: str) -> None:
    """Approve what was loaded of TRUST for WAVE; nothing is sent for a trust before."""
    approved = intake_of(desk.workspace(), wave).approve(trust, _doing(desk))
    click.echo(f"{trust}: {approved} files approved." if approved else f"{trust}: approved before. Nothing changed.")


def intake_of(workspace: Workspace, wave: str) -> Intake:
    """Where files of a wave are taken in."""
    place = workspace.wave(wave)
    survey = workspace.content.survey(place.survey)
    waves = list(workspace.waves.values())
    return Intake(survey, place, waves, workspace.office, workspace.online, workspace.office_keys(), workspace.path)


def _doing(desk: Desk) -> Doing:
    return Doing(desk.actor, desk.now(), secrets.token_bytes)


def _show(checked: Sequence[Checked]) -> None:
    console = Console()
    for each in checked:
        verdict = "to be mended, nothing may be loaded" if each.blocked else f"in order, {len(each.records)} people"
        title = f"{each.file}: trust {each.trust or 'not known'}, {each.rows} rows, {verdict}"
        table = Table("what happens", "what was found", "times", "where", title=title, title_justify="left")
        for effect, words in report.EFFECTS.items():
            for code, times in each.counts(effect).most_common():
                table.add_row(words, RULES[code].what, str(times), _places(each, effect, code))
        console.print(table)


def _places(checked: Checked, effect: Effect, code: str) -> str:
    """Columns and the first rows in which a code was found."""
    found = [finding for finding in checked.of(effect) if finding.code == code]
    columns = sorted({finding.column for finding in found if finding.column})
    rows = [str(finding.row) for finding in found if finding.row is not None]
    more = ", ..." if len(rows) > PLACES_SHOWN else ""
    where = f"row {', '.join(rows[:PLACES_SHOWN])}{more}" if rows else ""
    return "; ".join(filter(None, [", ".join(columns), where]))
