"""The chain of events: what happened stays as it was told, and a change shows."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events
from tests.store.conftest import NOW, ON_SQLITE

DETAIL = {"pieces": 200, "stop": "died", "sha256": "ab" * 32, "trusts": ["RZA", "RZB"], "again": False}

UNGUARD = {
    "sqlite": ("DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete"),
    "postgresql": ("DROP TRIGGER events_no_change ON events",),
}


def fill(office, how_many=10):
    with transaction(office) as session:
        for n in range(how_many):
            events.record(
                session, NOW + timedelta(seconds=n), "ash", "mailing_planned", wave="adult-2026", token=f"t{n}",
                mailing_id=n, detail=DETAIL | {"pieces": n},
            )  # fmt: skip


def verified(office):
    with reading(office) as session:
        return [(fault.code, fault.row) for fault in events.verify(session)]


def tamper(office, *statements):
    """What somebody does who can write to the whole store: the triggers are gone first."""
    with transaction(office) as session:
        for statement in (*UNGUARD[office.dialect.name], *statements):
            session.execute(text(statement))


def test_an_empty_chain_and_a_long_one_are_whole(office):
    assert verified(office) == []
    fill(office, 1100)
    assert verified(office) == []
    with reading(office) as session:
        assert events.count(session) == 1100


def test_the_head_moves_with_every_event_and_survives_a_restart(office):
    heads = []
    for _ in range(3):
        with reading(office) as session:
            heads.append(events.head(session))
        fill(office, 1)
    assert heads[0] == events.START
    assert len(set(heads)) == 3


def test_what_was_recorded_reads_as_it_was_told(office):
    fill(office, 1)
    with reading(office) as session:
        event = events.of_token(session, "t0")[0]
    assert (event.at, event.actor, event.kind, event.detail) == (NOW, "ash", "mailing_planned", DETAIL | {"pieces": 0})


@pytest.mark.parametrize(
    "statement", ["UPDATE events SET actor = 'elm' WHERE id = 4", "DELETE FROM events WHERE id = 4"]
)
def test_the_database_refuses_to_change_an_event(office, statement):
    fill(office)
    with pytest.raises(IntegrityError, match="append only"), transaction(office) as session:
        session.execute(text(statement))
    assert verified(office) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2026-11-02 09:30:18.123457'"),
        ("actor", "'elm'"),
        ("kind", "'mailing_released'"),
        ("wave", "NULL"),
        ("token", "'t9'"),
        ("piece_id", "1"),
        ("mailing_id", "NULL"),
        ("detail", """'{"pieces": 4}'"""),
        ("previous", "'00'"),
        ("hash", "'00'"),
    ],
)
def test_a_changed_event_is_named(office, column, value):
    fill(office)
    tamper(office, f"UPDATE events SET {column} = {value} WHERE id = 4")
    assert verified(office) == [("event-broken", 4)]


@ON_SQLITE
@pytest.mark.parametrize(("column", "value"), [("detail", "'{'"), ("at", "'yesterday'")])
def test_what_is_no_date_or_no_json_any_more_is_named_too(office, column, value):
    fill(office)
    tamper(office, f"UPDATE events SET {column} = {value} WHERE id = 4")
    assert verified(office) == [("event-broken", 4)]


def test_a_missing_event_is_named_wherever_it_stood(office):
    fill(office)
    tamper(office, "DELETE FROM events WHERE id = 10")
    assert verified(office) == [("event-broken", 10)]
    with transaction(office) as session:
        session.execute(text("DELETE FROM events WHERE id = 1"))
    assert verified(office) == [("event-broken", 1)]


def test_an_end_cut_off_with_its_head_still_differs_from_the_head_in_a_manifest(office):
    fill(office)
    with reading(office) as session:
        anchored = events.head(session)
    tamper(
        office,
        "DELETE FROM events WHERE id > 8",
        "UPDATE chain_head SET event_id = 8, hash = (SELECT hash FROM events WHERE id = 8)",
    )
    with reading(office) as session:
        assert events.verify(session) == []
        assert events.head(session) != anchored


def test_two_events_cannot_follow_the_same_one(office):
    fill(office, 1)
    columns = "at, actor, kind, wave, token, piece_id, mailing_id, detail, previous"
    copy = f"INSERT INTO events (id, {columns}, hash) SELECT 2, {columns}, 'x' FROM events"
    with pytest.raises(IntegrityError, match=r"events.previous"), transaction(office) as session:
        session.execute(text(copy))


def test_an_event_of_work_that_failed_did_not_happen(office):
    fill(office, 2)

    def fail():
        with transaction(office) as session:
            events.record(session, NOW, "ash", "mailing_planned")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    fill(office, 2)
    assert verified(office) == []
    with reading(office) as session:
        assert events.count(session) == 4


def test_events_recorded_at_once_make_one_chain(office):
    threads = [threading.Thread(target=lambda: [fill(office, 5) for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verified(office) == []
    with reading(office) as session:
        assert events.count(session) == 100


codes = st.integers() | st.booleans() | st.text(st.characters(exclude_categories=["Z", "C"]), max_size=200)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.from_regex(r"\A[a-z][a-z0-9_]*\Z"), codes | st.lists(codes, max_size=3), max_size=4))
def test_every_detail_that_is_taken_verifies_afterwards(office, detail):
    with transaction(office) as session:
        events.record(session, NOW, "ash", "x", detail=detail)
    assert verified(office) == []


@pytest.mark.parametrize(
    "detail",
    [
        {"note": "Margaret Ash rang"},
        {"note": "a\nb"},
        {"note": "x" * 201},
        {"note": None},
        {"note": 1.5},
        {"note": {"a": 1}},
        {"note": ["fine", "not fine"]},
        {"note": [[1]]},
        {"Margaret Ash": 1},
        {"": 1},
        {"note": NOW},
    ],
)
def test_words_about_a_person_cannot_get_into_an_event(office, detail):
    with pytest.raises(ValueError, match="detail") as refused, transaction(office) as session:
        events.record(session, NOW, "ash", "case_opened", detail=detail)
    assert "Ash" not in str(refused.value)
    assert verified(office) == []
