"""Collecting: what respondents did on line becomes outcomes and stops in the office store.

Reads online, then writes office in one transaction. A crash before the commit leaves the office as it was; the next
collection starts at the same place. Plan, release and each opening of a case collect first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from fulfilment.cases.outcomes import STOP_OUTCOMES, of_response
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events
from fulfilment.store.office.clearances import stop_case
from fulfilment.store.office.collected import answer_case, cursor, move_cursor
from fulfilment.store.online.collecting import requests_since, responses_since


@dataclass(frozen=True)
class Collection:
    """What one collection brought: stops and answered cases that were new to the office, and when."""

    stops: int
    answered: int
    at: datetime


def collect(office: Engine, online: Engine, wave: str, useable_answers: int, at: datetime, actor: str) -> Collection:
    """Bring a wave's requests and responses into the office store. Run again, it changes nothing."""
    with reading(office) as session:
        last_request, last_response = cursor(session, wave)
    with reading(online) as session:
        requests = requests_since(session, wave, last_request)
        responses = responses_since(session, wave, last_response)
    stops = answered = 0
    with transaction(office) as session:
        for request in requests:
            if request.token is None or request.kind not in STOP_OUTCOMES:
                continue
            outcome = STOP_OUTCOMES[request.kind]
            if stop_case(session, request.token, request.kind, int(outcome), request.source, request.made_at):
                stops += 1
                detail = {"stop": request.kind, "source": request.source}
                events.record(session, at, actor, "case_stopped", wave=wave, token=request.token, detail=detail)
        for response in responses:
            if response.kind != "live":
                continue
            outcome = of_response(response.answered, useable_answers)
            if answer_case(session, response.token, int(outcome), response.mode, response.sent_at):
                answered += 1
            about = {"part": response.part, "mode": response.mode, "outcome": int(outcome)}
            events.record(session, at, actor, "response_collected", wave=wave, token=response.token, detail=about)
        move_cursor(
            session, wave, requests[-1].id if requests else last_request,
            responses[-1].id if responses else last_response, at,
        )  # fmt: skip
    return Collection(stops, answered, at)
