"""The help texts that the docs quote, generated: ``python -m tests.help_texts`` writes them anew into README and docs.

A block of code whose first line is ``$ fulfilment NOUN VERB --help`` holds what that command prints, 80 columns wide.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import click
from click.testing import CliRunner

from fulfilment.commands.main import fulfilment
from webform.command import main as webform

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PROGRAMS: dict[str, click.Group] = {"fulfilment": fulfilment, "webform": webform}
QUOTED = re.compile(r"(?<=^```\n)\$ (?P<line>(?:fulfilment|webform) [^\n]*--help)\n(?P<text>.*?)(?=^```$)", re.M | re.S)


def with_help(page: str) -> str:
    """The text of a page with every quoted help text as it is now."""
    return QUOTED.sub(lambda quoted: f"$ {quoted['line']}\n{help_text(shlex.split(quoted['line']))}", page)


def help_text(words: Sequence[str]) -> str:
    """What ``fulfilment NOUN VERB --help`` prints."""
    shown = CliRunner().invoke(PROGRAMS[words[0]], words[1:], prog_name=words[0], terminal_width=80)
    assert shown.exit_code == 0, shown.output
    return shown.output


def main() -> None:
    """Write every page whose help texts have changed."""
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        if (new := with_help(old)) != old:
            page.write_text(new, encoding="utf-8")
            print(f"{page.relative_to(ROOT)} brought up to date")


if __name__ == "__main__":
    main()
