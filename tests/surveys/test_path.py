"""The path through a part: which questions are asked, forwards and backwards, whatever was answered before."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.surveys import path as paths
from fulfilment.surveys import record, rules
from fulfilment.surveys.definition import Part
from tests.surveys import examples

CODES = ["1", "2", "3"]


def test_an_answer_leads_past_two_questions():
    part = examples.part("routing_past_two_questions")
    assert _ids(paths.path(part, {"stayed": ("1",)})) == ["stayed", "nights", "ward_quiet", "overall"]
    assert _ids(paths.path(part, {"stayed": ("2",)})) == ["stayed", "overall"]
    assert _ids(paths.path(part, {})) == ["stayed", "overall"]


def test_a_stale_answer_off_the_path_opens_no_question():
    part = examples.part("nested_rules")
    stale = {"both": ("2",), "where": ("2",)}
    assert _ids(paths.path(part, stale)) == ["treatments", "comment"]
    assert paths.on_path(part, stale) == {}


def test_answers_come_back_when_their_question_is_on_the_path_again():
    part = examples.part("routing_past_two_questions")
    answers = {"stayed": ("2",), "nights": ("4",)}
    assert paths.on_path(part, answers) == {"stayed": ("2",)}
    assert paths.on_path(part, answers | {"stayed": ("1",)}) == {"stayed": ("1",), "nights": ("4",)}


def test_a_blank_answer_counts_as_none():
    part = examples.part("nested_rules")
    assert paths.on_path(part, {"treatments": ()}) == {}
    assert "where" not in _ids(paths.path(part, {"treatments": ()}))


def test_the_next_open_question_is_neither_answered_nor_seen():
    part = examples.part("routing_past_two_questions")
    assert _next(part, {}, ()) == "stayed"
    assert _next(part, {"stayed": ("1",)}, {"stayed"}) == "nights"
    assert _next(part, {"stayed": ("1",)}, {"stayed", "nights"}) == "ward_quiet"
    assert _next(part, {"stayed": ("2",)}, {"stayed", "overall"}) is None


def test_neighbours_are_found_from_a_question_that_has_left_the_path():
    part = examples.part("routing_past_two_questions")
    answers = {"stayed": ("2",)}
    after, before = paths.after(part, answers, "nights"), paths.before(part, answers, "nights")
    assert after is not None
    assert before is not None
    assert (before.id, after.id) == ("stayed", "overall")
    assert paths.before(part, answers, "stayed") is None
    assert paths.after(part, answers, "overall") is None


def test_an_unknown_question_has_no_neighbours():
    part = examples.part("one")
    with pytest.raises(KeyError):
        paths.after(part, {}, "nothing")
    with pytest.raises(KeyError):
        paths.before(part, {}, "nothing")


# Random questionnaires, as the data that stands in a file. The reference below reads that data, not the typed rules.


@st.composite
def raw_rules(draw, earlier: list[str], depth: int = 2) -> dict[str, Any]:
    kinds = ["==", "in", "any_in", "all_in", "answered"] + (["not", "and", "or"] if depth else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "not":
        return {"not": draw(raw_rules(earlier, depth - 1))}
    if kind in ("and", "or"):
        return {kind: draw(st.lists(raw_rules(earlier, depth - 1), min_size=1, max_size=3))}
    question = draw(st.sampled_from(earlier))
    if kind == "answered":
        return {kind: question}
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
    return {kind: [question, codes[0] if kind == "==" else codes]}


@st.composite
def raw_questions(draw) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, 7))):
        question: dict[str, Any] = {"id": f"q{place}", "many": draw(st.booleans())}
        if found and draw(st.booleans()):
            question["ask_if"] = draw(raw_rules([one["id"] for one in found]))
        found.append(question)
    return found


def _part(raw: list[dict[str, Any]]) -> Part:
    options = [{"code": code, "text": code} for code in CODES]
    asked = [
        {
            "id": one["id"],
            "type": "many" if one["many"] else "one",
            "text": one["id"],
            "options": options,
            "ask_if": rules.parse(one["ask_if"]) if "ask_if" in one else None,
        }
        for one in raw
    ]
    half = len(asked) // 2
    sections = [{"id": f"s{n}", "title": "S", "questions": some} for n, some in enumerate((asked[:half], asked[half:]))]
    return Part.model_validate({"id": "p", "audience": "adult", "title": "P", "sections": sections})


def _reference(raw: list[dict[str, Any]], answers: dict[str, tuple[str, ...]]) -> dict[str, list[str] | None]:
    """Asked question -> its answer or None, straight from the words of the contract."""
    asked: dict[str, list[str] | None] = {}

    def is_true(rule: dict[str, Any]) -> bool:
        [(kind, what)] = rule.items()
        if kind == "and":
            return min(is_true(one) for one in what)
        if kind == "or":
            return max(is_true(one) for one in what)
        if kind == "not":
            return not is_true(what)
        given = asked.get(what if kind == "answered" else what[0]) or []
        if kind == "answered":
            return given != []
        if kind == "==":
            return given == [what[1]]
        if kind == "in":
            return len(given) == 1 and given[0] in what[1]
        hits = [code for code in what[1] if code in given]
        return len(hits) > 0 if kind == "any_in" else len(hits) == len(what[1])

    for one in raw:
        if "ask_if" not in one or is_true(one["ask_if"]):
            asked[one["id"]] = list(answers.get(one["id"], ())) or None
    return asked


ANSWER = st.lists(st.sampled_from(CODES), max_size=3, unique=True).map(lambda codes: tuple(sorted(codes)))


@given(raw_questions(), st.dictionaries(st.sampled_from([f"q{n}" for n in range(7)]), ANSWER))
def test_the_path_is_that_of_a_plain_reference(raw, answers):
    part, expected = _part(raw), _reference(raw, answers)
    assert _ids(paths.path(part, answers)) == list(expected)
    assert paths.on_path(part, answers) == {name: tuple(codes) for name, codes in expected.items() if codes}


@given(raw_questions(), st.data())
def test_whoever_goes_back_and_forth_reaches_the_end(raw, data):
    part = _part(raw)
    answers: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    here = paths.next_open(part, answers, seen)
    for _ in range(data.draw(st.integers(0, 15))):
        if here is None:
            break
        seen.add(here.id)
        move = data.draw(st.sampled_from(["answer", "skip", "back", "jump"]))
        if move == "answer":
            answers[here.id] = data.draw(ANSWER)
        elif move == "jump":
            here = data.draw(st.sampled_from(paths.path(part, answers)))
            continue
        here = (paths.before if move == "back" else paths.after)(part, answers, here.id)
    steps = 0
    while (here := paths.next_open(part, answers, seen)) is not None:
        seen.add(here.id)
        answers[here.id] = data.draw(ANSWER)
        steps += 1
        assert steps <= len(raw)
    expected = _reference(raw, answers)
    cells = record.completed(part, answers, seen)
    assert list(cells) == [one["id"] for one in raw]
    assert {name for name, cell in cells.items() if cell == record.ROUTED_PAST} == set(cells) - set(expected)
    assert {name: cells[name] for name in expected} == {
        name: ";".join(codes) if codes else record.LEFT_BLANK for name, codes in expected.items()
    }


def _ids(questions) -> list[str]:
    return [question.id for question in questions]


def _next(part: Part, answers, seen) -> str | None:
    question = paths.next_open(part, answers, seen)
    return question.id if question else None
