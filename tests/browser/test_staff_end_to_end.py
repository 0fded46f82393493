"""From a trust's row to an exported row by phone: an agent finds the caller, takes the answers and sends them."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Page

from fulfilment.exports.answers import answers
from fulfilment.keys import accounts, references
from fulfilment.store.engines import transaction
from fulfilment.store.office import staff
from fulfilment.store.office.models import Case
from fulfilment.surveys.definition import Part
from fulfilment.surveys.record import ROUTED_PAST, completed
from fulfilment.workspace import Workspace
from tests import season
from tests.browser import robot
from tests.browser.conftest import OpenPage
from tests.webform.public_site import served
from webform.staff import create_staff_app

AGENT = "ash.grove"
PAGES_AT_MOST = 60


class Clock:
    """Stands still until the next one-time code is wanted: each counts once."""

    def __init__(self) -> None:
        self.now = season.NOW

    def __call__(self) -> datetime:
        return self.now

    def next_code(self) -> datetime:
        """The moment of the next one-time code."""
        self.now += timedelta(seconds=accounts.STEP_SECONDS)
        return self.now


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Invented people of both surveys from their trusts' files; no letter has gone out."""
    return season.loaded(tmp_path / "workspace", {season.ADULT: 3, season.UNDER16: 8})


@pytest.fixture
def agent(workspace: Workspace, open_page: OpenPage) -> Iterator[Page]:
    """A browser in which an agent has signed in."""
    clock = Clock()
    keys = workspace.staff_keys()
    with transaction(workspace.office) as session:
        made = staff.enrol(session, keys.staff_key, AGENT, "agent", clock(), "setup", os.urandom)
    app = create_staff_app(workspace.office, workspace.online, keys, workspace.content, workspace.waves, clock)
    with served(app) as site:
        page = open_page("desk")
        page.goto(f"{site}/")
        code = accounts.totp_code(made.totp_secret, clock.next_code())
        for name, typed in (("name", AGENT), ("password", made.password), ("code", code)):
            page.fill(f"#{name}", typed)
        press(page, "Sign in")
        yield page
        page.context.close()  # its open connections would keep the server from ending


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page behind it."""
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def take_answers(page: Page, part: Part) -> robot.Answers:
    """Answer every question of every page until the page to check."""
    given: robot.Answers = {}
    for _ in range(PAGES_AT_MOST):
        if page.url.endswith("/check"):
            return given
        for question in part.questions:
            if page.locator(f"[name='{question.id}'], [name='{question.id}-day']").count():
                given[question.id] = robot.answer_to(question)
                robot.fill_in(page, question, given[question.id])
        press(page, "Save and go on")
    raise AssertionError("the questions do not end")


def call(page: Page, case: Case) -> None:
    """Find a caller's case by the reference and open it."""
    page.get_by_role("link", name="Survey helpline").click()
    page.fill("#reference", references.format(case.reference))
    press(page, "Find")
    page.check("input[value=answer_by_phone]")
    press(page, "Open the case")


def exported(workspace: Workspace, wave: str, case: Case, part: str) -> dict[str, str]:
    """The row of the answers' export for one part."""
    table = answers(
        workspace.office, workspace.online, workspace.wave(wave), workspace.content, workspace.answers_key()
    )
    rows = csv.DictReader(StringIO(table.decode("utf-8-sig")))
    reference = references.format(case.reference)
    [row] = [row for row in rows if row["reference"] == reference and row["part"] == part]
    return row


def agree(row: dict[str, str], part: Part, given: robot.Answers) -> None:
    """Every cell with one answer is what was said on the phone, or says that the question was routed past."""
    cells = {name: cell for name, cell in completed(part, given, set(given)).items() if name in row}
    assert {name: row[name] for name in cells} == cells
    assert all(row[question.id] == ROUTED_PAST for question in part.questions if question.id in row.keys() - given)


def test_an_adults_answers_by_phone_reach_the_export(workspace: Workspace, agent: Page) -> None:
    case = next(case for case in season.cases_of(workspace, season.ADULT) if case.state == "open")
    part = workspace.content.questionnaire("adult", "adult").part("adult")
    call(agent, case)
    press(agent, "Answer by phone")
    agent.check("input[name=language][value=ur]")
    press(agent, "Begin")
    given = take_answers(agent, part)
    press(agent, "Send the answers")
    assert agent.get_by_text("The answers are sent.").is_visible()
    row = exported(workspace, season.ADULT, case, "adult")
    assert (row["mode"], row["language"], row["outcome"]) == ("phone", "ur", "1")
    agree(row, part, given)


def test_a_child_then_the_parent_answer_on_one_call(workspace: Workspace, agent: Page) -> None:
    case = next(
        case for case in season.cases_of(workspace, season.UNDER16) if case.age_band == "8-11" and case.state == "open"
    )
    questionnaire = workspace.content.questionnaire("under16", "child_8_11")
    call(agent, case)
    for name, agreed in (("child", True), ("parent", False)):
        press(agent, "Answer by phone")
        if agreed:
            agent.check("#parent_agreed")
        press(agent, "Begin")
        given = take_answers(agent, questionnaire.part(name))
        press(agent, "Send the answers")
        row = exported(workspace, season.UNDER16, case, name)
        assert row["mode"] == "phone"
        agree(row, questionnaire.part(name), given)
