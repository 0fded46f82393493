"""`fulfilment doctor`: check a workspace and its machine."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from fulfilment.closing import doctor as practice
from fulfilment.closing.patient import Patient
from fulfilment.commands.main import Desk
from fulfilment.workspace import Workspace


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look at keys, stores, clock, disk, fonts, versions, content, waves and dates; exit status 1 on a fault."""
    desk = ctx.find_object(Desk)
    assert desk is not None
    workspace = desk.workspace()
    findings = practice.examine(patient_of(workspace), desk.now())
    faults = [finding for finding in findings if finding.fault.blocks]
    if as_json:
        rows = [
            {
                "about": f.about,
                "code": f.fault.code,
                "what": f.fault.what,
                "mend": f.fault.mend,
                "blocks": f.fault.blocks,
            }
            for f in findings
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _show(findings)
        click.echo(
            f"{len(faults) or 'No'} fault{'' if len(faults) == 1 else 's'}, {len(findings) - len(faults)} notes."
        )
    ctx.exit(1 if faults else 0)


def patient_of(workspace: Workspace) -> Patient:
    """The workspace as the doctor looks at it."""
    return Patient(
        root=workspace.path,
        keys=workspace.keys,
        office=lambda: workspace.office,
        online=lambda: workspace.online,
        content=lambda: workspace.content,
        waves=lambda: workspace.waves,
    )


def _show(findings: list[practice.Finding]) -> None:
    if not findings:
        return
    table = Table("about", "", "found", "how to mend it")
    for finding in findings:
        fault = finding.fault
        place = f"{fault.place}: " if fault.place else ""
        table.add_row(finding.about, "fault" if fault.blocks else "note", f"{place}{fault.what}", fault.mend)
    Console().print(table)
