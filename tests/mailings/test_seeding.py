"""Seeds: one letter of each pack and mailing to our own staff, in large files only, and in no count."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from fulfilment.cases.person import Person
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import checking, composing, planning, seeding
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, exporting, people
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Case, Piece
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer
from tests.mailings.reconciling import release_adds_up

SEEDS = """\
seeds:
  - name: Morgan Finch
    address: [2 Sorting Yard, Fairmoor]
    postcode: ZZ9 9ZZ
  - name: Ada Ashcombe
    address: [9 Long Row, Alder Vale]
    postcode: ZZ1 1ZZ
"""


def _loaded(workspace: Workspace, text: str = SEEDS) -> int:
    (workspace.path / "waves" / season.ADULT / "seeds.yaml").write_text(text, encoding="utf-8")
    return seeding.load(workspace.room(season.ADULT), season.doing())


def _add_people(workspace: Workspace, count: int) -> None:
    """So many more invented people of one trust, cleared with the others."""
    room = workspace.room(season.ADULT)
    there = next(case for case in season.cases_of(workspace, season.ADULT) if case.state == "open")
    columns = {column: getattr(there, column) for column in ("wave", "survey", "issue", "trust", "age_band", "state")}
    with transaction(workspace.office) as session:
        references = cases.new_references(session, count, os.urandom)
        rows = [
            Case(**columns, token=cases.new_token(os.urandom), reference=reference, language="en",
                 format="standard", discharged_on=there.discharged_on, attributes={}, outcome=6, kind="live",
                 sample_file_id=there.sample_file_id, sample_row=99, created_at=season.NOW - timedelta(days=1))
            for reference in references
        ]  # fmt: skip
        cases.add(session, rows)
        person = Person(
            given="Ada", family="Finch", born_on=there.discharged_on, address=("1 Elm Row", "Fairmoor"),
            postcode="ZZ1 1ZZ",
        )  # fmt: skip
        people.add(session, room.keys.people(season.ADULT), season.ADULT, {row.token: person for row in rows})


def _plan(workspace: Workspace) -> int:
    return planning.plan(workspace.room(season.ADULT), workspace.content, 1, [], season.doing())


def test_a_small_file_gets_no_seed(cleared: Workspace) -> None:
    assert _loaded(cleared) == 2
    mailing = _plan(cleared)
    with reading(cleared.office) as session:
        assert piece_rows.seeds(session, mailing) == 0


def test_a_large_file_gets_one_seed_in_its_middle_that_goes_the_whole_way_and_is_counted_nowhere(
    cleared: Workspace,
) -> None:
    _loaded(cleared)
    _add_people(cleared, seeding.LEAST_PIECES)
    people_before = len(season.cases_of(cleared, season.ADULT))
    mailing = _plan(cleared)
    with reading(cleared.office) as session:
        seed = session.scalars(select(Piece).where(Piece.kind == "seed")).one()
        planned = ledger.mailing(session, mailing)
        assert cases.count(session, season.ADULT) == people_before
        assert len(exporting.cases_to_export(session, season.ADULT)) == people_before
        file = next(file for file in ledger.print_files(session, mailing) if file.id == seed.print_file_id)
    assert planned is not None
    assert seed.position == (file.pieces - 1) // 2
    room = cleared.room(season.ADULT)
    composing.compose(room, cleared.content, mailing, season.doing())
    checking.check(room, mailing, season.doing())
    season.approved(cleared, season.ADULT, mailing)
    printer.released(cleared)
    release_adds_up(cleared, season.ADULT, mailing)
    with reading(cleared.online) as session:
        code = session.scalars(select(Code).where(Code.token == seed.token)).one()
    assert (code.kind, code.state) == ("seed", "live")


def test_seeds_are_loaded_anew_and_take_turns(cleared: Workspace) -> None:
    _loaded(cleared)
    assert _loaded(cleared, SEEDS.replace("Morgan", "Robin")) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seeds: []\n", "no usable seeds"),
        ("seeds:\n  - name: Ada\n    address: [1 Elm]\n", "seed 1: postcode"),
        ("seeds:\n  - {name: Ada, address: [a, b, c, d, e, f], postcode: ZZ1 1ZZ}\n", "too many lines"),
    ],
)
def test_a_faulty_file_of_seeds_is_refused_with_its_faults(cleared: Workspace, text: str, said: str) -> None:
    with pytest.raises(FulfilmentError, match=said):
        _loaded(cleared, text)


def test_no_file_of_seeds_is_said_by_name(cleared: Workspace, tmp_path: Path) -> None:
    with pytest.raises(FulfilmentError, match=r"seeds.yaml of adult-2026 cannot be read"):
        seeding.load(cleared.room(season.ADULT), season.doing())
