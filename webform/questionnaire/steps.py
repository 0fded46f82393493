"""Where a person stands in a part: the section, whether a page is theirs yet, and the pages of the helpline."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fulfilment.surveys.definition import Part, Question, Section
from fulfilment.surveys.path import Answers, next_open, path


@dataclass(frozen=True)
class Progress:
    """ "Section ``number`` of ``total``": sections, because routing would make any count of questions a lie."""

    number: int
    total: int
    section: Section


def progress(part: Part, question_id: str) -> Progress:
    """The section that a question stands in. Raises KeyError for an unknown question."""
    section = part.section_of(question_id)
    return Progress(part.sections.index(section) + 1, len(part.sections), section)


def is_reached(part: Part, answers: Answers, seen: Collection[str], question_id: str) -> bool:
    """Whether a question is on the path and not beyond the next open one."""
    upcoming = next_open(part, answers, seen)
    for question in path(part, answers):
        if question.id == question_id:
            return True
        if upcoming is not None and question.id == upcoming.id:
            return False
    return False


@dataclass(frozen=True)
class StaffPage:
    """Some questions of one section that can be asked on one page: no answer on it decides about another on it.

    ``id`` is that of the first question that could stand on it, whether or not it is asked.
    """

    id: str
    section: Section
    questions: tuple[Question, ...]


def staff_pages(part: Part, answers: Answers) -> tuple[StaffPage, ...]:
    """A section a page, cut after each question that routes; only what is asked on this path, no empty page."""
    routing = {name for question in part.questions if question.ask_if is not None for name in question.ask_if.mentions}
    asked = {question.id for question in path(part, answers)}
    pages: list[StaffPage] = []
    for section in part.sections:
        for group in _cut(section.questions, routing):
            questions = tuple(question for question in group if question.id in asked)
            if questions:
                pages.append(StaffPage(group[0].id, section, questions))
    return tuple(pages)


def _cut(questions: tuple[Question, ...], after: Collection[str]) -> list[list[Question]]:
    groups: list[list[Question]] = [[]]
    for question in questions:
        groups[-1].append(question)
        if question.id in after:
            groups.append([])
    return [group for group in groups if group]
