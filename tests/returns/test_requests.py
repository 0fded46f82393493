"""Requests made on line: stops take effect by themselves, the others wait until a named person acts, once."""

from __future__ import annotations

from typing import Any

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.mailings import composing, planning, releasing
from fulfilment.returns import requests, stopping
from fulfilment.store.engines import reading
from fulfilment.store.office import requests as settled
from fulfilment.store.online import drafts
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post

MOVED: dict[str, Any] = {"address": ["7 Newly Lane", "Fairmoor"], "postcode": "LD88 1AB"}


def test_a_new_address_and_a_call_back_wait_with_what_was_asked(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    moved = post.ask(posted, case, "new_address", **MOVED)
    call = post.ask(posted, case, "call_back", phone="07700 900123", when="after five")
    post.ask(posted, case, "opted_out")
    waiting = list(requests.waiting(posted.room(season.ADULT)))
    assert [(each.number, each.kind, each.reference) for each in waiting] == [
        (moved, "new_address", case.reference), (call, "call_back", case.reference),
    ]  # fmt: skip
    assert waiting[0].asked.address == ("7 Newly Lane", "Fairmoor")
    assert (waiting[1].asked.phone, waiting[1].asked.when) == ("07700 900123", "after five")
    assert waiting[1].person == season.person_of(posted, case)


def test_each_request_is_acted_on_once_and_by_name(posted: Workspace) -> None:
    case, room = post.mailed(posted)[0], posted.room(season.ADULT)
    number = post.ask(posted, case, "new_address", **MOVED)
    assert requests.settle(room, number, post.by("Robin Vale")) == "moved"
    assert season.person_of(posted, case).postcode == "LD88 1AB"
    with pytest.raises(FulfilmentError, match=f"Request {number} was settled by Robin Vale on 06 November 2026: done"):
        requests.settle(room, number, post.by("ash"))
    assert list(requests.waiting(room)) == []
    with reading(posted.office) as session:
        assert settled.acted(session, season.ADULT) == {number}


def test_a_call_back_is_noted_and_a_request_can_be_refused(posted: Workspace) -> None:
    case, room = post.mailed(posted)[0], posted.room(season.ADULT)
    before = season.person_of(posted, case)
    assert requests.settle(room, post.ask(posted, case, "call_back"), post.by("ash")) == "called_back"
    refused = post.ask(posted, case, "new_address", **MOVED)
    assert requests.settle(room, refused, post.by("ash"), refuse=True) == "refused"
    assert season.person_of(posted, case) == before


def test_an_address_that_no_letter_can_go_to_stays_open(posted: Workspace) -> None:
    case, room = post.mailed(posted)[0], posted.room(season.ADULT)
    number = post.ask(posted, case, "new_address", address=[], postcode="nowhere")
    with pytest.raises(FulfilmentError, match="gives no usable address") as refusal:
        requests.settle(room, number, post.by("ash"))
    assert len(refusal.value.faults) == 2
    assert [each.number for each in requests.waiting(room)] == [number]


def test_a_stop_is_no_request_to_act_on(posted: Workspace) -> None:
    case, room = post.mailed(posted)[0], posted.room(season.ADULT)
    number = post.ask(posted, case, "opted_out")
    for unknown in (number, 4711):
        with pytest.raises(FulfilmentError, match="no request"):
            requests.settle(room, unknown, post.by("ash"))


@pytest.mark.parametrize(("stop", "outcome"), [("died", 3), ("opted_out", 4), ("not_for_me", 2)])
def test_a_stop_asked_for_on_line_is_in_the_office_when_collected(posted: Workspace, stop: str, outcome: int) -> None:
    case = post.mailed(posted)[0]
    post.ask(posted, case, stop)
    post.gather(posted)
    post.gather(posted)
    assert post.stands(posted, case)[:5] == (outcome, stop, 1, stop, "void")
    assert post.kinds_of(posted, case).count("case_stopped") == 1


def test_this_letter_is_not_for_me_stops_the_case_and_what_was_begun_is_gone(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.begin_draft(posted, case)
    stopping.stop(posted.room(season.ADULT), case, "not_for_me", "phone", post.useable(posted), post.by("ash"))
    assert post.stands(posted, case)[:5] == (2, "not_for_me", 1, "not_for_me", "void")
    with reading(posted.online) as session:
        assert drafts.of_case(session, case.token) == {}


def test_a_new_address_makes_a_letter_that_was_made_and_not_released_stale(loaded: Workspace) -> None:
    season.clear(loaded, season.ADULT)
    mailing = season.checked(loaded, season.ADULT)
    case, room = post.mailed(loaded)[0], loaded.room(season.ADULT)
    requests.settle(room, post.ask(loaded, case, "new_address", 0.01, **MOVED), post.by("ash", 0.05))
    with pytest.raises(FulfilmentError, match="no longer say what their cases say"):
        releasing.release(room, loaded.content, mailing, season.doing(season.later(0.1)))
    composing.compose(room, loaded.content, mailing, season.doing(season.later(0.1)))
    with pytest.raises(FulfilmentError, match="Nobody is left"):
        planning.plan(room, loaded.content, 1, [], season.doing(season.later(0.1)))
