"""Checks of answers: one scale has one wording, in English and in each language.

Two questions share a **scale** if their answers have the same codes, scores and marks of missing, and most of the
same words. Answers such as "I don't know" go with the question and are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fulfilment.errors import Fault
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience, Option, Question, Questionnaire, QuestionType
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.messages import Path, questions

MEND = "Give one scale one wording."


@dataclass(frozen=True)
class _Asked:
    """A question with its place."""

    question: Question
    path: Path
    audience: Audience
    questionnaire: Questionnaire

    @property
    def substantive(self) -> tuple[Option, ...]:
        return tuple(option for option in self.question.options if option.missing is None)

    @property
    def shape(self) -> tuple[object, ...]:
        """What makes answers comparable."""
        options = self.question.options
        return self.audience, tuple((option.code, option.score, option.missing) for option in options)

    def place(self, content: Content, option: Option) -> tuple[str, int]:
        """File and line of an option."""
        source = content.source(self.questionnaire.file)
        at = self.question.options.index(option)
        return source.file, source.line(*self.path, "options", at, "text")


def faults(content: Content) -> Iterator[Fault]:
    """Every answer that is worded otherwise than in another question of the same scale."""
    for survey in content.surveys:
        asked = [
            _Asked(question, path, questionnaire.parts[int(path[1])].audience, questionnaire)
            for questionnaire in content.questionnaires.values()
            if questionnaire.survey == survey
            for question, path in questions(questionnaire)
        ]
        yield from _of_scales(content, asked)
        yield from _of_ids(content, asked)
        yield from _nearly_alike(content, asked)
        yield from _of_translations(content, asked)


def _of_scales(content: Content, asked: list[_Asked]) -> Iterator[Fault]:
    """Scales of one questionnaire with more than half of their words in common, and not all."""
    for at, one in enumerate(asked):
        for other in asked[:at]:
            if one.question.type is not QuestionType.ONE or one.questionnaire != other.questionnaire:
                continue
            if one.shape != other.shape:
                continue
            differing = _differing(one, other)
            if differing and len(differing) * 2 < len(one.substantive):
                yield from _said(content, one, other, differing)
                break  # told once


def _of_ids(content: Content, asked: list[_Asked]) -> Iterator[Fault]:
    """Questions with one id and one reader whose answers are worded differently from file to file."""
    first: dict[tuple[str, Audience], _Asked] = {}
    for one in asked:
        other = first.setdefault((one.question.id, one.audience), one)
        if other is not one and one.shape == other.shape:
            yield from _said(content, one, other, _differing(one, other))


def _differing(one: _Asked, other: _Asked) -> list[tuple[Option, Option]]:
    pairs = zip(one.substantive, other.substantive, strict=False)
    return [(mine, yours) for mine, yours in pairs if mine.text != yours.text]


def _said(content: Content, one: _Asked, other: _Asked, differing: list[tuple[Option, Option]]) -> Iterator[Fault]:
    for mine, yours in differing:
        what = f"{one.question.id}: “{mine.text}” is “{yours.text}” in {other.question.id} ({other.questionnaire.id})"
        file, line = one.place(content, mine)
        yield Fault("option-wording", what, MEND, file=file, line=line)


def _nearly_alike(content: Content, asked: list[_Asked]) -> Iterator[Fault]:
    """Answers that differ in nothing but capitals, signs and spaces."""
    first: dict[tuple[Audience, str], tuple[str, _Asked]] = {}
    for one in asked:
        for option in one.question.options:
            bare = re.sub(r"\W+", " ", option.text.lower()).strip()
            text, other = first.setdefault((one.audience, bare), (option.text, one))
            if text != option.text and bare:
                what = f"{one.question.id}: “{option.text}” is “{text}” in {other.question.id}"
                file, line = one.place(content, option)
                yield Fault("option-wording", what, MEND, file=file, line=line)


def _of_translations(content: Content, asked: list[_Asked]) -> Iterator[Fault]:
    """Answers of the very same scale that are translated differently from question to question."""
    for tag, catalogue in content.catalogues.items():
        if tag == SOURCE:
            continue
        first: dict[tuple[object, ...], tuple[str, str]] = {}
        for one in asked:
            scale = tuple(option.text for option in one.question.options)
            for option in one.question.options:
                found = catalogue.find(f"{one.questionnaire.survey}/{one.question.id}", option.text)
                if found is None or one.question.type is not QuestionType.ONE:
                    continue
                said, where = first.setdefault((one.shape, scale, option.code), (found.forms[0], one.question.id))
                if said != found.forms[0]:
                    language = content.languages[tag].english_name
                    what = f"{language}, {one.question.id}: “{found.forms[0]}” is “{said}” in {where}"
                    yield Fault("option-translation", what, MEND, file=found.file, line=found.line)
