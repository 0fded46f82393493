"""A wave that was closed by hand: the helpline takes no more answers in it, whatever letter a case had."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from fulfilment.store import engines
from fulfilment.store.office import closing
from fulfilment.store.online.models import Code
from tests.webform.public_site import ADULT
from tests.webform_staff.staff_site import AGENT, StaffSite
from tests.webform_staff.test_interviews import begin


@pytest.mark.parametrize("live", [True, None], ids=["a live code", "no code yet"])
def test_in_a_closed_wave_no_interview_begins_and_no_code_is_made_live(
    staff_site: StaffSite, live: bool | None
) -> None:
    known = staff_site.case(live=live)
    with engines.transaction(staff_site.office) as store:
        closing.begin(store, ADULT, 0, staff_site.public.clock(), AGENT)
    agent = staff_site.opened(known)
    assert "The survey has closed" in agent.page
    assert begin(agent).path == "/case"
    if live is None:
        with engines.reading(staff_site.public.engine) as store:
            assert store.scalar(select(func.count()).select_from(Code)) == 0
