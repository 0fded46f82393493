"""Random answers with random going back and forth: the end is always reached, and what is sent is what counts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fulfilment.returns.instruments import is_for_children
from fulfilment.surveys.definition import Part, Question, Questionnaire, QuestionType
from tests.webform.public_site import PublicSite, Visitor, brief_content, make_site, shipped_content

Answer = dict[str, Any]  # form fields of one page


@pytest.fixture(scope="module", params=[brief_content, pytest.param(shipped_content, marks=pytest.mark.soak)])
def journeys(empty_store: Path, request: pytest.FixtureRequest) -> Iterator[PublicSite]:
    """One site for all examples: each has a code of its own."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(empty_store, folder, dirs_exist_ok=True)
        site = make_site(Path(folder), request.param())
        yield site
        site.engine.dispose()


def answers_to(question: Question) -> st.SearchStrategy[tuple[Answer, list[str]]]:
    """What may be typed on a question's page, and what it means."""
    return st.just(({}, [])) | ANSWERED[question.type](question)


def _one(question: Question) -> st.SearchStrategy[tuple[Answer, list[str]]]:
    return st.sampled_from([option.code for option in question.options]).map(lambda c: ({question.id: c}, [c]))


def _many(question: Question) -> st.SearchStrategy[tuple[Answer, list[str]]]:
    free = [option.code for option in question.options if not option.exclusive]
    alone = [[option.code] for option in question.options if option.exclusive]
    some = st.sets(st.sampled_from(free), min_size=1).map(lambda codes: [code for code in free if code in codes])
    either = some | st.sampled_from(alone) if alone else some
    return either.map(lambda codes: ({question.id: list(reversed(codes))}, codes))


def _scale(question: Question) -> st.SearchStrategy[tuple[Answer, list[str]]]:
    return st.integers(0, 10).map(lambda n: ({question.id: str(n)}, [str(n)]))


def _number(question: Question) -> st.SearchStrategy[tuple[Answer, list[str]]]:
    bounds = st.integers(int(question.lowest or 0), int(question.highest or 999))
    return bounds.map(lambda n: ({question.id: f" 0{n} "}, [str(n)]))


def _date(question: Question) -> st.SearchStrategy[tuple[Answer, list[str]]]:
    def typed(day: date) -> tuple[Answer, list[str]]:
        parts = {"day": day.day, "month": day.month, "year": day.year}
        return {f"{question.id}-{name}": str(value) for name, value in parts.items()}, [day.isoformat()]

    return st.dates(date(1990, 1, 1), date(2026, 4, 30)).map(typed)


def _text(question: Question) -> st.SearchStrategy[tuple[Answer, list[str]]]:
    letters = st.sampled_from("aż ک\"<&{}%'\u0301😀")
    words = st.text(letters, min_size=1, max_size=30).map(str.strip).filter(bool)
    return words.filter(lambda text: any(c.isalnum() for c in text)).map(lambda text: ({question.id: text}, [text]))


ANSWERED = {
    QuestionType.ONE: _one,
    QuestionType.MANY: _many,
    QuestionType.SCALE: _scale,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.TEXT: _text,
}


def holds(rule: Any, given: dict[str, list[str]]) -> bool:
    """The rule language once more, written down plainly from its description."""
    if rule is None:
        return True
    has = given.get(rule.question, [])
    match rule.operator:
        case "==" | "in":
            return len(has) == 1 and has[0] in rule.codes
        case "any_in":
            return any(code in has for code in rule.codes)
        case "all_in":
            return all(code in has for code in rule.codes)
        case "answered":
            return has != []
        case "not":
            return not holds(rule.rules[0], given)
        case "and":
            return all(holds(one, given) for one in rule.rules)
        case "or":
            return any(holds(one, given) for one in rule.rules)
    raise AssertionError(rule.operator)


def what_counts(part: Part, typed: dict[str, list[str]]) -> dict[str, list[str]]:
    """A plain reference interpreter: question after question, a rule sees only what counts so far."""
    counts: dict[str, list[str]] = {}
    for question in part.questions:
        if holds(question.ask_if, counts) and typed.get(question.id):
            counts[question.id] = typed[question.id]
    return counts


PARTS = [
    pytest.param(questionnaire.survey, questionnaire.id, part.id, id=f"{questionnaire.id}-{part.id}")
    for questionnaire in shipped_content().questionnaires.values()
    for part in questionnaire.parts
]


class Wanderer:
    """Answers at random, and now and then goes back, jumps, changes the language or starts another sitting."""

    def __init__(self, site: PublicSite, data: st.DataObject, questionnaire: Questionnaire, part: str) -> None:
        self.site, self.data = site, data
        self.code, self.token = site.code(questionnaire.id)
        self.letter = site.content.survey(questionnaire.survey).path_letter
        self.part = questionnaire.part(part)
        self.under = f"{questionnaire.survey}/{part}"
        self.onward = f"/en/{questionnaire.survey}/continue"
        self.visitor = self.enter()
        self.typed: dict[str, list[str]] = {}
        self.fresh: set[str] = set()

    def enter(self) -> Visitor:
        """A new sitting from the letter, as the one who answers this part."""
        visitor = self.site.visitor().start(self.code, self.letter)
        if visitor.path.endswith("/who"):
            visitor.post(data={"part": self.part.id})
        if visitor.path.endswith("/begin"):
            visitor.post(data={"answer": "yes"})
        return visitor

    def answer(self) -> None:
        """One page."""
        question = self.part.question(self.visitor.question)
        assert question is not None, self.visitor.path
        form, meaning = self.data.draw(answers_to(question))
        self.visitor.post(data=form)
        assert self.visitor.status == 200, (question.id, form, self.visitor.page)
        hidden = bool(self.typed.get(question.id)) and question.id not in self.fresh
        if meaning or not hidden:  # an earlier answer that is not shown is not wiped out by leaving the page empty
            self.typed[question.id] = meaning
            self.fresh.add(question.id)

    def wander(self) -> None:
        """Anything that a person may do between two answers."""
        step = self.data.draw(st.sampled_from(["on", "on", "on", "back", "jump", "language", "sitting"]))
        if step == "jump":
            self.visitor.get(f"/en/{self.under}/{self.data.draw(st.sampled_from(self.part.questions)).id}?change=1")
        elif step == "back" and 'class="nhsuk-back-link"' in self.visitor.page:
            self.visitor.get(self.visitor.page.partition('nhsuk-back-link" href="')[2].partition('"')[0])
        elif step == "language":
            self.visitor.get(self.visitor.path.replace("/en/", "/ur/", 1))
        elif step == "sitting":
            self.visitor, self.fresh = self.enter(), set()
        if self.part.question(self.visitor.question) is None or "_version" not in self.visitor.page:
            self.visitor.get(self.onward)


@pytest.mark.parametrize(("survey", "questionnaire", "part"), PARTS)
@settings(max_examples=5)
@given(data=st.data())
def test_any_wandering_reaches_the_end_and_sends_what_counts(
    journeys: PublicSite, survey: str, questionnaire: str, part: str, data: st.DataObject
) -> None:
    wanderer = Wanderer(journeys, data, journeys.content.questionnaire(survey, questionnaire), part)
    for _ in range(data.draw(st.integers(0, 12))):
        if wanderer.visitor.question != "check":
            wanderer.answer()
        wanderer.wander()
    wanderer.visitor.get(wanderer.onward)
    for _ in range(len(wanderer.part.questions) + 1):
        if wanderer.visitor.question == "check":
            break
        wanderer.answer()
        wanderer.visitor.get(wanderer.onward)
    done = "hand-over" if is_for_children(wanderer.part) else "sent"
    assert wanderer.visitor.post().path.endswith(f"/{part}/{done}")
    sent = journeys.opened_responses()[-1]
    assert (sent["token"], sent["part"]) == (wanderer.token, part)
    assert sent["answers"] == what_counts(wanderer.part, wanderer.typed)
