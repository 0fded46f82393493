"""Answers withdrawn after sending: destroyed, counted, and gone from every later export."""

from __future__ import annotations

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.returns import withdrawing
from fulfilment.store.engines import reading
from fulfilment.store.office import cases, reversals
from fulfilment.store.office.models import Case
from fulfilment.store.online.collecting import sealed_responses
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post


def withdraw(workspace: Workspace, case: Case, days: float = 6) -> int:
    room = workspace.room(season.ADULT)
    return withdrawing.withdraw(room, case, "asked_by_person", post.useable(workspace), post.by("Robin Vale", days))


def exported(workspace: Workspace) -> set[str]:
    with reading(workspace.online) as session:
        return {response.token for response in sealed_responses(session, season.ADULT, ["live"])}


def test_withdrawn_answers_are_destroyed_and_only_counted(posted: Workspace) -> None:
    case, other = post.mailed(posted)[:2]
    for each in (case, other):
        post.answer(posted, each)
    assert withdraw(posted, case) == 1
    assert exported(posted) == {other.token}
    assert post.stands(posted, case) == (4, "withdrawn", 1, "withdrawn", "void", 1)
    with reading(posted.office) as session:
        now, note = cases.get(session, case.token), reversals.withdrawal(session, case.token)
    assert now is not None
    assert note is not None
    assert now.sub_code == "answers_withdrawn"
    assert (note.responses, note.by, note.reason, note.state) == (1, "Robin Vale", "asked_by_person", "done")


def test_withdrawing_twice_is_withdrawing_once(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.answer(posted, case)
    assert [withdraw(posted, case), withdraw(posted, case, 7)] == [1, 1]
    assert post.kinds_of(posted, case).count("answers_withdrawn") == 1


def test_answers_that_were_not_collected_yet_are_withdrawn_too(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.answer(posted, case, answered=2)
    withdraw(posted, case)
    post.gather(posted, 8)
    assert post.stands(posted, case)[:2] == (4, "withdrawn")


def test_who_sent_nothing_has_nothing_to_withdraw(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    with pytest.raises(FulfilmentError, match="has sent no answers"):
        withdraw(posted, case)
    assert post.stands(posted, case)[:2] == (6, None)
