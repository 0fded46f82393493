"""Every text that is translated, with its context, catalogue and place: what the catalogues must hold, no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience, Part, Question, Questionnaire, Survey
from fulfilment.surveys.documents import Bullets, Document, Heading

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Message:
    """An English text. ``catalogue`` is the name of its file in LC_MESSAGES; ``survey`` is "" for what all share.

    ``seen`` says what it is for its reader (a question, a button's key, a heading), ``audience`` who reads it where
    only one does, ``about`` the question to which it is an answer or a hint.
    """

    catalogue: str
    context: str
    source: str
    plural: str | None
    survey: str
    file: str
    line: int
    seen: str = ""
    audience: Audience | None = None
    about: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The text, or both forms of a text with a number."""
        return (self.source,) if self.plural is None else (self.source, self.plural)


def beginning(text: str, most: int = 40) -> str:
    """A text, or so much of it that a fault can tell it from others.

    >>> beginning("You can answer until the survey closes.", 20)
    'You can answer unti…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def messages(content: Content) -> Iterator[Message]:
    """Every text of the content that a respondent may read, in the order of the files. Some come more than once."""
    for survey in content.surveys.values():
        yield from _of_survey(content, survey)
    for questionnaire in content.questionnaires.values():
        yield from _of_questionnaire(content, questionnaire)
    for (survey_id, _), letter in content.letters.items():
        yield from _of_document(letter, "letters", survey_id if survey_id in content.surveys else "")
    for (survey_id, _), page in content.pages.items():
        yield from _of_document(page, "pages", survey_id if survey_id in content.surveys else "")
    screen = content.source("screen.yaml")
    for key, text in content.screen.items():
        name, _, reader = key.partition("@")
        audience = Audience(reader) if reader else None
        yield Message("pages", f"screen/{key}", text.one, text.other, "", screen.file, text.line, name, audience)


def _of_survey(content: Content, survey: Survey) -> Iterator[Message]:
    source = content.source(f"{survey.id}/survey.yaml")
    for text, path in ((survey.title, ("title",)), (survey.helpline.hours, ("helpline", "hours"))):
        seen = "/".join(path)
        yield Message("pages", f"{survey.id}/survey", text, None, survey.id, source.file, source.line(*path), seen)


def _of_questionnaire(content: Content, questionnaire: Questionnaire) -> Iterator[Message]:
    source, survey = content.source(questionnaire.file), questionnaire.survey

    def message(name: str, text: str, path: Path, seen: str, about: str = "") -> Message:
        context, part = f"{survey}/{name}", _part_at(questionnaire, path)
        audience = part.audience if part else None
        line = source.line(*path)
        return Message("questionnaires", context, text, None, survey, source.file, line, seen, audience, about)

    for text, path in titles(questionnaire):
        yield message(questionnaire.id, text, path, "/".join(step for step in path if isinstance(step, str)))
    for question, path in questions(questionnaire):
        for text, step in question_texts(question):
            yield message(question.id, text, path + step, _seen(step), question.text)


def _part_at(questionnaire: Questionnaire, path: Path) -> Part | None:
    return questionnaire.parts[path[1]] if len(path) > 1 and isinstance(path[1], int) else None


def _seen(step: Path) -> str:
    """``text``, ``hint``, ``low_text``, ``high_text``, ``options``; of another wording ``phone/hint`` and the like."""
    return f"{step[1]}/{step[2]}" if step[0] == "variants" else str(step[0])


def titles(questionnaire: Questionnaire) -> Iterator[tuple[str, Path]]:
    """The titles of a questionnaire, its parts and its sections, each with its path in the file."""
    yield questionnaire.title, ("title",)
    for p, part in enumerate(questionnaire.parts):
        yield part.title, ("parts", p, "title")
        for s, section in enumerate(part.sections):
            yield section.title, ("parts", p, "sections", s, "title")


def questions(questionnaire: Questionnaire) -> Iterator[tuple[Question, Path]]:
    """The questions of all parts in order, each with its path in the file."""
    for p, part in enumerate(questionnaire.parts):
        for s, section in enumerate(part.sections):
            for q, question in enumerate(section.questions):
                yield question, ("parts", p, "sections", s, "questions", q)


def question_texts(question: Question) -> Iterator[tuple[str, Path]]:
    """The texts of a question in all its wordings, each with its path within the question."""
    yield question.text, ("text",)
    for name in ("hint", "low_text", "high_text"):
        if text := getattr(question, name):
            yield text, (name,)
    for place, option in enumerate(question.options):
        yield option.text, ("options", place, "text")
    for name, wording in question.variants.items():
        for key, text in (("text", wording.text), ("hint", wording.hint)):
            if text:
                yield text, ("variants", name, key)
        for code, text in wording.options.items():
            yield text, ("variants", name, "options", code)


def _of_document(document: Document, catalogue: str, survey: str) -> Iterator[Message]:
    kinds = {block.line: "heading" for block in document.blocks if isinstance(block, Heading)}
    kinds |= {line: "point" for block in document.blocks if isinstance(block, Bullets) for line in block.lines}
    for place, (text, line) in enumerate(document.texts()):
        seen = kinds.get(line, "paragraph") if place else "title"
        yield Message(
            catalogue, document.context, text, None, survey, document.file, line, f"{catalogue}/{seen}",
            document.audience,
        )  # fmt: skip
