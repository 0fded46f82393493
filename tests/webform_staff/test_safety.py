"""What holds for every page: who may see it, what a GET may not do, headers, forms of other sites, logs, addresses."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from fulfilment.keys import codes as access_codes
from tests.databases import bytes_of
from tests.webform.public_site import PREFIX, Visitor
from tests.webform_staff.staff_site import Known, StaffSite
from tests.webform_staff.test_interviews import answer_all, begin, begun_online
from webform.staff.access import ACCESS, Access

PLACES = {"change": "new_letter", "stop": "died", "part": "adult", "page": "told_kindly",
          "survey": "adult", "language": "pl"}  # fmt: skip


def routes(site: StaffSite, method: str) -> Iterator[tuple[str, str]]:
    """Endpoint and address of every route that takes a method, static files apart."""
    adapter = site.app.url_map.bind("survey.example.org")
    for rule in site.app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint != "static":
            yield rule.endpoint, adapter.build(rule.endpoint, {name: PLACES[name] for name in rule.arguments})


def test_every_route_stands_in_the_table_of_access(staff_site: StaffSite) -> None:
    assert {rule.endpoint for rule in staff_site.app.url_map.iter_rules()} == set(ACCESS)


def test_without_a_session_every_route_leads_to_the_sign_in_page(staff_site: StaffSite) -> None:
    for method in ("GET", "POST"):
        for endpoint, path in routes(staff_site, method):
            if ACCESS[endpoint] is Access.ANYBODY:
                continue
            visitor = staff_site.visitor().get("/sign-in")
            reached = visitor.get(path) if method == "GET" else visitor.post(path)
            assert reached.path == "/sign-in", endpoint


def test_without_an_open_case_no_page_of_a_case_can_be_reached(staff_site: StaffSite) -> None:
    staff_site.case()
    agent = staff_site.agent()
    for method in ("GET", "POST"):
        for endpoint, path in routes(staff_site, method):
            if ACCESS[endpoint] is Access.OPEN_CASE:
                agent.get("/")
                reached = agent.get(path) if method == "GET" else agent.post(path)
                assert reached.path == "/", endpoint


def test_a_form_of_another_site_is_refused_by_every_route(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case())
    before = staff_site.dump()
    for endpoint, path in routes(staff_site, "POST"):
        response = agent.client.post(path, base_url=PREFIX, data={}, headers={"Referer": "https://elsewhere.example/"})
        assert response.status_code == 400, endpoint
    assert staff_site.dump() == before


def test_no_get_changes_a_store_whatever_is_open(staff_site: StaffSite) -> None:
    known = staff_site.case()
    agent = begin(staff_site.opened(known))
    answer_all(agent)
    staff_site.public.clock.wait(minutes=1)
    before = staff_site.dump()
    for endpoint, path in routes(staff_site, "GET"):
        assert agent.get(path).status == 200, endpoint
    assert staff_site.dump() == before


def test_every_answer_carries_the_headers(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case())
    for path in ("/", "/case", "/sign-in", "/nothing"):
        headers = agent.get(path).response.headers
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


def call(staff_site: StaffSite) -> tuple[Known, Visitor, list[str]]:
    """A whole call; gives every address that the agent's browser came to."""
    known = staff_site.case()
    begun_online(staff_site, known)
    agent = staff_site.agent().post("/find/name", {"surname": "Ash-Featherstone", "postcode": "ZZ99 9ZZ"})
    addresses = [agent.path]
    agent.post("/open", {"reason": "answer_by_phone"})
    begin(agent, consent="yes")
    while not agent.path.endswith("/check"):
        addresses.append(agent.path)
        agent.post(data={"comment": "Unmistakable words"})
    agent.post()
    addresses.append(agent.path)
    agent.get("/case/stop/died").post()
    return known, agent, [*addresses, agent.path]


def test_no_log_and_no_address_tells_whom_a_call_was_about(
    staff_site: StaffSite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    known, _, addresses = call(staff_site)
    for trace in (caplog.text, *addresses):
        for secret in ("Ash-Featherstone", "ZZ99", known.reference, known.token, known.code, "Unmistakable"):
            assert secret not in trace


def test_the_stores_hold_no_name_no_code_and_no_readable_answer_after_a_call(staff_site: StaffSite) -> None:
    known, _, _ = call(staff_site)
    for store, engine in (("office", staff_site.office), ("online", staff_site.public.engine)):
        content = b"".join(bytes_of(engine))
        printed = access_codes.format(known.code)
        for secret in ("Featherstone", "Quillfeather", "ZZ99", known.code, printed, "Unmistakable", "9990000018"):
            assert secret.encode() not in content, store
        assert (known.reference.encode() in content) == (store == "office"), store


def test_a_password_and_a_totp_secret_cannot_be_read_in_the_store(staff_site: StaffSite) -> None:
    made = staff_site.enrol()
    content = b"".join(bytes_of(staff_site.office))
    assert made.name.encode() in content
    assert made.password.encode() not in content
    assert made.totp_secret.encode() not in content


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "'\"><b>"])
def test_what_is_typed_is_escaped_wherever_it_comes_back(staff_site: StaffSite, typed: str) -> None:
    agent = staff_site.agent().post("/find/reference", {"reference": typed})
    assert agent.status == 422
    assert typed not in agent.page
    agent.post("/find/name", {"surname": typed, "postcode": typed})
    assert typed not in agent.page


def test_a_broken_page_says_so_without_a_detail(staff_site: StaffSite, caplog: pytest.LogCaptureFixture) -> None:
    agent = staff_site.opened(staff_site.case())
    agent.get("/case")
    staff_site.waves.clear()  # as after a wave's folder was taken away
    assert agent.get("/case").status == 404
    assert "Featherstone" not in caplog.text


def test_errors_are_plain_pages(staff_site: StaffSite) -> None:
    agent = staff_site.agent()
    assert agent.get("/no/such/page").status == 404
    assert "There is no such page" in agent.page
    response: TestResponse = agent.client.put("/", base_url=PREFIX)
    assert response.status_code in (400, 405)
    assert "You cannot do that here" in response.text or "open for too long" in response.text
