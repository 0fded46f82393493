"""Checks of pictures: each that a question or an answer names is there, and each that is there is named."""

from __future__ import annotations

from collections.abc import Iterator

from fulfilment.errors import Fault
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Questionnaire
from fulfilment.surveys.messages import Path, questions


def faults(content: Content) -> Iterator[Fault]:
    """Every picture that is missing, and every one that nobody sees."""
    shown: set[tuple[str, str]] = set()
    for questionnaire in content.questionnaires.values():
        source = content.source(questionnaire.file)
        for name, path in _named(questionnaire):
            shown.add((questionnaire.survey, name))
            if (questionnaire.survey, name) not in content.pictures:
                what = f"no picture {name} in letters/{questionnaire.survey}/pictures"
                mend = f"Draw {name}.svg, check how it is spelt, or take the name out."
                yield Fault("picture-missing", what, mend, file=source.file, line=source.line(*path))
    for (survey, name), picture in content.pictures.items():
        if (survey, name) not in shown:
            what, mend = f"no question or answer of {survey} shows {name}", "Name it, or remove the file."
            yield Fault("picture-unused", what, mend, file=picture.file, line=1)


def _named(questionnaire: Questionnaire) -> Iterator[tuple[str, Path]]:
    for question, path in questions(questionnaire):
        if question.picture:
            yield question.picture, (*path, "picture")
        for place, option in enumerate(question.options):
            if option.picture:
                yield option.picture, (*path, "options", place, "picture")
