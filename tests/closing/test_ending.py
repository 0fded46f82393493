"""Closing a wave: codes open nothing, unsent answers count but for a child's, outcomes stay as they are."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from fulfilment.cases.outcomes import Claim, Outcome
from fulfilment.closing import ending
from fulfilment.errors import FulfilmentError
from fulfilment.keys.ring import AnswersKey
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import closing as closing_rows
from fulfilment.store.office import counting, events, outcomes
from fulfilment.store.office.closing_models import FinalOutcome
from fulfilment.store.office.models import Case, Event
from fulfilment.store.online import codes, drafts
from fulfilment.store.online.models import Code, Draft, Response, Session
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.closing.answering import begun, first_answers
from tests.crash import killed_at

AFTER = datetime(2027, 2, 27, 9, tzinfo=UTC)  # the day after the last day of fieldwork


def close(workspace: Workspace, wave: str = season.ADULT, at: datetime = AFTER) -> ending.Closed:
    return ending.close(workspace.room(wave), workspace.content, season.doing(at))


def mailed(workspace: Workspace, wave: str = season.ADULT) -> list[Case]:
    """The cases with a live code."""
    with reading(workspace.online) as session:
        live = set(session.scalars(select(Code.token).where(Code.state == "live", Code.kind == "live")))
    return [case for case in season.cases_of(workspace, wave) if case.token in live]


def opened(workspace: Workspace) -> list[dict[str, object]]:
    """What was sealed, opened with the answers key."""
    key = AnswersKey.load(workspace.keys / "answers")
    with reading(workspace.online) as session:
        return [key.open(row.sealed) for row in session.scalars(select(Response).order_by(Response.id))]


def test_after_the_close_no_code_opens_and_no_sitting_goes_on(workspace: Workspace) -> None:
    case = mailed(workspace)[0]
    with transaction(workspace.online) as session:
        session.add(
            Session(
                id="s1", token=case.token, part="adult", language="en", created_at=season.NOW,
                last_seen_at=season.NOW, revoked_at=None,
            )
        )  # fmt: skip
    close(workspace)
    with reading(workspace.online) as session:
        assert set(session.scalars(select(Code.state).where(Code.wave == season.ADULT))) == {"closed"}
        assert "live" in set(session.scalars(select(Code.state).where(Code.wave == season.UNDER16)))
        assert session.get_one(Session, "s1").revoked_at == AFTER


def test_unsent_answers_are_sealed_as_partial_and_count_where_they_are_enough(workspace: Workspace) -> None:
    enough, few = mailed(workspace)[:2]
    begun(workspace, enough, "adult", first_answers(workspace, enough, "adult", 5))
    begun(workspace, few, "adult", first_answers(workspace, few, "adult", 2), sitting="phone")
    done = close(workspace)
    assert (done.drafts, done.partial) == (2, 2)
    sealed = {str(each["token"]): each for each in opened(workspace)}
    assert sealed[enough.token]["answers"] == {
        name: list(values) for name, values in first_answers(workspace, enough, "adult", 5).items()
    }
    assert sealed[enough.token]["flags"] == {"partial": "yes"}
    assert (sealed[enough.token]["mode"], sealed[few.token]["mode"]) == ("online", "phone")
    found = {case.token: case for case in season.cases_of(workspace, season.ADULT)}
    assert (found[enough.token].outcome, found[enough.token].sub_code) == (1, "online")
    assert found[few.token].outcome == 6


def test_a_draft_without_any_answer_is_destroyed_and_does_not_count_as_a_blank_return(workspace: Workspace) -> None:
    case = mailed(workspace)[0]
    begun(workspace, case, "adult", {})
    assert close(workspace).partial == 0
    with reading(workspace.online) as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert {row.outcome for row in season.cases_of(workspace, season.ADULT)} == {6}


def test_a_childs_unsent_part_is_never_opened_and_the_parents_counts(workspace: Workspace) -> None:
    case = next(case for case in mailed(workspace, season.UNDER16) if case.age_band == "8-11")
    begun(workspace, case, "child", first_answers(workspace, case, "child", 2))
    begun(workspace, case, "parent", first_answers(workspace, case, "parent", 3))
    assert close(workspace, season.UNDER16).partial == 1
    assert [(each["token"], each["part"]) for each in opened(workspace)] == [(case.token, "parent")]
    with reading(workspace.online) as session:
        assert drafts.get(session, case.token, "child") is None


def test_answers_of_who_stopped_or_whose_code_is_void_are_destroyed(workspace: Workspace) -> None:
    stopped, void = mailed(workspace)[:2]
    for case in (stopped, void):
        begun(workspace, case, "adult", first_answers(workspace, case, "adult", 5))
    with transaction(workspace.online) as session:
        codes.stop(session, stopped.token, "opted_out", season.NOW)
        codes.void(session, void.token, 1, season.NOW)
    assert close(workspace).partial == 0
    with reading(workspace.online) as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        states = {tuple(row) for row in session.execute(select(Code.state, Code.stop).where(Code.state == "void"))}
    assert states == {("void", "opted_out"), ("void", None)}


def test_an_answer_that_could_not_have_been_sent_is_left_out(workspace: Workspace) -> None:
    case = mailed(workspace)[0]
    answers = first_answers(workspace, case, "adult", 5)
    wrong = next(iter(answers))
    begun(workspace, case, "adult", {**answers, wrong: ("no such code",)})
    close(workspace)
    [sealed] = opened(workspace)
    assert wrong not in sealed["answers"]  # type: ignore[operator]


def test_a_survey_that_does_not_count_unsent_answers_destroys_them(workspace: Workspace) -> None:
    case = mailed(workspace)[0]
    begun(workspace, case, "adult", first_answers(workspace, case, "adult", 5))
    shutil.copytree(workspace.letters, workspace.path / "letters")
    settings = workspace.path / "letters" / "adult" / "survey.yaml"
    settings.write_text(settings.read_text().replace("partial_at_close: true", "partial_at_close: false"))
    close(Workspace.open(workspace.path))
    assert opened(workspace) == []


def test_a_wave_is_not_closed_while_people_may_still_answer(workspace: Workspace) -> None:
    last_evening = datetime(2027, 2, 26, 23, 59, tzinfo=UTC)
    with pytest.raises(FulfilmentError, match="may answer until 2027-02-26"):
        close(workspace, at=last_evening)
    with reading(workspace.online) as session:
        assert "closed" not in set(session.scalars(select(Code.state)))
    room = workspace.room(season.ADULT)
    assert not ending.close(room, workspace.content, season.doing(last_evening), early=True).again


def test_a_wave_is_not_closed_while_somebody_answers_by_phone(workspace: Workspace) -> None:
    case = mailed(workspace)[0]
    begun(workspace, case, "adult", first_answers(workspace, case, "adult", 5))
    with transaction(workspace.online) as session:
        drafts.hold(
            session, case.token, "adult", by="Ash", until=AFTER.replace(hour=10), consent_at=AFTER.replace(hour=8)
        )
    with pytest.raises(FulfilmentError, match="holds 1 drafts"):
        close(workspace)
    assert close(workspace, at=AFTER.replace(hour=11)).partial == 1


def test_what_is_learnt_after_the_close_changes_no_count(workspace: Workspace) -> None:
    case = mailed(workspace)[0]
    close(workspace)
    with reading(workspace.office) as session:
        before = list(counting.case_lines(session, season.ADULT))
    died = Claim(Outcome.DIED, "office", AFTER, "told", "died")
    with transaction(workspace.office) as session:
        outcomes.claim(session, case.token, died, AFTER, "ash")
    assert next(row.outcome for row in season.cases_of(workspace, season.ADULT) if row.token == case.token) == 3
    with reading(workspace.office) as session:
        assert list(counting.case_lines(session, season.ADULT)) == before


def test_closing_again_changes_nothing(workspace: Workspace) -> None:
    close(workspace)
    with reading(workspace.office) as session:
        head = events.head(session)
    assert close(workspace, at=AFTER.replace(day=28)).again
    with reading(workspace.office) as session:
        assert events.head(session) == head


def test_drafts_that_these_keys_do_not_open_are_kept_and_the_wave_is_not_closed(workspace: Workspace) -> None:
    lost, fine = mailed(workspace)[:2]
    for case in (lost, fine):
        begun(workspace, case, "adult", first_answers(workspace, case, "adult", 5))
    with transaction(workspace.online) as session:
        session.execute(update(Draft).where(Draft.token == lost.token).values(wrapped_key=b"x" * 72))
    with pytest.raises(FulfilmentError, match="1 unsent drafts can't be opened"):
        close(workspace)
    assert [each["token"] for each in opened(workspace)] == [fine.token]
    with reading(workspace.online) as session:
        assert drafts.get(session, lost.token, "adult") is not None
    with reading(workspace.office) as session:
        row = closing_rows.state(session, season.ADULT)
        assert row is not None
        assert row.state == "closing"
        with pytest.raises(FulfilmentError, match="was closed on"):
            closing_rows.require_open(session, season.ADULT)


def test_killed_at_any_write_and_run_again_the_wave_is_closed_once(workspace: Workspace, tmp_path: Path) -> None:
    cases = mailed(workspace)[:3]
    for case, number in zip(cases, (5, 2, 0), strict=True):
        begun(workspace, case, "adult", first_answers(workspace, case, "adult", number))
    write = 1
    while True:
        copy = databases.copied(workspace, tmp_path / f"killed-{write}")
        killed = killed_at(databases.closed(copy), season.ADULT, "close", 1, write)
        done = close(copy)
        assert done.again != killed
        assert done.partial == 2
        with reading(copy.online) as session:
            assert set(session.scalars(select(Code.state).where(Code.wave == season.ADULT))) == {"closed"}
            assert session.scalar(select(func.count()).select_from(Draft).where(Draft.state == "open")) == 0
            assert session.scalar(select(func.count()).select_from(Response)) == 2
        with reading(copy.office) as session:
            assert events.verify(session) == []
            kinds = [event.kind for event in session.scalars(select(Event).where(Event.wave == season.ADULT))]
            assert session.scalar(select(func.count()).select_from(FinalOutcome)) == len(
                [case for case in season.cases_of(copy, season.ADULT) if case.kind == "live"]
            )
        assert (kinds.count("wave_closing"), kinds.count("wave_closed")) == (1, 1)
        assert kinds.count("response_collected") == 2
        databases.closed(copy)
        if not killed:
            break
        write += 1
    assert write > 6
