"""An adult on line: letter, questions, check, send; another day; two windows; changing one's mind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fulfilment.keys.ring import AnswersKey
from tests.databases import ON_BOTH
from tests.webform.public_site import PublicSite, Visitor

ANSWERS: dict[str, dict[str, object]] = {
    "told_kindly": {"told_kindly": "1"},
    "treatments": {"treatments": ["1", "2"]},
    "treatment_started": {
        "treatment_started-day": "1",
        "treatment_started-month": "3",
        "treatment_started-year": "2026",
    },
    "stayed_overnight": {"stayed_overnight": "1"},
    "nights": {"nights": " 4 "},
    "overall": {"overall": "7"},
    "comment": {"comment": "Kind nurses.\r\nCold tea."},
}
STORED = {
    "told_kindly": ["1"],
    "treatments": ["1", "2"],
    "treatment_started": ["2026-03-01"],
    "stayed_overnight": ["1"],
    "nights": ["4"],
    "overall": ["7"],
    "comment": ["Kind nurses.\nCold tea."],
}
QUESTIONS_AT_MOST = 15


def answer_all(visitor: Visitor, answers: dict[str, dict[str, object]]) -> list[str]:
    """Go through the questions to the check page; gives the ids that were asked."""
    return answer_until(visitor, "check", answers)


def answer_until(visitor: Visitor, end: str, answers: dict[str, dict[str, object]]) -> list[str]:
    """Go through the questions to the page of this one; gives the ids that were asked before it."""
    asked: list[str] = []
    while visitor.question != end:
        asked.append(visitor.question)
        visitor.post(data=answers.get(visitor.question, {}))
        assert visitor.status == 200
        assert len(asked) <= QUESTIONS_AT_MOST
    return asked


@ON_BOTH
def test_from_the_letter_to_sealed_answers(public_site: PublicSite) -> None:
    code, token = public_site.code()
    visitor = public_site.visitor().start(code)
    asked = answer_all(visitor, ANSWERS)
    assert "Kind nurses." in visitor.page
    visitor.post()
    assert visitor.path == "/en/adult/adult/sent"
    [sent] = public_site.opened_responses()
    assert sent["answers"] == STORED
    assert sent["seen"] == sorted(asked)
    assert (sent["token"], sent["part"], sent["mode"], sent["language"]) == (token, "adult", "online", "en")
    assert sent["instrument"] == public_site.content.questionnaire("adult", "adult").instrument


def test_the_escrow_key_opens_the_same_answers(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS)
    visitor.post()
    escrow = AnswersKey.load(public_site.ring_folder / "escrow", "escrow.key")
    [sealed] = public_site.rows("select escrow from responses")
    assert [escrow.open(sealed[0])] == public_site.opened_responses()


def test_sending_empties_the_draft_and_counts_in_clear(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS)
    visitor.post()
    assert public_site.rows("select state, length(body) from drafts") == [("sent", 0)]
    assert public_site.rows("select answered, part, mode, kind from responses") == [(7, "adult", "online", "live")]


def test_a_second_sending_shows_the_receipt_and_adds_nothing(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS)
    form = visitor.page
    visitor.post()
    visitor.page = form
    visitor.post("/en/adult/adult/check")
    assert visitor.path == "/en/adult/adult/sent"
    assert len(public_site.opened_responses()) == 1


def test_a_code_that_was_sent_says_so_and_shows_no_answer(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS)
    visitor.post()
    again = public_site.visitor().start(code)
    assert again.status == 200
    assert "Kind nurses" not in again.page
    assert again.get("/en/adult/adult/check").path == "/en/again"


def test_answers_off_the_path_are_kept_for_going_back_and_never_sent(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS)
    visitor.get("/en/adult/adult/stayed_overnight?from_check=1").post(data={"stayed_overnight": "2"})
    assert visitor.path == "/en/adult/adult/check"
    visitor.post()
    [sent] = public_site.opened_responses()
    assert "nights" not in sent["answers"]


def test_going_back_finds_what_was_answered_off_the_path(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS)
    visitor.get("/en/adult/adult/stayed_overnight").post(data={"stayed_overnight": "2"})
    assert visitor.get("/en/adult/adult/nights").question != "nights"
    visitor.get("/en/adult/adult/stayed_overnight").post(data={"stayed_overnight": "1"})
    assert visitor.question == "nights"
    assert 'value="4"' in visitor.page


def test_changing_an_answer_that_opens_a_question_asks_it_before_the_check(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS | {"stayed_overnight": {"stayed_overnight": "2"}})
    visitor.get("/en/adult/adult/stayed_overnight?from_check=1").post(data={"stayed_overnight": "1"})
    assert visitor.question == "nights"


def test_an_address_off_the_path_or_ahead_leads_to_the_next_open_question(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    for address in ("/en/adult/adult/nights", "/en/adult/adult/comment", "/en/adult/adult/check"):
        assert visitor.get(address).path == "/en/adult/adult/told_kindly"
    assert visitor.get("/en/adult/adult/no_such_question").status == 404


def test_today_is_the_day_in_london(public_site: PublicSite) -> None:
    public_site.clock.now = datetime(2026, 5, 1, 23, 30, tzinfo=UTC)  # half past midnight on 2 May in London
    visitor = public_site.visitor().start(public_site.code()[0])
    answer_until(visitor, "treatment_started", ANSWERS)
    day = {"treatment_started-month": "5", "treatment_started-year": "2026"}
    assert visitor.post(data={"treatment_started-day": "3", **day}).status == 422
    visitor.post(data={"treatment_started-day": "2", **day})
    assert (visitor.status, visitor.question != "treatment_started") == (200, True)


def test_a_later_sitting_lands_on_the_next_open_question_and_hides_earlier_answers(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code).post(data={"told_kindly": "1"}).post(data={"told_clearly": "2"})
    later = public_site.visitor().start(code)
    assert later.question == "treatments"
    later.get("/en/adult/adult/told_kindly")
    assert "Answered earlier" in later.page
    assert "checked" not in later.page
    later.get("/en/adult/adult/told_kindly?change=1")
    assert "checked" not in later.page
    assert visitor.status == 200


def test_saving_a_changed_answer_replaces_it_and_leaving_keeps_it(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    public_site.visitor().start(code).post(data={"told_kindly": "1"}).post(data={"told_clearly": "2"})
    later = public_site.visitor().start(code)
    later.get("/en/adult/adult/told_kindly?change=1")
    later.get("/en/adult/adult/told_clearly?change=1").post(data={"told_clearly": "3"})
    later.get("/en/adult/adult/treatments")
    answer_all(later, {})
    later.post()
    [sent] = public_site.opened_responses()
    assert sent["answers"] == {"told_kindly": ["1"], "told_clearly": ["3"]}


def test_a_changed_answer_left_empty_keeps_the_earlier_one(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    public_site.visitor().start(code).post(data={"told_kindly": "1"})
    later = public_site.visitor().start(code)
    later.get("/en/adult/adult/told_kindly?change=1").post()
    later.get("/en/adult/adult/told_kindly")
    assert "Answered earlier" in later.page


def test_the_check_page_of_a_later_sitting_hides_earlier_answers(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_until(visitor, "gender", ANSWERS)
    later = public_site.visitor().start(code)
    answer_all(later, {})
    assert "Kind nurses" not in later.page
    assert "Answered earlier" in later.page
    later.post()
    [sent] = public_site.opened_responses()
    assert sent["answers"] == STORED


def test_two_windows_on_one_question_overwrite_nothing_silently(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    stale = visitor.page
    visitor.post(data={"told_kindly": "1"})
    visitor.page, visitor.path = stale, "/en/adult/adult/told_kindly"
    visitor.post(data={"told_kindly": "3"})
    assert visitor.status == 409
    assert "was changed in another window" in visitor.page
    assert 'value="3" checked' in visitor.page
    visitor.post(data={"told_kindly": "3"})
    assert visitor.question == "told_clearly"
    assert 'value="3" checked' in visitor.get("/en/adult/adult/told_kindly").page


def test_pressing_continue_twice_is_no_conflict(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    form = visitor.page
    visitor.post(data={"told_kindly": "1"})
    visitor.page, visitor.path = form, "/en/adult/adult/told_kindly"
    visitor.post(data={"told_kindly": "1"})
    assert (visitor.status, visitor.question) == (200, "told_clearly")


def test_sending_what_changed_since_the_check_asks_to_check_again(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS)
    form = visitor.page
    visitor.get("/en/adult/adult/overall?from_check=1").post(data={"overall": "2"})
    visitor.page = form
    visitor.post("/en/adult/adult/check")
    assert visitor.status == 409
    assert public_site.opened_responses() == []
    visitor.post()
    assert public_site.opened_responses()[0]["answers"]["overall"] == ["2"]


def test_finish_later_keeps_what_was_typed_and_ends_the_sitting(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    cookie = visitor.client.get_cookie("__Host-survey", "survey.example.org")
    visitor.post(data={"told_kindly": "1", "_later": "1"})
    assert visitor.path == "/en/adult/saved"
    assert cookie is not None
    visitor.client.set_cookie("__Host-survey", cookie.value, domain="survey.example.org", secure=True)
    assert visitor.get("/en/adult/adult/told_kindly").path == "/en/again"
    assert public_site.visitor().start(code).question == "told_clearly"


def test_finish_later_on_an_unanswered_question_asks_it_again(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    public_site.visitor().start(code).post(data={"told_kindly": "1"}).post(data={"_later": "1"})
    assert public_site.visitor().start(code).question == "told_clearly"


def test_a_sitting_ends_after_twenty_idle_hours_and_nothing_is_lost(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code).post(data={"told_kindly": "1"})
    public_site.clock.wait(hours=19.9)
    visitor.post(data={"told_clearly": "1"})
    public_site.clock.wait(hours=19.9)
    assert visitor.get(visitor.path).question == "treatments"
    public_site.clock.wait(hours=0.2)
    assert visitor.get(visitor.path).path == "/en/again"
    assert public_site.visitor().start(code).question == "treatments"


def test_switching_the_language_keeps_the_page_and_what_was_typed_and_saves_nothing(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    before = public_site.dump()
    visitor.post("/ur/adult/adult/told_kindly", {"told_kindly": "2", "_switch": "1"})
    assert (visitor.status, visitor.path) == (200, "/ur/adult/adult/told_kindly")
    assert '<html lang="ur" dir="rtl">' in visitor.page
    assert 'value="2" checked' in visitor.page
    assert public_site.rows("select version from drafts") == [(0,)]
    assert len(public_site.dump()) == len(before)


def test_the_language_in_which_it_was_sent_is_kept(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code, language="ur")
    answer_all(visitor, ANSWERS)
    visitor.post()
    assert public_site.opened_responses()[0]["language"] == "ur"


@pytest.mark.parametrize(
    ("question", "typed", "message"),
    [
        ("told_kindly", {"told_kindly": "99"}, "Select an answer from the list"),
        ("told_kindly", {"told_kindly": ["1", "2"]}, "Select only one answer"),
        ("treatments", {"treatments": ["1", "8"]}, "does not go with the others"),
        ("treatment_started", {"treatment_started-day": "5"}, "must have a day, a month and a year"),
        (
            "treatment_started",
            {"treatment_started-day": "31", "treatment_started-month": "4", "treatment_started-year": "2026"},
            "There is no such date",
        ),
        ("nights", {"nights": "four"}, "Write a whole number"),
        ("nights", {"nights": "0"}, "1 or more"),
        ("overall", {"overall": "11"}, "Select an answer from the list"),
        ("comment", {"comment": "x" * 2001}, "must be 2000 characters or fewer"),
    ],
)
def test_a_wrong_answer_is_said_where_it_is_and_nothing_is_saved(
    public_site: PublicSite, question: str, typed: dict[str, object], message: str
) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_until(visitor, question, ANSWERS)
    version = public_site.rows("select version from drafts")
    visitor.post(data=typed)
    assert visitor.status == 422
    assert message in visitor.page
    assert "<title>Error: " in visitor.page
    assert f'href="#{question}"' in visitor.page
    assert f'id="{question}"' in visitor.page
    assert public_site.rows("select version from drafts") == version


def test_every_question_can_be_left_blank(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    asked = answer_all(visitor, {})
    visitor.post()
    [sent] = public_site.opened_responses()
    assert sent["answers"] == {}
    assert sent["seen"] == sorted(asked)
    assert public_site.rows("select answered from responses") == [(0,)]
