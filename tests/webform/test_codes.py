"""Ways in that don't lead in: mistyped, unknown, void, not yet live, closed, held; the throttle; opting out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fulfilment.keys import codes as access_codes
from fulfilment.keys.ring import OfficeKeys
from fulfilment.keys.sealing import open_sealed
from fulfilment.store import engines
from fulfilment.store.online import codes, drafts
from tests.webform.public_site import ADULT, PublicSite, Visitor
from tests.webform.test_adult_journey import answer_all


def unknown_codes(site: PublicSite, count: int) -> list[str]:
    """Well-formed codes that nobody has."""
    key_id, key = OfficeKeys.load(site.ring_folder / "office").codes(ADULT)
    return [access_codes.derive(key, key_id, ADULT, "unknown", number) for number in range(count)]


def typed(site: PublicSite, code: str, visitor: Visitor | None = None) -> Visitor:
    """A code typed at the first page."""
    return (visitor or site.visitor()).get("/en/").post("/en/", {"code": code})


@pytest.mark.parametrize("shape", [str.lower, access_codes.format, lambda code: " ".join(code) + " "])
def test_a_typed_code_forgives_case_spaces_and_dashes_and_shows_which_survey(public_site: PublicSite, shape) -> None:
    code, _ = public_site.code()
    visitor = typed(public_site, shape(code))
    assert visitor.path == "/en/adult/start"
    assert visitor.post().path == "/en/adult/adult/told_kindly"


def test_the_address_in_the_qr_code_works_in_small_letters_too(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    assert public_site.visitor().get(f"/a-ur/{code.lower()}").path == "/ur/adult/start"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("", "Enter the code from your letter"),
        ("2345", "has 12 letters and numbers"),
        ("2345-6789-CDFA", "cannot be in a code"),
        ("2345-6789-CDF6", "is wrong, or two have changed places"),
    ],
)
def test_a_mistyped_code_is_said_at_once_and_costs_no_try(public_site: PublicSite, wrong: str, message: str) -> None:
    visitor = typed(public_site, wrong)
    assert visitor.status == 422
    assert message in visitor.page
    assert "<title>Error: " in visitor.page
    assert public_site.rows("select count(*) from attempts") == [(0,)]


def test_unknown_void_stopped_and_not_yet_live_codes_share_one_page(public_site: PublicSite) -> None:
    [unknown] = unknown_codes(public_site, 1)
    ready, _ = public_site.code(live=False)
    void, void_token = public_site.code()
    died, died_token = public_site.code()
    with engines.transaction(public_site.engine) as session:
        codes.void(session, void_token, 1, public_site.clock())
        codes.stop(session, died_token, "died", public_site.clock())
    pages = []
    for code in (unknown, ready, void, died):
        visitor = public_site.visitor().start(code)
        pages.append((visitor.status, visitor.page.partition("<main")[2].partition("</main>")[0]))
    assert pages[0][0] == 404
    assert len(set(pages)) == 1
    # each is written down alike, so that no time tells one from another
    assert public_site.rows("select count(*) from attempts") == [(8,)]


def test_only_codes_that_nobody_has_count_against_an_address(public_site: PublicSite) -> None:
    ready, _ = public_site.code(live=False)
    void, void_token = public_site.code()
    stopped, stopped_token = public_site.code()
    with engines.transaction(public_site.engine) as session:
        codes.void(session, void_token, 1, public_site.clock())
        codes.stop(session, stopped_token, "opted_out", public_site.clock())
    for code in (ready, void, stopped) * 4:
        assert typed(public_site, code).status == 404
    assert public_site.rows("select count(*) from attempts where client not in ('-')") == [(0,)]
    real, _ = public_site.code()
    assert typed(public_site, real).path == "/en/adult/start"
    for code in unknown_codes(public_site, 10):
        typed(public_site, code)
    assert typed(public_site, real).status == 429


def test_a_closed_code_says_so(public_site: PublicSite) -> None:
    code, token = public_site.code()
    with engines.transaction(public_site.engine) as session:
        found = codes.live_code(session, token)
        assert found is not None
        found.state = "closed"
    visitor = public_site.visitor().start(code)
    assert (visitor.status, "This survey has closed" in visitor.page) == (200, True)


def test_from_the_day_after_its_closing_date_a_survey_takes_nothing_and_keeps_its_drafts(
    public_site: PublicSite,
) -> None:
    code, _ = public_site.code()
    public_site.clock.now = datetime(2026, 9, 30, 22, 59, tzinfo=UTC)  # a minute to midnight in London
    visitor = public_site.visitor().start(code).post(data={"told_kindly": "1"})
    assert visitor.question == "told_clearly"
    public_site.clock.wait(minutes=1)
    visitor.post(data={"told_clearly": "1"})
    assert "This survey has closed" in visitor.page
    from_the_letter = public_site.visitor().get(f"/A-EN/{code}")
    for closed in (from_the_letter, typed(public_site, code), visitor.get("/en/adult/opt-out")):
        assert "This survey has closed" in closed.page
    assert public_site.rows("select version, state from drafts") == [(1, "open")]
    assert visitor.get("/en/adult/privacy").path == "/en/adult/privacy"
    assert "This survey has closed" not in visitor.page


def test_a_stop_ends_a_sitting_at_once(public_site: PublicSite) -> None:
    code, token = public_site.code()
    visitor = public_site.visitor().start(code)
    with engines.transaction(public_site.engine) as session:
        codes.stop(session, token, "died", public_site.clock())
    assert visitor.post(data={"told_kindly": "1"}).path == "/en/again"
    assert public_site.rows("select version from drafts") == [(0,)]


def test_the_letters_cookie_lasts_an_hour(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().get(f"/A-EN/{code}")
    public_site.clock.wait(minutes=61)
    assert visitor.post().path == "/en/again"


def test_after_ten_wrong_codes_the_client_waits_before_any_hashing_and_others_do_not(public_site: PublicSite) -> None:
    wrong = unknown_codes(public_site, 11)
    for code in wrong[:10]:
        assert typed(public_site, code).status == 404
        public_site.clock.wait(seconds=30)
    blocked = typed(public_site, wrong[10])
    assert blocked.status == 429
    assert blocked.response.headers["Retry-After"] == str(15 * 60 - 300)
    assert "Wait 10 minutes" in blocked.page
    assert public_site.rows("select count(*) from attempts") == [(20,)]
    real, _ = public_site.code()
    assert typed(public_site, real).status == 429
    assert public_site.visitor("198.51.100.7").start(real).question == "told_kindly"
    public_site.clock.wait(minutes=10, seconds=1)
    assert typed(public_site, real).path == "/en/adult/start"


def test_what_a_client_says_about_its_address_is_not_believed_without_a_proxy_of_ours(public_site: PublicSite) -> None:
    for number, code in enumerate(unknown_codes(public_site, 11)):
        visitor = public_site.visitor(x_forwarded_for=f"198.51.100.{number}")
        typed(public_site, code, visitor)
    assert visitor.status == 429


def test_tries_are_forgotten_and_hold_no_address(public_site: PublicSite) -> None:
    first, second = unknown_codes(public_site, 2)
    typed(public_site, first)
    assert "127.0.0.1" not in str(public_site.rows("select client from attempts"))
    public_site.clock.wait(minutes=20)
    typed(public_site, second)
    assert public_site.rows("select count(*) from attempts") == [(2,)]


def test_a_draft_that_the_helpline_holds_cannot_be_written_and_opens_when_the_hold_lapses(
    public_site: PublicSite,
) -> None:
    code, token = public_site.code()
    visitor = public_site.visitor().start(code)
    now = public_site.clock()
    with engines.transaction(public_site.engine) as session:
        drafts.hold(session, token, "adult", by="Ann", until=now + timedelta(minutes=30), consent_at=now)
    form = visitor.page
    assert "open on our helpline" in visitor.get("/en/adult/adult/told_kindly").page
    visitor.page = form
    visitor.post(data={"told_kindly": "1"})
    assert (visitor.status, public_site.rows("select version from drafts")) == (409, [(0,)])
    public_site.clock.wait(minutes=31)
    visitor.page = form
    assert visitor.post("/en/adult/adult/told_kindly", {"told_kindly": "1"}).question == "told_clearly"


def test_opting_out_from_the_letter_stops_the_case_with_a_sealed_request(public_site: PublicSite) -> None:
    code, token = public_site.code()
    visitor = public_site.visitor().get(f"/A-EN/{code}").get("/en/adult/opt-out")
    assert public_site.rows("select count(*) from requests") == [(0,)]
    visitor.post()
    assert visitor.path == "/en/adult/opted-out"
    assert public_site.rows("select state, stop from codes") == [("void", "opted_out")]
    [(sealed,)] = public_site.rows("select sealed from requests")
    assert isinstance(sealed, bytes)
    key = OfficeKeys.load(public_site.ring_folder / "office").requests(ADULT)
    assert open_sealed(sealed, key)["token"] == token
    assert public_site.visitor().start(code).status == 404


def test_on_a_shared_device_the_letter_that_was_opened_last_is_the_one_that_opts_out(public_site: PublicSite) -> None:
    his, _ = public_site.code()
    hers, her_token = public_site.code()
    visitor = public_site.visitor().start(his).post(data={"told_kindly": "1"})
    visitor.get(f"/A-EN/{hers}").get("/en/adult/opt-out").post()
    assert visitor.path == "/en/adult/opted-out"
    assert public_site.rows("select token from codes where stop = 'opted_out'") == [(her_token,)]
    assert public_site.rows("select version from drafts") == [(1,)]


@pytest.mark.parametrize("meanwhile", ["the letter lapses", "another letter is opened"])
def test_an_opt_out_is_never_that_of_another_person_at_the_same_device(public_site: PublicSite, meanwhile: str) -> None:
    his, _ = public_site.code()
    hers, _ = public_site.code()
    third, _ = public_site.code()
    visitor = public_site.visitor().start(his).get(f"/A-EN/{hers}").get("/en/adult/opt-out")
    form = visitor.page
    if meanwhile == "the letter lapses":
        public_site.clock.wait(minutes=61)
    else:
        visitor.get(f"/A-EN/{third}")
    visitor.page = form
    assert visitor.post("/en/adult/opt-out").path == "/en/again"
    assert public_site.rows("select count(*) from requests") == [(0,)]


def test_opting_out_midway_ends_every_sitting_and_destroys_unsent_answers(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    other = public_site.visitor().start(code)
    visitor = public_site.visitor().start(code).post(data={"told_kindly": "1"})
    visitor.get("/en/adult/opt-out").post()
    assert public_site.rows("select count(*) from drafts") == [(0,)]
    assert other.get("/en/adult/adult/told_kindly").path == "/en/again"
    assert public_site.rows("select kind, source from requests") == [("opted_out", "online")]


def test_what_was_sent_before_an_opt_out_stays_sent(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, {})
    visitor.post().get("/en/adult/opt-out").post()
    assert len(public_site.opened_responses()) == 1
    assert public_site.rows("select state from drafts") == [("sent",)]
