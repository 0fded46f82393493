"""`fulfilment content count`: two tables of what there is, as the README shows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from fulfilment.commands.content_folders import folders, of_content
from fulfilment.surveys import counting
from fulfilment.surveys.content import Content


@click.command()
@of_content
@click.pass_context
def count(ctx: click.Context, letters: Path | None, translations: Path | None) -> None:
    """Count letters, pages and questionnaires by language, with who signed them, and questions by questionnaire."""
    click.echo("\n".join(tables(Content.load(*folders(ctx, letters, translations)))), nl=False)


def tables(content: Content) -> tuple[str, str]:
    """The two tables in Markdown: by language, by questionnaire. A count is "2 of 3" where one is not whole."""
    spoken = [
        (each.language.english_name, each.letters, each.pages, each.questionnaires, each.signed_off)
        for each in counting.languages(content)
    ]
    asked = [
        (each.questionnaire, each.part, each.closed, each.comments, each.options)
        for each in counting.questionnaires(content)
    ]
    return (
        _table(("Language", "Letters", "Pages", "Questionnaires", "Signed off by"), spoken),
        _table(("Questionnaire", "Part", "Questions", "Comment boxes", "Options"), asked),
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    cells = [tuple(map(str, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    lines = [heads, ["-" * width for width in widths], *cells]
    return "".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |\n"
        for line in lines
    )


COMMANDS = (count,)
