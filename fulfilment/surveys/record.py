"""The finished record of a part: one cell for each question, with its own code for each way of being empty."""

from __future__ import annotations

from collections.abc import Collection

from fulfilment.surveys.definition import Part
from fulfilment.surveys.path import Answers, path

NOT_REACHED = "-7"  # on the path, but the person stopped before it
ROUTED_PAST = "-8"  # the rules led past it
LEFT_BLANK = "-9"  # seen, and left blank
MISSING = (NOT_REACHED, ROUTED_PAST, LEFT_BLANK)
BETWEEN = ";"  # between the codes of a question with several answers


def completed(part: Part, answers: Answers, seen: Collection[str]) -> dict[str, str]:
    """Question id -> cell, for every question of the part in its order.

    A cell is the canonical answer (several codes joined by ``;``), or one of ``MISSING``. ``seen`` holds the ids of the
    questions that were shown. Answers off the path are never given out.
    """
    asked = {question.id for question in path(part, answers)}
    cells: dict[str, str] = {}
    for question in part.questions:
        if question.id not in asked:
            cells[question.id] = ROUTED_PAST
        elif answers.get(question.id):
            cells[question.id] = BETWEEN.join(answers[question.id])
        else:
            cells[question.id] = LEFT_BLANK if question.id in seen else NOT_REACHED
    return cells
