"""From a trust's row to an exported row: through the print file, a telephone's camera and the browser."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from fulfilment.exports.answers import answers
from fulfilment.keys import references
from fulfilment.mailings import index
from fulfilment.returns.collecting import collect
from fulfilment.store.engines import transaction
from fulfilment.store.office.models import Case
from fulfilment.surveys import routes
from fulfilment.surveys.definition import Part
from fulfilment.surveys.record import LEFT_BLANK, ROUTED_PAST, completed
from fulfilment.workspace import Workspace
from tests import season
from tests.browser import robot
from tests.browser.conftest import Axe, OpenPage
from tests.closing.answering import begun
from tests.webform.public_site import served
from tests.webform.whole import answers_along
from webform.public import PublicSettings, create_public_app

CHILD_SAYS_NO = dict.fromkeys(("needle", "pain", "sick", "ward_stay"), ("2",))  # and is spared the questions after it
PARENT_SAYS_NO = dict.fromkeys(
    ("parent_named_contact", "parent_hospitals", "parent_stayed", "parent_condition"), ("2",)
)


@dataclass(frozen=True)
class Fieldwork:
    """A workspace with both first mailings released, and its public site being served."""

    workspace: Workspace
    site: str

    def scan(self, case: Case) -> str:
        """The address of the QR code on the letter of a case, decoded from the print file, on this machine's site."""
        reference = references.format(case.reference)
        for path in sorted((self.workspace.path / "mailings").glob("*/*-letter-*[0-9].pdf")):
            for entry in index.decode(index.path_of(path).read_bytes()):
                if entry.reference == reference:
                    return self.site + robot.path_of(robot.scanned(path, entry.first_page))
        raise AssertionError("no print file holds a letter of this case")

    def part(self, questionnaire: str, part: str) -> Part:
        """A part as it is asked."""
        survey = "adult" if questionnaire == "adult" else "under16"
        return self.workspace.content.questionnaire(survey, questionnaire).part(part)

    def exported(self, wave: str) -> list[dict[str, str]]:
        """The rows of the answers' export."""
        workspace = self.workspace
        collect(workspace.office, workspace.online, wave, 5, season.NOW, "test")
        table = answers(
            workspace.office, workspace.online, workspace.wave(wave), workspace.content, workspace.answers_key()
        )
        return list(csv.DictReader(StringIO(table.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def fieldwork(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fieldwork]:
    """One Urdu-speaking adult among others, and under 16s of whom one child of 8 to 11 speaks Urdu."""
    path = tmp_path_factory.mktemp("fieldwork") / "workspace"
    workspace = season.loaded(path, {season.ADULT: 5, season.UNDER16: 12})
    urdu = [_open(workspace, season.ADULT, "adult")[0], _open(workspace, season.UNDER16, "8-11")[0]]
    with transaction(workspace.office) as session:
        session.execute(update(Case).values(language="en"))
        session.execute(update(Case).where(Case.token.in_([case.token for case in urdu])).values(language="ur"))
    for wave in (season.ADULT, season.UNDER16):
        season.clear(workspace, wave)
        season.released(workspace, wave)
    settings = PublicSettings(closing={"adult": season.NOW.date(), "under16": season.NOW.date()})
    app = create_public_app(workspace.online, workspace.public_keys(), workspace.content, lambda: season.NOW, settings)
    with served(app) as site:
        yield Fieldwork(workspace, site)


def _open(workspace: Workspace, wave: str, band: str) -> list[Case]:
    return [case for case in season.cases_of(workspace, wave) if case.age_band == band and case.state == "open"]


def _row(rows: list[dict[str, str]], case: Case, part: str) -> dict[str, str]:
    found = [row for row in rows if row["reference"] == references.format(case.reference) and row["part"] == part]
    assert len(found) == 1, f"{len(found)} rows for this part"
    return found[0]


def _agree(row: dict[str, str], part: Part, given: robot.Answers, seen: set[str]) -> None:
    """Every cell of an exported row is what was answered in the browser."""
    for name, cell in completed(part, given, seen).items():
        if name in row:
            assert row[name] == cell, name
        else:
            chosen = {key.removeprefix(f"{name}__"): value for key, value in row.items() if key.startswith(f"{name}__")}
            wanted = set(cell.split(";"))
            assert {code for code, value in chosen.items() if value == "1"} == (wanted & chosen.keys())


def test_an_adult_answers_in_english_from_the_printed_code(fieldwork: Fieldwork, open_page: OpenPage, axe: Axe) -> None:
    case = _open(fieldwork.workspace, season.ADULT, "adult")[1]
    part = fieldwork.part("adult", "adult")
    page = open_page("phone", javascript=True)
    page.goto(fieldwork.scan(case))
    assert "/en/adult/start" in page.url, "the code has left the address"
    assert axe(page) == []
    robot.press(page)
    given = robot.answer_part(page, part, routes.shortest(part).answers | {"treatments": ("1",)})
    assert axe(page) == []
    robot.press(page)
    assert urlsplit(page.url).path.endswith("/sent")
    assert axe(page) == []
    row = _row(fieldwork.exported(season.ADULT), case, "adult")
    assert (row["mode"], row["language"], row["trust"], row["outcome"]) == ("online", "en", case.trust, "1")
    _agree(row, part, given, set(given))
    routed_past = {question.id for question in part.questions} - given.keys()
    assert routed_past
    assert all(row[name] == ROUTED_PAST for name in routed_past if name in row)


def test_an_adult_answers_in_urdu_without_scripts_and_leaves_questions_blank(
    fieldwork: Fieldwork, open_page: OpenPage
) -> None:
    case = _open(fieldwork.workspace, season.ADULT, "adult")[0]
    part = fieldwork.part("adult", "adult")
    page = open_page("phone", javascript=False)
    page.goto(fieldwork.scan(case))
    assert page.locator("html").get_attribute("dir") == "rtl"
    robot.press(page)
    first = part.questions[0]
    robot.press(page)  # left blank
    given = robot.answer_part(page, part, routes.shortest(part).answers)
    robot.press(page)
    row = _row(fieldwork.exported(season.ADULT), case, "adult")
    assert row["language"] == "ur"
    assert row[first.id] == LEFT_BLANK
    _agree(row, part, given, {first.id, *given})


def test_a_child_then_the_parent_on_another_browser_each_send_their_part(
    fieldwork: Fieldwork, open_page: OpenPage, axe: Axe
) -> None:
    case = _open(fieldwork.workspace, season.UNDER16, "8-11")[0]
    address = fieldwork.scan(case)
    child_part, parent_part = fieldwork.part("child_8_11", "child"), fieldwork.part("child_8_11", "parent")
    child = open_page("phone")
    child.goto(address)
    robot.press(child)
    child.locator("input[name=part][value=child]").check()
    robot.press(child)
    robot.press(child)  # yes, I'll do it
    first_question = child.url
    given_by_child = robot.answer_part(child, child_part, CHILD_SAYS_NO)
    check_page = child.url
    robot.press(child)
    assert axe(child) == []
    parent = open_page("desk")
    parent.goto(address)
    robot.press(parent)
    for seen_by in (child, parent):
        for old in (first_question, check_page):
            seen_by.goto(old)
            assert urlsplit(seen_by.url).path not in {urlsplit(old).path}, "a page of the child's part was shown again"
            assert child_part.questions[0].id not in seen_by.content()
    parent.goto(address)
    robot.press(parent)
    given_by_parent = _parents_part(parent, parent_part)
    rows = fieldwork.exported(season.UNDER16)
    child_row, parent_row = _row(rows, case, "child"), _row(rows, case, "parent")
    assert child_row["language"] == parent_row["language"] == "ur"
    _agree(child_row, child_part, given_by_child, set(given_by_child))
    _agree(parent_row, parent_part, given_by_parent, set(given_by_parent))


def _parents_part(page: Page, part: Part) -> robot.Answers:
    """From wherever the site leads a parent to the sent part."""
    while part.question(urlsplit(page.url).path.rpartition("/")[2]) is None:
        choice = page.locator("input[name=part][value=parent]")
        if choice.count():
            choice.check()
        robot.press(page)
    given = robot.answer_part(page, part, PARENT_SAYS_NO)
    robot.press(page)
    return given


def test_sending_twice_gives_one_response(fieldwork: Fieldwork, open_page: OpenPage) -> None:
    case = _open(fieldwork.workspace, season.ADULT, "adult")[2]
    part = fieldwork.part("adult", "adult")
    address = fieldwork.scan(case)
    answers = answers_along(routes.shortest(part))
    last = list(answers)[-1]
    begun(fieldwork.workspace, case, "adult", {name: answers[name] for name in answers if name != last})
    page = open_page("desk")
    page.goto(address)
    robot.press(page)
    assert list(robot.answer_part(page, part)) == [last]
    second = page.context.new_page()
    second.goto(page.url)
    robot.press(page)
    robot.press(second)
    for tab in (page, second):
        assert urlsplit(tab.url).path.endswith("/sent")
    _row(fieldwork.exported(season.ADULT), case, "adult")
