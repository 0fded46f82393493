"""Sending a part: judge every reachable answer once more, seal, close the draft. The same on screen and by phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from fulfilment.keys import sealing
from fulfilment.returns.draft import DraftBody
from fulfilment.store.online import drafts, responses
from fulfilment.store.online.models import Code, Draft
from fulfilment.surveys.answering import AnswerFault, accept
from fulfilment.surveys.definition import Part, Questionnaire
from fulfilment.surveys.path import Answers, on_path, path

ONLINE, PHONE = "online", "phone"
SCHEMA = 1


@dataclass(frozen=True)
class Seals:
    """The public keys that sent answers are sealed to."""

    answers: bytes
    escrow: bytes


def faults(part: Part, answers: Answers, today: date) -> dict[str, AnswerFault]:
    """Question id -> what is wrong, over every answer on the path: an earlier edit may have made a later one wrong."""
    found: dict[str, AnswerFault] = {}
    for question in path(part, answers):
        try:
            accept(question, answers.get(question.id, ()), today=today)
        except AnswerFault as fault:
            found[question.id] = fault
    return found


def payload(
    code: Code, questionnaire: Questionnaire, draft: Draft, body: DraftBody, *, mode: str, language: str, at: datetime
) -> dict[str, object]:
    """What is sealed: the answers on the path and everything that says whose they are and how they came.

    ``seen`` tells left blank from not reached. Moments are ISO 8601 in UTC.
    """
    part = questionnaire.part(draft.part)
    return {
        "schema": SCHEMA,
        "token": code.token,
        "wave": code.wave,
        "kind": code.kind,
        "survey": code.survey,
        "questionnaire": questionnaire.id,
        "instrument": questionnaire.instrument,
        "part": part.id,
        "mode": mode,
        "language": language,
        "flags": dict(body.flags),
        "started_at": draft.started_at.isoformat(),
        "sent_at": at.isoformat(),
        "answers": {name: list(answer) for name, answer in on_path(part, body.answers).items()},
        "seen": sorted(body.seen & {question.id for question in path(part, body.answers)}),
    }


def send(
    session: Session,
    code: Code,
    questionnaire: Questionnaire,
    draft: Draft,
    body: DraftBody,
    seals: Seals,
    *,
    mode: str,
    language: str,
    at: datetime,
    by: str | None = None,
) -> bool:
    """Seal a part, count it and close its draft, in the caller's transaction. False where it was sent before.

    Call ``faults`` first. ``by``: the staff name when the helpline sends. Raises DraftClosed, DraftHeld, DraftConflict.
    """
    part = questionnaire.part(draft.part)
    content = payload(code, questionnaire, draft, body, mode=mode, language=language, at=at)
    # first, because it locks the draft: of two that send at once, the second finds it closed
    drafts.mark_sent(session, code.token, part.id, version=draft.version, language=language, at=at, by=by)
    return responses.add(
        session,
        code,
        part=part.id,
        mode=mode,
        language=language,
        instrument=questionnaire.instrument,
        answered=len(on_path(part, body.answers)),
        sealed=sealing.seal(content, seals.answers),
        escrow=sealing.seal(content, seals.escrow),
        at=at,
    )
