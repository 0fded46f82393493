"""Access codes online: a stopped case never has a live code, and of its issues only the highest lives."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError

from fulfilment.errors import FulfilmentError
from fulfilment.store import engines, migrating
from fulfilment.store.engines import reading, transaction
from fulfilment.store.online import codes, sessions
from fulfilment.store.online.models import Code
from fulfilment.store.online.models import Session as Sitting
from tests.store.conftest import NOW
from tests.store.rows import new_code


def add(online, *rows):
    with transaction(online) as session:
        return codes.add_ready(session, rows, NOW)


def go_live(online, *wanted):
    with transaction(online) as session:
        return codes.go_live(session, wanted, NOW)


def stop(online, token="t1", reason="opted_out"):
    with transaction(online) as session:
        return codes.stop(session, token, reason, NOW)


def sit(online, token="t1"):
    with transaction(online) as session:
        sessions.begin(session, id_hash=f"s-{token}", token=token, part="", language="en", at=NOW)


def is_sitting(online, token="t1"):
    with reading(online) as session:
        return session.get_one(Sitting, f"s-{token}").revoked_at is None


def table(online):
    with reading(online) as session:
        return [
            (c.token, c.issue, c.state, c.stop) for c in session.scalars(select(Code).order_by(Code.token, Code.issue))
        ]


def test_codes_come_in_ready_and_go_live_at_release(online):
    assert add(online, new_code("t1"), new_code("t2")) == 2
    assert table(online) == [("t1", 1, "ready", None), ("t2", 1, "ready", None)]
    gone = go_live(online, ("t1", 1))
    assert (gone.live, gone.refused) == ({("t1", 1)}, {})
    assert table(online) == [("t1", 1, "live", None), ("t2", 1, "ready", None)]


def test_adding_and_going_live_again_changes_nothing(online):
    add(online, new_code("t1"))
    go_live(online, ("t1", 1))
    before = table(online)
    assert add(online, new_code("t1", language="pl")) == 0
    assert go_live(online, ("t1", 1), ("t1", 1)).live == {("t1", 1)}
    assert table(online) == before
    with reading(online) as session:
        live = codes.live_code(session, "t1")
    assert live is not None
    assert live.language == "en"


def test_a_code_still_ready_opens_what_was_composed_last(online):
    add(online, new_code("t1"))
    add(online, new_code("t1", language="ur", instrument="adult@ba9876543210"))
    with reading(online) as session:
        code = codes.by_digest(session, "digest-t1-1")
    assert code is not None
    assert (code.language, code.instrument) == ("ur", "adult@ba9876543210")


def test_another_digest_for_the_same_issue_is_refused_with_nothing_done(online):
    add(online, new_code("t1"))
    with pytest.raises(FulfilmentError, match="keys or salt"):
        add(online, new_code("t0"), new_code("t1", digest="other"))
    assert table(online) == [("t1", 1, "ready", None)]


def test_a_new_issue_voids_the_lower_ones_and_ends_their_sittings(online):
    add(online, new_code("t1", 1))
    go_live(online, ("t1", 1))
    sit(online)
    add(online, new_code("t1", 2))
    assert is_sitting(online)
    assert go_live(online, ("t1", 2)).live == {("t1", 2)}
    assert table(online) == [("t1", 1, "void", None), ("t1", 2, "live", None)]
    assert not is_sitting(online)


def test_a_lower_issue_that_comes_late_is_void_and_never_lives(online):
    add(online, new_code("t1", 2))
    add(online, new_code("t1", 1))
    assert table(online) == [("t1", 1, "void", None), ("t1", 2, "ready", None)]
    assert go_live(online, ("t1", 1)).refused == {("t1", 1): "void"}


def test_a_stopped_case_never_goes_live_however_its_codes_come_in(online):
    add(online, new_code("t1", 1))
    assert stop(online, reason="died") == 1
    add(online, new_code("t1", 2))
    gone = go_live(online, ("t1", 1), ("t1", 2), ("t9", 1))
    assert gone.live == frozenset()
    assert gone.refused == {("t1", 1): "stopped", ("t1", 2): "stopped", ("t9", 1): "missing"}
    assert table(online) == [("t1", 1, "void", "died"), ("t1", 2, "void", "died")]


def test_stopping_ends_the_sittings_of_that_case_alone(online):
    add(online, new_code("t1"), new_code("t2"))
    go_live(online, ("t1", 1), ("t2", 1))
    sit(online, "t1")
    sit(online, "t2")
    stop(online, "t1")
    assert not is_sitting(online, "t1")
    assert is_sitting(online, "t2")


def test_a_death_overrides_an_opt_out_and_not_the_other_way(online):
    add(online, new_code("t1"))
    stop(online, reason="opted_out")
    stop(online, reason="died")
    stop(online, reason="not_for_me")
    assert table(online) == [("t1", 1, "void", "died")]


def test_stopping_a_case_without_a_code_says_so(online):
    assert stop(online, "t9") == 0


def test_a_stop_that_is_lifted_makes_the_highest_issue_ready_and_not_live(online):
    add(online, new_code("t1", 1), new_code("t1", 2))
    go_live(online, ("t1", 2))
    stop(online)
    with transaction(online) as session:
        codes.lift_stop(session, "t1")
    assert table(online) == [("t1", 1, "void", None), ("t1", 2, "ready", None)]
    assert go_live(online, ("t1", 2)).live == {("t1", 2)}


def test_lifting_a_stop_that_is_not_there_changes_nothing(online):
    add(online, new_code("t1"))
    with transaction(online) as session:
        codes.void(session, "t1", 1, NOW)
        codes.lift_stop(session, "t1")
    assert table(online) == [("t1", 1, "void", None)]


def test_a_voided_code_ends_its_sittings_and_stays_void(online):
    add(online, new_code("t1"))
    go_live(online, ("t1", 1))
    sit(online)
    with transaction(online) as session:
        codes.void(session, "t1", 1, NOW)
        codes.void(session, "t1", 7, NOW)
    assert not is_sitting(online)
    assert go_live(online, ("t1", 1)).refused == {("t1", 1): "void"}


def test_how_cases_stand_is_told_by_their_highest_issue(online):
    add(online, new_code("t1", 1), new_code("t1", 2), new_code("t2", 1))
    go_live(online, ("t1", 2))
    stop(online, "t2")
    with reading(online) as session:
        standing = codes.states(session, ["t1", "t2", "t3"])
    assert standing == {"t1": codes.Standing(2, "live", None), "t2": codes.Standing(1, "void", "opted_out")}


def test_a_code_is_found_by_its_digest_in_whatever_state(online):
    add(online, new_code("t1"))
    with reading(online) as session:
        found = codes.by_digest(session, "digest-t1-1")
        assert found is not None
        assert found.token == "t1"
        assert codes.by_digest(session, "digest-t2-1") is None
        assert codes.live_code(session, "t1") is None


def test_thousands_of_codes_at_once_are_found_again(online):
    tokens = [f"t{n:05}" for n in range(2500)]
    add(online, *(new_code(token) for token in tokens))
    assert len(go_live(online, *((token, 1) for token in tokens)).live) == 2500
    with reading(online) as session:
        assert {standing.state for standing in codes.states(session, tokens).values()} == {"live"}


def test_the_database_itself_refuses_a_second_live_code_of_a_case(online):
    add(online, new_code("t1", 1), new_code("t1", 2))
    with pytest.raises(IntegrityError), transaction(online) as session:
        session.execute(update(Code).values(state="live"))


class Life(RuleBasedStateMachine):
    """Anything that can happen to the codes of a case, in any order."""

    store: Engine

    def __init__(self):
        super().__init__()
        self.stopped = False
        with transaction(self.store) as session:
            session.query(Code).delete()

    @rule(issue=st.integers(1, 4))
    def compose(self, issue):
        add(self.store, new_code("t1", issue))

    @rule(issue=st.integers(1, 4))
    def release(self, issue):
        before = table(self.store)
        gone = go_live(self.store, ("t1", issue))
        assert bool(gone.live) != bool(gone.refused)
        if gone.live:
            assert issue == max(row[1] for row in before)

    @rule(issue=st.integers(1, 4))
    def lose(self, issue):
        with transaction(self.store) as session:
            codes.void(session, "t1", issue, NOW)

    @rule(reason=st.sampled_from(["died", "opted_out", "not_for_me"]))
    def stop(self, reason):
        self.stopped = stop(self.store, "t1", reason) > 0 or self.stopped

    @rule()
    def lift(self):
        with transaction(self.store) as session:
            codes.lift_stop(session, "t1")
        self.stopped = False

    @invariant()
    def nothing_lives_that_must_not(self):
        rows = table(self.store)
        live = [issue for _, issue, state, _ in rows if state == "live"]
        assert len(live) <= 1
        assert not (live and self.stopped)
        assert all(stop is None for *_, stop in rows) or self.stopped
        assert not live or live[0] == max(issue for _, issue, _, _ in rows) or rows[-1][2] == "ready"


def test_whatever_happens_in_whatever_order_no_stopped_or_old_code_is_live(tmp_path):
    Life.store = engines.online(f"sqlite:///{tmp_path / 'online.db'}")
    migrating.upgrade(Life.store, "online")
    run_state_machine_as_test(Life, settings=settings(max_examples=30, stateful_step_count=15))
