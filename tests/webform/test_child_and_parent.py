"""8 to 15: the child's part with its own yes, the hand-over without a way back, the parent's part on any browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fulfilment.store import engines
from fulfilment.store.online import drafts
from tests.webform.public_site import PublicSite, Visitor
from tests.webform.test_adult_journey import answer_all, answer_until

CHILD_PAGES = ("begin", "staff_talk", "child_comment", "check", "leave", "hand-over", "sent")
SECRET = "The tea tastes of robots"


def as_child(site: PublicSite, code: str) -> Visitor:
    """The letter, then: the child answers now."""
    return site.visitor().start(code, "Y").post(data={"part": "child"})


def child_sends(site: PublicSite, code: str) -> Visitor:
    """A child who answers and sends; ends at the hand-over."""
    visitor = as_child(site, code).post(data={"answer": "yes"})
    answer_all(visitor, {"staff_talk": {"staff_talk": "1"}, "child_comment": {"child_comment": SECRET}})
    return visitor.post()


def as_parent(site: PublicSite, code: str) -> Visitor:
    """The letter, then: the parent answers now."""
    return site.visitor().start(code, "Y").post(data={"part": "parent"})


def nothing_of_the_childs_part_can_be_fetched(visitor: Visitor) -> None:
    """No page of the child's part opens, by no address and in no language."""
    for language in ("en", "pl", "ur"):
        for page in CHILD_PAGES:
            address = f"/{language}/under16/child/{page}"
            visitor.get(address)
            assert not visitor.path.startswith(f"/{language}/under16/child/"), address
            assert SECRET not in visitor.page


def test_the_start_asks_who_answers_and_the_child_is_asked_whether_it_wants_to(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = public_site.visitor().start(code, "Y")
    assert visitor.path == "/en/under16/who"
    visitor.post()
    assert (visitor.status, "Select who is answering now" in visitor.page) == (422, True)
    visitor.post(data={"part": "child"})
    assert visitor.path == "/en/under16/child/begin"
    assert visitor.get("/en/under16/child/staff_talk").path == "/en/under16/child/begin"


@pytest.mark.parametrize("questionnaire", ["child_8_11", "young_person_12_15"])
def test_child_then_parent_each_send_their_own_part(public_site: PublicSite, questionnaire: str) -> None:
    code, token = public_site.code(questionnaire)
    visitor = as_child(public_site, code).post(data={"answer": "yes"})
    asked = answer_all(visitor, {})
    visitor.post()
    assert visitor.path == "/en/under16/child/hand-over"
    visitor.post()
    assert visitor.path.startswith("/en/under16/parent/")
    answer_all(visitor, {})
    visitor.post()
    assert visitor.path == "/en/under16/parent/sent"
    child, parent = public_site.opened_responses()
    assert (child["part"], child["seen"]) == ("child", sorted(asked))
    assert (parent["part"], parent["token"]) == ("parent", token)
    assert child["flags"] == {"assent": "yes"}


def test_after_the_hand_over_no_page_of_the_childs_part_can_be_fetched(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = child_sends(public_site, code)
    assert SECRET not in visitor.page
    visitor.post()
    nothing_of_the_childs_part_can_be_fetched(visitor)


def test_a_sent_childs_part_is_closed_even_before_the_hand_over(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = child_sends(public_site, code)
    for page in ("staff_talk", "child_comment", "check", "begin", "leave"):
        visitor.get(f"/en/under16/child/{page}")
        assert visitor.path == "/en/under16/child/hand-over"
        assert SECRET not in visitor.page


def test_the_parents_session_opens_no_page_of_the_childs_part(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    child = as_child(public_site, code).post(data={"answer": "yes"})
    answer_until(child, "helped", {"child_comment": {"child_comment": SECRET}})
    parent = as_parent(public_site, code)
    nothing_of_the_childs_part_can_be_fetched(parent)
    parent.get("/en/under16/continue").post()
    nothing_of_the_childs_part_can_be_fetched(parent)


def test_the_childs_session_opens_no_page_of_the_parents_part(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    child = as_child(public_site, code)
    assert child.get("/en/under16/parent/parent_overall").path == "/en/under16/child/begin"


def test_an_old_cookie_opens_nothing_after_the_hand_over(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    child = as_child(public_site, code).post(data={"answer": "yes"})
    cookie = child.client.get_cookie("__Host-survey", "survey.example.org")
    answer_all(child, {})
    child.post().post()
    thief = public_site.visitor()
    assert cookie is not None
    thief.client.set_cookie("__Host-survey", cookie.value, domain="survey.example.org", secure=True)
    assert thief.get("/en/under16/child/staff_talk").path == "/en/again"


def test_after_the_childs_part_the_code_opens_the_parents_on_another_browser(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    child_sends(public_site, code)
    parent = public_site.visitor().start(code, "Y")
    assert parent.path.startswith("/en/under16/parent/")
    nothing_of_the_childs_part_can_be_fetched(parent)


def test_no_thanks_closes_the_childs_part_for_good_and_leads_to_the_parents(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = as_child(public_site, code).post(data={"answer": "no"})
    assert visitor.path == "/en/under16/child/hand-over"
    assert public_site.rows("select state, length(body) from drafts where part = 'child'") == [("handed_over", 0)]
    visitor.post()
    assert visitor.path.startswith("/en/under16/parent/")
    assert public_site.visitor().start(code, "Y").path.startswith("/en/under16/parent/")


def test_later_keeps_the_childs_part_open_for_another_day(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = as_child(public_site, code).post(data={"answer": "later"}).post()
    assert visitor.path.startswith("/en/under16/parent/")
    answer_all(visitor, {})
    visitor.post()
    assert "still open" in visitor.page
    assert public_site.visitor().start(code, "Y").path == "/en/under16/child/begin"


def test_a_child_may_stop_without_sending_and_its_answers_are_gone(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = as_child(public_site, code).post(data={"answer": "yes"})
    answer_all(visitor, {"child_comment": {"child_comment": SECRET}})
    visitor.get("/en/under16/child/leave").post()
    assert visitor.path == "/en/under16/child/hand-over"
    assert public_site.opened_responses() == []
    assert public_site.rows("select length(body) from drafts where part = 'child'") == [(0,)]


def test_going_back_to_the_child_after_a_wrong_choice_shows_no_earlier_answer(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = as_child(public_site, code).post(data={"answer": "yes"}).post(data={"staff_talk": "1"})
    visitor.get("/en/under16/who").post(data={"part": "parent"})
    visitor.get("/en/under16/who").post(data={"part": "child"})
    visitor.get("/en/under16/child/staff_talk")
    assert "Answered earlier" in visitor.page
    assert "checked" not in visitor.page


def test_a_parent_of_a_child_under_8_is_not_asked_who_answers(public_site: PublicSite) -> None:
    code, _ = public_site.code("parent_0_7")
    assert public_site.visitor().start(code, "Y").path.startswith("/en/under16/parent/")


def test_the_child_is_spoken_to_in_its_own_words_and_theme(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = as_child(public_site, code)
    assert 'class="app-child"' in visitor.page
    assert "/en/under16/privacy/child" in visitor.page
    visitor.post(data={"answer": "yes"})
    assert "Select one answer" not in visitor.page


@pytest.mark.parametrize("way", ["no", "leave"])
def test_a_childs_browser_destroys_nothing_that_the_helpline_holds(public_site: PublicSite, way: str) -> None:
    code, token = public_site.code("child_8_11")
    visitor = as_child(public_site, code)
    if way == "leave":
        visitor.post(data={"answer": "yes"}).get("/en/under16/child/leave")
    now = public_site.clock()
    with engines.transaction(public_site.engine) as session:
        drafts.hold(session, token, "child", by="ann", until=now + timedelta(minutes=30), consent_at=None)
    before = public_site.rows("select part, state, version, body from drafts order by part")
    visitor.post(data={"answer": "no"})
    assert (visitor.status, "open on our helpline" in visitor.page) == (409, True)
    assert "open on our helpline" in visitor.get("/en/under16/child/leave").page
    assert public_site.rows("select part, state, version, body from drafts order by part") == before
    public_site.clock.wait(minutes=31)
    visitor.get("/en/under16/child/leave").post()
    assert visitor.path == "/en/under16/child/hand-over"


def test_a_child_cannot_opt_the_family_out(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = as_child(public_site, code)
    visitor.get("/en/under16/opt-out").post()
    assert public_site.rows("select count(*) from requests") == [(0,)]
    assert visitor.path == "/en/under16/child/begin"
