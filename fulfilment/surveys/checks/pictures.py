"""Checks of pictures: each that a question, answer or letter names is there, and each that is there is named."""

from __future__ import annotations

from collections.abc import Iterator

from fulfilment.errors import Fault
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Questionnaire
from fulfilment.surveys.documents import PictureRow
from fulfilment.surveys.messages import questions


def faults(content: Content) -> Iterator[Fault]:
    """Every picture that is missing, and every one that nobody sees."""
    shown: set[tuple[str, str]] = set()
    for owner, name, file, line in _named(content):
        shown.add((owner, name))
        if (owner, name) not in content.pictures:
            what = f"no picture {name} in letters/{owner}/pictures"
            mend = f"Draw {name}.svg, check how it is spelt, or take the name out."
            yield Fault("picture-missing", what, mend, file=file, line=line)
    for (owner, name), picture in content.pictures.items():
        if (owner, name) not in shown:
            what, mend = f"no question, answer or letter of {owner} shows {name}", "Name it, or remove the file."
            yield Fault("picture-unused", what, mend, file=picture.file, line=1)


def _named(content: Content) -> Iterator[tuple[str, str, str, int | None]]:
    """The folder and name of every picture that is to be shown, and the file and line that names it."""
    for questionnaire in content.questionnaires.values():
        yield from _asked(content, questionnaire)
    for documents in (content.letters, content.pages):
        for (owner, _), document in documents.items():
            for block in document.blocks:
                if isinstance(block, PictureRow):
                    yield owner, block.name, document.file, block.line


def _asked(content: Content, questionnaire: Questionnaire) -> Iterator[tuple[str, str, str, int | None]]:
    source, owner = content.source(questionnaire.file), questionnaire.survey
    for question, path in questions(questionnaire):
        if question.picture:
            yield owner, question.picture, source.file, source.line(*path, "picture")
        for place, option in enumerate(question.options):
            if option.picture:
                line = source.line(*path, "options", place, "picture")
                yield owner, option.picture, source.file, line
