"""Response rates: the published figures come out of their counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.cases import rates
from fulfilment.cases.rates import Cases, Rate, whole_percent


def test_the_scottish_survey_of_2024_comes_out_of_its_counts() -> None:
    published = Rate({1: 4540, 2: 16, 3: 124, 4: 300, 5: 20, 6: 3800})
    assert (published.mailed, published.left_out, published.eligible) == (8800, 160, 8640)
    assert (published.raw_percent, published.adjusted_percent) == (52, 53)


@pytest.mark.parametrize(
    ("useable", "of", "percent"),
    [
        pytest.param(885, 3569, 25, id="Under 16 survey 2022"),
        pytest.param(61268, 115662, 53, id="National survey 2022"),
        pytest.param(4835, 7949, 61, id="Scottish survey 2015"),
    ],
)
def test_a_published_rate_comes_out_of_its_counts(useable: int, of: int, percent: int) -> None:
    assert Rate({1: useable, 6: of - useable}).adjusted_percent == percent


def test_who_opted_out_or_sent_nothing_lowers_the_adjusted_rate_and_who_could_not_answer_does_not() -> None:
    def rate(outcome: int) -> int | None:
        return Rate({1: 50, 6: 40, outcome: 10 + 40 * (outcome == 6)}).adjusted_percent

    assert {outcome: rate(outcome) for outcome in (2, 3, 5, 7)} == dict.fromkeys((2, 3, 5, 7), 56)
    assert {outcome: rate(outcome) for outcome in (4, 6)} == dict.fromkeys((4, 6), 50)


def test_an_exact_half_goes_up() -> None:
    assert [whole_percent(1, 200), whole_percent(105, 200), whole_percent(1, 1000)] == [1, 53, 0]


def test_nothing_mailed_has_no_rate() -> None:
    assert Rate({}).raw_percent is None
    assert Rate({3: 4}).adjusted_percent is None


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_whole_percent_is_the_nearest(part: int, whole: int) -> None:
    percent = whole_percent(part, whole)
    assert percent is not None
    assert (2 * percent - 1) * whole <= 200 * part < (2 * percent + 1) * whole


GROUPS = st.lists(
    st.builds(
        Cases, st.sampled_from(["RZA", "RZB", "RZC"]), st.sampled_from(["0-7", "8-11"]), st.integers(1, 7),
        st.sampled_from(["online", "phone", "paper", None]), st.integers(1, 50),
    )
)  # fmt: skip


@given(GROUPS)
def test_every_breakdown_adds_up_to_the_whole(cases: list[Cases]) -> None:
    whole = rates.overall(cases)
    for groups in (rates.by_trust(cases), rates.by_age_band(cases)):
        for code in range(1, 8):
            assert sum(rate.by_outcome.get(code, 0) for rate in groups.values()) == whole.by_outcome.get(code, 0)
    assert sum(rates.by_mode(cases).values()) == whole.useable
