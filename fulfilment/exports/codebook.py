"""The codebook: every variable of a survey with its codes, so that an export can be read without this program."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from fulfilment.exports.variables import Variable, of_part
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import QuestionType
from fulfilment.surveys.record import LEFT_BLANK, NOT_REACHED, ROUTED_PAST

COLUMNS = (
    "variable", "questionnaire", "part", "section", "type", "question", "code", "label", "score", "missing",
)  # fmt: skip
EMPTY = {
    NOT_REACHED: ("not reached", "not_reached"),
    ROUTED_PAST: ("not asked: routed past", "routed_past"),
    LEFT_BLANK: ("seen and left blank", "left_blank"),
}


def codebook(content: Content, survey: str) -> bytes:
    """The codebook of a survey as CSV, in English: one row for each code of each variable in each questionnaire."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for questionnaire in content.questionnaires.values():
        if questionnaire.survey != survey:
            continue
        for part in questionnaire.parts:
            for variable in of_part(part):
                section = part.section_of(variable.question.id).id
                about = (variable.name, questionnaire.id, part.id, section, str(variable.question.type))
                writer.writerows((*about, variable.question.text, *code) for code in _codes(variable))
    return out.getvalue().encode("utf-8-sig")


def _codes(variable: Variable) -> Iterator[tuple[str, str, str, str]]:
    """code, label, score, missing."""
    question = variable.question
    if variable.code is not None:
        option = question.option(variable.code)
        label = option.text if option else ""
        yield "1", f"chosen: {label}", "", ""
        yield "0", f"not chosen: {label}", "", ""
    elif question.options:
        for option in question.options:
            yield option.code, option.text, str(option.score or ""), str(option.missing or "")
    elif question.type is QuestionType.TEXT:
        yield "", "the words as written; one that a spreadsheet takes for a formula has ' before it", "", ""
    else:
        yield "", f"{question.lowest or 'any'} to {question.highest or 'any'}", "", ""
    for code, (label, missing) in EMPTY.items():
        yield code, label, "", missing
