"""A power cut before any write of a step that touches both stores: silence rather than a letter, and again heals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, event

from fulfilment.store import engines
from fulfilment.store.office import cases
from fulfilment.store.online import codes
from tests.webform_staff.staff_site import Known, StaffSite
from tests.webform_staff.test_interviews import answer_all, begin

WRITES_AT_MOST = 20


class PowerCutError(Exception):
    """The machine stops before a write; what was committed stays."""


@dataclass
class Cut:
    """Whether it came to that write at all."""

    happened: bool = False


@contextmanager
def before(write: int) -> Iterator[Cut]:
    """Cut the power just before commit number ``write`` of either store (from 1)."""
    cut, seen = Cut(), 0

    def commit(connection: object) -> None:
        nonlocal seen
        seen += 1
        if seen == write:
            cut.happened = True
            raise PowerCutError

    event.listen(Engine, "commit", commit)
    try:
        yield cut
    finally:
        event.remove(Engine, "commit", commit)


def stop_in_the_office(site: StaffSite, known: Known) -> str | None:
    with engines.reading(site.office) as store:
        case = cases.get(store, known.token)
        assert case is not None
        return case.stop


def is_live(site: StaffSite, known: Known) -> bool:
    with engines.reading(site.public.engine) as store:
        return codes.live_code(store, known.token) is not None


@pytest.mark.parametrize("stop", ["opted_out", "died"])
def test_a_stop_cut_short_is_never_in_the_office_alone(staff_site: StaffSite, stop: str) -> None:
    agent = staff_site.agent()
    cuts = 0
    for write in range(1, WRITES_AT_MOST):
        known = staff_site.case()
        staff_site.opened(known, visitor=agent).get(f"/case/stop/{stop}")
        with before(write) as cut:
            agent.post()
        if not cut.happened:
            break
        cuts += 1
        assert agent.status == 500
        assert not (stop_in_the_office(staff_site, known) and is_live(staff_site, known))
        staff_site.opened(known, visitor=agent).post(f"/case/stop/{stop}")
        assert stop_in_the_office(staff_site, known) == stop
        assert not is_live(staff_site, known)
    assert cuts >= 3


def test_a_code_made_live_by_a_call_is_never_live_without_its_event(staff_site: StaffSite) -> None:
    agent = staff_site.agent()
    cuts = 0
    for write in range(1, WRITES_AT_MOST):
        known = staff_site.case(live=None)
        staff_site.opened(known, visitor=agent).get("/case/answers/adult")
        with before(write) as cut:
            agent.post(data={"language": "en"})
        told = {event.token for event in staff_site.events("code_made_live")}
        assert known.token in told or not is_live(staff_site, known)
        if not cut.happened:
            break
        cuts += 1
        begin(staff_site.opened(known, visitor=agent))
        assert agent.question == "told_kindly"
    assert cuts >= 4


def test_answers_sent_by_phone_are_there_once_wherever_the_power_went(staff_site: StaffSite) -> None:
    agent = staff_site.agent()
    sent = 0
    for write in range(1, WRITES_AT_MOST):
        known = staff_site.case()
        begin(staff_site.opened(known, visitor=agent))
        answer_all(agent, {"overall": "7"})
        with before(write) as cut:
            agent.post()
        if not cut.happened:
            break
        staff_site.opened(known, visitor=agent)
        if "Sent by phone" not in agent.page:
            begin(agent, consent="yes")  # opening a case hands back what the agent held
            agent.post()
        sent += 1
        assert len(staff_site.public.opened_responses()) == sent
        assert stop_in_the_office(staff_site, known) == "answered"
    assert sent >= 3
