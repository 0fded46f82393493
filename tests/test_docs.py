"""README and docs say what is so: commands, options, help texts, links, pictures, addresses, the transcript."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image

from fulfilment.commands.main import fulfilment
from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys.content import Content
from fulfilment.surveys.strict_yaml import parse
from fulfilment.waves import Trust, Wave
from fulfilment.workspace import Settings
from tests import pictures, season
from tests.help_texts import COUNTED, PAGES, PROGRAMS, QUOTED, ROOT, with_counts, with_help
from tests.webform.public_site import make_store

README = ROOT / "README.md"
DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
INLINE = re.compile(r"`(?:\.venv/bin/)?((?:fulfilment|webform|make)\s[^`]+)`")
LINK = re.compile(r"\[[^]]*\]\(([^)]+)\)")
COMMAND = re.compile(r"^(?:\$ )?((?:fulfilment|webform|make) .*)$", re.M)
CODE, DIGITS = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{1,4}){2,}\b|\b[A-Z2-7]{32}\b"), re.compile(r"\d+")

page = pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)


def commands_of(file: Path) -> list[str]:
    """Every command line that a page names, in a block of its own lines or within a sentence."""
    text = file.read_text(encoding="utf-8")
    blocks = [line for block in BLOCK.finditer(text) for line in COMMAND.findall(block["text"])]
    return [*blocks, *(re.sub(r"\s+", " ", line) for line in INLINE.findall(BLOCK.sub("", text)))]


def leaves(group: click.Group, name: str) -> Iterator[str]:
    """The full names of the commands under a group."""
    context = click.Context(group)
    for word in group.list_commands(context):
        found = group.get_command(context, word)
        assert found is not None
        if isinstance(found, click.Group):
            yield from leaves(found, f"{name} {word}")
        else:
            yield f"{name} {word}"


def strangers(line: str) -> list[str]:
    """What stands in a command line of ours and does not exist: a command, an option, a target of make."""
    words = shlex.split(line)
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
        return [word for word in words[1:] if word not in targets and "=" not in word]
    command: click.Command = PROGRAMS[words[0]]
    context = click.Context(command)
    known = options_of(command)
    wrong = []
    skip = False
    for word in words[1:]:
        if skip:
            skip = False
        elif word.startswith("--"):
            if word not in known:
                wrong.append(word)
            else:
                skip = known[word]
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            if found is None:
                return [*wrong, word]
            command, known = found, known | options_of(found)
            context = click.Context(command)
    return wrong


def options_of(command: click.Command) -> dict[str, bool]:
    """Each option of a command, and whether a value follows it."""
    found = {"--help": False}
    for option in (each for each in command.params if isinstance(each, click.Option)):
        found |= dict.fromkeys(option.opts, not option.is_flag)
    return found


def block_after(words: str, kind: str) -> str:
    """The first block of a kind in the deployment page after some words."""
    found = next(each for each in BLOCK.finditer(DEPLOYMENT, DEPLOYMENT.index(words)) if each["kind"] == kind)
    return found["text"]


@page
def test_every_command_and_option_that_a_page_names_exists(file):
    wrong = {line: strange for line in commands_of(file) if (strange := strangers(line))}
    assert wrong == {}


def test_every_command_of_ours_is_named_on_some_page():
    named = " | ".join(line for file in PAGES for line in commands_of(file))
    named = re.sub(r" --workspace \S+", "", named)
    every = [name for program, group in PROGRAMS.items() for name in leaves(group, program)]
    shown_by_make = {"fulfilment demo": "make demo", "webform serve": "make serve"}
    assert [name for name in every if shown_by_make.get(name, name) not in named] == []


@page
def test_a_quoted_help_text_is_the_real_one(file):
    text = file.read_text(encoding="utf-8")
    assert text == with_help(text), "bring it up to date: make quotes"


def test_the_readme_counts_the_content_as_it_is():
    text = README.read_text(encoding="utf-8")
    assert COUNTED.search(text)
    assert text == with_counts(text), "bring it up to date: make quotes"


def test_some_help_texts_are_quoted():
    assert sum(len(QUOTED.findall(file.read_text(encoding="utf-8"))) for file in PAGES) >= 2


@page
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(file):
    broken = []
    for link in LINK.findall(file.read_text(encoding="utf-8")):
        name, _, heading = link.partition("#")
        target = (file.parent / name) if name else file
        if not target.is_file() or (heading and heading not in anchors(target)):
            broken.append(link)
    assert broken == []


def anchors(file: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_picture_has_words_is_used_and_can_be_made_again():
    shown = {}
    for file in PAGES:
        for words, name in re.findall(r"!\[([^]]*)\]\(([^)]+)\)", file.read_text(encoding="utf-8")):
            assert len(words) > 20, f"{name} says nothing to who cannot see it"
            shown[(file.parent / name).resolve()] = words
    there = set(pictures.FOLDER.glob("*"))
    assert {path.name for path in there} == {f"{name}.png" for name in pictures.PICTURES}
    assert set(shown) == there


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_is_small_and_not_empty(name):
    path = pictures.FOLDER / f"{name}.png"
    assert path.stat().st_size <= pictures.MOST_BYTES
    with Image.open(path) as image:
        assert image.width >= 1000
        assert len(image.convert("L").getcolors() or ()) > 8


def test_the_readme_can_be_read_in_one_sitting():
    assert len(README.read_text(encoding="utf-8").splitlines()) < 120


def test_the_readme_leads_to_every_page():
    assert {f"docs/{file.name}" for file in PAGES if file != README} <= set(LINK.findall(README.read_text("utf-8")))


def test_the_transcript_is_what_the_demo_prints(tmp_path):
    blocks = [each["text"] for each in BLOCK.finditer(README.read_text("utf-8"))]
    lines = next(text for text in blocks if text.startswith("$ make demo\n")).splitlines()[1:]
    width = max(map(len, lines))
    ran = CliRunner().invoke(
        fulfilment, ["--workspace", str(tmp_path / "demo"), "demo", "--people", "40"], env={"COLUMNS": str(width)}
    )
    assert ran.exit_code == 0, ran.output
    assert "Nobody qualified has signed off the translation into" in ran.stderr
    printed = [cells(line) for line in ran.stdout.splitlines()]
    assert [line for line in lines if line.strip() != "..." and not any(map(same(cells(line)), printed))] == []


def cells(line: str) -> list[str]:
    """The cells of a line of a table, or the line; codes and numbers made alike, borders all one."""
    bare = re.sub(r"[━─]+", "-", line)
    return [DIGITS.sub("0", CODE.sub("CODE", cell)).strip() for cell in re.split(r"[│┃]", bare)]


def same(wanted: list[str]):
    """Whether a printed line is the wanted one; a cell that was cut off, in either, is compared as far as it goes."""

    def is_same(printed: list[str]) -> bool:
        return len(printed) == len(wanted) and all(map(alike, wanted, printed))

    def alike(one: str, other: str) -> bool:
        shorter, longer = sorted((one, other), key=len)
        return one == other or (shorter.endswith("…") and longer.startswith(shorter[:-1].rstrip("0")))

    return is_same


def test_the_proxys_rule_holds_for_every_address_of_a_letter_and_for_no_other():
    rules = re.findall(r'(?:location ~|<LocationMatch) "([^"]+)"', DEPLOYMENT)
    assert len(rules) == 2
    content = Content.load(letters_dir(), translations_dir())
    for survey in content.surveys.values():
        for language in survey.languages:
            prefix = season.wave(f"{survey.id}-2026").qr_prefix(survey, language)
            path = "/" + prefix.split("/", 3)[3] + "2345-6789-CDF5"
            assert all(re.match(rule, spelt) for rule in rules for spelt in (path, path.lower()))
    for other in ("/", "/en/", "/ur/adult/start", "/pl/under16/child/staff_talk", "/static/app.css", "/en/help"):
        assert not any(re.match(rule, other) for rule in rules), other


def test_the_file_for_gunicorn_answers_with_the_online_store_and_its_keys_alone(tmp_path, monkeypatch):
    make_store(tmp_path)
    monkeypatch.setenv("ONLINE_STORE", f"sqlite:///{tmp_path / 'online.db'}")
    monkeypatch.setenv("PUBLIC_KEYS", str((tmp_path / "keys" / "public").rename(tmp_path / "public")))
    for other in ("office", "staff", "answers", "escrow"):
        (tmp_path / "keys" / other).rename(tmp_path / f"elsewhere-{other}")
    made: dict[str, object] = {}
    exec(compile(block_after("with this file", "python"), "public_site.py", "exec"), made)
    assert made["app"].test_client().get("/en/").status_code == 200  # type: ignore[attr-defined]


def test_the_wave_of_the_deployment_page_can_be_read():
    wave = parse(block_after("wave.yaml`:", "yaml"), "wave.yaml")
    trusts = parse(block_after("trusts.yaml`;", "yaml"), "trusts.yaml")
    assert Trust.model_validate(trusts["trusts"][0]).logo == "rza.png"
    data = {"id": wave.pop("wave"), **wave, "trusts": trusts["trusts"]}
    assert Wave.model_validate(data).fieldwork_ends == date(2027, 2, 26)


def test_the_settings_of_the_deployment_page_are_those_of_a_workspace():
    given = parse(block_after("Write the addresses", ""), "workspace.yaml")
    assert set(given) <= set(Settings.model_fields)


def test_no_line_of_a_page_is_wider_than_a_screen():
    wide = [
        f"{file.name}: {line[:40]}"
        for file in PAGES
        for line in file.read_text(encoding="utf-8").splitlines()
        if len(line) > 150 and not line.startswith(("!", "|"))
    ]
    assert wide == []
