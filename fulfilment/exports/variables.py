"""The variables of an export: which columns a question gives, and what stands in them.

A question with one answer is one column named like its id. A question with several is one column an option,
``<id>__<code>``: 1 chosen, 0 not. Every way of being empty has its own code (surveys.record).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fulfilment.surveys.definition import Part, Question, Questionnaire, QuestionType
from fulfilment.surveys.record import BETWEEN, MISSING

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for a formula (OWASP, CSV injection)


@dataclass(frozen=True)
class Variable:
    """One column: the question it comes from and, of a question with several answers, the option."""

    name: str
    question: Question
    code: str | None = None

    def cell(self, answer: str) -> str:
        """What stands in the column, from the finished record of the question."""
        if answer in MISSING:
            return answer
        if self.code is not None:
            return str(int(self.code in answer.split(BETWEEN)))
        if self.question.type is QuestionType.TEXT and answer.startswith(FORMULA_SIGNS):
            return f"'{answer}"
        return answer


def of_question(question: Question) -> list[Variable]:
    """The columns of a question."""
    if question.type is QuestionType.MANY:
        return [Variable(f"{question.id}__{option.code}", question, option.code) for option in question.options]
    return [Variable(question.id, question)]


def of_part(part: Part) -> list[Variable]:
    """The columns of a part, in the order of its questions."""
    return [variable for question in part.questions for variable in of_question(question)]


def of_survey(questionnaires: Iterable[Questionnaire]) -> Mapping[str, Variable]:
    """The columns of all questionnaires of a survey by name: a question that several ask is one column."""
    found: dict[str, Variable] = {}
    for questionnaire in questionnaires:
        for part in questionnaire.parts:
            for variable in of_part(part):
                found.setdefault(variable.name, variable)
    return found
