"""The path: which questions a person is asked. Computed anew from the answers each time; nothing about it is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from fulfilment.surveys.definition import Part, Question

Answers: TypeAlias = Mapping[str, tuple[str, ...]]
"""Question id -> its canonical answer, always a tuple of strings. A question left blank has no entry."""


def path(part: Part, answers: Answers) -> tuple[Question, ...]:
    """The questions of a part that this person is asked, in order. A rule sees only answers given on the path."""
    asked, _ = _walk(part, answers)
    return asked


def on_path(part: Part, answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers that count: those to questions on the path, in its order. Blank ones are left out."""
    _, given = _walk(part, answers)
    return given


def next_open(part: Part, answers: Answers, seen: Collection[str]) -> Question | None:
    """The first question on the path that is neither answered nor seen and left blank; None at the end."""
    asked, given = _walk(part, answers)
    return next((question for question in asked if question.id not in given and question.id not in seen), None)


def after(part: Part, answers: Answers, question_id: str) -> Question | None:
    """The question on the path that follows another one, which itself may be off the path; None at the end.

    Raises KeyError for a question that the part does not have.
    """
    place = _places(part)
    here = place[question_id]
    return next((question for question in path(part, answers) if place[question.id] > here), None)


def before(part: Part, answers: Answers, question_id: str) -> Question | None:
    """The question on the path that precedes another one, which itself may be off the path; None at the start.

    Raises KeyError for a question that the part does not have.
    """
    place = _places(part)
    here = place[question_id]
    return next((question for question in reversed(path(part, answers)) if place[question.id] < here), None)


def _walk(part: Part, answers: Answers) -> tuple[tuple[Question, ...], dict[str, tuple[str, ...]]]:
    asked: list[Question] = []
    given: dict[str, tuple[str, ...]] = {}
    for question in part.questions:
        if question.ask_if is None or question.ask_if.holds(given):
            asked.append(question)
            if answers.get(question.id):
                given[question.id] = answers[question.id]
    return tuple(asked), given


def _places(part: Part) -> dict[str, int]:
    return {question.id: place for place, question in enumerate(part.questions)}
