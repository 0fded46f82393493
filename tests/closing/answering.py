"""Answers on the way, as the public site and the helpline leave them: a draft whose key is wrapped under the code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime

from fulfilment.keys import digests
from fulfilment.returns import draft as draft_body
from fulfilment.returns.draft import DraftBody
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office.models import Case
from fulfilment.store.online import codes, drafts
from fulfilment.surveys.definition import QuestionType
from fulfilment.workspace import Workspace
from tests import season

Given = Mapping[str, tuple[str, ...]]


def begun(
    workspace: Workspace, case: Case, part: str, answers: Given, *, sitting: str = "web", at: datetime = season.NOW
) -> None:
    """A draft of one part with these answers, unsent."""
    keys = workspace.office_keys()
    with reading(workspace.online) as session:
        salt = codes.salt(session)
        standing = codes.states(session, [case.token])[case.token]
    secret = keys.secret_of(keys.access_code(case.wave, case.reference, standing.issue), salt)
    key = os.urandom(32)
    body = DraftBody(answers=answers, seen=frozenset(answers), sitting=sitting)
    with transaction(workspace.online) as session:
        code = codes.by_digest(session, secret.digest)
        assert code is not None
        drafts.begin(
            session, token=case.token, part=part, wave=case.wave, language="en", instrument=code.instrument, at=at,
            wrapped_key=digests.wrap(key, secret.wrapping_key),
            body=draft_body.encode(body, key, case.token, part),
        )  # fmt: skip


def first_answers(workspace: Workspace, case: Case, part: str, number: int) -> Given:
    """The first answers of a part: to its first questions of one choice, on any path."""
    band = workspace.content.survey(case.survey).band(case.age_band)
    questions = workspace.content.questionnaire(case.survey, band.questionnaire).part(part).questions
    simple = [each for each in questions if each.type is QuestionType.ONE and each.ask_if is None]
    assert len(simple) >= number
    return {each.id: (each.options[0].code,) for each in simple[:number]}
