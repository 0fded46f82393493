"""From a question to a field, a component and a page of the helpline: for every type that there is."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from fulfilment.errors import FulfilmentError
from fulfilment.returns import draft as draft_body
from fulfilment.returns.draft import DraftBody
from fulfilment.returns.sending import faults
from fulfilment.surveys import routes
from fulfilment.surveys.definition import Audience, Part, Question, QuestionType
from fulfilment.surveys.words import Words
from tests.webform.public_site import TRUST, shipped_content
from webform.questionnaire.forms import FIELDS, AnswerForm, answer_form
from webform.questionnaire.showing import shown
from webform.questionnaire.steps import is_reached, progress, staff_pages
from webform.questionnaire.widgets import COMPONENTS, component, error_summary

TODAY = date(2026, 5, 1)
TYPED: dict[QuestionType, tuple[str, dict[str, str | list[str]], tuple[str, ...]]] = {
    QuestionType.ONE: ("told_kindly", {"told_kindly": "2"}, ("2",)),
    QuestionType.MANY: ("treatments", {"treatments": ["3", "1"]}, ("1", "3")),
    QuestionType.SCALE: ("overall", {"overall": "10"}, ("10",)),
    QuestionType.NUMBER: ("nights", {"nights": "007"}, ("7",)),
    QuestionType.DATE: (
        "treatment_started",
        {"treatment_started-day": "2", "treatment_started-month": "3", "treatment_started-year": "2025"},
        ("2025-03-02",),
    ),
    QuestionType.TEXT: ("comment", {"comment": " Tea "}, ("Tea",)),
}


def adult() -> Part:
    return shipped_content().questionnaire("adult", "adult").part("adult")


def words(language: str = "en") -> Words:
    content = shipped_content()
    said = content.words(language)
    return said.with_fields(**content.fields("adult", said), trust=TRUST, hospital=TRUST)


def question(question_id: str) -> Question:
    found = adult().question(question_id)
    assert found is not None
    return found


def form_for(*ids: str, variant: str | None = None) -> AnswerForm:
    return answer_form([question(i) for i in ids], words(), survey="adult", today=TODAY, variant=variant)


@pytest.mark.parametrize("kind", list(QuestionType))
def test_every_type_is_asked_drawn_answered_and_shown_again(kind: QuestionType) -> None:
    question_id, typed, answer = TYPED[kind]
    assert kind in FIELDS
    assert kind in COMPONENTS
    form = form_for(question_id).take(MultiDict(typed))
    assert form.validate()
    assert form.answers == {question_id: answer}
    again = form_for(question_id).show({question_id: answer})
    assert component(again, question(question_id), words()).name
    assert shown(question(question_id), again.asked[question_id], answer, words())


@pytest.mark.parametrize("kind", list(QuestionType))
def test_every_type_can_be_left_blank(kind: QuestionType) -> None:
    question_id, _, _ = TYPED[kind]
    form = form_for(question_id).take(MultiDict())
    assert form.validate()
    assert form.answers == {}


def test_a_section_is_one_form_and_every_fault_is_in_the_summary() -> None:
    form = form_for("nights", "ward_help", "overall").take(
        MultiDict({"nights": "x", "overall": "99", "ward_help": "1"})
    )
    assert not form.validate()
    assert [error["href"] for error in error_summary(form, words())["errorList"]] == ["#nights", "#overall"]
    assert form.answers == {"ward_help": ("1",)}


def test_the_phone_has_words_of_its_own_under_the_same_codes() -> None:
    online, phone = form_for("helped").asked["helped"], form_for("helped", variant="phone").asked["helped"]
    assert online.text != phone.text
    assert [option.code for option in online.options] == [option.code for option in phone.options]


def test_an_exclusive_option_stands_last_after_an_or() -> None:
    items = component(form_for("treatments").show({}), question("treatments"), words()).params["items"]
    assert [item for item in items if "divider" in item] == [{"divider": "or"}]
    assert all(item.get("behaviour") == "exclusive" for item in items[items.index({"divider": "or"}) + 1 :])


def test_pages_of_the_helpline_end_after_each_question_that_routes() -> None:
    routing = {name for q in adult().questions if q.ask_if is not None for name in q.ask_if.mentions}
    pages = staff_pages(adult(), routes.longest(adult()).answers)
    assert [q.id for page in pages for q in page.questions] == [q.id for q in adult().questions]
    for page in pages:
        assert not routing & {q.id for q in page.questions[:-1]}
        assert all(q in page.section.questions for q in page.questions)


def test_pages_of_the_helpline_leave_out_what_is_not_asked() -> None:
    asked = [q.id for page in staff_pages(adult(), {"stayed_overnight": ("2",)}) for q in page.questions]
    assert "nights" not in asked


def test_progress_counts_sections() -> None:
    at = progress(adult(), "nights")
    assert (at.number, at.total, at.section.id) == (9, 15, "hospital")


def test_a_question_is_reached_up_to_the_next_open_one() -> None:
    answers = {"gp_contacts": ("1",)}
    assert is_reached(adult(), answers, {"gp_contacts"}, "gp_serious")
    assert not is_reached(adult(), answers, {"gp_contacts"}, "first_wait")


def test_a_body_opens_with_its_key_for_its_own_row_only() -> None:
    body = DraftBody().in_sitting("first").with_page(["a", "b"], {"a": ("1",)}, 1).with_flag("assent", "yes")
    sealed = draft_body.encode(body, b"k" * 32, "token", "child")
    assert draft_body.decode(sealed, b"k" * 32, "token", "child") == body
    assert b"assent" not in sealed
    for key, token, part in (
        (b"x" * 32, "token", "child"),
        (b"k" * 32, "other", "child"),
        (b"k" * 32, "token", "parent"),
    ):
        with pytest.raises(FulfilmentError):
            draft_body.decode(sealed, key, token, part)


def test_a_new_sitting_hides_what_an_earlier_one_answered() -> None:
    body = DraftBody().in_sitting("first").with_page(["a"], {"a": ("1",)}, 1)
    assert not body.is_earlier("a")
    assert body.in_sitting("second").is_earlier("a")


def test_before_sending_every_answer_on_the_path_is_judged_again() -> None:
    answers = {"treatments": ("1", "2"), "nights": ("400",), "overall": ("12",), "stayed_overnight": ("2",)}
    assert list(faults(adult(), answers, TODAY)) == ["overall"]


def test_right_to_left_words_carry_the_same_form() -> None:
    form = answer_form([question("overall")], words("ur"), survey="adult", today=TODAY).take(
        MultiDict({"overall": "11"})
    )
    assert not form.validate()
    assert form["overall"].errors[0] != "Select an answer from the list"
    assert words("ur").for_audience(Audience.ADULT).direction == "rtl"
