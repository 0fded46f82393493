"""`fulfilment content reading`: the reading age and the longest sentence of every block of the English."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from fulfilment.commands.main import Desk
from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys.content import Content
from fulfilment.surveys.reading_report import Readability, rows

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("reading")
@click.option("--letters", type=FOLDER, help="The folder of surveys. Default: the workspace's, else the shipped one.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_context
def reading(ctx: click.Context, letters: Path | None, as_json: bool) -> None:
    """Show how easy the English is to read, block by block, the hardest first, beside its reader's limits."""
    desk = ctx.find_object(Desk)
    own = (desk.path if desk else Path()) / "letters"
    content = Content.load(letters or (own if own.is_dir() else letters_dir()), translations_dir())
    found = sorted(rows(content), key=lambda row: (row.reader, -(row.reading_age or 0)))
    if as_json:
        click.echo(json.dumps({"blocks": [asdict(row) for row in found]}, ensure_ascii=False, indent=2))
        return
    click.echo("age  at most  sentence  at most  words  block")
    for row in found:
        age = "-" if row.reading_age is None else f"{row.reading_age:.1f}"
        numbers = f"{age:>4}{row.reading_age_limit:>8}{row.longest_sentence:>10}{row.sentence_limit:>9}{row.words:>7}"
        click.echo(f"{numbers}  {row.block}{f' ({row.reason})' if row.reason else ''}")
    for line in _by_reader(found):
        click.echo(line)


def _by_reader(found: Iterable[Readability]) -> list[str]:
    """A line a reader: blocks, those measured, their mean and highest reading age."""
    readers: dict[str, list[Readability]] = {}
    for row in found:
        readers.setdefault(row.reader, []).append(row)
    lines = []
    for reader, blocks in readers.items():
        ages = [row.reading_age for row in blocks if row.reading_age is not None]
        measured = (
            f"reading age {sum(ages) / len(ages):.1f} on average, {max(ages):.1f} at most" if ages else "too short"
        )
        lines.append(f"{reader}: {len(blocks)} blocks, {len(ages)} long enough to measure: {measured}")
    return lines
