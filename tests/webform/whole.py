"""Whole questionnaires for tests: the ways through each part, and good answers along a way as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from fulfilment.surveys import routes
from fulfilment.surveys.definition import Part, Question, QuestionType
from fulfilment.surveys.path import Answers
from tests.webform.public_site import shipped_content

IN_EVERY_RUN = frozenset({("adult", "longest", "en"), ("adult", "shortest", "ur")})  # the rest in make soak


class Walk(NamedTuple):
    """A part to be walked along one of its ways in a language."""

    survey: str
    questionnaire: str
    part: Part
    route: Callable[[Part], routes.Route]
    language: str


def walks() -> list[Any]:
    """Every part of every questionnaire, the longest and the shortest way, in English and Urdu, as parameters."""
    return [
        pytest.param(
            Walk(questionnaire.survey, questionnaire.id, part, way, language),
            id=f"{questionnaire.id}-{part.id}-{way.__name__}-{language}",
            marks=() if (questionnaire.id, way.__name__, language) in IN_EVERY_RUN else pytest.mark.soak,
        )
        for questionnaire in shipped_content().questionnaires.values()
        for part in questionnaire.parts
        for way in (routes.longest, routes.shortest)
        for language in ("en", "ur")
    ]


def answers_along(route: routes.Route) -> Answers:
    """A good answer to every question of a way, and those that open it."""
    return {question.id: route.answers.get(question.id, _answer(question)) for question in route.questions}


def typed(question: Question, answer: tuple[str, ...]) -> dict[str, object]:
    """The form fields of an answer."""
    if question.type is not QuestionType.DATE:
        return {question.id: list(answer)}
    parts = zip(("year", "month", "day"), answer[0].split("-"), strict=True)
    return {f"{question.id}-{name}": number for name, number in parts}


def _answer(question: Question) -> tuple[str, ...]:
    match question.type:
        case QuestionType.ONE | QuestionType.MANY:
            return (question.options[0].code,)
        case QuestionType.DATE:
            return ("2026-03-02",)
        case QuestionType.TEXT:
            return ("Kind. مہربان",)
        case QuestionType.SCALE | QuestionType.NUMBER:
            return (question.highest or "10",)
