"""A caller who wants no more letters, and the news of a death: stopped on line at once, in the office with it."""

from __future__ import annotations

import pytest

from fulfilment.cases.pieces import PieceState
from fulfilment.keys import sealing
from fulfilment.store import engines
from fulfilment.store.office import cases
from fulfilment.store.online.models import Draft, Request
from tests.webform_staff.staff_site import AGENT, StaffSite, plain
from tests.webform_staff.test_interviews import begin, begun_online

STOPS = {"opted_out": (4, "Wants no more letters"), "died": (3, "This person has died")}


@pytest.mark.parametrize("stop", STOPS)
def test_two_clicks_stop_everything_at_once(staff_site: StaffSite, stop: str) -> None:
    known = staff_site.case()
    respondent = begun_online(staff_site, known)
    agent = staff_site.opened(known, reason="not_taking_part")
    agent.get(f"/case/stop/{stop}").post()
    outcome, said = STOPS[stop]
    assert agent.path == "/case"
    assert said in agent.page
    assert f"Recorded 1 May 2026, 13:00 by {AGENT}" in plain(agent.page)
    assert "does not open the survey" in staff_site.public.visitor().start(known.code).page
    assert respondent.post(data={"told_clearly": "1"}).path == "/en/again"
    with engines.reading(staff_site.office) as store:
        case = cases.get(store, known.token)
        assert case is not None
        assert (case.stop, case.outcome, case.outcome_source) == (stop, outcome, "phone")


def test_what_was_asked_is_sealed_and_tells_that_it_came_by_phone(staff_site: StaffSite) -> None:
    known = staff_site.case()
    staff_site.opened(known).get("/case/stop/opted_out").post()
    with engines.reading(staff_site.public.engine) as store:
        request = store.query(Request).one()
        assert (request.kind, request.source, request.token) == ("opted_out", "phone", known.token)
        told = sealing.open_sealed(request.sealed, staff_site.keys.requests("adult-2026"))
    assert told["kind"] == "opted_out"


def test_an_opt_out_destroys_unsent_answers_even_those_being_taken(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = begin(staff_site.opened(known))
    agent.post(data={"told_kindly": "1"})
    agent.get("/case/stop/opted_out").post()
    with engines.reading(staff_site.public.engine) as store:
        assert store.query(Draft).count() == 0
    assert begin(agent).path == "/case"


def test_both_stops_can_be_reached_from_every_page_of_a_case(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case()))
    for path in ("/case", agent.path):
        agent.get(path)
        assert 'href="/case/stop/died"' in agent.page
        assert 'href="/case/stop/opted_out"' in agent.page


def test_a_case_without_a_code_is_stopped_too(staff_site: StaffSite) -> None:
    known = staff_site.case(live=None)
    agent = staff_site.opened(known).get("/case/stop/died").post()
    assert "This person has died" in agent.page
    assert "Answer by phone" not in agent.page


def test_a_death_overrides_an_opt_out_and_nothing_overrides_a_death(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = staff_site.opened(known).get("/case/stop/opted_out").post()
    agent.get("/case/stop/died").post()
    agent.post("/case/stop/opted_out")
    assert "This person has died" in agent.page
    assert len(staff_site.events("opt_out_recorded")) == 1


def test_recording_the_same_twice_records_it_once(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case()).get("/case/stop/opted_out").post()
    agent.post("/case/stop/opted_out")
    assert len(staff_site.events("opt_out_recorded")) == 1
    with engines.reading(staff_site.public.engine) as store:
        assert store.query(Request).count() == 1


def test_an_opt_out_made_on_line_shows_when_the_case_opens(staff_site: StaffSite) -> None:
    known = staff_site.case()
    respondent = staff_site.public.visitor().start(known.code)
    respondent.get("/en/adult/opt-out").post()
    agent = staff_site.opened(known)
    assert "Wants no more letters" in agent.page
    assert "asked for on line" in plain(agent.page)


@pytest.mark.parametrize(
    ("state", "said"),
    [("planned", "planned"), ("handed_over", "with the printer"), ("despatched", "posted"), ("withheld", "not sent")],
)
def test_the_page_of_a_case_tells_how_far_a_letter_is(staff_site: StaffSite, state: str, said: str) -> None:
    known = staff_site.case()
    staff_site.letter(known, state)
    page = plain(staff_site.opened(known).page)
    assert "Letter 1:" in page
    assert said in page.partition("Letter 1:")[2]


@pytest.mark.parametrize(("state", "warned"), [("handed_over", True), ("despatched", True), ("withheld", False)])
def test_a_caller_is_told_that_a_letter_may_still_come(staff_site: StaffSite, state: str, warned: bool) -> None:
    known = staff_site.case()
    staff_site.letter(known, state)
    agent = staff_site.opened(known).get("/case/stop/opted_out")
    assert ("A letter is already on its way" in agent.page) is warned
    agent.post()
    assert ("It may still arrive" in agent.page) is warned


def test_every_state_of_a_piece_has_words_for_staff(staff_site: StaffSite) -> None:
    with staff_site.app.test_request_context():
        template = staff_site.app.jinja_env.get_template("staff/facts.jinja").module
    assert set(vars(template)["STATES"]) == {str(state) for state in PieceState}


def test_asking_changes_nothing(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case())
    before = staff_site.dump()
    agent.get("/case/stop/died")
    assert "has died" in agent.page
    assert staff_site.dump() == before


def test_an_unknown_stop_has_no_page(staff_site: StaffSite) -> None:
    assert staff_site.opened(staff_site.case()).get("/case/stop/answered").status == 404
