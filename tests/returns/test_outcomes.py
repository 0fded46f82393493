"""What a case comes to: the weight of claims, whatever order they came in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from fulfilment.cases.outcomes import STOP_ORDER, SUB_CODES, Claim, Outcome, of_death, of_response, standing
from fulfilment.cases.undelivered import REASONS, Consequence, consequence, outcome
from fulfilment.errors import FulfilmentError
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import outcomes
from fulfilment.store.office.models import Case
from fulfilment.store.office.returns_models import OutcomeChange
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post

AT = datetime(2026, 11, 9, 12, tzinfo=UTC)


def said(outcome: int, sub: str | None = None, stop: str | None = None, days: int = 0, source: str = "office") -> Claim:
    return Claim(Outcome(outcome), source, AT + timedelta(days=days), sub, stop)


ANSWERED, TOO_FEW, BLANK = said(1, "online", "answered"), said(6, "online", "answered"), said(4, "blank", "answered")
DIED, DIED_EARLY = said(3, stop="died"), said(7, stop="died")
OPTED_OUT, NOT_ELIGIBLE, GONE_AWAY = said(4, "asked", "opted_out"), said(5, stop="withdrawn"), said(2, "R01")
NOT_FOR_ME, WITHDRAWN = said(2, "not_for_me", "not_for_me"), said(4, "answers_withdrawn", "withdrawn", days=3)
MOVED = said(6, "new_address", days=2)


@pytest.mark.parametrize(
    ("claims", "outcome", "stop"),
    [
        ([], 6, None),
        ([ANSWERED, DIED], 1, "died"),
        ([ANSWERED, OPTED_OUT], 1, "opted_out"),
        ([OPTED_OUT, DIED], 3, "died"),
        ([DIED, DIED_EARLY], 7, "died"),
        ([GONE_AWAY, OPTED_OUT], 4, "opted_out"),
        ([GONE_AWAY, ANSWERED], 1, "answered"),
        ([GONE_AWAY, TOO_FEW], 6, "answered"),
        ([GONE_AWAY, BLANK], 4, "answered"),
        ([BLANK, TOO_FEW], 6, "answered"),
        ([NOT_ELIGIBLE, OPTED_OUT], 5, "withdrawn"),
        ([ANSWERED, WITHDRAWN], 4, "withdrawn"),
        ([GONE_AWAY, MOVED], 6, None),
        ([MOVED, said(2, "R01", days=3)], 2, None),
        ([NOT_FOR_ME, MOVED], 2, "not_for_me"),
    ],
)
def test_the_claim_that_weighs_most_counts(claims: list[Claim], outcome: int, stop: str | None) -> None:
    for order in (claims, claims[::-1]):
        come_to = standing(order)
        assert (come_to.outcome, come_to.stop) == (outcome, stop)


claims = st.lists(
    st.builds(
        said, st.integers(1, 7), st.sampled_from([None, "R01", "new_address", "blank", "answers_withdrawn", "online"]),
        st.sampled_from([None, *STOP_ORDER]), st.integers(0, 5), st.sampled_from(["office", "online", "clearance"]),
    ),
    max_size=6,
)  # fmt: skip


@given(claims, st.randoms())
def test_the_order_in_which_claims_come_in_never_matters(made: list[Claim], random) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)
    assert standing(made) == standing(shuffled)


@given(claims)
def test_a_useable_answer_is_lost_by_nothing_but_its_givers_wish(made: list[Claim]) -> None:
    others = [claim for claim in made if claim.sub_code != "answers_withdrawn"]
    assert standing([*others, ANSWERED]).outcome is Outcome.USEABLE


@given(claims)
def test_more_claims_never_lift_a_stop(made: list[Claim]) -> None:
    for count in range(len(made)):
        before, after = standing(made[:count]).stop, standing(made).stop
        assert before is None or (after is not None and STOP_ORDER.index(after) <= STOP_ORDER.index(before))


def test_a_death_counts_by_the_day_it_fell_on() -> None:
    assert of_death(date(2026, 11, 1), date(2026, 11, 2)) is Outcome.DIED_BEFORE_FIELDWORK
    assert of_death(date(2026, 11, 2), date(2026, 11, 2)) is Outcome.DIED


def test_a_response_counts_by_how_much_was_answered() -> None:
    assert [int(of_response(n, 5)) for n in (0, 4, 5)] == [4, 6, 1]


@pytest.mark.parametrize("reason", REASONS)
def test_every_return_reason_has_an_outcome_that_knows_its_sub_code(reason: str) -> None:
    for is_last in (True, False):
        if consequence(reason) is Consequence.DIED:
            assert reason in SUB_CODES[Outcome.DIED]
        else:
            code, sub_code = outcome(reason, is_last=is_last)
            assert sub_code in SUB_CODES[code]


def test_the_history_keeps_every_claim_and_what_it_made_of_the_case(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    with transaction(posted.office) as session:
        for made in (OPTED_OUT, DIED, OPTED_OUT):
            outcomes.claim(session, case.token, made, season.NOW, "ash")
    with reading(posted.office) as session:
        rows = outcomes.history(session, case.token)
    assert [(row.outcome, row.became) for row in rows] == [(4, 4), (3, 3)]
    assert post.stands(posted, case)[:2] == (3, "died")


def test_what_was_claimed_can_be_neither_changed_nor_deleted(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    with transaction(posted.office) as session:
        outcomes.claim(session, case.token, DIED, season.NOW, "ash")
    for change in ("update", "delete"):
        refused = pytest.raises((DBAPIError, FulfilmentError))  # by the trigger, or by the role's rights before it
        with refused, transaction(posted.office) as session:
            row = session.query(OutcomeChange).one()
            if change == "update":
                row.outcome = 6
            else:
                session.delete(row)
            session.flush()


def test_a_claim_on_nobody_makes_nothing(posted: Workspace) -> None:
    with transaction(posted.office) as session:
        assert outcomes.claim(session, "nobody", DIED, season.NOW, "ash") is None
        assert session.query(OutcomeChange).count() == 0
        assert session.query(Case).filter_by(stop="died").count() == 0
