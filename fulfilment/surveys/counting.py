"""How much content there is: by language what is whole and who signed it, by questionnaire what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import QuestionType
from fulfilment.surveys.languages import SOURCE, Language
from fulfilment.surveys.messages import Message, messages
from fulfilment.surveys.signing import signed_off


@dataclass(frozen=True)
class Count:
    """How many of a kind are whole in a language, of how many that the surveys promise in it."""

    whole: int
    of: int

    def __str__(self) -> str:
        return str(self.of) if self.whole == self.of else f"{self.whole} of {self.of}"


@dataclass(frozen=True)
class Spoken:
    """A language: what of it is whole, and who signed it."""

    language: Language
    letters: Count
    pages: Count
    questionnaires: Count
    signed_off: str


@dataclass(frozen=True)
class Asked:
    """One part of a questionnaire, on its longest path and beyond: every question that it has."""

    questionnaire: str
    part: str
    closed: int
    comments: int
    options: int


def languages(content: Content) -> Iterator[Spoken]:
    """Each language that a survey speaks, English first."""
    every = list(messages(content))
    for language in content.languages.values():
        spoken = {survey.id for survey in content.surveys.values() if language.id in survey.languages}
        if spoken:
            mine = [message for message in every if not message.survey or message.survey in spoken]
            kinds = ("letters", "pages", "questionnaires")
            letters, pages, questionnaires = (_count(content, language, _texts(mine, kind)) for kind in kinds)
            yield Spoken(language, letters, pages, questionnaires, signed_off(content, language))


def _texts(every: Sequence[Message], kind: str) -> dict[str, list[Message]]:
    """The texts of each letter, page or questionnaire, by its file. What is no page of its own belongs to none."""
    found: dict[str, list[Message]] = {}
    for message in every:
        if message.catalogue == kind and (kind != "pages" or message.file.endswith(".md")):
            found.setdefault(message.file, []).append(message)
    return found


def _count(content: Content, language: Language, texts: dict[str, list[Message]]) -> Count:
    catalogue = content.catalogues[language.id]
    whole = [
        all(language.id == SOURCE or catalogue.find(message.context, message.source) for message in of_one)
        for of_one in texts.values()
    ]
    return Count(sum(whole), len(whole))


def questionnaires(content: Content) -> Iterator[Asked]:
    """Each part of each questionnaire, in the order in which they are answered."""
    for questionnaire in content.questionnaires.values():
        for part in questionnaire.parts:
            comments = sum(question.type is QuestionType.TEXT for question in part.questions)
            options = sum(len(question.options) for question in part.questions)
            yield Asked(questionnaire.id, part.id, len(part.questions) - comments, comments, options)
