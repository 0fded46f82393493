"""What counts as an answer: canonical forms, and the fault that names the respondent's message."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.surveys.answering import FAULT_CODES, AnswerFault, accept
from fulfilment.surveys.definition import Question, QuestionType
from fulfilment.surveys.path import Answers
from tests.surveys import examples

TODAY = date(2026, 4, 12)


@pytest.mark.parametrize(
    ("name", "values", "answer"),
    [
        ("one", ["2"], ("2",)),
        ("one", [" 2 ", ""], ("2",)),
        ("one", [], ()),
        ("one", [""], ()),
        ("many", ["3", "1", "3"], ("1", "3")),
        ("many", ["", " "], ()),
        ("exclusive_option", ["3"], ("3",)),
        ("exclusive_option", ["2", "1"], ("1", "2")),
        ("scale", ["0"], ("0",)),
        ("scale", ["10"], ("10",)),
        ("scale", ["07"], ("7",)),
        ("number", ["007"], ("7",)),
        ("number", [" 12 "], ("12",)),
        ("number", ["۱۲"], ("12",)),
        ("number", [" "], ()),
        ("date", ["2026-04-01"], ("2026-04-01",)),
        ("date", ["1", "4", "2026"], ("2026-04-01",)),
        ("date", ["01", "04", "2026"], ("2026-04-01",)),
        ("date", ["۱", "۴", "۲۰۲۶"], ("2026-04-01",)),
        ("date", ["12", "4", "2026"], ("2026-04-12",)),
        ("date", ["29", "2", "2024"], ("2024-02-29",)),
        ("date", ["", " ", ""], ()),
        ("date", [""], ()),
        ("date", [], ()),
        ("text", ["  Good.\r\nAnd\rkind. \n"], ("Good.\nAnd\nkind.",)),
        ("text", ["a\x00b\x1bc\ud800\td"], ("abc\td",)),
        ("text", ["می\u200cخواهم"], ("می\u200cخواهم",)),
        ("text", ["\u200b\u2060 \n"], ()),
        ("text", ["x" * 200 + "  "], ("x" * 200,)),
        ("text", [], ()),
    ],
)
def test_an_answer_gets_one_canonical_form(name, values, answer):
    assert accept(examples.question(name), values, today=TODAY) == answer


@pytest.mark.parametrize(
    ("name", "values", "code", "fields"),
    [
        ("one", ["1", "2"], "one", {}),
        ("one", ["7"], "unknown", {}),
        ("many", ["1", "7"], "unknown", {}),
        ("exclusive_option", ["1", "3"], "exclusive", {}),
        ("exclusive_option", ["3", "8"], "exclusive", {}),
        ("scale", ["11"], "unknown", {}),
        ("scale", ["-1"], "unknown", {}),
        ("scale", ["good"], "unknown", {}),
        ("scale", ["1", "2"], "one", {}),
        ("number", ["four"], "number", {}),
        ("number", ["1.5"], "number", {}),
        ("number", ["1e3"], "number", {}),
        ("number", ["9" * 5000], "number", {}),
        ("number", ["0"], "number_low", {"lowest": "1"}),
        ("number", ["−4"], "number_low", {"lowest": "1"}),
        ("number", ["366"], "number_high", {"highest": "365"}),
        ("date", ["1", "", "2026"], "date_incomplete", {}),
        ("date", ["1", "4"], "date_incomplete", {}),
        ("date", ["1", "4", "26"], "date_incomplete", {}),
        ("date", ["1", "April", "2026"], "date_incomplete", {}),
        ("date", ["2026"], "date_incomplete", {}),
        ("date", ["31", "4", "2026"], "date_impossible", {}),
        ("date", ["0", "4", "2026"], "date_impossible", {}),
        ("date", ["29", "2", "2026"], "date_impossible", {}),
        ("date", ["1", "1", "0000"], "date_impossible", {}),
        ("date", ["31", "12", "1949"], "date_low", {"lowest": date(1950, 1, 1)}),
        ("date", ["13", "4", "2026"], "date_future", {"highest": TODAY}),
        ("text", ["x" * 201], "text_long", {"longest": "200"}),
    ],
)
def test_what_is_no_answer_gets_the_message_that_helps(name, values, code, fields):
    with pytest.raises(AnswerFault) as fault:
        accept(examples.question(name), values, today=TODAY)
    assert (fault.value.code, dict(fault.value.fields)) == (code, fields)


def test_a_date_may_end_on_a_fixed_day():
    question = examples.question("date").model_copy(update={"highest": "2026-03-31"})
    with pytest.raises(AnswerFault) as fault:
        accept(question, ["1", "4", "2026"], today=TODAY)
    assert (fault.value.code, dict(fault.value.fields)) == ("date_high", {"highest": date(2026, 3, 31)})


CANONICAL: dict[QuestionType, tuple[str, st.SearchStrategy[tuple[str, ...]]]] = {
    QuestionType.ONE: ("one", st.sampled_from(["1", "2", "8"]).map(lambda code: (code,))),
    QuestionType.MANY: (
        "many",
        st.sets(st.sampled_from(["1", "2", "3"]), min_size=1).map(lambda codes: tuple(sorted(codes))),
    ),
    QuestionType.SCALE: ("scale", st.integers(0, 10).map(lambda number: (str(number),))),
    QuestionType.NUMBER: ("number", st.integers(1, 365).map(lambda number: (str(number),))),
    QuestionType.DATE: (
        "date",
        st.dates(date(1950, 1, 1), TODAY).map(lambda day: (day.isoformat(),)),
    ),
    QuestionType.TEXT: (
        "text",
        st.text("aä’ع\n ", min_size=1, max_size=200).map(str.strip).filter(bool).map(lambda t: (t,)),
    ),
}


@pytest.mark.parametrize("kind", QuestionType)
@given(data=st.data())
def test_a_canonical_answer_is_accepted_as_it_is(kind, data):
    name, answers = CANONICAL[kind]
    question, answer = examples.question(name), data.draw(answers)
    assert question.type is kind
    assert accept(question, list(answer), today=TODAY) == answer


@pytest.mark.parametrize("name", examples.NAMES)
@given(values=st.lists(st.text() | st.sampled_from(["1", "2", "3", "8", "0", "12", "2026"]), max_size=4))
def test_anything_typed_is_an_answer_or_a_fault_with_a_message(name, values):
    question = examples.question(name)
    try:
        answer = accept(question, values, today=TODAY)
    except AnswerFault as fault:
        told = fault.code
    else:
        told = FAULT_CODES[0]
        assert accept(question, list(answer), today=TODAY) == answer
        assert all(answer)
    assert told in FAULT_CODES


def test_tomorrow_is_always_refused_where_dates_end_today():
    question: Question = examples.question("date")
    for days in (1, 30, 4000):
        with pytest.raises(AnswerFault, match="date_future"):
            accept(question, [(TODAY + timedelta(days=days)).isoformat()], today=TODAY)


def test_the_canonical_form_is_what_rules_compare():
    answers: Answers = {"nights": accept(examples.question("number"), ["007"], today=TODAY)}
    assert answers["nights"] == ("7",)
