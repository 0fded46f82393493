"""The preview: one page that shows each text beside its translations, letters as printed, questions as on a telephone.

It asks no other host for anything and needs no other file. Paper is set here; of the site, whose pages this package
does not make, it shows the pictures that it is given.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from PIL import Image

from fulfilment.errors import FulfilmentError
from fulfilment.mailings import specimens
from fulfilment.mailings.specimens import Specimen
from fulfilment.room import Progress
from fulfilment.surveys import beside
from fulfilment.surveys.beside import Block, Group
from fulfilment.surveys.content import Content
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.signing import signed_off, warning

DPI = 75  # our choice: 12 pt can be read
GREYS = 16
KINDS = {"letter": "Letters", "questionnaire": "Questionnaires", "page": "Pages", "words": "Words on screen"}


@dataclass(frozen=True)
class Shown:
    """A language's column."""

    tag: str
    name: str
    direction: str
    signed_off: str


@dataclass(frozen=True)
class Pictured:
    """A file, its pictures on paper by language or why there are none, and those on screen by block and language."""

    group: Group
    paper: Mapping[str, list[str]]
    refused: Mapping[str, str]
    screen: Mapping[str, Mapping[str, str]]


def preview(content: Content, screens: Path | None, progress: Progress) -> str:
    """The page. ``screens`` holds pictures named ``<survey>/<file>/<question>.<language>.png``, pages without question.

    A letter that does not fit its page is shown by its fault.
    """
    there = {(each.survey, each.name): each for each in specimens.specimens(content)}
    groups = list(beside.groups(content))
    pictured = []
    for number, group in enumerate(groups, start=1):
        pictured.append(_pictured(content, group, _specimen(there, group), screens))
        progress("files", number, len(groups))
    environment = Environment(
        loader=PackageLoader("fulfilment.mailings"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("preview.html").render(
        files=pictured, languages=_languages(content), kinds=KINDS, unsigned=warning(content),
        surveys=[*content.surveys], has_screens=screens is not None,
    )  # fmt: skip


def _languages(content: Content) -> list[Shown]:
    spoken = [content.languages[SOURCE], *beside.languages(content)]
    return [
        Shown(each.id, each.english_name, content.words(each.id).direction, signed_off(content, each))
        for each in spoken
    ]


def _specimen(there: Mapping[tuple[str, str], Specimen], group: Group) -> Specimen | None:
    if group.kind != "letter":
        return None
    return there.get((group.survey, group.name)) or next(
        (each for key, each in there.items() if key[1] == group.name), None
    )


def _pictured(content: Content, group: Group, specimen: Specimen | None, screens: Path | None) -> Pictured:
    paper: dict[str, list[str]] = {}
    refused: dict[str, str] = {}
    for tag in _spoken(content, specimen):
        assert specimen is not None
        try:
            paper[tag] = [_data(page) for page in specimens.pages(content, specimen, tag, DPI)]
        except FulfilmentError as error:
            refused[tag] = str(error)
    screen = {block.name: found for block in group.blocks if (found := dict(_screens(content, group, block, screens)))}
    return Pictured(group, paper, refused, screen)


def _spoken(content: Content, specimen: Specimen | None) -> tuple[str, ...]:
    return content.survey(specimen.survey).languages if specimen else ()


def _screens(content: Content, group: Group, block: Block, folder: Path | None) -> Iterator[tuple[str, str]]:
    for tag in content.languages if folder else ():
        name = group.name if group.kind == "page" else f"{group.name}/{block.name}"
        path = (folder or Path()) / (group.survey or "shared") / f"{name}.{tag}.png"
        if path.is_file():
            yield tag, "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


def _data(page: Image.Image) -> str:
    out = io.BytesIO()
    page.convert("L").quantize(GREYS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
