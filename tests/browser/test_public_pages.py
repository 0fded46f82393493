"""The public site in Chromium: every page of a journey, fresh and in error, on a phone and at a desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

import webform
from fulfilment.store import engines
from fulfilment.store.online import closing, drafts
from fulfilment.surveys import routes
from fulfilment.surveys.definition import Audience
from tests.browser import robot
from tests.browser.conftest import LOOKED_AT, Axe, OpenPage, pages_in, rendered
from tests.webform.public_site import ADULT, PublicSite, make_site, make_store, served, shipped_content
from tests.webform.test_adult_journey import ANSWERS, answer_all, answer_until
from tests.webform.test_codes import unknown_codes
from tests.webform.whole import answers_along

PAGES_AT_MOST = 40
TOO_SMALL_FOR_A_CHILD = """
    [...document.querySelectorAll("main *")]
        .filter(one => one.innerText && !one.closest(".nhsuk-u-visually-hidden"))
        .filter(one => parseFloat(getComputedStyle(one).fontSize) < 19)
        .map(one => one.outerHTML)
"""
WRONG = {"textarea": "x" * 2001, "input[inputmode=numeric]": "99"}


TEMPLATES = Path(webform.__file__).parent / "templates" / "public"

OF_AN_ADULT = {f"public/{name}.jinja" for name in ("start", "question", "check", "receipt")}
OF_CHILD_AND_PARENT = OF_AN_ADULT | {f"public/{name}.jinja" for name in ("who", "assent", "leave", "hand_over")}
BESIDE_THE_QUESTIONS = {
    f"public/{name}.jinja" for name in ("code", "document", "opt_out", "receipt", "error", "refused")
}
WHERE_SOMETHING_IS_REFUSED = {
    f"public/{name}.jinja" for name in ("earlier", "document", "question", "check", "refused", "error")
}


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


@pytest.fixture
def own(tmp_path: Path) -> Iterator[LiveSite]:
    """A site for one test, which may spoil it."""
    make_store(tmp_path)
    site = make_site(tmp_path)
    with served(site.app) as address:
        yield LiveSite(site, address)
    site.engine.dispose()


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
        robot.press(self.page, selector)
        self.then_the_page_is_accessible()

    def look_at(self, status: int, reached: Response | None = None) -> int:
        """The page that was just reached; gives its status, which is what it should be."""
        if reached is not None:
            assert reached.status == status, self.page.url
        self.then_the_page_is_accessible()
        return status

    def press_for(self, status: int) -> int:
        """Press the page's first button: what comes has this status."""
        with self.page.expect_response(lambda response: response.request.method == "POST") as posted:
            self.page.click("main form button >> nth=0")
        self.page.wait_for_load_state()
        return self.look_at(status, posted.value)

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


Tour = Callable[[LiveSite, Page, Reader, str], Iterator[int]]


def another_day_and_two_windows(own: LiveSite, page: Page, reader: Reader, language: str) -> Iterator[int]:
    """Answered earlier; held by the helpline; changed in another window, at a question and at the check page."""
    code, token = own.site.code()
    elsewhere = own.site.visitor().start(code)
    answer_until(elsewhere, "nights", ANSWERS)
    page.goto(f"{own.address}/A-{language.upper()}/{code}")
    robot.press(page)
    yield reader.look_at(200, page.goto(f"{own.address}/{language}/adult/adult/told_kindly"))
    assert page.locator(".nhsuk-inset-text").is_visible()
    question = f"{own.address}/{language}/adult/adult/nights"
    page.goto(question)
    page.fill("main input[inputmode=numeric]", "3")
    elsewhere.post(data={"nights": "5"})
    yield reader.press_for(409)
    assert page.locator(".nhsuk-error-summary").is_visible()
    now = own.site.clock()
    with engines.transaction(own.site.engine) as session:
        drafts.hold(session, token, "adult", by="ann", until=now + timedelta(minutes=9), consent_at=now)
    yield reader.press_for(409)
    yield reader.look_at(200, page.goto(question))
    own.site.clock.wait(minutes=10)
    answer_until(elsewhere, "check", {})
    page.goto(f"{own.address}/{language}/adult/adult/check")
    elsewhere.get("/en/adult/adult/overall").post(data={"overall": "3"})
    yield reader.press_for(409)


def an_answer_that_is_wrong_by_now(own: LiveSite, page: Page, reader: Reader, language: str) -> Iterator[int]:
    """A day that was not ahead when it was given, on a machine whose clock was then put right."""
    code, _ = own.site.code()
    today = {"treatment_started-day": "1", "treatment_started-month": "5", "treatment_started-year": "2026"}
    answer_all(own.site.visitor().start(code), ANSWERS | {"treatment_started": dict(today)})
    page.goto(f"{own.address}/A-{language.upper()}/{code}")
    robot.press(page)
    assert page.url.endswith("/check")
    own.site.clock.wait(days=-1)
    yield reader.press_for(422)
    own.site.clock.wait(days=1)


def codes_that_do_not_open(own: LiveSite, page: Page, reader: Reader, language: str) -> Iterator[int]:
    """Sent, closed, after the survey's last day, and too many wrong ones."""
    sent, _ = own.site.code()
    visitor = own.site.visitor().start(sent)
    answer_all(visitor, ANSWERS)
    visitor.post()
    page.goto(f"{own.address}/A-{language.upper()}/{sent}")
    yield reader.press_for(200)
    closed, _ = own.site.code()
    with engines.transaction(own.site.engine) as session:
        closing.close_codes(session, ADULT, own.site.clock(), 1000)
    page.goto(f"{own.address}/A-{language.upper()}/{closed}")
    yield reader.press_for(200)
    before = own.site.clock.now
    own.site.clock.now = datetime(2026, 10, 1, tzinfo=UTC)
    yield reader.look_at(200, page.goto(f"{own.address}/{language}/adult/start"))
    own.site.clock.now = before
    wrong = unknown_codes(own.site, 11)
    for code in wrong[1:]:
        own.site.visitor().get("/en/").post("/en/", {"code": code})
    page.goto(f"{own.address}/{language}/")
    page.fill("#code", wrong[0])
    yield reader.press_for(429)
    own.site.clock.wait(minutes=16)


def errors(own: LiveSite, page: Page, reader: Reader, language: str) -> Iterator[int]:
    """An old form, an address that is none, a store that broke. The last of the tours: nothing works after it."""
    page.goto(own.letter("adult", language))
    page.context.clear_cookies()
    yield reader.press_for(400)
    yield reader.look_at(404, page.goto(f"{own.address}/{language}/nothing"))
    page.goto(own.letter("adult", language))
    with own.site.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("DROP TABLE drafts")
    yield reader.press_for(500)


REFUSALS: tuple[Tour, ...] = (
    another_day_and_two_windows, an_answer_that_is_wrong_by_now, codes_that_do_not_open, errors,
)  # fmt: skip


@pytest.mark.parametrize(("device", "language"), LOOKED_AT)
def test_every_page_of_an_adults_journey_is_accessible(
    live: LiveSite, open_page: OpenPage, axe: Axe, device: str, language: str
) -> None:
    page = open_page(device)
    reader = Reader(page, axe)
    with rendered(live.site.app) as toured:
        page.goto(live.letter("adult", language))
        reader.then_the_page_is_accessible()
        reader.press()
        reader.answer_everything()
        reader.press()
    assert page.url.endswith("/sent")
    assert toured == OF_AN_ADULT
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")


@pytest.mark.soak
@pytest.mark.parametrize(("device", "language"), [("phone", "en"), ("phone", "ur"), ("desk", "ur")])
def test_every_question_of_the_whole_adult_questionnaire_is_accessible(
    tmp_path: Path, open_page: OpenPage, axe: Axe, device: str, language: str
) -> None:
    make_store(tmp_path)
    site = make_site(tmp_path, shipped_content())
    page = open_page(device)
    reader = Reader(page, axe)
    part = site.content.questionnaire("adult", "adult").part("adult")
    route = routes.longest(part)
    answers = answers_along(route)
    with served(site.app) as address:
        page.goto(LiveSite(site, address).letter("adult", language))
        robot.press(page)
        for question in route.questions:
            assert page.url.endswith(f"/{question.id}")
            reader.then_the_page_is_accessible()
            robot.fill_in(page, question, answers[question.id])
            robot.press(page)
        assert page.url.endswith("/check")
        reader.then_the_page_is_accessible()
    site.engine.dispose()


@pytest.mark.parametrize(
    ("questionnaire", "language", "device"),
    [
        ("child_8_11", "en", "phone"),
        ("young_person_12_15", "ur", "desk"),
        pytest.param("child_8_11", "ur", "desk", marks=pytest.mark.soak),
        pytest.param("young_person_12_15", "en", "phone", marks=pytest.mark.soak),
    ],
)
def test_every_page_of_child_and_parent_is_accessible(
    live: LiveSite, open_page: OpenPage, axe: Axe, questionnaire: str, language: str, device: str
) -> None:
    page = open_page(device)
    reader = Reader(page, axe)
    with rendered(live.site.app) as toured:
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
    assert toured == OF_CHILD_AND_PARENT


@pytest.mark.parametrize(("device", "language"), LOOKED_AT)
def test_every_page_beside_the_questions_is_accessible(
    live: LiveSite, open_page: OpenPage, axe: Axe, device: str, language: str
) -> None:
    page = open_page(device)
    reader = Reader(page, axe)
    page.goto(live.letter("adult", language))
    own = ("help", "other-ways", "privacy", "cookies", "accessibility", "opt-out", "opted-out", "saved", "bereaved")
    shared = ("", "help", "cookies", "accessibility", "again", "no-such-page", "bereaved", "adult/bereaved/done")
    under16 = (
        "under16/privacy",
        "under16/privacy/child",
        "under16/privacy/young-person",
        "under16/bereaved",
        "under16/saved/child",
    )
    with rendered(live.site.app) as toured:
        for path in (*(f"adult/{name}" for name in own), *shared, *under16):
            page.goto(f"{live.address}/{language}/{path}")
            reader.then_the_page_is_accessible()
        page.goto(f"{live.address}/{language}/")
        [unknown] = unknown_codes(live.site, 1)
        for wrong in ("", "2345", "2345-6789-CDF6", unknown):
            page.fill("#code", wrong)
            reader.press()
            assert (page.locator("main #code").count() == 0) == (wrong == unknown)
    said = live.site.content.page("adult", "code_not_open").translated(live.site.content.words(language), {})
    assert page.locator("h1").inner_text() == said.title
    assert toured == BESIDE_THE_QUESTIONS


@pytest.mark.parametrize(("device", "language"), LOOKED_AT)
def test_every_page_that_refuses_is_accessible(
    own: LiveSite, open_page: OpenPage, axe: Axe, device: str, language: str
) -> None:
    page = open_page(device)
    reader = Reader(page, axe)
    with rendered(own.site.app) as toured:
        statuses = [status for tour in REFUSALS for status in tour(own, page, reader, language)]
    assert set(statuses) == {200, 400, 404, 409, 422, 429, 500}
    assert toured >= WHERE_SOMETHING_IS_REFUSED


def test_no_page_of_the_public_site_is_left_out() -> None:
    toured = OF_AN_ADULT | OF_CHILD_AND_PARENT | BESIDE_THE_QUESTIONS | WHERE_SOMETHING_IS_REFUSED
    assert toured == pages_in(TEMPLATES)


def test_an_adult_without_scripts_gets_from_the_letter_to_the_receipt(live: LiveSite, open_page: OpenPage) -> None:
    page = open_page("phone", javascript=False)
    page.goto(live.letter("adult", "en"))
    robot.press(page)
    for _ in range(PAGES_AT_MOST):
        if page.url.endswith("/check"):
            break
        choices = page.locator("main input[type=radio], main input[type=checkbox]")
        if choices.count():
            choices.first.check()
        robot.press(page)
    robot.press(page)
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
    with page.expect_navigation():
        page.press("#code", "Enter")
    assert page.url == f"{live.address}/ur/"
    assert page.locator(".nhsuk-error-summary").count() == 1


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(live: LiveSite, open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto(f"{live.address}/en/")
    robot.press(page)
    # The page's script moves the focus once it has loaded: wait for that, and fail where it never comes.
    page.wait_for_function("document.activeElement?.className.includes('nhsuk-error-summary')")
    page.click(".nhsuk-error-summary a")
    page.wait_for_function("document.activeElement?.id === 'code'")


def test_a_childs_answers_are_cards_as_large_as_a_thumb(live: LiveSite, open_page: OpenPage) -> None:
    page = open_page("phone")
    _child_at_the_questions(page, live.letter("child_8_11", "en"))
    cards = page.locator(".nhsuk-radios__item").all()
    assert len(cards) > 1
    for card in cards:
        card.scroll_into_view_if_needed()
        box = card.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        page.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
        assert card.locator("input").is_checked()
    assert page.evaluate(TOO_SMALL_FOR_A_CHILD) == []


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_picture_stands_before_the_words_it_belongs_to(live: LiveSite, open_page: OpenPage, language: str) -> None:
    page = open_page("phone")
    _child_at_the_questions(page, live.letter("child_8_11", language))
    pairs = page.locator("main .app-pictured").all()
    assert len(pairs) == 1 + page.locator("main .nhsuk-radios__item").count()
    for pair in pairs:
        picture, words = pair.locator("svg").bounding_box(), pair.locator("span").bounding_box()
        assert picture is not None
        assert words is not None
        if language == "ur":
            assert picture["x"] >= words["x"] + words["width"]
        else:
            assert picture["x"] + picture["width"] <= words["x"]
        assert picture["width"] == picture["height"] >= 44


@pytest.mark.soak
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("device", ["phone", "desk"])
@pytest.mark.parametrize("questionnaire", ["parent_0_7", "child_8_11", "young_person_12_15"])
def test_every_question_of_whole_questionnaires_of_under_16s_is_accessible(
    tmp_path: Path, open_page: OpenPage, axe: Axe, questionnaire: str, device: str, language: str
) -> None:
    make_store(tmp_path)
    site = make_site(tmp_path, shipped_content())
    page = open_page(device)
    reader = Reader(page, axe)
    with served(site.app) as address:
        letter = LiveSite(site, address).letter(questionnaire, language)
        for part in site.content.questionnaire("under16", questionnaire).parts:
            if part.audience is Audience.PARENT:
                page.goto(letter)
                robot.press(page)
            else:
                _child_at_the_questions(page, letter)
            while (question := part.question(page.url.partition("?")[0].rpartition("/")[2])) is not None:
                reader.then_the_page_is_accessible()
                robot.fill_in(page, question, robot.answer_to(question))
                robot.press(page)
            assert page.url.endswith("/check")
            reader.press()
    site.engine.dispose()


def _child_at_the_questions(page: Page, letter: str) -> None:
    """From the letter to the child's first question."""
    page.goto(letter)
    robot.press(page)
    page.check("input[value=child]")
    robot.press(page)
    robot.press(page, "main form button[value=yes]")
