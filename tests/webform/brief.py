"""The shipped content with questionnaires short enough for every test to walk: each type, some routed."""

from __future__ import annotations

from dataclasses import replace

from fulfilment.surveys import questionnaires
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Part, Questionnaire

KEPT = {
    *("told_kindly", "told_clearly", "treatments", "treatment_started", "operation_explained", "stayed_overnight"),
    *("nights", "ward_help", "side_effects", "overall", "comment", "gender", "helped"),
    *("staff_talk", "words_understood", "had_a_say", "ward_stay", "things_to_do", "child_comment"),
    *("parent_told_kindly", "parent_told_clearly", "child_talked_to", "parent_stayed", "parent_near"),
    *("child_things_to_do", "parent_overall", "parent_comment"),
}


def brief(shipped: Content) -> Content:
    """The same content, but only these few questions."""
    asked = {key: _cut(questionnaire) for key, questionnaire in shipped.questionnaires.items()}
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
