"""`fulfilment content extract|update|compile`: the English out to translators, their catalogues up to date and out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from fulfilment.commands import unsigned
from fulfilment.commands.content_folders import folders, of_content
from fulfilment.errors import FulfilmentError
from fulfilment.surveys import compiling, translating
from fulfilment.surveys.content import Content
from fulfilment.surveys.languages import SOURCE, Language
from fulfilment.surveys.translating import Updated

OUT = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=OUT)
@of_content
@click.pass_context
def extract(ctx: click.Context, folder: Path, letters: Path | None, translations: Path | None) -> None:
    """Write letters.pot, pages.pot and questionnaires.pot into FOLDER: every English text, to start a language from.

    Each text has its place in the file, where it is seen, for whom, and what in it stays as it is.
    """
    content = Content.load(*folders(ctx, letters, translations))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in translating.templates(content):
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)


@click.command()
@click.argument("languages", nargs=-1, metavar="[LANGUAGE]...")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@of_content
@click.pass_context
def update(
    ctx: click.Context, languages: tuple[str, ...], dry_run: bool, letters: Path | None, translations: Path | None
) -> None:
    """Bring the catalogues of each LANGUAGE up to date with the English. Without one: of all.

    What is new stands there untranslated. What has changed keeps its translation, marked fuzzy, with the English that
    was translated. What has gone stands at the end. Order and head of a file stay.
    """
    where = folders(ctx, letters, translations)
    content = Content.load(*where)
    done = [
        each for language in _chosen(content, languages) for each in translating.updated(content, language, where[1])
    ]
    for each in done:
        if each.is_changed and not dry_run:
            each.path.parent.mkdir(parents=True, exist_ok=True)
            each.path.write_bytes(each.text.encode())
        click.echo(_told(each, dry_run))
    unsigned.tell(content)


def _told(each: Updated, dry_run: bool) -> str:
    changed = ("would change" if dry_run else "brought up to date") if each.is_changed else "as it was"
    counts = (("untranslated", each.untranslated), ("fuzzy", each.fuzzy), ("gone", each.obsolete))
    told = "".join(f", {count} {name}" for name, count in counts if count)
    return f"{each.file}: {changed}; {each.texts} texts{told}"


@click.command("compile")
@click.argument("folder", type=OUT)
@of_content
@click.pass_context
def compile_catalogues(ctx: click.Context, folder: Path, letters: Path | None, translations: Path | None) -> None:
    """Write each language's catalogues into FOLDER as .mo files, for other programs that speak our words.

    This program needs none: it reads the .po files as they are. Refused while `content check` finds a fault.
    """
    where = folders(ctx, letters, translations)
    content = Content.load(*where)
    for language, made in compiling.compiled(content, where[1]):
        path = folder / language.id / "LC_MESSAGES" / f"{made.name}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.data)
        click.echo(f"{path}: {made.texts} texts" + (f", {made.left_out} left out" if made.left_out else ""))
    unsigned.tell(content)


def _chosen(content: Content, tags: Sequence[str]) -> list[Language]:
    unknown = [tag for tag in tags if tag not in content.languages or tag == SOURCE]
    if unknown:
        known = ", ".join(tag for tag in content.languages if tag != SOURCE)
        what = f"No language to translate into: {', '.join(unknown)}"
        raise FulfilmentError("language", what, f"Use {known}, or add it to translations/languages.yaml.")
    return [content.languages[tag] for tag in tags or content.languages if tag != SOURCE]


COMMANDS = (extract, update, compile_catalogues)
