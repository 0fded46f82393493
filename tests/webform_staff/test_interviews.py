"""Answers by phone: the same questions a section a page, taken up, handed back, sent; a child's part by other rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fulfilment.store import engines
from fulfilment.store.office import cases
from fulfilment.store.online import drafts
from tests.databases import ON_BOTH
from tests.webform.public_site import Visitor
from tests.webform_staff.staff_site import AGENT, Known, StaffSite, plain, question_fields

ANSWERS: dict[str, object] = {
    "told_kindly": "1",
    "treatments": ["1", "2"],
    "treatment_started-day": "1",
    "treatment_started-month": "3",
    "treatment_started-year": "2026",
    "stayed_overnight": "2",
    "overall": "7",
    "comment": "Kind nurses. Cold tea.",
}
PAGES_AT_MOST = 15


def begin(agent: Visitor, part: str = "adult", **typed: object) -> Visitor:
    """From the case to the first question."""
    return agent.get(f"/case/answers/{part}").post(data={"language": "en", **typed})


def answer_all(agent: Visitor, answers: dict[str, object] = ANSWERS) -> list[str]:
    """Go through the pages to the check page; gives the first question of each."""
    pages: list[str] = []
    while not agent.path.endswith("/check"):
        pages.append(agent.question)
        agent.post(data=answers)
        assert agent.status == 200, plain(agent.page)
        assert len(pages) <= PAGES_AT_MOST
    return pages


@ON_BOTH
def test_from_the_call_to_sealed_answers(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = begin(staff_site.opened(known))
    pages = answer_all(agent)
    assert "Kind nurses." in agent.page
    agent.post()
    assert agent.path == "/case"
    assert "The answers are sent." in agent.page
    [sent] = staff_site.public.opened_responses()
    assert (sent["token"], sent["mode"], sent["language"], sent["part"]) == (known.token, "phone", "en", "adult")
    assert sent["answers"] == {
        "told_kindly": ["1"], "treatments": ["1", "2"], "treatment_started": ["2026-03-01"], "stayed_overnight": ["2"],
        "overall": ["7"], "comment": ["Kind nurses. Cold tea."],
    }  # fmt: skip
    seen = sent["seen"]
    assert isinstance(seen, list)
    assert "side_effects" in seen  # left blank, not routed past
    assert len(pages) < 15
    with engines.reading(staff_site.office) as store:
        case = cases.get(store, known.token)
        assert case is not None
        assert (case.outcome, case.stop, case.sub_code) == (1, "answered", "phone")


def test_today_is_the_day_in_london(staff_site: StaffSite) -> None:
    staff_site.public.clock.now = datetime(2026, 5, 1, 23, 20, tzinfo=UTC)  # 00:20 on 2 May
    agent = begin(staff_site.opened(staff_site.case()))
    today = {"treatment_started-day": "2", "treatment_started-month": "5", "treatment_started-year": "2026"}
    answer_all(agent, ANSWERS | today)
    assert "2 May 2026" in plain(agent.page)


def test_pages_are_cut_where_a_question_routes(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case()))
    assert question_fields(agent.page) >= {"told_kindly", "told_clearly"}
    agent.post()
    assert "treatments" in question_fields(agent.page)
    assert "operation_explained" not in question_fields(agent.page)
    agent.post(data={"treatments": "1"})
    assert "operation_explained" in question_fields(agent.page)
    assert "side_effects" not in question_fields(agent.page)


def test_the_wording_is_the_one_for_the_phone_and_in_the_callers_language(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case(language="pl")), language="pl")
    assert 'lang="pl"' in agent.page
    agent.post()
    polish = staff_site.public.content.words("pl")
    question = staff_site.public.content.questionnaire("adult", "adult").part("adult").question("treatments")
    assert question is not None
    asked = polish.question("adult", question, "phone", {"trust": "X"})
    assert asked.hint in plain(agent.page)


def test_the_language_can_change_in_the_middle_and_the_page_is_kept(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case()))
    page = agent.path
    agent.post(data={"told_kindly": "2", "_language": "ur"})
    assert agent.path == page
    assert 'dir="rtl"' in agent.page
    assert agent.page.count("checked") == 1
    answer_all(agent, {})
    agent.post()
    assert staff_site.public.opened_responses()[0]["language"] == "ur"


def test_a_wrong_answer_is_said_and_kept_on_the_page(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case()))
    agent.post()
    agent.post(data={"treatments": ["1", "6"]})
    assert agent.status == 422
    assert "There is a problem" in agent.page
    assert agent.page.count("checked") == 2


def test_changing_an_answer_from_the_check_page_asks_what_opens_by_it(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case()))
    answer_all(agent)
    agent.get("/case/answers/adult/page/stayed_overnight?from_check=1").post(data={"stayed_overnight": "1"})
    assert "nights" in question_fields(agent.page)
    agent.post(data={"nights": "3"})
    assert agent.path.endswith("/check")


def test_a_page_whose_turn_has_not_come_leads_to_the_next_open_one(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case()))
    first = agent.path
    assert agent.get("/case/answers/adult/page/overall").path == first
    assert agent.get("/case/answers/adult/check").path == first
    assert agent.get("/case/answers/adult/page/no_such_question").status == 404


def test_a_case_without_a_letter_is_made_live_by_the_call(staff_site: StaffSite) -> None:
    for live in (None, False):
        known = staff_site.case(live=live)
        agent = staff_site.opened(known)
        assert "No letter has gone out yet" in agent.page
        begin(agent)
        assert agent.path == "/case/answers/adult/page/told_kindly"
        assert staff_site.public.visitor().start(known.code).status == 200
        agent.post("/case/answers/adult/hand-back")
        agent.post("/case/close")
    assert [event.detail for event in staff_site.events("code_made_live")] == [{"issue": 1}, {"issue": 1}]


def begun_online(staff_site: StaffSite, known: Known) -> Visitor:
    """A respondent who answered the first question."""
    return staff_site.public.visitor().start(known.code).post(data={"told_kindly": "3"})


def test_a_draft_begun_on_line_is_taken_up_only_with_consent(staff_site: StaffSite) -> None:
    known = staff_site.case()
    begun_online(staff_site, known)
    agent = begin(staff_site.opened(known))
    assert agent.status == 422
    assert "Tick the box once the caller has agreed" in agent.page
    agent.post(data={"language": "en", "consent": "yes"})
    assert agent.question == "told_kindly"  # its page still holds an open question
    assert 'value="3" checked' in agent.page
    [event] = staff_site.events("phone_started")
    assert (event.detail["consented"], event.detail["was"], event.actor) == (True, "begun", AGENT)
    with engines.reading(staff_site.public.engine) as store:
        draft = drafts.get(store, known.token, "adult")
        assert draft is not None
        assert draft.consent_at == staff_site.public.clock.now


def test_while_the_helpline_holds_a_draft_the_web_cannot_write_and_after_hand_back_it_goes_on(
    staff_site: StaffSite,
) -> None:
    known = staff_site.case()
    respondent = begun_online(staff_site, known)
    agent = begin(staff_site.opened(known), consent="yes")
    agent.post(data={"told_kindly": "3", "told_clearly": "2"})
    respondent.post(data={"told_clearly": "1"})
    assert respondent.status == 409
    agent.post("/case/answers/adult/hand-back")
    assert "Handed back" in agent.page
    respondent = staff_site.public.visitor().start(known.code)
    assert respondent.question == "treatments"  # after what was answered on line and by phone
    respondent.post(data={"treatments": "6"})
    assert respondent.status == 200
    assert agent.get("/case/answers/adult/page/treatments").path == "/case"
    assert "You no longer hold these answers" in agent.page


def test_a_hold_lapses_after_thirty_idle_minutes(staff_site: StaffSite) -> None:
    known = staff_site.case()
    respondent = begun_online(staff_site, known)
    begin(staff_site.opened(known), consent="yes")
    staff_site.public.clock.wait(minutes=31)
    respondent.post(data={"told_clearly": "1"})
    assert respondent.status == 200
    assert respondent.question != "told_clearly"


@pytest.mark.parametrize("way", ["/case/close", "/sign-out"])
def test_leaving_a_case_hands_back_what_was_held(staff_site: StaffSite, way: str) -> None:
    known = staff_site.case()
    respondent = begun_online(staff_site, known)
    agent = begin(staff_site.opened(known), consent="yes")
    agent.post(way)
    assert respondent.post(data={"told_clearly": "1"}).status == 200


def test_two_agents_do_not_hold_one_draft(staff_site: StaffSite) -> None:
    known = staff_site.case()
    begin(staff_site.opened(known))
    staff_site.enrol("bo.fern")
    other = staff_site.opened(known, visitor=staff_site.agent("bo.fern"))
    assert f"Being answered by phone with {AGENT}" in plain(other.page)
    begin(other, consent="yes")
    assert other.path == "/case"
    assert len(staff_site.events("phone_started")) == 1


def test_a_part_that_was_sent_is_never_shown_again(staff_site: StaffSite) -> None:
    known = staff_site.case()
    respondent = staff_site.public.visitor().start(known.code)
    while not respondent.path.endswith("/check"):
        respondent.post(data={"comment": "A secret of mine"} if respondent.question == "comment" else {})
    respondent.post()
    agent = staff_site.opened(known)
    assert "Sent on line on" in plain(agent.page)
    for path in ("/case/answers/adult", "/case/answers/adult/check", "/case/answers/adult/page/comment"):
        agent.get(path)
        assert agent.path == "/case"
        assert "A secret of mine" not in agent.page
    agent.post("/case/answers/adult", {"language": "en", "consent": "yes"})
    assert agent.path == "/case"


def test_sending_twice_gives_one_response(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case()))
    answer_all(agent)
    page, path = agent.page, agent.path
    agent.post()
    agent.page, agent.path = page, path
    agent.post()
    assert "sent before" in agent.page
    assert len(staff_site.public.opened_responses()) == 1


def test_a_childs_part_needs_the_parents_agreement(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case("child_8_11"))
    begin(agent, "child")
    assert agent.status == 422
    assert "Tick the box once the parent or carer has agreed" in agent.page
    agent.post(data={"language": "en", "parent_agreed": "yes"})
    answer_all(agent, {"staff_talk": "1"})
    agent.post()
    [sent] = staff_site.public.opened_responses()
    assert sent["part"] == "child"
    assert sent["flags"] == {"parent_agreed": "yes"}
    begin(agent, "parent")
    assert agent.path.startswith("/case/answers/parent/page/")


def test_the_agent_reads_out_a_childs_questions_and_sees_no_picture(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case("child_8_11")), "child", parent_agreed="yes")
    assert "Did the doctors and nurses talk to you?" in agent.page
    assert "app-picture" not in agent.page


def test_a_childs_draft_begun_on_line_is_never_opened_but_starts_afresh(staff_site: StaffSite) -> None:
    known = staff_site.case("child_8_11")
    child = staff_site.public.visitor().start(known.code, letter="Y")
    child.post(data={"part": "child"})
    child.post(data={"answer": "yes"})
    child.post(data={"staff_talk": "3"})
    agent = staff_site.opened(known)
    assert "by phone it starts afresh" in plain(agent.page)
    begin(agent, "child", parent_agreed="yes")
    assert agent.question == "staff_talk"
    assert "checked" not in agent.page
    answer_all(agent, {"words_understood": "1"})
    agent.post()
    assert staff_site.public.opened_responses()[0]["answers"] == {"words_understood": ["1"]}


def test_a_child_who_said_no_is_not_asked_again(staff_site: StaffSite) -> None:
    known = staff_site.case("child_8_11")
    child = staff_site.public.visitor().start(known.code, letter="Y")
    child.post(data={"part": "child"}).post(data={"answer": "no"})
    agent = staff_site.opened(known)
    assert "Closed on line without sending" in plain(agent.page)
    begin(agent, "child", parent_agreed="yes")
    assert agent.path == "/case"


def test_two_windows_on_one_page_are_noticed(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case()))
    page, path = agent.page, agent.path
    agent.post(data={"told_kindly": "1"})
    agent.page, agent.path = page, path
    agent.post(data={"told_kindly": "2"})
    assert agent.status == 409
    assert "changed in another window" in agent.page
    assert agent.post(data={"told_kindly": "2"}).status == 200


def test_after_the_end_of_fieldwork_no_answers_are_taken(staff_site: StaffSite) -> None:
    staff_site.public.clock.wait(days=200)
    agent = staff_site.opened(staff_site.case())
    assert "The survey has closed" in agent.page
    assert begin(agent).path == "/case"
