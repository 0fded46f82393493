"""Collecting: what respondents did on line becomes outcomes and stops in the office store.

Reads online, then writes office in one transaction. A crash before the commit leaves the office as it was; the next
collection starts at the same place. Plan, release and each opening of a case collect first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from fulfilment.cases.outcomes import BLANK, NOT_FOR_ME, STOP_OUTCOMES, Claim, Outcome, of_response
from fulfilment.returns.claiming import claim
from fulfilment.store.engines import settled, transaction
from fulfilment.store.office import events
from fulfilment.store.office.collected import cursor, move_cursor
from fulfilment.store.online.collecting import RequestMade, ResponseSent, requests_since, responses_since

TOLD = {"died": "told", "opted_out": "asked", "not_for_me": NOT_FOR_ME}


@dataclass(frozen=True)
class Collection:
    """What one collection brought: stops and answered cases that were new to the office, and when."""

    stops: int
    answered: int
    at: datetime


def collect(office: Engine, online: Engine, wave: str, useable_answers: int, at: datetime, actor: str) -> Collection:
    """Bring a wave's requests and responses into the office store. Run again, it changes nothing."""
    stops = answered = 0
    with transaction(office) as session:
        last = cursor(session, wave)  # read under the write lock: two that collect at once do it one after the other
        with settled(online) as there:
            requests = requests_since(there, wave, last[0])
            responses = responses_since(there, wave, last[1])
        for request in requests:
            if request.token is not None and request.kind in STOP_OUTCOMES:
                done = claim(session, wave, request.token, _of_request(request), at, actor)
                stops += done is not None and done.first
        for response in responses:
            if response.kind != "live":
                continue
            said = _of_response(response, useable_answers)
            done = claim(session, wave, response.token, said, at, actor)
            if done is None or not done.new:
                continue
            answered += done.first
            about = {"part": response.part, "mode": response.mode, "outcome": int(said.outcome)}
            events.record(session, at, actor, "response_collected", wave=wave, token=response.token, detail=about)
        highest = (max([last[0], *(r.id for r in requests)]), max([last[1], *(r.id for r in responses)]))
        move_cursor(session, wave, *highest, at)
    return Collection(stops, answered, at)


def _of_request(request: RequestMade) -> Claim:
    outcome = STOP_OUTCOMES[request.kind]
    return Claim(outcome, request.source, request.made_at, TOLD.get(request.kind), request.kind)


def _of_response(response: ResponseSent, useable_answers: int) -> Claim:
    outcome = of_response(response.answered, useable_answers)
    sub_code = BLANK if outcome is Outcome.OPTED_OUT else response.mode
    return Claim(outcome, response.mode, response.sent_at, sub_code, "answered")
