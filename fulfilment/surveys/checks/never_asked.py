"""Finds questions that nobody can ever be asked, by trying every combination of answers that their rules tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product
from math import prod
from random import Random

from fulfilment.errors import Fault
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Part, Question, QuestionType
from fulfilment.surveys.path import Answers, path

MOST = 20_000  # our choice: combinations tried for one question, about a second
DRAWN = 5_000  # our choice: where there are more, so many are drawn; rules are short, so a way that exists is found
ANOTHER = "another answer"  # stands for all answers that no rule names
Answer = tuple[str, ...]


def faults(content: Content) -> Iterator[Fault]:
    """Every question whose rules contradict each other or those on the way to it."""
    for questionnaire in content.questionnaires.values():
        for part in questionnaire.parts:
            for question in part.questions:
                if question.ask_if is not None and not may_be_asked(part, question):
                    what, mend = f"{question.id} can never be asked", "Its rule contradicts itself or an earlier one."
                    yield Fault("never-asked", what, mend, file=questionnaire.file, line=question.line)


def may_be_asked(part: Part, question: Question) -> bool:
    """Whether some answers lead to a question: of all combinations or, where there are too many, of a draw from them.

    The draw is the same each time.
    """
    deciding = _deciding(part, question)
    asking = [*deciding, question]
    named = {one.id: _named(one, asking) for one in deciding}
    tried: Iterable[tuple[Answer, ...]]
    if prod(_count(one, named[one.id]) for one in deciding) <= MOST:
        tried = product(*(_choices(one, named[one.id]) for one in deciding))
    else:
        tried = _drawn([_telling(one, named[one.id], asking) for one in deciding])
    return any(question in path(part, dict(_pairs(deciding, answers))) for answers in tried)


def _drawn(choices: list[list[Answer]]) -> Iterator[tuple[Answer, ...]]:
    random = Random(0)
    for _ in range(DRAWN):
        yield tuple(random.choice(each) for each in choices)


def _telling(question: Question, named: tuple[str, ...], asking: list[Question]) -> list[Answer]:
    """Answers to draw from: none, each alone, and the sets that some rule names, whole and joined."""
    if question.type is not QuestionType.MANY:
        return _choices(question, named)
    leaves = chain.from_iterable(one.ask_if.leaves() for one in asking if one.ask_if)
    sets = [set(leaf.codes) for leaf in leaves if leaf.question == question.id]
    joined = [*sets, *(one | other for one, other in combinations(sets, 2))]
    alone: list[Answer] = [(), *((code,) for code in named)]
    return alone + [answer for codes in joined if (answer := _allowed(question, codes))]


def _allowed(question: Question, codes: set[str]) -> Answer:
    """A set of answers in the order of the question, without those that stand alone."""
    return tuple(option.code for option in question.options if option.code in codes and not option.exclusive)


def _pairs(deciding: list[Question], answers: tuple[Answer, ...]) -> Answers:
    return {question.id: answer for question, answer in zip(deciding, answers, strict=True) if answer}


def _deciding(part: Part, question: Question) -> list[Question]:
    """The questions whose answers decide whether this one is asked, directly or by way of each other."""
    found: dict[str, Question] = {}
    waiting = [question]
    while waiting:
        rule = waiting.pop().ask_if
        for name in rule.mentions if rule else ():
            mentioned = part.question(name)
            if mentioned is not None and name not in found:
                found[name] = mentioned
                waiting.append(mentioned)
    return [one for one in part.questions if one.id in found]


def _named(question: Question, asking: list[Question]) -> tuple[str, ...]:
    """The codes of a question that the rules name, and one that stands for all others where there are any."""
    leaves = chain.from_iterable(one.ask_if.leaves() for one in asking if one.ask_if)
    named = tuple(dict.fromkeys(code for leaf in leaves if leaf.question == question.id for code in leaf.codes))
    if not question.options:
        return (*named, ANOTHER)
    codes = [option.code for option in question.options]
    return tuple(code for code in codes if code in named) + tuple([code for code in codes if code not in named][:1])


def _count(question: Question, named: tuple[str, ...]) -> int:
    """How many answers there are to try, or more."""
    return int(2 ** len(named)) if question.type is QuestionType.MANY else len(named) + 1


def _choices(question: Question, named: tuple[str, ...]) -> list[Answer]:
    """The answers to try: none, each alone, and for several answers every set that is allowed."""
    alone: list[Answer] = [(), *((code,) for code in named)]
    if question.type is not QuestionType.MANY:
        return alone
    joined = [code for code in named if not (option := question.option(code)) or not option.exclusive]
    sets = chain.from_iterable(combinations(joined, size) for size in range(2, len(joined) + 1))
    return alone + list(sets)
