"""`fulfilment demo`: everything on invented people, up to a released first mailing."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from fulfilment import demo as demonstration
from fulfilment.commands import unsigned
from fulfilment.commands.main import Desk
from fulfilment.commands.progress import shown


@click.command()
@click.option("--people", type=click.IntRange(10), help="Adults to invent; under 16s are three tenths of them.")
@click.pass_obj
def demo(desk: Desk, people: int | None) -> None:
    """Invent trusts' files for both surveys and take them all the way: checked, cases, letters, codes live."""
    counts = {"adult": people, "under16": max(10, people * 3 // 10)} if people else demonstration.PEOPLE
    with shown() as progress:
        made = demonstration.run(desk.path, desk.now(), counts, progress)
    console = Console()
    table = Table("what", "how much", "where", title="Made", title_justify="left")
    root = made.workspace.path.parent
    for row in made.made:
        table.add_row(row.what, row.much, str(row.where.relative_to(root)))
    console.print(table)
    click.echo("\nTo try (`make serve` opens both sites):")
    for line in demonstration.to_try(made):
        click.echo(f"  {line}")
    unsigned.tell(made.workspace.content)
