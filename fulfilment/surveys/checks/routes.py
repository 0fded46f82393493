"""Checks of rules: each looks back at a question that exists, and asks for answers that it can have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fulfilment.errors import Fault
from fulfilment.surveys.answering import AnswerFault, accept
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Part, Question, QuestionType
from fulfilment.surveys.rules import Rule

ALONE = {"==", "in"}  # they mean the whole answer


def faults(content: Content) -> Iterator[Fault]:
    """Every rule that can't mean what it says."""
    for questionnaire in content.questionnaires.values():
        for part in questionnaire.parts:
            earlier: dict[str, Question] = {}
            for question in part.questions:
                for leaf in question.ask_if.leaves() if question.ask_if else ():
                    for code, what, mend in _of_leaf(leaf, part, earlier):
                        where = f"the rule of {question.id}: {what}"
                        yield Fault(code, where, mend, file=questionnaire.file, line=leaf.line)
                earlier[question.id] = question


def _of_leaf(leaf: Rule, part: Part, earlier: dict[str, Question]) -> Iterator[tuple[str, str, str]]:
    asked = earlier.get(leaf.question)
    if asked is None:
        if part.question(leaf.question) is None:
            yield "rule-question", f"no question {leaf.question} in this part", "Check how the id is spelt."
        else:
            mend = "A rule may only look back: move one of the questions."
            yield "rule-later", f"{leaf.question} comes later", mend
        return
    if asked.type is QuestionType.MANY and leaf.operator in ALONE:
        mend = "Use any_in or all_in."
        yield "rule-many", f"`{leaf.operator}` on {asked.id}, which may have several answers", mend
    if asked.type is not QuestionType.MANY and leaf.operator == "all_in" and len(set(leaf.codes)) > 1:
        yield "rule-never", f"{asked.id} has one answer, never all of several", "Use in."
    for code in leaf.codes:
        if not can_have(asked, code):
            mend = "Use one of its codes." if asked.options else "Use a value that it can have, or answered."
            yield "rule-code", f"{asked.id} never has the answer {code}", mend


def can_have(question: Question, code: str) -> bool:
    """Whether a value can be an answer to a question, or one of them. Of a text only ``answered`` may be asked."""
    if question.type is QuestionType.TEXT:
        return False
    try:
        return accept(question, [code], today=date.max) == (code,)
    except (AnswerFault, ValueError):  # ValueError: the question's own bounds are at fault, and told elsewhere
        return False
