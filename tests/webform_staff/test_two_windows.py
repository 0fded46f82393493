"""An agent with two windows, each on another case: what is posted from the old one is refused and nothing is saved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.webform.public_site import Visitor
from tests.webform_staff.staff_site import Known, StaffSite, plain
from tests.webform_staff.test_interviews import begin
from tests.webform_staff.test_safety import routes
from webform.staff.access import ACCESS, Access
from webform.staff.openings import FIELD

ANOTHER = "Another case is open now"
FORM = re.compile(r'<form [^>]*method="post".*?</form>', re.DOTALL)


@dataclass
class Window:
    """A page that an agent left open in one window while working in another."""

    page: str
    path: str

    @classmethod
    def left(cls, agent: Visitor) -> Window:
        return cls(agent.page, agent.path)

    def post(self, agent: Visitor, data: dict[str, object] | None = None) -> Visitor:
        """Send its form, with the cookie as it is by now."""
        agent.page, agent.path = self.page, self.path
        return agent.post(data=data)


def posts_of_a_case(site: StaffSite) -> list[str]:
    """The address of every POST that needs an open case."""
    return [path for endpoint, path in routes(site, "POST") if ACCESS[endpoint] is Access.OPEN_CASE]


def stores(site: StaffSite) -> list[tuple[Any, ...]]:
    """What an agent's click could change about anybody."""
    tables = ("codes", "drafts", "responses", "requests")
    online = [row for table in tables for row in site.public.rows(f"select * from {table} order by 1, 2")]
    events = [(event.id, event.kind) for event in site.events("case_opened")]
    return [*online, *events]


def test_no_post_about_a_case_is_taken_while_another_is_open(staff_site: StaffSite) -> None:
    ann, bob = staff_site.case(given="Ann"), staff_site.case(given="Bob")
    agent = begin(staff_site.opened(ann))
    of_ann = Window.left(agent)
    begin(staff_site.opened(bob, visitor=agent))
    of_bob = Window.left(agent)
    [opening] = set(re.findall(rf'name="{FIELD}" value="([0-9a-f]+)"', of_ann.page))
    before = stores(staff_site)
    paths = posts_of_a_case(staff_site)
    assert len(paths) >= 6
    for path in paths:
        whole = Window(of_ann.page, path).post(agent)
        assert (whole.status, ANOTHER in whole.page) == (409, True), path
        mixed = Window(of_bob.page, path).post(agent, {FIELD: opening})  # a good form token, and yet about Ann
        assert (mixed.status, ANOTHER in mixed.page) == (409, True), path
        without = Window(of_bob.page.replace(FIELD, "other"), path).post(agent)
        assert without.status == 409, path
    assert stores(staff_site) == before
    assert agent.get("/case").status == 200
    assert "Bob" in plain(agent.page)


def test_a_death_told_in_one_window_is_not_recorded_of_the_person_in_another(staff_site: StaffSite) -> None:
    ann, bob = staff_site.case(given="Ann"), staff_site.case(given="Bob")
    agent = staff_site.opened(ann).get("/case/stop/died")
    of_ann = Window.left(agent)
    staff_site.opened(bob, visitor=agent)
    assert of_ann.post(agent).status == 409
    assert staff_site.public.rows("select stop from codes") == [(None,), (None,)]


def test_answers_of_one_caller_are_not_saved_as_anothers(staff_site: StaffSite) -> None:
    ann, bob = staff_site.case(given="Ann"), staff_site.case(given="Bob")
    agent = begin(staff_site.opened(ann))
    of_ann = Window.left(agent)
    begin(staff_site.opened(bob, visitor=agent))
    assert of_ann.post(agent, {"told_kindly": "1"}).status == 409
    assert staff_site.public.rows("select version from drafts") == [(0,), (0,)]


def test_a_form_of_a_case_that_was_closed_meanwhile_leads_to_the_first_page(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case()).get("/case/stop/died")
    left = Window.left(agent)
    agent.post("/case/close")
    assert left.post(agent).path == "/"
    assert "No case is open" in agent.page
    assert staff_site.public.rows("select stop from codes") == [(None,)]


def test_opening_and_closing_a_case_each_make_the_forms_of_other_windows_old(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = staff_site.agent()
    home = Window(agent.page, "/find/reference")
    staff_site.opened(known, visitor=agent)
    first = Window.left(agent.get("/case/stop/died"))
    assert home.post(agent).status == 400
    staff_site.opened(known, visitor=agent)
    assert first.post(agent).status == 400  # the same case, but an opening that is over
    agent.get("/case").post("/case/close")
    assert staff_site.public.rows("select stop from codes") == [(None,)]


@pytest.mark.parametrize("questionnaire", ["adult", "child_8_11"])
def test_every_form_on_a_cases_pages_says_which_case_it_is_about(staff_site: StaffSite, questionnaire: str) -> None:
    known: Known = staff_site.case(questionnaire)
    part = "child" if questionnaire == "child_8_11" else "adult"
    agent = begin(staff_site.opened(known), part, parent_agreed="yes")
    forms = 0
    for endpoint, path in routes(staff_site, "GET"):
        if ACCESS[endpoint] is not Access.OPEN_CASE:
            continue
        agent.get(path.replace("/adult", f"/{part}"))
        for form in FORM.findall(agent.page):
            assert FIELD in form or "/sign-out" in form, (path, form)
            forms += 1
    assert forms > 10
