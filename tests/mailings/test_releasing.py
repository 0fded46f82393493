"""Release: who fell out since the check is cut, and only what is in the manifest goes live."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.mailings import checking, composing, releasing
from fulfilment.paper.readback import Reader
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import people
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Case
from fulfilment.store.online import codes as online_codes
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.crash import killed_at
from tests.mailings.reconciling import release_adds_up


def _release(workspace: Workspace, days: float = 0.1) -> releasing.Released:
    at = season.doing(season.later(days))
    return releasing.release(workspace.room(season.ADULT), workspace.content, 1, at)


def _a_case_of(workspace: Workspace, state: PieceState, number: int = 0) -> Case:
    with reading(workspace.office) as session:
        token = list(piece_rows.with_cases(session, 1, [state]))[number].token
    return next(case for case in season.cases_of(workspace, season.ADULT) if case.token == token)


@databases.ON_BOTH
def test_a_checked_mailing_is_released_and_every_count_agrees(checked: Workspace) -> None:
    done = _release(checked)
    assert done.cut == {}
    assert done.live == done.pieces == release_adds_up(checked, season.ADULT, 1)


def test_a_death_between_check_and_release_takes_the_page_out_and_the_code_never_goes_live(checked: Workspace) -> None:
    case = _a_case_of(checked, PieceState.CHECKED)
    season.clear(checked, season.ADULT, frozenset({references.format(case.reference)}), season.later(0.05))
    done = _release(checked)
    assert done.cut == {"died": 1}
    release_adds_up(checked, season.ADULT, 1)
    with reading(checked.online) as session:
        states = {tuple(row) for row in session.execute(select(Code.state, Code.stop).where(Code.token == case.token))}
    assert states == {("void", "died")}
    reference = references.format(case.reference)
    for path in (checked.path / "mailings" / "1").glob("*.pdf"):
        with Reader(path) as reader:
            for number in range(1, reader.page_count + 1):
                with reader.page(number) as page:
                    text = page.text(page.whole)
                    assert reference not in text, f"page {number} of {path.name} is still there"


def test_who_opted_out_online_after_the_check_is_cut_before_the_office_knows(checked: Workspace) -> None:
    case = _a_case_of(checked, PieceState.CHECKED, 1)
    with transaction(checked.online) as session:
        online_codes.stop(session, case.token, "opted_out", season.NOW)
    assert _release(checked).cut == {"opted_out": 1}
    release_adds_up(checked, season.ADULT, 1)


def test_a_release_demands_a_clearance_younger_than_the_limit(checked: Workspace) -> None:
    with pytest.raises(FulfilmentError, match="3 days and 0 hours old"):
        _release(checked, days=3)
    with reading(checked.online) as session:
        assert set(session.scalars(select(Code.state).where(Code.kind == "live"))) == {"ready"}
    season.clear(checked, season.ADULT, at=season.later(3))
    _release(checked, days=3)
    release_adds_up(checked, season.ADULT, 1)


def test_an_address_mended_after_the_check_is_composed_again_and_never_released_stale(checked: Workspace) -> None:
    case = _a_case_of(checked, PieceState.CHECKED)
    person = season.person_of(checked, case)
    with transaction(checked.office) as session:
        moved = person.model_copy(update={"address": ("7 Newly Lane", "Fairmoor")})
        people.replace(session, checked.office_keys().people(season.ADULT), case.token, moved)
    with pytest.raises(FulfilmentError, match="1 pieces no longer say what their cases say"):
        _release(checked)
    room = checked.room(season.ADULT)
    composing.compose(room, checked.content, 1, season.doing())
    checking.check(room, 1, season.doing())
    _release(checked)
    release_adds_up(checked, season.ADULT, 1)


def test_a_file_changed_after_the_check_is_not_released(checked: Workspace) -> None:
    path = next((checked.path / "mailings" / "1").glob("*.pdf"))
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(FulfilmentError, match="not those that were checked"):
        _release(checked)
    with reading(checked.online) as session:
        assert set(session.scalars(select(Code.state).where(Code.kind == "live"))) == {"ready"}


def test_killed_at_any_write_and_run_again_every_count_agrees(checked: Workspace, tmp_path: Path) -> None:
    case = _a_case_of(checked, PieceState.CHECKED)
    season.clear(checked, season.ADULT, frozenset({references.format(case.reference)}), season.later(0.05))
    write = 1
    while True:
        workspace = databases.copied(checked, tmp_path / f"killed-{write}")
        if not killed_at(workspace.path, season.ADULT, "release", 1, write):
            break
        with reading(workspace.office) as session:
            finished = piece_rows.counts(session, 1).get("released", 0)
        if not finished:
            _release(workspace)
        release_adds_up(workspace, season.ADULT, 1)
        databases.closed(workspace)
        write += 1
    assert write > 7


def test_a_released_mailing_is_not_released_again(checked: Workspace) -> None:
    _release(checked)
    with pytest.raises(FulfilmentError, match="It is released already"):
        _release(checked)


def test_a_code_that_was_lost_on_line_comes_back_before_its_letter_is_released(checked: Workspace) -> None:
    case = _a_case_of(checked, PieceState.CHECKED)
    with transaction(checked.online) as session:
        session.execute(delete(Code).where(Code.token == case.token))
    done = _release(checked)
    assert done.live == done.pieces == release_adds_up(checked, season.ADULT, 1)
