"""Killed at every write of every step, and run again as it was: both stores agree, nothing is lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from fulfilment.returns import reissuing, undoing
from fulfilment.store.engines import reading
from fulfilment.store.office import outcomes, returned, reversals
from fulfilment.store.office import requests as settled
from fulfilment.store.online import drafts, responses
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.crash import killed_at
from tests.returns import post, steps
from tests.returns.post import Stands

MOST_WRITES = 12


def wrong_death(workspace: Workspace) -> None:
    case = post.mailed(workspace)[0]
    steps.stop(workspace, season.ADULT, 0)
    undoing.ask(workspace.room(season.ADULT), case, "namesake", post.useable(workspace), post.by("Robin Vale", 5))


def half_a_reissue(workspace: Workspace) -> None:
    post.begin_draft(workspace, post.mailed(workspace)[0])
    room, case = workspace.room(season.ADULT), post.mailed(workspace)[0]
    reissuing.new_code(room, workspace.content, case, 1, 2, post.by("ash", 8), keep_drafts=True)


def begun(workspace: Workspace) -> None:
    post.begin_draft(workspace, post.mailed(workspace)[0])


def answered(workspace: Workspace) -> None:
    post.answer(workspace, post.mailed(workspace)[0])


def asked(workspace: Workspace) -> None:
    case = post.mailed(workspace)[0]
    post.ask(workspace, case, "new_address", address=["7 Newly Lane", "Fairmoor"], postcode="LD88 1AB")


def nothing(_workspace: Workspace) -> None:
    pass


# Step -> what is there before, what both stores say in the end, how many rows the history has then.
WANTED: dict[str, tuple[Callable[[Workspace], None], Stands, int]] = {
    "stop": (begun, Stands(3, "died", 1, "died", "void", 1), 1),
    "decide": (begun, Stands(4, "opted_out", 1, "opted_out", "void", 1), 1),
    "confirm-undo": (wrong_death, Stands(6, None, 1, None, "live", 1), 2),
    "withdraw": (answered, Stands(4, "withdrawn", 1, "withdrawn", "void", 1), 2),
    "reissue": (begun, Stands(6, None, 2, None, "ready", 2), 0),
    "scan": (nothing, Stands(3, "died", 1, "died", "void", 1), 1),
    "clear": (steps.trace_back, Stands(3, "died", 1, "died", "void", 1), 1),
    "dissent": (nothing, Stands(4, "opted_out", 1, "opted_out", "void", 1), 1),
    "settle-request": (asked, Stands(6, None, 1, None, "live", 1), 1),
    "reconcile": (half_a_reissue, Stands(6, None, 2, None, "ready", 2), 0),
}


@pytest.mark.parametrize("step", steps.STEPS)
def test_killed_at_any_write_and_run_again_both_stores_agree(posted: Workspace, tmp_path: Path, step: str) -> None:
    prepare, wanted, history = WANTED[step]
    prepare(posted)
    for write in range(1, MOST_WRITES):
        workspace = databases.copied(posted, tmp_path / f"killed-{write}")
        was_killed = killed_at(databases.closed(workspace), season.ADULT, step, 1, write)
        if was_killed:
            errs_on_the_side_of_silence(workspace)
            again = settle_if_open if step == "settle-request" else partial(run, step=step)
            again(workspace)
        case = post.mailed(workspace)[0]
        assert post.stands(workspace, case) == wanted
        with reading(workspace.office) as session:
            assert len(outcomes.history(session, case.token)) == history
        everything_once(workspace, step)
        databases.closed(workspace)
        if not was_killed:
            assert write > 1
            return
    raise AssertionError(f"{step} never came to its end")


def run(workspace: Workspace, step: str) -> None:
    steps.STEPS[step](workspace, season.ADULT, 1)


def settle_if_open(workspace: Workspace) -> None:
    """A request is settled once: who runs it again after a crash either does it, or is told that it is done."""
    with reading(workspace.office) as session:
        is_open = settled.get(session, 1) is None
    if is_open:
        steps.settle(workspace, season.ADULT, 1)


def errs_on_the_side_of_silence(workspace: Workspace) -> None:
    """Whoever the office would not write to has no live code, and nobody has two."""
    with reading(workspace.online) as session:
        live = [code.token for code in session.query(Code).filter_by(state="live", kind="live")]
    assert len(live) == len(set(live))
    for case in post.mailed(workspace):
        if post.stands(workspace, case).stop not in (None, "answered"):
            assert case.token not in live


def everything_once(workspace: Workspace, step: str) -> None:
    case = post.mailed(workspace)[0]
    with reading(workspace.online) as session:
        sent, begun_parts = responses.sent(session, case.token), drafts.of_case(session, case.token)
    with reading(workspace.office) as session:
        note = reversals.withdrawal(session, case.token)
        undos = [undo.state for undo in reversals.of_case(session, case.token)]
        letters = returned.of_case(session, case.token)
    if step == "withdraw":
        assert sent == []
        assert note is not None
        assert (note.responses, note.state) == (1, "done")
    if step in ("reissue", "reconcile"):
        assert set(begun_parts) == {post.PART}
        assert post.draft_key(workspace, case, 2) == post.DRAFT_KEY
    if step == "confirm-undo":
        assert undos == ["done"]
    if step == "scan":
        assert len(letters) == 1
    if step == "clear":
        assert season.person_of(workspace, post.mailed(workspace)[1]).postcode == "LD88 1AB"
    if step == "settle-request":
        assert season.person_of(workspace, case).postcode == "LD88 1AB"
