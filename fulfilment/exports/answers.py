"""Answers out: the sealed responses of a wave as a table of codes, one row a response part."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from sqlalchemy import Engine

from fulfilment.exports.variables import of_survey
from fulfilment.keys import references
from fulfilment.keys.holders import AnswersKey
from fulfilment.returns.instruments import opened_by
from fulfilment.store.engines import reading
from fulfilment.store.office.exporting import CaseToExport, cases_to_export
from fulfilment.store.online.collecting import sealed_responses
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Part
from fulfilment.surveys.record import completed
from fulfilment.waves import Wave

ABOUT = (
    "reference", "survey", "wave", "trust", "ptc", "age_band", "outcome", "questionnaire", "instrument", "part", "mode",
    "language", "started_at", "sent_at",
)  # fmt: skip


PEOPLE, TESTS = ("live",), ("seed", "proof")  # kinds of case; those for tests are never among the answers of people


def answers(
    office: Engine, online: Engine, wave: Wave, content: Content, key: AnswersKey, kinds: Sequence[str] = PEOPLE
) -> bytes:
    """The wave's answers as CSV (UTF-8 with a byte order mark, header row). Seeds and proofs only where asked for.

    Raises FulfilmentError where the key does not open the responses.
    """
    variables = of_survey(q for q in content.questionnaires.values() if q.survey == wave.survey)
    with reading(office) as session:
        cases = cases_to_export(session, wave.id)
    out = StringIO()
    writer = csv.DictWriter(out, [*ABOUT, *variables], restval="")
    writer.writeheader()
    for sent in _opened(online, wave.id, key, kinds):
        part = _part(content, wave.survey, sent)
        given = {name: tuple(values) for name, values in sent["answers"].items()}
        cells = completed(part, given, sent["seen"])
        row = _about(sent, cases.get(sent["token"]))
        row |= {v.name: v.cell(cells[v.question.id]) for v in variables.values() if v.question.id in cells}
        writer.writerow(row)
    return out.getvalue().encode("utf-8-sig")


def _opened(online: Engine, wave: str, key: AnswersKey, kinds: Sequence[str]) -> Iterator[dict[str, Any]]:
    with reading(online) as session:
        for response in sealed_responses(session, wave, kinds):
            yield key.open(response.sealed)


def _part(content: Content, survey: str, sent: dict[str, Any]) -> Part:
    """The part as it was asked; after a mended wording, the part of the same questionnaire as it is today."""
    return opened_by(content, survey, sent["questionnaire"], sent["instrument"]).part(sent["part"])


def _about(sent: dict[str, Any], case: CaseToExport | None) -> dict[str, str]:
    row = {name: str(sent[name]) for name in ABOUT if name in sent}
    if case is not None:
        row |= {
            "reference": references.format(case.reference), "trust": case.trust, "ptc": case.ptc or "",
            "age_band": case.age_band, "outcome": str(case.outcome),
        }  # fmt: skip
    return row
