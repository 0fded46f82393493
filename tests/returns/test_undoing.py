"""A wrong stop taken back by two people: both stores agree again, and the case is back in the right mailings."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from fulfilment.errors import FulfilmentError
from fulfilment.mailings import choosing
from fulfilment.returns import reconciling, stopping, undoing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import outcomes, reversals
from fulfilment.store.office.models import Case
from fulfilment.store.office.returns_models import Undo
from fulfilment.store.online import codes
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post


def stop(workspace: Workspace, case: Case, kind: str) -> None:
    room = workspace.room(season.ADULT)
    stopping.stop(room, case, kind, "phone", post.useable(workspace), post.by("agent"))


def ask(workspace: Workspace, case: Case, name: str = "Robin Vale") -> int:
    return undoing.ask(
        workspace.room(season.ADULT), case, "namesake", post.useable(workspace), post.by(name, 5)
    )  # fmt: skip


def confirm(workspace: Workspace, number: int, name: str = "Sam Ash") -> str | None:
    return undoing.confirm(workspace.room(season.ADULT), number, post.useable(workspace), post.by(name, 6))


def planned(workspace: Workspace) -> set[str]:
    season.clear(workspace, season.ADULT, at=season.later(20))
    drafted = choosing.draft(workspace.room(season.ADULT), workspace.content, 1, ["RZA", "RZB"])
    return {each.token for each in drafted.cases}


@pytest.mark.parametrize("wrong", undoing.CAN_BE_UNDONE)
def test_two_people_take_a_stop_back_and_the_same_code_is_live_again(posted: Workspace, wrong: str) -> None:
    case = post.mailed(posted)[0]
    stop(posted, case, wrong)
    number = ask(posted, case)
    assert post.stands(posted, case).stop == wrong, "one person alone changes nothing"
    assert confirm(posted, number) is None
    assert post.stands(posted, case) == (6, None, 1, None, "live", 1)
    assert post.why_no_next_letter(posted, case) is None
    assert case.token not in planned(posted), "the first letter reached the person"


def test_the_person_who_asked_cannot_confirm_however_the_name_is_written(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    stop(posted, case, "died")
    number = ask(posted, case)
    for name in ("Robin Vale", " robin vale "):
        with pytest.raises(FulfilmentError, match="Another person must confirm it"):
            confirm(posted, number, name)
    assert post.stands(posted, case).stop == "died"
    with pytest.raises(IntegrityError), transaction(posted.office) as session:
        session.get_one(Undo, number).confirmed_by = "Robin Vale"


def test_what_was_taken_back_stays_in_the_history(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    stop(posted, case, "died")
    confirm(posted, ask(posted, case))
    with reading(posted.office) as session:
        rows = outcomes.history(session, case.token)
        undo = reversals.of_case(session, case.token)[0]
    assert [(row.outcome, row.became, row.retracts, row.recorded_by) for row in rows] == [
        (3, 3, None, "agent"), (3, 6, rows[0].id, "Sam Ash"),
    ]  # fmt: skip
    assert (undo.state, undo.asked_by, undo.confirmed_by) == ("done", "Robin Vale", "Sam Ash")
    assert [kind for kind in post.kinds_of(posted, case) if "undo" in kind] == ["undo_asked", "stop_undone"]


def test_an_answer_given_before_a_wrong_death_counts_again(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.answer(posted, case)
    stop(posted, case, "died")
    assert post.stands(posted, case)[:2] == (1, "died")
    assert confirm(posted, ask(posted, case)) == "answered"
    assert post.stands(posted, case) == (1, "answered", 1, None, "live", 1)


def test_under_a_wrong_death_an_opt_out_stands(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    stop(posted, case, "opted_out")
    stop(posted, case, "died")
    assert confirm(posted, ask(posted, case)) == "opted_out"
    assert post.stands(posted, case) == (4, "opted_out", 1, "opted_out", "void", 1)


def test_a_stop_told_again_after_the_undo_counts_again(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    stop(posted, case, "opted_out")
    confirm(posted, ask(posted, case))
    stopping.stop(posted.room(season.ADULT), case, "opted_out", "phone", post.useable(posted), post.by("agent", 7))
    assert post.stands(posted, case)[:5] == (4, "opted_out", 1, "opted_out", "void")


def test_nothing_is_undone_where_nothing_is_stopped_or_somebody_asked_before(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    with pytest.raises(FulfilmentError, match="stopped by: None"):
        ask(posted, case)
    stop(posted, case, "died")
    ask(posted, case)
    with pytest.raises(FulfilmentError, match="asked for by Robin Vale"):
        ask(posted, case, "Sam Ash")
    with pytest.raises(FulfilmentError, match="no undo 77"):
        confirm(posted, 77)


def test_a_case_whose_letter_was_cut_before_the_release_gets_it_with_a_top_up_and_no_live_code_before(
    loaded: Workspace,
) -> None:
    season.clear(loaded, season.ADULT)
    mailing = season.checked(loaded, season.ADULT)
    case = post.mailed(loaded)[0]
    stop(loaded, case, "died")
    season.clear(loaded, season.ADULT, at=season.later(4.9))
    post.release(loaded, mailing, 5)
    confirm(loaded, ask(loaded, case))
    assert post.stands(loaded, case) == (6, None, 1, None, "ready", 1)
    assert case.token in planned(loaded)


def test_a_new_stop_between_the_stores_is_not_lifted_by_finishing(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    stop(posted, case, "died")
    number = ask(posted, case)
    with transaction(posted.office) as session:  # as a crash after the office's commit leaves it
        undo = reversals.get(session, number)
        assert undo is not None
        reversals.confirm(undo, season.later(6), "Sam Ash")
        taken = [row.id for row in outcomes.counted(session, case.token, "died")]
        outcomes.retract(session, case.token, taken, season.later(6), "Sam Ash")
    assert post.stands(posted, case)[1:5] == (None, 1, "died", "void")
    stopping.stop(posted.room(season.ADULT), case, "opted_out", "phone", post.useable(posted), post.by("agent", 7))
    done = reconciling.reconcile(posted.room(season.ADULT), posted.content, post.by("ash", 8))
    assert done.undone == 1
    assert post.stands(posted, case) == (4, "opted_out", 1, "opted_out", "void", 1)
    with reading(posted.online) as session:
        assert codes.live_code(session, case.token) is None
