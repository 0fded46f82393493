"""`fulfilment content preview`: one page to read everything on, in all languages, before it is printed or shown."""

from __future__ import annotations

from pathlib import Path

import click

from fulfilment.commands import unsigned
from fulfilment.commands.content_folders import FOLDER, folders, of_content
from fulfilment.commands.progress import shown
from fulfilment.mailings.previewing import preview as page
from fulfilment.surveys.content import Content


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--screens", type=FOLDER, help="Pictures of the site, as `make contact-sheets` leaves them.")
@of_content
@click.pass_context
def preview(
    ctx: click.Context, out: Path, screens: Path | None, letters: Path | None, translations: Path | None
) -> None:
    """Write OUT, one HTML page: each text beside its translations, each letter as it is printed.

    With --screens each question and page as a telephone shows it, too. The page asks no other host for anything.
    """
    content = Content.load(*folders(ctx, letters, translations))
    with shown() as progress:
        text = page(content, screens, progress)
    out.write_text(text, encoding="utf-8")
    click.echo(f"{out}: {out.stat().st_size:,} bytes")
    unsigned.tell(content)


COMMANDS = (preview,)
