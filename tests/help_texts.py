"""What README and docs quote of the program, generated: ``make quotes`` writes it anew.

A block of code whose first line is ``$ fulfilment NOUN VERB --help`` holds what that command prints, 80 columns wide.
Between two comments ``fulfilment content count`` stand the tables of the shipped content.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import click
from click.testing import CliRunner

from fulfilment.commands.content_counting import tables
from fulfilment.commands.main import fulfilment
from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys.content import Content
from webform.command import main as webform

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PROGRAMS: dict[str, click.Group] = {"fulfilment": fulfilment, "webform": webform}
QUOTED = re.compile(r"(?<=^```\n)\$ (?P<line>(?:fulfilment|webform) [^\n]*--help)\n(?P<text>.*?)(?=^```$)", re.M | re.S)
COUNTED = re.compile(r"(?<=<!-- fulfilment content count -->\n).*?(?=<!-- /fulfilment content count -->)", re.S)


def with_quotes(page: str) -> str:
    """The text of a page with all that it quotes as it is now."""
    return with_help(with_counts(page))


def with_counts(page: str) -> str:
    """The text of a page with the tables of the shipped content as they are now."""
    both = "\n".join(tables(Content.load(letters_dir(), translations_dir())))
    return COUNTED.sub(lambda _: both, page)


def with_help(page: str) -> str:
    """The text of a page with every quoted help text as it is now."""
    return QUOTED.sub(lambda quoted: f"$ {quoted['line']}\n{help_text(shlex.split(quoted['line']))}", page)


def help_text(words: Sequence[str]) -> str:
    """What ``fulfilment NOUN VERB --help`` prints."""
    shown = CliRunner().invoke(PROGRAMS[words[0]], words[1:], prog_name=words[0], terminal_width=80)
    assert shown.exit_code == 0, shown.output
    return shown.output


def main() -> None:
    """Write every page whose quotations have changed."""
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        if (new := with_quotes(old)) != old:
            page.write_text(new, encoding="utf-8")
            print(f"{page.relative_to(ROOT)} brought up to date")


if __name__ == "__main__":
    main()
