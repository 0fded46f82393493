"""Outcomes set by hand and from a list: all faults at once, stops with them, and what weighs more stays."""

from __future__ import annotations

import pytest

from fulfilment.cases.outcomes import Outcome
from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.returns import deciding
from fulfilment.returns.deciding import Decision
from fulfilment.store.engines import reading
from fulfilment.store.office import cases
from fulfilment.store.office.models import Case
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post

TODAY = season.later(4).date()


def decide(workspace: Workspace, case: Case, outcome: int, sub: str | None = None) -> int:
    made = Decision(case.reference, Outcome(outcome), sub, "office", TODAY)
    return deciding.decide(workspace.room(season.ADULT), [made], post.by("ash"))


@pytest.mark.parametrize(
    ("outcome", "sub", "stop", "online"),
    [
        (1, "paper", "answered", None), (2, "R01", None, None), (3, "told", "died", "died"),
        (4, "too_ill", "opted_out", "opted_out"), (5, "no_such_care", "withdrawn", "withdrawn"),
        (7, "formal", "died", "died"),
    ],
)  # fmt: skip
def test_each_outcome_stops_what_it_must_in_both_stores(
    posted: Workspace, outcome: int, sub: str, stop: str | None, online: str | None
) -> None:
    case = post.mailed(posted)[0]
    assert decide(posted, case, outcome, sub) == 1
    now = post.stands(posted, case)
    assert (now.outcome, now.stop, now.online_stop) == (outcome, stop, online)
    with reading(posted.office) as session:
        row = cases.get(session, case.token)
    assert row is not None
    assert (row.sub_code, row.outcome_source) == (sub, "office")


def test_set_again_nothing_is_new_and_what_weighs_more_stays(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.answer(posted, case)
    assert [decide(posted, case, 3, "told"), decide(posted, case, 3, "told")] == [1, 0]
    assert post.stands(posted, case)[:2] == (1, "died")


@pytest.mark.parametrize(
    ("code", "sub", "source", "days", "fault"),
    [
        (8, None, "office", 0, "outcome-code"), (6, None, "office", 0, "outcome-code"),
        (3, "R01", "office", 0, "outcome-sub-code"), (4, "answers_withdrawn", "office", 0, "outcome-sub-code"),
        (3, None, "hearsay", 0, "outcome-source"), (3, None, "office", 1, "outcome-date"),
    ],
)  # fmt: skip
def test_an_outcome_that_cannot_be_is_refused_with_its_reason(
    code: int, sub: str | None, source: str, days: int, fault: str
) -> None:
    found = deciding.faults_of(code, sub, source, season.later(4 + days).date(), TODAY)
    assert [each.code for each in found] == [fault]


def test_a_list_is_taken_in_whole_or_not_at_all_and_every_fault_has_its_row(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    reference = references.format(case.reference)
    head = "reference,outcome,sub,source,on"
    lines = [
        head, f"{reference},3,told,phone,2026-11-05", "1,3,,phone,2026-11-05", f"{reference},nine,,phone,",
        f"{reference},9,,hearsay,2026-11-05",
    ]  # fmt: skip
    with pytest.raises(FulfilmentError) as refusal:
        deciding.parse("\r\n".join(lines).encode(), "list.csv", TODAY)
    assert [(fault.code, fault.row) for fault in refusal.value.faults] == [
        ("outcome-reference", 3), ("outcome-code", 4), ("outcome-date", 4), ("outcome-code", 5),
    ]  # fmt: skip
    made = deciding.parse("\r\n".join(lines[:2]).encode(), "list.csv", TODAY)
    assert deciding.decide(posted.room(season.ADULT), made, post.by("ash")) == 1
    assert post.stands(posted, case)[:2] == (3, "died")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"reference,outcome\r\n"])
def test_a_file_that_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(FulfilmentError):
        deciding.parse(data, "list.csv", TODAY)


def test_a_reference_of_another_wave_is_nobodys(posted: Workspace) -> None:
    made = Decision("123456789", Outcome.DIED, None, "office", TODAY)
    with pytest.raises(FulfilmentError, match="Nothing was set"):
        deciding.decide(posted.room(season.ADULT), [made], post.by("ash"))
