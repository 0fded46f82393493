"""Makes the pictures of README and docs: ``make pictures``, or ``python -m tests.pictures NAME`` for some of them.

A small season of invented people is taken up to released letters; pages of the print files are rendered, and both sites
are opened in Chromium. Keys are made anew each time, so references and access codes differ from run to run.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from fulfilment.keys import accounts, codes, references
from fulfilment.mailings import index
from fulfilment.paper.pictures import picture
from fulfilment.samples import checking, files, report
from fulfilment.samples.synth.invention import invent
from fulfilment.store.engines import transaction
from fulfilment.store.office import staff
from fulfilment.store.office.models import Case
from fulfilment.workspace import Workspace
from tests import contact_sheets, season
from tests.browser import robot
from tests.browser.conftest import DEVICES, ROOT
from tests.browser.launching import chromium
from tests.contact_sheets import BACKGROUND, BETWEEN
from tests.webform.public_site import served
from webform.public import PublicSettings, create_public_app
from webform.staff import create_staff_app

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 250_000  # our choice: a README that opens at once
COLOURS = 64  # enough for black, the greys of smoothed letters and the colours of the NHS
PAPER_DPI, SHARPNESS = 90, 2  # our choice: body text can just be read; pixels of a screenshot for each CSS pixel
TALLEST_PX = 1120  # CSS pixels: a phone is scrolled to see this much; below it stands only the foot of the page
SHEET_ACROSS, SHEET_TALLEST_PX = 7, 760  # our choice: a row of telephones that fits a README
AGENT = "ash.grove"
OTHER_PEOPLE = 7  # a seed that the season does not use

Draw = Callable[["Season", Browser], Image.Image]


@dataclass(frozen=True)
class Season:
    """A workspace with both first mailings released."""

    workspace: Workspace

    def case(self, wave: str, band: str, language: str = "en") -> Case:
        """The first open case of an age band in a language."""
        return next(
            case for case in season.cases_of(self.workspace, wave)
            if (case.age_band, case.language, case.state) == (band, language, "open")
        )  # fmt: skip

    def sheets(self, case: Case) -> list[Image.Image]:
        """Every page of a case's letter, as a printer would print it."""
        reference = references.format(case.reference)
        for path in sorted((self.workspace.path / "mailings").glob("*/*.pdf")):
            beside = index.path_of(path)  # a job ticket has none
            for entry in index.decode(beside.read_bytes()) if beside.is_file() else ():
                if entry.reference == reference:
                    pages = range(entry.first_page, entry.first_page + entry.pages)
                    return [picture(path.read_bytes(), page, PAPER_DPI) for page in pages]
        raise LookupError("no print file holds a letter of this case")

    def code(self, case: Case) -> str:
        """The access code on a case's letter."""
        return codes.format(self.workspace.office_keys().access_code(case.wave, case.reference, case.issue))


@contextmanager
def a_season(folder: Path) -> Iterator[Season]:
    """Adults and under 16s; one adult's letter in each language."""
    workspace = season.loaded(folder / "workspace", {season.ADULT: 6, season.UNDER16: 12})
    adults = [case for case in season.cases_of(workspace, season.ADULT) if case.state == "open"]
    with transaction(workspace.office) as session:
        session.execute(update(Case).values(language="en"))
        for language, case in zip(("pl", "ur"), adults, strict=False):
            session.execute(update(Case).where(Case.token == case.token).values(language=language))
    for wave in (season.ADULT, season.UNDER16):
        season.clear(workspace, wave)
        season.released(workspace, wave)
    yield Season(workspace)


def pack(made: Season, browser: Browser) -> Image.Image:
    """What a child of 8 to 11 and the parent find in the envelope."""
    front, back, child = made.sheets(made.case(season.UNDER16, "8-11"))[:3]
    return side_by_side([front, back, child])


def letters(made: Season, browser: Browser) -> Image.Image:
    """The front of an adult's letter in each language."""
    return side_by_side([made.sheets(made.case(season.ADULT, "adult", tag))[0] for tag in ("en", "pl", "ur")])


def questions(made: Season, browser: Browser) -> Image.Image:
    """A question on a phone: an adult's in English and in Urdu, a child's."""
    with public_site(made) as address:
        english, urdu, child = (phone(browser) for _ in range(3))
        for page, language in ((english, "en"), (urdu, "ur")):
            start(page, f"{address}/A-{language}/{made.code(made.case(season.ADULT, 'adult'))}")
        start(child, f"{address}/Y-en/{made.code(made.case(season.UNDER16, '8-11'))}")
        child.check("input[name=part][value=child]")
        robot.press(child)
        robot.press(child, "main form button[value=yes]")
        child.check("main .nhsuk-radios__item:first-child input")
        return side_by_side([shot(page) for page in (english, urdu, child)])


def code_entry(made: Season, browser: Browser) -> Image.Image:
    """The page on which a code is typed, with a mistyped one; the page it opens; the page to check the answers."""
    with public_site(made) as address:
        wrong, opened, check = (phone(browser) for _ in range(3))
        code = made.code(made.case(season.ADULT, "adult"))
        wrong.goto(f"{address}/en/")
        wrong.fill("#code", f"{code[:5]}2{code[6:]}" if code[5] != "2" else f"{code[:5]}3{code[6:]}")
        robot.press(wrong)
        opened.goto(f"{address}/A-en/{code}")
        start(check, f"{address}/A-en/{code}")
        while not check.url.endswith("/check"):
            choices = check.locator("main input[type=radio], main input[type=checkbox]")
            if choices.count():
                choices.first.check()
            robot.press(check)
        return side_by_side([shot(page) for page in (wrong, opened, check)])


def sample_report(made: Season, browser: Browser) -> Image.Image:
    """What a trust is told about a faulty file."""
    workspace, folder = made.workspace, made.workspace.path / "incoming"
    wave = workspace.wave(season.ADULT)
    survey = workspace.content.survey(wave.survey)
    file = next(file for file in invent(wave, survey, 12, OTHER_PEOPLE, faulty_files=1) if file.expected)
    (folder / file.name).write_bytes(file.data)
    checked = checking.check(files.read(folder / file.name), survey, wave, season.NOW.date(), file.trust)
    report.write([checked], folder / "report.html")
    page = desk(browser)
    page.goto((folder / "report.html").as_uri())
    return shot(page)


def helpline_case(made: Season, browser: Browser) -> Image.Image:
    """A case as a helpline agent sees it while the caller is on the line."""
    workspace = made.workspace
    keys = workspace.staff_keys()
    with transaction(workspace.office) as session:
        agent = staff.enrol(session, keys.staff_key, AGENT, "agent", season.NOW, "pictures", os.urandom)
    case = made.case(season.UNDER16, "12-15")
    app = create_staff_app(
        workspace.office, workspace.online, keys, workspace.content, workspace.waves, lambda: season.NOW
    )
    with served(app) as address:
        page = desk(browser)
        page.goto(f"{address}/sign-in")
        page.fill("#name", AGENT)
        page.fill("#password", agent.password)
        page.fill("#code", accounts.totp_code(agent.totp_secret, season.NOW))
        page.keyboard.press("Enter")
        page.fill("#reference", references.format(case.reference))
        page.keyboard.press("Enter")
        page.check("input[value=answer_by_phone]")
        page.get_by_role("button", name="Open the case", exact=True).click()
        page.wait_for_url(f"{address}/case")
        return shot(page)


def contact_sheet(made: Season, browser: Browser) -> Image.Image:
    """The first pages of the child's questionnaire, a row for each language: a part of ``make contact-sheets``."""
    content = made.workspace.content
    with tempfile.TemporaryDirectory() as folder:
        questionnaire = content.questionnaire("under16", "child_8_11")
        rows = contact_sheets.journey(content, questionnaire, browser, Path(folder), SHEET_ACROSS)
    cut = [
        (f"{tag}, {name}", image.crop((0, 0, image.width, min(image.height, SHEET_TALLEST_PX))))
        for tag, some in rows.items()
        for name, image in some
    ]
    table = contact_sheets.sheet(cut, SHEET_ACROSS)
    return table.reduce(2)


PICTURES: dict[str, Draw] = {
    "pack": pack,
    "letters": letters,
    "questions": questions,
    "code": code_entry,
    "sample-report": sample_report,
    "helpline-case": helpline_case,
    "contact-sheet": contact_sheet,
}


@contextmanager
def public_site(made: Season) -> Iterator[str]:
    """The public site of the workspace, being served; gives its address."""
    workspace = made.workspace
    closing = {wave.survey: wave.fieldwork_ends for wave in workspace.waves.values()}
    app = create_public_app(
        workspace.online, workspace.public_keys(), workspace.content, lambda: season.NOW, PublicSettings(closing)
    )
    with served(app) as address:
        yield address


def phone(browser: Browser) -> Page:
    """A small telephone of somebody new."""
    return _page(browser, "phone")


def desk(browser: Browser) -> Page:
    """A screen on a desk."""
    return _page(browser, "desk")


def _page(browser: Browser, device: str) -> Page:
    width, height = DEVICES[device]
    sharpness = SHARPNESS if device == "phone" else 1
    return browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=sharpness)


def start(page: Page, address: str) -> None:
    """Scan a code and press the start button."""
    page.goto(address)
    robot.press(page)


def shot(page: Page, height_px: int = TALLEST_PX) -> Image.Image:
    """The page from its top down to so many CSS pixels, without a cursor or a moving part."""
    page.wait_for_load_state()
    taken = page.screenshot(animations="disabled", caret="hide", full_page=True)
    image = Image.open(BytesIO(taken)).convert("RGB")
    sharpness = image.width // page.evaluate("innerWidth")
    return image.crop((0, 0, image.width, min(image.height, height_px * sharpness)))


def side_by_side(images: Sequence[Image.Image]) -> Image.Image:
    """Pictures in a row on a grey table."""
    width = sum(image.width + BETWEEN for image in images) + BETWEEN
    table = Image.new("RGB", (width, max(image.height for image in images) + 2 * BETWEEN), BACKGROUND)
    left = BETWEEN
    for image in images:
        table.paste(image, (left, BETWEEN))
        left += image.width + BETWEEN
    return table


def save(image: Image.Image, path: Path) -> int:
    """Write a picture in few colours; its size in bytes. Raises ValueError where it is too large for a README."""
    few: Any = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    data = BytesIO()
    few.save(data, "PNG", optimize=True)
    size = data.getbuffer().nbytes
    if size > MOST_BYTES:
        raise ValueError(f"{path.name} has {size:,} bytes; at most {MOST_BYTES:,}")
    path.write_bytes(data.getvalue())
    return size


def main(names: Sequence[str]) -> None:
    """Make the pictures that are named, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a browser asks for several files at once
    with tempfile.TemporaryDirectory() as folder, a_season(Path(folder)) as made, chromium() as browser:
        for name in names or PICTURES:
            image = PICTURES[name](made, browser)
            size = save(image, FOLDER / f"{name}.png")
            print(f"{name:16} {image.width} x {image.height}  {size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
