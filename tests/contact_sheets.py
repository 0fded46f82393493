"""Everything that is read, on pictures to look at: ``make contact-sheets``, or ``python -m tests.contact_sheets``.

Into ``build/contact-sheets``: every page of every letter, a row for each language; every page of the public site and
every question of every questionnaire as a telephone shows it, sheets for each language. Under ``screens/`` stands each
picture of the site alone, for ``fulfilment content preview``. What is there follows from the content of the day.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from flask import Flask
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page
from werkzeug.wrappers import Response

from fulfilment.mailings import specimens
from fulfilment.shipped import fonts_dir, letters_dir, translations_dir
from fulfilment.surveys.content import SHARED, Content
from fulfilment.surveys.definition import Part, Questionnaire
from tests.browser import robot
from tests.browser.conftest import DEVICES, ROOT
from tests.browser.launching import chromium
from tests.webform.public_site import PublicSite, make_site, make_store, served
from webform.public import rendering, speaking
from webform.public.site import site as public_site

FOLDER = ROOT / "build" / "contact-sheets"
PAPER_DPI = 90  # our choice, as in the README: body text can just be read
ACROSS, DOWN = 8, 3  # telephones on a sheet
TALLEST_PX = 4000  # CSS pixels: longer than any page of ours
LABEL_PX, LABEL_SIZE = 34, 20
COLOURS = 32
BETWEEN, BACKGROUND = 24, "#d8dde0"  # pixels; the NHS's pale grey, so that white sheets show
TRUST = "Wexcombe University Hospitals NHS Foundation Trust"

Labelled = tuple[str, Image.Image]


def letters(content: Content, folder: Path) -> None:
    """A sheet for each letter: front and back from left to right, a row for each language; single pages in one row."""
    for specimen in specimens.specimens(content):
        rows = [
            [
                (f"{specimen.survey}, {specimen.name}, {tag}, page {number}", page)
                for number, page in enumerate(specimens.pages(content, specimen, tag, PAPER_DPI), start=1)
            ]
            for tag in content.survey(specimen.survey).languages
        ]
        across = len(rows[0]) if len(rows[0]) > 1 else len(rows)
        path = folder / f"letter-{specimen.survey}-{specimen.name}.png"
        save(sheet([labelled for row in rows for labelled in row], across), path)


def pages(content: Content, browser: Browser, folder: Path) -> None:
    """Every document of the site as a page of it, without the buttons that a journey adds."""
    with site(content) as (made, address):
        add_documents(made.app)
        page = phone(browser)
        for survey in (SHARED, *content.surveys):
            names = [name for owner, name in content.pages if owner == survey]
            speaks = content.surveys.get(survey) or next(iter(content.surveys.values()))
            for tag in speaks.languages:
                shots = []
                for name in names:
                    page.goto(f"{address}/{tag}/{speaks.id}/document/{name}")
                    shots.append((name, kept(page, folder, f"{survey}/{name}.{tag}")))
                sheets(shots, folder, f"pages-{survey}-{tag}")


def questions(content: Content, browser: Browser, folder: Path) -> None:
    """Every question, and the pages around them: from the start to what is shown at the end."""
    for questionnaire in content.questionnaires.values():
        for tag, some in journey(content, questionnaire, browser, folder).items():
            sheets(some, folder, f"questions-{questionnaire.id}-{tag}")


def journey(
    content: Content, questionnaire: Questionnaire, browser: Browser, folder: Path, most: int | None = None
) -> dict[str, list[Labelled]]:
    """The pages of a questionnaire, or its first ones, by language."""
    survey, file = content.survey(questionnaire.survey), Path(questionnaire.file).stem
    shots: dict[str, list[Labelled]] = {tag: [] for tag in survey.languages}
    with site(everybody_is_asked(content)) as (made, address):
        page = phone(browser)
        code, _ = made.code(questionnaire.id, trust=TRUST)
        page.goto(f"{address}/{survey.path_letter}-EN/{code}")
        for name in islice(walked(page, questionnaire), most):
            _, _, here = page.url.removeprefix(f"{address}/").partition("/")
            for tag in survey.languages:  # and on from the last: a journey may go on in any language
                page.goto(f"{address}/{tag}/{here}")
                shots[tag].append((name, kept(page, folder, f"{survey.id}/{file}/{name}.{tag}")))
        page.close()
    return shots


def walked(page: Page, questionnaire: Questionnaire) -> Iterator[str]:
    """Go from the start through every part, leaving every question blank; at each page its name."""
    yield "start"
    robot.press(page)
    for part in questionnaire.parts:
        if page.url.endswith("/who"):
            yield "who"
            page.check(f"input[name=part][value={part.id}]")
            robot.press(page)
        if page.url.endswith("/begin"):
            yield f"{part.id}-begin"
            robot.press(page, "main form button[value=yes]")
        yield from _asked(page, part)
        yield f"{part.id}-check"
        robot.press(page)
        yield f"{part.id}-sent"
        if page.locator("main form button").count():
            robot.press(page)


def _asked(page: Page, part: Part) -> Iterator[str]:
    for question in part.questions:
        assert page.url.endswith(f"/{question.id}"), f"{page.url} instead of {question.id}"
        yield question.id
        robot.press(page)


def everybody_is_asked(content: Content) -> Content:
    """The same content without routing, so that one walk meets every question."""
    return replace(content, questionnaires={key: _unrouted(each) for key, each in content.questionnaires.items()})


def _unrouted(questionnaire: Questionnaire) -> Questionnaire:
    parts = []
    for part in questionnaire.parts:
        sections = [
            section.model_copy(
                update={"questions": tuple(each.model_copy(update={"ask_if": None}) for each in section.questions)}
            )
            for section in part.sections
        ]
        parts.append(part.model_copy(update={"sections": tuple(sections)}))
    return questionnaire.model_copy(update={"parts": tuple(parts)})


@contextmanager
def site(content: Content) -> Iterator[tuple[PublicSite, str]]:
    """A public site with a store of its own, being served; with its address."""
    with tempfile.TemporaryDirectory() as name:
        make_store(Path(name))
        made = make_site(Path(name), content)
        try:
            with served(made.app) as address:
                yield made, address
        finally:
            made.engine.dispose()


def add_documents(app: Flask) -> None:
    """An address for every page of letters/, whatever leads to it in a journey."""

    @app.get("/<lang:language>/<survey:survey>/document/<name>")
    def document(name: str) -> Response:
        survey = speaking.survey()
        speaking.speak_to(public_site().content.page(survey.id, name).audience, TRUST)
        return rendering.document_page(name)


def phone(browser: Browser) -> Page:
    """A small telephone of somebody new."""
    width, height = DEVICES["phone"]
    return browser.new_page(viewport={"width": width, "height": height})


def kept(page: Page, folder: Path, name: str) -> Image.Image:
    """The page from its top to the end of what it says, kept under ``screens/``."""
    page.wait_for_load_state()
    path = folder / "screens" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, animations="disabled", caret="hide", full_page=True)
    end = page.locator("main").bounding_box()
    with Image.open(path) as taken:
        bottom = int(min(taken.height, TALLEST_PX, end["y"] + end["height"] if end else TALLEST_PX))
        image = taken.convert("RGB").crop((0, 0, taken.width, bottom))
    save(image, path)
    return image


def sheets(some: Sequence[Labelled], folder: Path, name: str) -> None:
    """Pictures on as many sheets as they need."""
    size = ACROSS * DOWN
    for start in range(0, len(some), size):
        number = f"-{start // size + 1}" if len(some) > size else ""
        save(sheet(some[start : start + size], ACROSS), folder / f"{name}{number}.png")


def sheet(some: Sequence[Labelled], across: int) -> Image.Image:
    """Pictures in rows on a grey table, each under its name."""
    rows = [some[start : start + across] for start in range(0, len(some), across)]
    widest = max(image.width for _, image in some)
    heights = [max(image.height for _, image in row) + LABEL_PX for row in rows]
    columns = min(across, len(some))
    table = Image.new(
        "RGB", (columns * (widest + BETWEEN) + BETWEEN, sum(heights) + BETWEEN * (len(rows) + 1)), BACKGROUND
    )
    draw = ImageDraw.Draw(table)
    font = ImageFont.truetype(fonts_dir() / "NotoSans-Regular.ttf", LABEL_SIZE)
    top = BETWEEN
    for row, height in zip(rows, heights, strict=True):
        for column, (label, image) in enumerate(row):
            left = BETWEEN + column * (widest + BETWEEN)
            draw.text((left, top), label, "#212b32", font)
            table.paste(image, (left, top + LABEL_PX))
        top += height + BETWEEN
    return table


def save(image: Image.Image, path: Path) -> None:
    """Write a picture in few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, "PNG", optimize=True)


def main(names: Iterable[str]) -> None:
    """Make the sheets that are named (letters, pages, questions), or all."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a browser asks for several files at once
    content = Content.load(letters_dir(), translations_dir())
    wanted = set(names) or {"letters", "pages", "questions"}
    if "letters" in wanted:
        letters(content, FOLDER)
    with chromium() as browser:
        for name, draw in (("pages", pages), ("questions", questions)):
            if name in wanted:
                draw(content, browser, FOLDER)
    for path in sorted(FOLDER.glob("*.png")):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        shutil.rmtree(FOLDER, ignore_errors=True)  # else a page that is gone would still be there
    main(sys.argv[1:])
