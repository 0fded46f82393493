"""Every page of the staff site in Chromium: fresh and in error, at a desk and on a phone, questions in Urdu too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page

import webform
from fulfilment.keys import accounts
from fulfilment.store import engines
from fulfilment.store.online import drafts
from tests.browser.conftest import Axe, OpenPage, pages_in, rendered
from tests.webform.public_site import served
from tests.webform_staff.staff_site import AGENT, Known, StaffSite, make_staff_site, make_stores
from webform.staff.wrong_sign_ins import ALLOWANCE

PAGES_AT_MOST = 15
CHANGES = {"new_letter": "Send a new letter", "moved": "Save the address", "undo": "Ask to undo it",
           "not_for_me": "Yes, stop the letters"}  # fmt: skip
FOCUSED = "document.activeElement.id === 'reference'"  # an agent types it without reaching for the mouse


@pytest.fixture
def staff_site(tmp_path: Path) -> Iterator[StaffSite]:
    """The shipped content, keys that cost little, stores without a case."""
    make_stores(tmp_path)
    site = make_staff_site(tmp_path)
    yield site
    site.public.engine.dispose()
    site.office.dispose()


@pytest.fixture
def address(staff_site: StaffSite) -> Iterator[str]:
    """The staff site, being served."""
    with served(staff_site.app) as site:
        yield site


def press(page: Page, name: str) -> None:
    """Press a button or a link that looks like one and wait for the next page."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def signed_in(page: Page, site: StaffSite, address: str) -> None:
    """Sign in as an agent does, by keyboard alone after the name."""
    if not site.agents:
        site.enrol()
    site.public.clock.wait(seconds=accounts.STEP_SECONDS)
    typed = site.credentials()
    page.goto(f"{address}/sign-in")
    for label in ("name", "password", "code"):
        page.fill(f"#{label}", str(typed[label]))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def opened(page: Page, address: str, known: Known, reason: str) -> None:
    """Find a case by reference and open it."""
    page.goto(address)
    page.wait_for_function(FOCUSED)
    page.keyboard.type(known.reference)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/found")
    page.check(f"input[value={reason}]")
    press(page, "Open the case")
    page.wait_for_url(f"{address}/case")


def before_a_case(page: Page, site: StaffSite, address: str) -> Iterator[str]:
    """From the sign-in page to a case that is open."""
    page.goto(f"{address}/sign-in")
    yield "sign-in"
    press(page, "Sign in")
    yield "sign-in wrong"
    signed_in(page, site, address)
    yield "home"
    page.goto(f"{address}/scripts/adult/pl")
    yield "scripts before a case"
    page.goto(f"{address}/nothing")
    yield "no such page"
    page.goto(address)
    page.fill("#reference", "1234-5678-2")
    press(page, "Find")
    yield "home, reference wrong"
    press(page, "Find by name")
    yield "home, name wrong"
    for given in ("Ada", "Bea"):
        site.case(given=given, family="Lindqvist", postcode="ZZ99 1AB")
    page.fill("#surname", "lindqvist")
    page.fill("#postcode", "zz991ab")
    press(page, "Find by name")
    yield "two found"
    press(page, "Open the case")
    yield "two found, wrong"


def interview(page: Page, site: StaffSite, address: str, language: str) -> Iterator[str]:
    """A case with its answers taken by phone, and a mistake on the way."""
    known = site.case(language=language)
    respondent = site.public.visitor().start(known.code)
    respondent.post(data={"told_kindly": "1"})
    opened(page, address, known, "answer_by_phone")
    yield "case"
    press(page, "Answer by phone")
    yield "begin"
    press(page, "Begin")
    yield "begin wrong"
    page.check("#consent")
    page.check(f"input[name=language][value={language}]")
    press(page, "Begin")
    for number in range(PAGES_AT_MOST):
        if page.url.endswith("/check"):
            break
        yield f"questions {number}"
        if page.locator("input[name=treatments]").count():
            page.check("input[name=treatments][value='1']")
        if page.locator("input[name=treatment_started-day]").count():
            page.fill("input[name=treatment_started-day]", "45")
            press(page, "Save and go on")
            yield "questions wrong"
            page.fill("input[name=treatment_started-day]", "")
        press(page, "Save and go on")
    assert page.url.endswith("/check")
    yield "check"
    press(page, "Send the answers")
    yield "case, sent"


def stops(page: Page, site: StaffSite, address: str) -> Iterator[str]:
    """A child's case, a death, an opt-out."""
    opened(page, address, site.case("child_8_11"), "not_taking_part")
    yield "child's case"
    page.get_by_role("link", name="What to say").click()
    page.get_by_role("link", name="اردو").click()
    page.wait_for_url(f"{address}/scripts/under16/ur")
    yield "scripts beside a child's case"
    page.goto(f"{address}/case/answers/child")
    press(page, "Begin")
    yield "child's part, begin wrong"
    page.goto(f"{address}/case")
    press(page, "Record: no more letters")
    yield "opt-out"
    press(page, "Yes, no more letters")
    yield "opted out"
    page.get_by_role("link", name="Has died").click()
    yield "death"
    press(page, "Yes, the person has died")
    yield "died"


def changes(page: Page, site: StaffSite, address: str) -> Iterator[str]:
    """A new letter, another address, "not for me" and a wrong stop, each fresh and in error."""
    opened(page, address, site.case(), "another_copy")
    for change, button in CHANGES.items():
        page.goto(f"{address}/case/change/{change}")
        yield change
        press(page, button)
        yield f"{change} wrong"


def two_windows(page: Page, site: StaffSite, address: str) -> Iterator[str]:
    """Handed back, lost, changed in another window, wrong by now, another case."""
    known = site.case()
    opened(page, address, known, "answer_by_phone")
    _begin(page, address)
    press(page, "Hand back")
    page.wait_for_url(f"{address}/case")
    yield "handed back"
    _begin(page, address)
    with engines.transaction(site.public.engine) as store:
        drafts.hand_back(store, known.token, "adult", by=AGENT)
    press(page, "Save and go on")
    page.wait_for_url(f"{address}/case")
    yield "hold lost"
    _begin(page, address)
    other = page.context.new_page()
    other.goto(page.url)
    press(other, "Save and go on")
    yield _pressed(page, "Save and go on", 409)
    page.goto(f"{address}/case/answers/adult")
    for _ in range(PAGES_AT_MOST):
        if page.url.endswith("/check"):
            break
        if page.locator("input[name=treatments]").count():
            page.check("input[name=treatments][value='1']")
        if page.locator("input[name=treatment_started-day]").count():
            for name, value in zip(("day", "month", "year"), ("1", "5", "2026"), strict=True):
                page.fill(f"input[name=treatment_started-{name}]", value)
        press(page, "Save and go on")
    other.goto(f"{address}/case/answers/adult/page/told_kindly?from_check=1")
    press(other, "Save and go on")
    other.wait_for_url("**/check")
    yield _pressed(page, "Send the answers", 409)
    site.public.clock.wait(days=-1)  # the machine's clock was put right; it stays so
    yield _pressed(page, "Send the answers", 422)
    page.goto(f"{address}/case/stop/died")
    _open_beside(other, address, site.case())
    yield _pressed(page, "Yes, the person has died", 409)
    other.close()


def errors(page: Page, site: StaffSite, address: str) -> Iterator[str]:
    """An old form, what is not allowed, too many tries, a store that broke. The last tour: nothing works after it."""
    page.goto(address)
    other = page.context.new_page()
    _open_beside(other, address, site.case())
    other.close()
    yield _pressed(page, "Find", 400)
    page.goto(f"{address}/case/close")
    assert page.locator("h1").inner_text() == "You cannot do that here"
    yield "not allowed"
    flood = site.visitor().get("/sign-in")
    for _ in range(ALLOWANCE.per_client):
        flood.post("/sign-in", {"name": "nobody", "password": "x", "code": "1"})
    page.goto(address)
    press(page, "Sign out")
    page.wait_for_url(f"{address}/sign-in")
    yield _pressed(page, "Sign in", 429)
    with site.office.begin() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("ALTER TABLE staff RENAME TO gone")
    site.public.clock.wait(minutes=16)
    page.goto(f"{address}/sign-in")
    yield _pressed(page, "Sign in", 500)


def _open_beside(other: Page, address: str, known: Known) -> None:
    """Open a case in another window, which has no focus of its own."""
    other.goto(address)
    other.fill("#reference", known.reference)
    press(other, "Find")
    other.check("input[value=other]")
    press(other, "Open the case")
    other.wait_for_url(f"{address}/case")


def _begin(page: Page, address: str) -> None:
    """From the case to the questions."""
    page.goto(f"{address}/case/answers/adult")
    if page.locator("#consent").count():
        page.check("#consent")
    if page.get_by_role("button", name="Begin", exact=True).count():
        press(page, "Begin")
    page.wait_for_url("**/page/*")


def _pressed(page: Page, name: str, status: int) -> str:
    """Press a button; what comes has this status."""
    with page.expect_response(lambda response: response.request.method == "POST") as posted:
        press(page, name)
    page.wait_for_load_state()
    assert posted.value.status == status, page.url
    return f"{name}: {status}"


TOURS = (before_a_case, partial(interview, language="en"), stops, changes, two_windows, errors)
TOURED = {
    f"staff/{name}.jinja"
    for name in (
        "sign_in",
        "home",
        "found",
        "case",
        "begin",
        "questions",
        "check",
        "stop",
        "change",
        "scripts",
        "error",
    )
}


@pytest.mark.parametrize("device", ["phone", pytest.param("desk", marks=pytest.mark.soak)])
def test_no_page_breaks_a_rule_of_accessibility(
    staff_site: StaffSite, address: str, open_page: OpenPage, axe: Axe, device: str
) -> None:
    page = open_page(device)
    broken: list[str] = []
    with rendered(staff_site.app) as toured:
        for tour in TOURS:
            for name in _names(tour(page, staff_site, address), page, axe, broken):
                assert name
    assert broken == []
    assert toured == TOURED


def test_no_page_of_the_staff_site_is_left_out() -> None:
    assert pages_in(Path(webform.__file__).parent / "templates" / "staff") == TOURED


def test_questions_in_urdu_run_from_right_to_left_on_an_english_page(
    staff_site: StaffSite, address: str, open_page: OpenPage, axe: Axe
) -> None:
    page = open_page("desk")
    signed_in(page, staff_site, address)
    broken: list[str] = []
    for name in _names(interview(page, staff_site, address, "ur"), page, axe, broken):
        assert page.locator("html").get_attribute("lang") == "en"
        if name.startswith("questions"):
            group = page.locator(".staff-ask").first
            assert group.get_attribute("dir") == "rtl"
            box, label = page.locator(".nhsuk-radios__input").first, page.locator(".nhsuk-radios__label").first
            if box.count():
                places = box.bounding_box(), label.bounding_box()
                assert places[0] is not None
                assert places[1] is not None
                assert places[0]["x"] > places[1]["x"], "a choice's button is on the right of its words"
    assert broken == []


def test_an_agent_reaches_a_callers_case_with_the_keyboard_alone(
    staff_site: StaffSite, address: str, open_page: OpenPage
) -> None:
    known = staff_site.case()
    page = open_page("desk", javascript=False)
    signed_in(page, staff_site, address)
    page.wait_for_function(FOCUSED)
    page.keyboard.type(known.reference.lower())
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/found")
    page.focus("input[name=reason]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/case")
    assert page.locator("h1").inner_text() == "Margaret Ash-Featherstone"


def _names(tour: Iterator[str], page: Page, axe: Axe, broken: list[str]) -> Iterator[str]:
    """Go on a tour; at each stop note what breaks a rule, and what is wider than the window."""
    for name in tour:
        broken += [f"{name}: {violation}" for violation in axe(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        broken += [f"{name}: {wide} px wider than the window"] if wide > 0 else []
        yield name
