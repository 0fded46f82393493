"""What a caller wants changed: a new letter, another address, "not for me"; a wrong stop taken back by two people."""

from __future__ import annotations

import pytest

from fulfilment.store import engines
from fulfilment.store.office import cases, people
from fulfilment.store.online import codes
from tests.webform_staff.staff_site import AGENT, Known, StaffSite, plain
from tests.webform_staff.test_interviews import begun_online

ADDRESS: dict[str, object] = {"address_1": "7 Newly Lane", "address_2": "Fairmoor", "postcode": "ld88 1ab"}


def stands(site: StaffSite, known: Known) -> tuple[int, str | None, int]:
    with engines.reading(site.office) as store:
        case = cases.get(store, known.token)
    assert case is not None
    return case.outcome, case.stop, case.issue


def code_states(site: StaffSite, known: Known) -> list[str]:
    with engines.reading(site.public.engine) as store:
        found = (codes.of_issue(store, known.token, issue) for issue in (1, 2, 3))
        return [code.state for code in found if code is not None]


@pytest.mark.parametrize(("hands", "kept"), [("no", True), ("yes", False)])
def test_a_new_letter_ends_the_old_code_and_keeps_what_was_begun_unless_others_may_have_it(
    staff_site: StaffSite, hands: str, kept: bool
) -> None:
    known = staff_site.case()
    staff_site.letter(known, "despatched")
    begun_online(staff_site, known)
    agent = staff_site.opened(known, reason="another_copy").get("/case/change/new_letter")
    assert agent.post().status == 422
    assert "Select whether somebody else may have the letter" in agent.page
    agent.get("/case/change/new_letter").post(data={"hands": hands})
    assert "A new letter goes out with the next mailing" in agent.page
    assert code_states(staff_site, known) == ["void", "ready"]
    assert stands(staff_site, known) == (6, None, 2)
    assert ("Begun, last saved" in agent.page) == kept
    assert "does not open the survey" in staff_site.public.visitor().start(known.code).page


def test_a_new_letter_is_refused_while_one_is_with_the_printer(staff_site: StaffSite) -> None:
    known = staff_site.case()
    staff_site.letter(known, "released")
    agent = staff_site.opened(known).get("/case/change/new_letter").post(data={"hands": "no"})
    assert agent.status == 422
    assert "A letter with the same code is on its way" in agent.page
    assert code_states(staff_site, known) == ["live"]


def test_another_address_is_in_the_case_at_once_and_a_faulty_one_is_not(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = staff_site.opened(known, reason="moved").get("/case/change/moved")
    agent.post(data={"address_1": "", "postcode": "nowhere"})
    assert agent.status == 422
    assert "This is not a uk postcode" in agent.page
    agent.get("/case/change/moved").post(data=ADDRESS)
    assert "The new address is saved" in agent.page
    with engines.reading(staff_site.office) as store:
        person = people.get(store, staff_site.keys.people("adult-2026"), known.token)
    assert person is not None
    assert (person.address, person.postcode) == (("7 Newly Lane", "Fairmoor"), "LD88 1AB")
    [settled] = staff_site.events("request_settled")
    assert (settled.actor, settled.detail["result"]) == (AGENT, "moved")


def test_a_letter_that_is_not_for_the_household_stops_the_case(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = staff_site.opened(known, reason="moved").get("/case/change/not_for_me").post()
    assert "Not known at this address" in agent.page
    assert stands(staff_site, known) == (2, "not_for_me", 1)
    assert code_states(staff_site, known) == ["void"]


def test_a_wrong_death_is_taken_back_by_two_people_at_two_desks(staff_site: StaffSite) -> None:
    known = staff_site.case()
    staff_site.letter(known, "despatched")
    first = staff_site.opened(known, reason="died").get("/case/stop/died").post()
    assert "This is wrong" in first.page
    assert first.get("/case/change/undo").post().status == 422
    first.get("/case/change/undo").post(data={"reason": "namesake"})
    first.get("/case/change/undo")
    assert "Another person must confirm it" in first.page
    first.post()
    assert first.status == 422
    assert stands(staff_site, known)[:2] == (3, "died")
    first.get("/case").post("/case/close")
    staff_site.enrol("second.person")
    second = staff_site.opened(known, visitor=staff_site.agent("second.person")).get("/case/change/undo")
    assert f"{AGENT} asked on" in plain(second.page)
    second.post()
    assert stands(staff_site, known) == (6, None, 1)
    assert code_states(staff_site, known) == ["live"]
    assert "This person has died" not in second.page
    assert [event.actor for event in staff_site.events("stop_undone")] == ["second.person"]


@pytest.mark.parametrize("change", ["new_letter", "moved", "not_for_me", "undo"])
def test_asking_for_a_change_changes_nothing(staff_site: StaffSite, change: str) -> None:
    agent = staff_site.opened(staff_site.case())
    before = staff_site.dump()
    assert agent.get(f"/case/change/{change}").status == 200
    assert staff_site.dump() == before
