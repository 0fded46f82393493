"""The English in blocks, as a person reads it: a letter, a page, a question with its answers, a section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience, Questionnaire
from fulfilment.surveys.messages import question_texts

EASY_READ = "easy_read"


@dataclass(frozen=True)
class Passage:
    """A text of a block, with its line. ``is_question`` marks the question itself, not its hint or answers."""

    text: str
    line: int
    is_question: bool = False


@dataclass(frozen=True)
class Block:
    """What is read in one go. ``reader`` is an audience or ``easy_read``; ``is_summary`` repeats other blocks' texts.

    ``name`` is ``survey/letters/name``, ``survey/pages/name``, ``survey/questionnaire/question``,
    ``survey/questionnaire#section`` or ``screen@reader``.
    """

    name: str
    reader: str
    file: str
    passages: tuple[Passage, ...]
    is_summary: bool = False

    @property
    def line(self) -> int:
        """Where it starts."""
        return self.passages[0].line


def blocks(content: Content) -> Iterator[Block]:
    """Every block of the content, in the order of the files."""
    for documents in (content.letters, content.pages):
        for document in documents.values():
            reader = EASY_READ if EASY_READ in document.name else str(document.audience)
            passages = tuple(Passage(text, line) for text, line in document.texts())
            yield Block(document.context, reader, document.file, passages)
    for questionnaire in content.questionnaires.values():
        yield from _of_questionnaire(content, questionnaire)
    yield from _of_screen(content)


def _of_questionnaire(content: Content, questionnaire: Questionnaire) -> Iterator[Block]:
    source, above = content.source(questionnaire.file), f"{questionnaire.survey}/{questionnaire.id}"
    for p, part in enumerate(questionnaire.parts):
        for s, section in enumerate(part.sections):
            place = ("parts", p, "sections", s)
            section_passages = [Passage(section.title, source.line(*place, "title"))]
            for q, question in enumerate(section.questions):
                easy, usual, said = list[Passage](), list[Passage](), list[Passage]()
                for text, path in question_texts(question):
                    line = source.line(*place, "questions", q, *path)
                    passage = Passage(text, line, is_question=path[-1] == "text" and "options" not in path)
                    kind = usual if path[0] != "variants" else easy if path[1] == EASY_READ else said
                    kind.append(passage)
                name = f"{above}/{question.id}"
                yield Block(name, str(part.audience), source.file, tuple(usual))
                for variant, found in ((EASY_READ, easy), ("spoken", said)):
                    if found:
                        reader = EASY_READ if variant == EASY_READ else str(part.audience)
                        yield Block(f"{name}@{variant}", reader, source.file, tuple(found))
                section_passages += usual
            reader = str(part.audience)
            yield Block(f"{above}#{section.id}", reader, source.file, tuple(section_passages), is_summary=True)


def _of_screen(content: Content) -> Iterator[Block]:
    source = content.source("screen.yaml")
    by_reader: dict[str, list[Passage]] = {}
    for key, text in content.screen.items():
        reader = key.partition("@")[2] or str(Audience.ADULT)
        texts = [text.one] if text.other is None else [text.one, text.other]
        by_reader.setdefault(reader, []).extend(Passage(one, text.line) for one in texts)
    for reader, passages in by_reader.items():
        yield Block(f"screen@{reader}", reader, source.file, tuple(passages))
