"""The shipped content with an adult's questionnaire short enough for every test to walk: each type, some routed."""

from __future__ import annotations

from dataclasses import replace

from fulfilment.surveys import questionnaires
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Part, Questionnaire

KEPT = (
    "told_kindly", "told_clearly", "treatments", "treatment_started", "operation_explained", "stayed_overnight",
    "nights", "ward_help", "side_effects", "overall", "comment", "gender", "helped",
)  # fmt: skip


def brief(shipped: Content) -> Content:
    """The same content, but of an adult's questions only these few."""
    asked = {**shipped.questionnaires, ("adult", "adult"): _cut(shipped.questionnaire("adult", "adult"))}
    return replace(shipped, questionnaires=asked)


def _cut(questionnaire: Questionnaire) -> Questionnaire:
    cut = questionnaire.model_copy(update={"parts": tuple(_part(part) for part in questionnaire.parts)})
    return cut.model_copy(update={"instrument": questionnaires.instrument(cut)})


def _part(part: Part) -> Part:
    sections = [
        section.model_copy(update={"questions": tuple(one for one in section.questions if one.id in KEPT)})
        for section in part.sections
    ]
    return part.model_copy(update={"sections": tuple(section for section in sections if section.questions)})
