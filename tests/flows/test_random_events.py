"""Whatever happens, in whatever order: nobody who is known to have died or opted out is in a file that leaves us.

A small real workspace, every step the program's own. What the program refuses changes nothing, and is no fault.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.store.office.models import Case
from tests import databases, season
from tests.flows.fieldwork import Fieldwork, in_english

PEOPLE = 8
SOMEBODY = st.integers(0, 30)
NEXT = {"planned": "compose", "composed": "compose", "checked": "release", "released": "hand over"}


class Field(RuleBasedStateMachine):
    """One wave, from its cleared sample on."""

    starts: ClassVar[Mapping[str, Fieldwork]]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())

    @initialize(start=st.sampled_from(["cleared", "at the printer's"]))
    def begin(self, start: str) -> None:
        """Nothing is planned yet, or the printer has the first mailing."""
        there = self.starts[start]
        workspace = databases.copied(there.workspace, self.folder / "workspace")
        self.field = Fieldwork(workspace, season.ADULT, there.now)
        self.people = self.field.cases()

    def teardown(self) -> None:
        """Leave nothing."""
        if hasattr(self, "field"):
            databases.closed(self.field.workspace)
        databases.dropped(self.folder)
        shutil.rmtree(self.folder)

    def somebody(self, number: int) -> Case:
        """One of the people, as they are now."""
        return self.field.now_of(self.people[number % len(self.people)])

    def tries(self, action: Callable[[], object]) -> bool:
        """Do something that may be refused; whether it was done."""
        try:
            action()
        except FulfilmentError:
            return False
        return True

    @rule(died=st.none() | SOMEBODY)
    def clear(self, died: int | None) -> None:
        """A new trace, some days later."""
        self.field.wait(days=1)
        dead = [] if died is None else [self.somebody(died)]
        self.tries(lambda: self.field.clear(*dead))

    @rule(contact=st.integers(1, 3))
    def plan(self, contact: int) -> None:
        """A mailing, if anybody is to be written to."""
        self.tries(lambda: self.field.plan(contact))

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), steps=st.integers(1, 3))
    def go_on(self, data: st.DataObject, steps: int) -> None:
        """The next steps of a mailing that the printer does not have."""
        mailing, _ = data.draw(st.sampled_from(self.waiting()))
        for _ in range(steps):
            self.one_step_on(mailing, dict(self.field.mailings())[mailing])

    def one_step_on(self, mailing: int, state: str) -> None:
        """One step; what leaves us then holds nobody who is known to be stopped."""
        if state not in NEXT:
            return
        if NEXT[state] == "compose":
            self.tries(lambda: self.field.compose(mailing))
        elif NEXT[state] == "release":
            if self.tries(lambda: self.field.approve(mailing)):
                self.tries(lambda: self.field.release(mailing))
        else:
            known = set(self.field.stops())
            if self.tries(lambda: self.field.hand_over(mailing)):
                assert not known & self.field.handed_over_files_hold(mailing)

    def waiting(self) -> list[tuple[int, str]]:
        """Mailings on their way to the printer."""
        return [(mailing, state) for mailing, state in self.field.mailings() if state in NEXT]

    def at_printers(self) -> list[int]:
        """Mailings that the printer has."""
        return [mailing for mailing, state in self.field.mailings() if state == "handed_over"]

    @precondition(lambda self: self.at_printers())
    @rule(data=st.data(), what=st.sampled_from(["report", "spoil", "reprint", "pull", "close"]))
    def at_the_printers(self, data: st.DataObject, what: str) -> None:
        """What the printer does."""
        mailing = data.draw(st.sampled_from(self.at_printers()))
        if what == "report":
            self.tries(lambda: self.field.report(mailing))
        elif what == "spoil" and (pieces := self.field.pieces(mailing, PieceState.HANDED_OVER)):
            self.tries(lambda: self.field.spoil(pieces[0]))
        elif what == "pull":
            self.tries(lambda: self.field.confirm_pulls(mailing))
        elif what == "close":
            self.tries(lambda: self.field.close_mailing(mailing))
        elif what == "reprint" and self.tries(lambda: self.field.compose(mailing)):
            self.tries(lambda: self.field.release(mailing))
            known, before = set(self.field.stops()), self.field.handed_over_files_hold(mailing)
            if self.tries(lambda: self.field.hand_over(mailing)):
                assert not known & (self.field.handed_over_files_hold(mailing) - before)

    @rule(who=SOMEBODY, kind=st.sampled_from(["opted_out", "died", "not_for_me"]), by_phone=st.booleans())
    def stops(self, who: int, kind: str, by_phone: bool) -> None:
        """The helpline is told, or it is said on line, of which the office learns the next time that it looks."""
        if by_phone:
            self.tries(lambda: self.field.told(self.somebody(who), kind))
            self.field.nothing_stopped_is_unpulled()
        else:
            self.field.opts_out(self.somebody(who), kind)

    @rule()
    def learn(self) -> None:
        """The back office collects."""
        self.field.learn()
        self.field.nothing_stopped_is_unpulled()

    @rule(who=SOMEBODY, answered=st.sampled_from([0, 2, 30]))
    def answers(self, who: int, answered: int) -> None:
        """Whoever has a live code may send."""
        case = self.somebody(who)
        if self.field.has_live_code(case) and not self.field.has_sent(case):
            self.field.answers(case, answered)

    @precondition(lambda self: self.field.stops())
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """A stop was wrong."""
        stopped = set(self.field.stops())
        who = data.draw(st.sampled_from([n for n, case in enumerate(self.people) if case.token in stopped]))
        self.tries(lambda: self.field.undo(self.somebody(who)))

    @rule(who=SOMEBODY, other_hands=st.booleans())
    def reissue(self, who: int, other_hands: bool) -> None:
        """A letter was lost."""
        self.tries(lambda: self.field.reissue(self.somebody(who), in_other_hands=other_hands))

    @rule(who=SOMEBODY)
    def moves(self, who: int) -> None:
        """A new address: what is made and not released is made anew."""
        self.field.moves(self.somebody(who))

    @rule(who=SOMEBODY, reason=st.sampled_from(["R01", "R09"]))
    def comes_back(self, who: int, reason: str) -> None:
        """Undelivered, if it was posted at all."""
        case = self.somebody(who)
        if self.field.pieces_of(case):
            self.tries(lambda: self.field.came_back(case, reason))

    @invariant()
    def everything_adds_up(self) -> None:
        """At any moment."""
        self.field.adds_up()


@pytest.fixture(scope="session")
def starts(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Fieldwork]]:
    """A few people who read English and are cleared, in a survey of three contacts; and the same a mailing later."""
    path = tmp_path_factory.mktemp("field")
    (path / "cleared").mkdir()
    cleared = Fieldwork(season.loaded(path / "cleared", {season.ADULT: PEOPLE}, kind), season.ADULT)
    in_english(cleared.workspace)
    cleared.clear()
    databases.closed(cleared.workspace)
    printed = Fieldwork(databases.copied(cleared.workspace, path / "printed"), season.ADULT, cleared.now)
    printed.sent(1)
    databases.closed(printed.workspace)
    yield {"cleared": cleared, "at the printer's": printed}
    for there in (cleared, printed):
        databases.closed(there.workspace)


@pytest.mark.parametrize(
    ("examples", "steps"), [(4, 20), pytest.param(150, 50, marks=pytest.mark.soak)], ids=["few", "many"]
)
def test_whatever_happens_nobody_is_hurt_and_everything_adds_up(
    starts: Mapping[str, Fieldwork], examples: int, steps: int
) -> None:
    Field.starts = starts
    run_state_machine_as_test(Field, settings=settings(max_examples=examples, stateful_step_count=steps))
