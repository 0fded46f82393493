"""How long a part is: the longest and the shortest way through it, and how many minutes a way takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

from fulfilment.surveys.definition import Part, Question, QuestionType
from fulfilment.surveys.path import path

WORDS_A_MINUTE = 180  # our choice: grown-ups read about 240 in silence; somebody tired or new to the language, fewer
SECONDS_TO_ANSWER = {  # our choice: from having read the question to the next page
    QuestionType.ONE: 4,
    QuestionType.MANY: 8,
    QuestionType.SCALE: 4,
    QuestionType.NUMBER: 8,
    QuestionType.DATE: 12,
    QuestionType.TEXT: 40,  # most people write a line or nothing
}


@dataclass(frozen=True)
class Route:
    """A way through a part: the answers that open it, to the questions that route; every question on it, in order."""

    answers: dict[str, tuple[str, ...]]
    questions: tuple[Question, ...]

    @property
    def minutes(self) -> float:
        """Minutes to read the English words on the screen and to answer everything.

        Options that stood under an earlier question in the same words are known by sight: they are not read again.
        """
        words, known = 0, set()
        for question in self.questions:
            options = tuple(option.text for option in question.options)
            words += _words(question.text, question.hint, question.low_text, question.high_text)
            words += 0 if options in known else _words(*options)
            known.add(options)
        seconds = sum(SECONDS_TO_ANSWER[question.type] for question in self.questions)
        return words / WORDS_A_MINUTE + seconds / 60


def longest(part: Part) -> Route:
    """The way with the most questions, of somebody who answers each of them."""
    return _route(part, [max(_ways(part, group), key=lambda way: _asked(part, group, way)) for group in _groups(part)])


def shortest(part: Part) -> Route:
    """The way with the fewest questions, of somebody who answers each of them."""
    return _route(part, [min(_ways(part, group), key=lambda way: _asked(part, group, way)) for group in _groups(part)])


def _words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)


def _route(part: Part, ways: list[dict[str, tuple[str, ...]]]) -> Route:
    answers = {name: answer for way in ways for name, answer in way.items()}
    asked = path(part, answers)
    return Route({one.id: answers[one.id] for one in asked if one.id in answers}, asked)


def _asked(part: Part, group: frozenset[str], answers: dict[str, tuple[str, ...]]) -> int:
    return sum(question.id in group for question in path(part, answers))


def _groups(part: Part) -> list[frozenset[str]]:
    """Questions that rules tie together. Groups know nothing of each other, so each is looked at alone."""
    groups: list[frozenset[str]] = []
    for question in part.questions:
        if question.ask_if is not None:
            tied = question.ask_if.mentions | {question.id}
            touched = [group for group in groups if group & tied]
            groups = [group for group in groups if group not in touched] + [tied.union(*touched)]
    return groups


def _ways(part: Part, group: frozenset[str]) -> Iterator[dict[str, tuple[str, ...]]]:
    """Every combination of answers that the rules of a group tell apart."""
    rules = [question.ask_if for question in part.questions if question.ask_if is not None and question.id in group]
    deciding = [question for question in part.questions if any(question.id in rule.mentions for rule in rules)]
    deciding = [question for question in deciding if question.id in group]
    leaves = [leaf for rule in rules for leaf in rule.leaves()]
    named = {one.id: {code for leaf in leaves if leaf.question == one.id for code in leaf.codes} for one in deciding}
    for answers in product(*(_choices(question, named[question.id]) for question in deciding)):
        yield {question.id: answer for question, answer in zip(deciding, answers, strict=True)}


def _choices(question: Question, named: set[str]) -> Sequence[tuple[str, ...]]:
    """Answers to try: each that is named and one that is not; for several answers every set that may be ticked."""
    if not question.options:
        return [(code,) for code in sorted(named)] or [(question.lowest or "1",)]
    others = [option for option in question.options if option.code not in named][:1]
    tried = [option for option in question.options if option.code in named or option in others]
    if question.type is not QuestionType.MANY:
        return [(option.code,) for option in tried]
    joined = [option.code for option in tried if not option.exclusive]
    sets = chain.from_iterable(combinations(joined, size) for size in range(1, len(joined) + 1))
    return [(option.code,) for option in tried if option.exclusive] + list(sets)
