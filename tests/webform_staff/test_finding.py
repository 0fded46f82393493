"""Finding a case and opening it: by reference, by name and postcode, by code; only with a reason, and for a while."""

from __future__ import annotations

import pytest

from fulfilment.keys import codes as access_codes
from fulfilment.keys import references
from fulfilment.store import engines
from fulfilment.store.online import codes
from tests.webform_staff.staff_site import TRUST, StaffSite, plain


def spoken(reference: str) -> str:
    """A reference as a person types it while listening."""
    return f" {reference[:4].lower()} {reference[4:8]} - {reference[8].lower()}"


def test_a_reference_is_found_however_it_is_typed(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = staff_site.agent().post("/find/reference", {"reference": spoken(known.reference)})
    assert agent.path == "/found"
    assert references.format(known.reference) in agent.page
    assert "Margaret" not in agent.page


def test_a_mistyped_reference_is_said_at_once(staff_site: StaffSite) -> None:
    known = staff_site.case()
    swapped = known.reference[1] + known.reference[0] + known.reference[2:]
    if swapped == known.reference:
        swapped = known.reference[:-1] + ("2" if known.reference[-1] != "2" else "3")
    agent = staff_site.agent().post("/find/reference", {"reference": swapped})
    assert agent.status == 422
    assert "One sign is wrong, or two have changed places" in agent.page
    assert not staff_site.events("case_searched")


def test_a_reference_that_no_case_has_is_said(staff_site: StaffSite) -> None:
    agent = staff_site.agent().post("/find/reference", {"reference": "00000000" + references.check_symbol("00000000")})
    assert agent.status == 422
    assert "No case has this reference" in agent.page


def test_name_and_postcode_find_without_regard_to_accents_and_spaces(staff_site: StaffSite) -> None:
    staff_site.case(family="Żółć-O’Neill", postcode="LS1 4AB")
    agent = staff_site.agent().post("/find/name", {"surname": "zołc oneill", "postcode": "ls14ab"})
    assert agent.path == "/found"
    assert "One case found" in agent.page
    [event] = staff_site.events("case_searched")
    assert event.detail == {"by": "name", "found": 1}


@pytest.mark.parametrize("typed", [{"surname": "Ash"}, {"postcode": "LS1 4AB"}, {}])
def test_a_surname_or_a_postcode_alone_finds_nobody(staff_site: StaffSite, typed: dict[str, object]) -> None:
    staff_site.case(family="Ash", postcode="LS1 4AB")
    agent = staff_site.agent().post("/find/name", typed)
    assert agent.status == 422
    assert "There is a problem" in agent.page


def test_a_list_of_namesakes_names_nobody_and_stops_at_ten(staff_site: StaffSite) -> None:
    for _ in range(11):
        staff_site.case(given="Margaret", family="Ash", postcode="LS1 4AB")
    agent = staff_site.agent().post("/find/name", {"surname": "ash", "postcode": "LS1 4AB"})
    assert agent.page.count('name="case"') == 10
    assert "There are more than 10" in agent.page
    assert "Margaret" not in agent.page
    assert "LS1" not in agent.page


def test_one_of_several_is_opened_by_choosing_it(staff_site: StaffSite) -> None:
    first, second = (staff_site.case(given=name, family="Ash", postcode="LS1 4AB") for name in ("Ada", "Bea"))
    agent = staff_site.agent().post("/find/name", {"surname": "ash", "postcode": "LS1 4AB"})
    agent.post("/open", {"reason": "other"})
    assert agent.status == 422
    agent.post("/open", {"reason": "other", "case": second.reference})
    assert "Bea Ash" in agent.page
    assert [event.token for event in staff_site.events("case_opened")] == [second.token]
    assert first.token != second.token


def test_a_case_that_was_not_found_cannot_be_opened_by_its_reference(staff_site: StaffSite) -> None:
    found, other = staff_site.case(), staff_site.case()
    agent = staff_site.agent().post("/find/reference", {"reference": found.reference})
    agent.post("/open", {"reason": "other", "case": other.reference})
    assert agent.status == 422
    assert not staff_site.events("case_opened")


def test_the_code_that_a_caller_reads_out_opens_the_case_and_no_page_shows_it(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = staff_site.agent().post("/find/code", {"code": access_codes.format(known.code).lower()})
    assert agent.path == "/found"
    agent.post("/open", {"reason": "site_problem"})
    assert agent.path == "/case"
    assert known.code not in agent.page.replace("-", "")


def test_the_code_of_an_old_letter_finds_the_case_too(staff_site: StaffSite) -> None:
    known = staff_site.case()
    with engines.transaction(staff_site.public.engine) as store:
        codes.void(store, known.token, 1, staff_site.public.clock())
    assert staff_site.agent().post("/find/code", {"code": known.code}).path == "/found"


def test_a_mistyped_code_is_said_at_once_and_not_repeated_to_nobody(staff_site: StaffSite) -> None:
    agent = staff_site.agent().post("/find/code", {"code": "2345-6789-CDFF"})
    assert agent.status == 422
    assert "One sign is wrong" in agent.page


def test_a_case_of_a_wave_that_has_gone_is_not_found_and_not_opened(staff_site: StaffSite) -> None:
    known = staff_site.case(family="Ash", postcode="LS1 4AB")
    agent = staff_site.agent()
    late = staff_site.agent().post("/find/reference", {"reference": known.reference})
    staff_site.waves.clear()
    for path, typed, said in (
        ("/find/reference", {"reference": known.reference}, "No case has this reference"),
        ("/find/code", {"code": known.code}, "No letter has this code"),
        ("/find/name", {"surname": "ash", "postcode": "LS1 4AB"}, "No case has this surname"),
    ):
        agent.get("/").post(path, {**typed})
        assert (agent.status, said in agent.page) == (422, True), path
    assert late.post("/open", {"reason": "other"}).path == "/"
    assert late.get("/found").path == "/"


def test_opening_needs_a_reason_and_leaves_an_event_with_it(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = staff_site.agent().post("/find/reference", {"reference": known.reference})
    agent.post("/open", {})
    assert agent.status == 422
    assert "Select why the caller is ringing" in agent.page
    agent.post("/open", {"reason": "genuine"})
    assert "Margaret Ash-Featherstone" in agent.page
    [event] = staff_site.events("case_opened")
    assert (event.actor, event.detail["reason"], event.token) == ("ash.grove", "genuine", known.token)


def test_the_page_of_a_case_tells_who_it_is(staff_site: StaffSite) -> None:
    page = plain(staff_site.opened(staff_site.case()).page)
    for said in ("Margaret Ash-Featherstone", "29 February 1944", "12 Quillfeather Row", "Not started", TRUST.name):
        assert said in page


def test_a_trusts_name_is_escaped(staff_site: StaffSite) -> None:
    assert "Northmere <b>" not in staff_site.opened(staff_site.case()).page


def test_without_an_opening_there_is_no_case_page(staff_site: StaffSite) -> None:
    agent = staff_site.agent()
    assert agent.get("/case").path == "/"
    assert "No case is open" in agent.page


def test_an_opening_ends_after_thirty_minutes_without_a_post(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case())
    staff_site.public.clock.wait(minutes=20)
    agent.post("/find/reference", {"reference": ""})  # the agent is there, and so the case stays open
    staff_site.public.clock.wait(minutes=20)
    assert agent.get("/case").path == "/case"
    staff_site.public.clock.wait(minutes=11)
    assert agent.get("/case").path == "/sign-in"


def test_a_closed_case_is_closed(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case()).post("/case/close")
    assert agent.path == "/"
    assert agent.get("/case").path == "/"


def test_opening_another_case_closes_the_first(staff_site: StaffSite) -> None:
    first, second = staff_site.case(given="Ada"), staff_site.case(given="Bea")
    agent = staff_site.opened(first)
    staff_site.opened(second, visitor=agent)
    assert "Bea" in agent.page
    assert "Ada" not in agent.page


def test_each_desk_has_a_case_of_its_own(staff_site: StaffSite) -> None:
    first = staff_site.opened(staff_site.case(given="Ada"))
    staff_site.enrol("bo.fern")
    other = staff_site.agent("bo.fern")
    assert other.get("/case").path == "/"
    assert first.get("/case").path == "/case"
