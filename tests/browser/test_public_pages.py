"""The public site in Chromium: every page of a journey, fresh and in error, on a phone and at a desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Axe, OpenPage
from tests.webform.public_site import PublicSite, make_site, make_store, served

PAGES_AT_MOST = 40
TOO_SMALL_FOR_A_CHILD = """
    [...document.querySelectorAll("main *")]
        .filter(one => one.innerText && !one.closest(".nhsuk-u-visually-hidden"))
        .filter(one => parseFloat(getComputedStyle(one).fontSize) < 19)
        .map(one => one.outerHTML)
"""
WRONG = {"textarea": "x" * 2001, "input[inputmode=numeric]": "99"}


@dataclass
class LiveSite:
    """A public site that a browser can reach."""

    site: PublicSite
    address: str

    def letter(self, questionnaire: str, language: str) -> str:
        """The address in the QR code of a new letter."""
        code, _ = self.site.code(questionnaire, trust="Rosewater Hospitals NHS Trust")
        return f"{self.address}/{'A' if questionnaire == 'adult' else 'Y'}-{language.upper()}/{code}"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """One site for all of these tests."""
    folder: Path = tmp_path_factory.mktemp("live")
    make_store(folder)
    site = make_site(folder)
    with served(site.app) as address:
        yield LiveSite(site, address)
    site.engine.dispose()
    shutil.rmtree(folder)


class Reader:
    """Somebody who reads every page with axe at their side, and makes a mistake on each page where one can be made."""

    def __init__(self, page: Page, axe: Axe) -> None:
        self.page, self.axe = page, axe
        self.seen: list[str] = []

    def then_the_page_is_accessible(self) -> None:
        """No WCAG 2.2 A or AA violation, no sideways scrolling, one heading of level 1, a title."""
        self.seen.append(self.page.url)
        assert self.axe(self.page) == [], self.page.url
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(wider) <= 0, self.page.url
        assert self.page.locator("h1").count() == 1, self.page.url
        assert self.page.title()

    def press(self, selector: str = "main form button >> nth=0") -> None:
        """Press a button and look at what comes."""
        self.page.click(selector)
        self.then_the_page_is_accessible()

    def answer_everything(self) -> None:
        """All questions of a part, first wrongly where that is possible, up to the check page."""
        for _ in range(PAGES_AT_MOST):
            if self.page.url.endswith("/check"):
                return
            self._make_a_mistake()
            self._answer()
            self.press()
        pytest.fail(f"no end: {self.seen}")

    def _make_a_mistake(self) -> None:
        for selector, text in WRONG.items():
            for box in self.page.locator(f"main {selector}").all():
                box.fill(text)
                if selector == "textarea" or self.page.locator("main input[inputmode=numeric]").count() > 1:
                    continue
                box.fill("many")
            if self.page.locator(f"main {selector}").count():
                self.press()
                assert self.page.locator(".nhsuk-error-summary").count() == 1

    def _answer(self) -> None:
        for selector in ("textarea", "input[inputmode=numeric]"):
            for box in self.page.locator(f"main {selector}").all():
                box.fill("")
        choices = self.page.locator("main input[type=radio], main input[type=checkbox]")
        if choices.count():
            choices.first.check()


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_every_page_of_an_adults_journey_is_accessible(
    live: LiveSite, open_page: OpenPage, axe: Axe, device: str, language: str
) -> None:
    page = open_page(device)
    reader = Reader(page, axe)
    page.goto(live.letter("adult", language))
    reader.then_the_page_is_accessible()
    reader.press()
    reader.answer_everything()
    reader.press()
    assert page.url.endswith("/sent")
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")


@pytest.mark.parametrize(
    ("questionnaire", "language", "device"),
    [("child_8_11", "en", "phone"), ("child_8_11", "ur", "desk"), ("young_person_12_15", "en", "desk"),
     ("young_person_12_15", "ur", "phone")],
)  # fmt: skip
def test_every_page_of_child_and_parent_is_accessible(
    live: LiveSite, open_page: OpenPage, axe: Axe, questionnaire: str, language: str, device: str
) -> None:
    page = open_page(device)
    reader = Reader(page, axe)
    page.goto(live.letter(questionnaire, language))
    reader.press()
    reader.press()  # without saying who answers
    page.check("input[value=child]")
    reader.press()
    reader.press("main form button[value=yes]")
    reader.answer_everything()
    page.goto(page.url.replace("/check", "/leave"))
    reader.then_the_page_is_accessible()
    page.go_back()
    reader.press()
    assert page.url.endswith("/child/hand-over")
    reader.press()
    reader.answer_everything()
    reader.press()
    assert page.url.endswith("/parent/sent")


@pytest.mark.parametrize("device", ["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_page_beside_the_questions_is_accessible(
    live: LiveSite, open_page: OpenPage, axe: Axe, device: str, language: str
) -> None:
    page = open_page(device)
    reader = Reader(page, axe)
    page.goto(live.letter("adult", language))
    own = ("help", "privacy", "cookies", "accessibility", "opt-out", "opted-out", "saved")
    shared = ("", "help", "cookies", "accessibility", "again", "no-such-page", "under16/privacy/child")
    for path in [f"adult/{name}" for name in own] + list(shared):
        page.goto(f"{live.address}/{language}/{path}")
        reader.then_the_page_is_accessible()
    page.goto(f"{live.address}/{language}/")
    for wrong in ("", "2345", "2345-6789-CDF6", "2345-6789-CDF5"):
        page.fill("#code", wrong)
        reader.press()
        if not page.locator("#code").count():
            break


def test_an_adult_without_scripts_gets_from_the_letter_to_the_receipt(live: LiveSite, open_page: OpenPage) -> None:
    page = open_page("phone", javascript=False)
    page.goto(live.letter("adult", "en"))
    page.click("main form button")
    for _ in range(PAGES_AT_MOST):
        if page.url.endswith("/check"):
            break
        choices = page.locator("main input[type=radio], main input[type=checkbox]")
        if choices.count():
            choices.first.check()
        page.click("main form button >> nth=0")
    page.click("main form button")
    assert page.url.endswith("/adult/sent")


@pytest.mark.parametrize("javascript", [True, False])
def test_switching_the_language_keeps_what_is_typed_and_enter_is_continue(
    live: LiveSite, open_page: OpenPage, javascript: bool
) -> None:
    page = open_page("phone", javascript=javascript)
    page.goto(f"{live.address}/en/")
    page.fill("#code", "2345 67")
    page.click(".app-languages button[lang=ur], .app-languages li[lang=ur] button")
    assert page.url == f"{live.address}/ur/"
    assert page.input_value("#code") == "2345 67"
    page.press("#code", "Enter")
    assert page.url == f"{live.address}/ur/"
    assert page.locator(".nhsuk-error-summary").count() == 1


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(live: LiveSite, open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto(f"{live.address}/en/")
    page.click("main form button")
    assert "nhsuk-error-summary" in str(page.evaluate("document.activeElement.className"))
    page.click(".nhsuk-error-summary a")
    assert page.evaluate("document.activeElement.id") == "code"


def test_a_childs_answers_are_cards_as_large_as_a_thumb(live: LiveSite, open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto(live.letter("child_8_11", "en"))
    page.click("main form button")
    page.check("input[value=child]")
    page.click("main form button")
    page.click("main form button[value=yes]")
    for card in page.locator(".nhsuk-radios__item").all():
        box = card.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        page.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
        assert card.locator("input").is_checked()
    assert page.evaluate(TOO_SMALL_FOR_A_CHILD) == []
