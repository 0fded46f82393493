"""Signing in: all three must be right, a code counts once, failures make an account wait, and idle desks close."""

from __future__ import annotations

import pytest

from fulfilment.keys import accounts
from fulfilment.store import engines
from fulfilment.store.office import staff
from tests.webform.public_site import Visitor
from tests.webform_staff.staff_site import AGENT, StaffSite, plain
from webform.staff.wrong_sign_ins import ALLOWANCE

WRONG = "The name, password or code is not right"


def test_an_agent_signs_in_and_out(staff_site: StaffSite) -> None:
    agent = staff_site.agent()
    assert "Find a case" in agent.page
    agent.post("/sign-out")
    assert "You are signed out." in agent.page
    agent.get("/")
    assert agent.path == "/sign-in"
    assert [event.actor for event in staff_site.events("sign_in")] == [AGENT]


@pytest.mark.parametrize("part", ["name", "password", "code"])
def test_whatever_is_wrong_the_answer_is_the_same(staff_site: StaffSite, part: str) -> None:
    staff_site.enrol()
    staff_site.public.clock.wait(minutes=2)
    right = staff_site.visitor().get("/sign-in").post(data=staff_site.credentials() | {part: "000000x"})
    assert right.status == 422
    assert WRONG in right.page
    assert not staff_site.events("sign_in")


def test_nothing_says_which_part_was_wrong(staff_site: StaffSite) -> None:
    staff_site.enrol()
    staff_site.public.clock.wait(minutes=2)
    said = set()
    for wrong in ({"password": "x"}, {"code": "1"}, {"name": "nobody"}):
        page = staff_site.visitor().get("/sign-in").post(data=staff_site.credentials() | wrong).page
        said.add(plain(page).replace(AGENT, "").replace("nobody", ""))
    assert len(said) == 1


def test_a_code_counts_once(staff_site: StaffSite) -> None:
    staff_site.agent()
    again = staff_site.visitor().get("/sign-in").post(data=staff_site.credentials())
    assert again.status == 422
    staff_site.public.clock.wait(seconds=accounts.STEP_SECONDS)
    assert staff_site.visitor().get("/sign-in").post(data=staff_site.credentials()).path == "/"


def test_an_older_code_than_the_last_does_not_count(staff_site: StaffSite) -> None:
    staff_site.enrol()
    older = staff_site.credentials()
    staff_site.agent()
    assert staff_site.visitor().get("/sign-in").post(data=older).status == 422


def test_after_five_failures_the_account_waits_and_each_time_longer(staff_site: StaffSite) -> None:
    staff_site.enrol()
    clock = staff_site.public.clock

    def fail() -> None:
        staff_site.visitor().get("/sign-in").post(data=staff_site.credentials() | {"password": "wrong"})

    def gets_in() -> bool:
        return staff_site.visitor().get("/sign-in").post(data=staff_site.credentials()).path == "/"

    for _ in range(5):
        fail()
    assert not gets_in()
    clock.wait(minutes=1)
    fail()  # the sixth: two minutes
    clock.wait(seconds=90)
    assert not gets_in()
    clock.wait(seconds=60)
    assert gets_in()
    fail()
    assert gets_in() is False  # that code was used; no lock though
    clock.wait(seconds=30)
    assert gets_in()


def test_a_name_that_nobody_has_is_not_written_down(staff_site: StaffSite) -> None:
    before = staff_site.dump()
    staff_site.visitor().get("/sign-in").post(data={"name": "hunter2typedhere", "password": "x", "code": "1"})
    assert staff_site.dump() == before


def test_failures_are_counted_and_only_a_wait_is_an_event(staff_site: StaffSite) -> None:
    staff_site.enrol()
    for _ in range(9):  # five free ones; the other four come while the account waits
        staff_site.visitor().get("/sign-in").post(data=staff_site.credentials() | {"password": "wrong"})
    assert [(event.actor, event.detail) for event in staff_site.events("sign_in_locked")] == [(AGENT, {"failures": 5})]
    staff_site.public.clock.wait(minutes=2)
    staff_site.agent()
    assert [event.detail for event in staff_site.events("sign_in")] == [{"failures": 5}]


def test_a_flood_of_names_shuts_its_address_out_with_one_event_and_nobody_else(staff_site: StaffSite) -> None:
    flood = staff_site.visitor().get("/sign-in")
    for number in range(ALLOWANCE.per_client):
        assert flood.post("/sign-in", {"name": f"x{number}", "password": "p", "code": "1"}).status == 422
    for _ in range(3):
        staff_site.public.clock.wait(minutes=4)
        flood.get("/sign-in").post(data={"name": "x", "password": "p", "code": "1"})
        assert flood.status == 429
    assert flood.response.headers["Retry-After"] == str(3 * 60)
    assert "Wait a few minutes" in flood.page
    assert [event.actor for event in staff_site.events("sign_in_shut_out")] == ["unknown"]
    staff_site.enrol()
    assert flood.get("/sign-in").post(data=staff_site.credentials()).status == 429
    other_address = staff_site.app.test_client()
    other_address.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert Visitor(other_address).get("/sign-in").post(data=staff_site.credentials()).path == "/"
    staff_site.public.clock.wait(minutes=4)
    assert flood.get("/sign-in").post(data=staff_site.credentials()).path == "/"


def test_thirty_idle_minutes_sign_out_and_pages_that_only_show_do_not_count(staff_site: StaffSite) -> None:
    agent = staff_site.agent()
    staff_site.public.clock.wait(minutes=29)
    agent.get("/")
    assert agent.path == "/"
    staff_site.public.clock.wait(minutes=2)
    agent.get("/")
    assert agent.path == "/sign-in"
    assert "nothing happened for 30 minutes" in agent.page


def test_a_disabled_account_is_out_at_once_and_cannot_come_back(staff_site: StaffSite) -> None:
    agent = staff_site.agent()
    with engines.transaction(staff_site.office) as store:
        staff.disable(store, AGENT, staff_site.public.clock(), "setup")
    assert agent.get("/").path == "/sign-in"
    staff_site.public.clock.wait(minutes=1)
    assert staff_site.visitor().get("/sign-in").post(data=staff_site.credentials()).status == 422


def test_signing_in_begins_a_session_of_its_own(staff_site: StaffSite) -> None:
    agent = staff_site.agent()
    cookie = agent.client.get_cookie("__Host-desk", "survey.example.org")
    assert cookie is not None
    assert cookie.secure
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    before = cookie.value
    staff_site.public.clock.wait(minutes=1)
    agent.post("/sign-out")
    stale = staff_site.visitor()
    stale.client.set_cookie("__Host-desk", before, domain="survey.example.org", secure=True, httponly=True)
    assert stale.get("/").path == "/sign-in"
