"""Routes through the shipped questionnaires: whatever is answered, each ends, and together they ask everything."""

from __future__ import annotations

from random import Random

import pytest

from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Part, Question, QuestionType
from fulfilment.surveys.path import next_open

CONTENT = Content.load(letters_dir(), translations_dir())
PARTS = [
    pytest.param(part, id=f"{survey}-{name}-{part.id}")
    for (survey, name), questionnaire in CONTENT.questionnaires.items()
    for part in questionnaire.parts
]
ROUTES = 200
BLANK = 0.05  # the share of questions that are left blank


@pytest.mark.parametrize("part", PARTS)
def test_every_route_ends_and_every_question_is_on_one(part):
    random = Random(part.id)
    asked: set[str] = set()
    for _ in range(ROUTES):
        asked |= set(_walked(part, random))
    assert asked == {question.id for question in part.questions}


def _walked(part: Part, random: Random) -> list[str]:
    """The questions that somebody is asked who answers as it comes; none is asked twice."""
    answers: dict[str, tuple[str, ...]] = {}
    seen: list[str] = []
    while (question := next_open(part, answers, seen)) is not None:
        assert question.id not in seen
        seen.append(question.id)
        if random.random() > BLANK:
            answers[question.id] = _answer(question, random)
    return seen


def _answer(question: Question, random: Random) -> tuple[str, ...]:
    codes = [option.code for option in question.options]
    match question.type:
        case QuestionType.MANY:
            alone = [option.code for option in question.options if option.exclusive]
            some = tuple(code for code in codes if code not in alone and random.random() < 0.5)
            return some or (random.choice(codes),)
        case QuestionType.ONE:
            return (random.choice(codes),)
        case QuestionType.SCALE | QuestionType.NUMBER:
            return (str(random.randint(int(question.lowest or 0), int(question.highest or 0))),)
        case QuestionType.DATE:
            return ("2026-03-27",)
        case QuestionType.TEXT:
            return ("It was good.",)
