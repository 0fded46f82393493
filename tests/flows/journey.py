"""One wave from the cleared sample to destroyed people, step by step, with what people do between the steps.

Each step is one of ``tests.crash``; what goes before it is done by nobody who could be killed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import update

from fulfilment.cases.pieces import PieceState
from fulfilment.keys import references
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Case
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.closing.answering import begun, first_answers
from tests.mailings import printer
from tests.mailings import steps as mailing_steps
from tests.returns import post
from tests.returns.test_crashes import WANTED

Before = Callable[[Workspace], None]
MAILING = 1
PEOPLE = 6
FINISHED = ("mailing-state", "pull-confirmed", "mailing-empty", "request-settled", "wave-closed")


@dataclass(frozen=True)
class Leg:
    """One step of the journey, and what people do before it."""

    step: str
    before: Before


def cleared(path: Path, kind: str) -> Workspace:
    """A few people who read English, loaded, approved and traced."""
    workspace = season.loaded(path, {season.ADULT: PEOPLE}, kind)
    with transaction(workspace.office) as session:
        session.execute(update(Case).values(language="en", format="standard"))
    season.clear(workspace, season.ADULT)
    return workspace


def legs() -> Iterator[Leg]:
    """The journey in order: one mailing and its reprint, everything that may come back, the end."""
    yield Leg("plan", _nothing)
    yield Leg("compose", _nothing)
    yield Leg("check", _nothing)
    yield Leg("release", _approve_and_die)
    yield Leg("hand-over", _nothing)
    yield Leg("pull", _stop_two_ways)
    yield Leg("confirm-pull", _nothing)
    yield Leg("spoil", _tear)
    yield Leg("compose", _nothing)
    yield Leg("check", _nothing)
    yield Leg("release", _nothing)
    yield Leg("hand-over", _nothing)
    yield Leg("report", _despatch)
    yield Leg("close-mailing", _nothing)
    yield Leg("close", _begin_to_answer)
    yield Leg("destroy", _nothing)


def aside() -> Iterator[Leg]:
    """Steps of their own, each from a mailing that is released or posted."""
    yield Leg("expire", partial(_brought_to, state="released"))
    yield Leg("cancel", partial(_brought_to, state="released"))
    for step, (before, _, _) in WANTED.items():
        yield Leg(step, partial(_posted_and, before=before))


def _nothing(_workspace: Workspace) -> None:
    pass


def _despatch(workspace: Workspace) -> None:
    printer.despatched(workspace, mailing_steps.REPORT)


def _approve_and_die(workspace: Workspace) -> None:
    season.approved(workspace, season.ADULT, MAILING)
    one, other = _pieces(workspace, PieceState.CHECKED)[:2]
    died = frozenset({references.format(one.reference)})
    season.clear(workspace, season.ADULT, died, season.later(0.05))
    printer.stop_online(workspace, other.token)


def _stop_two_ways(workspace: Workspace) -> None:
    one = _pieces(workspace, PieceState.HANDED_OVER)[0]
    post.ask(workspace, _case(workspace, one.token), "opted_out", 0.3)


def _tear(workspace: Workspace) -> None:
    torn = _pieces(workspace, PieceState.HANDED_OVER)[0]
    (workspace.path / mailing_steps.MARKS).write_text(printer.mark_of(torn.piece_id), encoding="utf-8")


def _begin_to_answer(workspace: Workspace) -> None:
    case = _case(workspace, _pieces(workspace, PieceState.DESPATCHED)[0].token)
    begun(workspace, case, "adult", first_answers(workspace, case, "adult", 3))


def _brought_to(workspace: Workspace, state: str) -> None:
    mailing = season.checked(workspace, season.ADULT)
    assert mailing == MAILING
    printer.released(workspace)
    if state == "posted":
        post.despatch(workspace, mailing)


def _posted_and(workspace: Workspace, before: Before) -> None:
    _brought_to(workspace, "posted")
    before(workspace)


def _pieces(workspace: Workspace, state: PieceState) -> list[piece_rows.PieceCase]:
    return printer.pieces(workspace, state)


def _case(workspace: Workspace, token: str) -> Case:
    with reading(workspace.office) as session:
        return session.get_one(Case, token)


def copied(original: Workspace, to: Path) -> Workspace:
    """A copy to go on from."""
    databases.closed(original)
    return databases.copied(original, to)
