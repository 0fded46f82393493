"""Which questionnaire a code opens, and which of its parts are a child's own."""

from __future__ import annotations

from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience, Part, Questionnaire

CHILDREN = frozenset({Audience.CHILD, Audience.YOUNG_PERSON})


def opened_by(content: Content, survey: str, questionnaire: str, instrument: str) -> Questionnaire:
    """The questionnaire as it was when the code was made; after a change of wording, as it is now. Raises KeyError."""
    try:
        return content.by_instrument(instrument)
    except KeyError:
        return content.questionnaire(survey, questionnaire)


def is_for_children(part: Part) -> bool:
    """Whether a part is the child's own: nobody else sees its pages once it is begun on line."""
    return part.audience in CHILDREN
