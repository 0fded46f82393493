"""Which of a person's cases stays: a settled one always, else the latest discharge."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fulfilment.samples.claims import claim
from fulfilment.store.office.samples import KnownCase

DAYS = st.dates(date(2026, 4, 1), date(2026, 4, 9))
CASES = st.lists(
    st.builds(
        KnownCase, st.uuids().map(str), st.sampled_from(["adult-2026", "under16-2026"]),
        st.sampled_from(["RZA", "RZB"]), DAYS, st.booleans(), st.none(), st.none(),
    ),
    max_size=4,
)  # fmt: skip


@given(known=CASES, day=DAYS)
def test_one_open_case_or_settled_ones_are_left_of_every_person(known: list[KnownCase], day: date) -> None:
    made = claim("adult-2026", "RZA", day, known)
    left = [case for case in known if case not in made.superseded]
    unsettled = [case for case in left if not case.settled]
    becomes_a_case = made.kept is None and made.update is None
    assert len(unsettled) + becomes_a_case <= 1
    assert all(case in left for case in known if case.settled)
    assert left or becomes_a_case
    if any(case.settled for case in known):
        assert made.kept is not None
        assert made.kept.settled
    else:
        latest = max([day, *(case.discharged_on for case in known)])
        assert (made.kept.discharged_on if made.kept else day) == latest


def test_a_case_of_the_same_day_that_was_there_first_stays() -> None:
    day = date(2026, 5, 5)
    known = KnownCase("t", "adult-2026", "RZB", day, False, None, None)
    assert claim("adult-2026", "RZA", day, [known]).kept == known


def test_a_trusts_own_case_is_brought_up_to_date() -> None:
    known = KnownCase("t", "adult-2026", "RZA", date(2026, 5, 5), False, None, None)
    assert claim("adult-2026", "RZA", date(2026, 5, 5), [known]).update == "t"
