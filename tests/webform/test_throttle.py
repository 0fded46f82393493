"""Wrong codes: how many, how long to wait, and that an address is not told from its hash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webform.bidi import isolated
from webform.throttle import Allowance, client_hash, wait

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ALLOWANCE = Allowance()
KEY = b"k" * 32


def minutes_ago(*minutes: float) -> list[datetime]:
    return sorted(NOON - timedelta(minutes=number) for number in minutes)


def test_nine_wrong_codes_do_not_wait_and_ten_do() -> None:
    assert wait(minutes_ago(*[5] * 9), 9, NOON, ALLOWANCE) is None
    assert wait(minutes_ago(*[5] * 10), 10, NOON, ALLOWANCE) == timedelta(minutes=10)


def test_a_site_that_is_being_guessed_at_allows_each_client_less() -> None:
    assert wait(minutes_ago(1, 2), 600, NOON, ALLOWANCE) is None
    assert wait(minutes_ago(1, 2, 3), 600, NOON, ALLOWANCE) == timedelta(minutes=12)


@given(st.lists(st.floats(0, 14.99), max_size=40), st.integers(0, 2000))
def test_nobody_waits_longer_than_fifteen_minutes_and_may_then_try(ago: list[float], site: int) -> None:
    tries = minutes_ago(*ago)
    delay = wait(tries, site, NOON, ALLOWANCE)
    if delay is None:
        return
    assert timedelta() < delay <= ALLOWANCE.window
    later = NOON + delay
    left = [moment for moment in tries if moment > later - ALLOWANCE.window]
    assert wait(left, site, later, ALLOWANCE) is None


def test_a_client_counts_by_household_by_day_and_under_a_key() -> None:
    one = client_hash(KEY, "2001:db8:1:2::1", NOON)
    assert one == client_hash(KEY, "2001:db8:1:2:ffff::9", NOON)
    assert one != client_hash(KEY, "2001:db8:1:3::1", NOON)
    assert one != client_hash(KEY, "2001:db8:1:2::1", NOON + timedelta(days=1))
    assert one != client_hash(b"x" * 32, "2001:db8:1:2::1", NOON)
    assert client_hash(KEY, "::ffff:198.51.100.7", NOON) == client_hash(KEY, "198.51.100.7", NOON)


def test_numbers_addresses_and_codes_keep_their_order_in_right_to_left_text() -> None:
    said = isolated("فون 0808 157 0123 یا help@survey.example.org، کوڈ 2CDF-3HJK-4MN7")
    assert said.count('<bdi dir="ltr">') == 3
    assert '<bdi dir="ltr">0808 157 0123</bdi>' in said


def test_isolating_escapes() -> None:
    assert isolated("<b>0808 157 0123") == '&lt;b&gt;<bdi dir="ltr">0808 157 0123</bdi>'
