"""Composing: whole files, the same bytes each time, whatever stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.mailings import composing
from fulfilment.mailings.composing import hash_of
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import people, pieces
from fulfilment.workspace import Workspace
from tests import databases, season
from tests.crash import killed_at
from tests.mailings.reconciling import counts_add_up


def _compose(workspace: Workspace, mailing: int, processes: int = 1) -> None:
    composing.compose(workspace.room(season.ADULT), workspace.content, mailing, season.doing(processes=processes))


def _hashes(workspace: Workspace, mailing: int) -> dict[str, str]:
    folder = workspace.path / "mailings" / str(mailing)
    return {path.name: hash_of(path) for path in sorted(folder.iterdir()) if path.is_file()}


def test_killed_at_any_write_and_run_again_it_gives_the_same_bytes(cleared: Workspace, tmp_path: Path) -> None:
    mailing = season.planned(cleared, season.ADULT)
    planned = databases.copied(cleared, tmp_path / "planned")
    _compose(cleared, mailing)
    whole = _hashes(cleared, mailing)
    write = 1
    while True:
        workspace = databases.copied(planned, tmp_path / f"killed-{write}")
        if not killed_at(workspace.path, season.ADULT, "compose", mailing, write):
            break
        folder = workspace.path / "mailings" / str(mailing)
        if folder.is_dir():  # no half file under a final name
            assert all(whole[p.name] == hash_of(p) for p in folder.iterdir() if not p.name.endswith(".part"))
        _compose(workspace, mailing)
        assert {n: h for n, h in _hashes(workspace, mailing).items() if not n.endswith(".part")} == whole
        counts_add_up(workspace, season.ADULT, mailing)
        databases.closed(workspace)
        write += 1
    assert write > 2 * len(whole)


def test_two_processes_write_the_same_bytes_as_one(cleared: Workspace, tmp_path: Path) -> None:
    mailing = season.planned(cleared, season.ADULT)
    other = databases.copied(cleared, tmp_path / "other")
    _compose(cleared, mailing)
    _compose(other, mailing, processes=2)
    assert _hashes(other, mailing) == _hashes(cleared, mailing)


def test_a_name_that_no_font_can_print_withholds_its_piece_and_not_the_run(cleared: Workspace) -> None:
    case = next(case for case in season.cases_of(cleared, season.ADULT) if case.state == "open")
    person = season.person_of(cleared, case)
    with transaction(cleared.office) as session:
        unprintable = person.model_copy(update={"given": "\U00013080"})  # an Egyptian hieroglyph
        people.replace(session, cleared.office_keys().people(season.ADULT), case.token, unprintable)
    mailing = season.planned(cleared, season.ADULT)
    _compose(cleared, mailing)
    with reading(cleared.office) as session:
        assert pieces.withheld(session, mailing) == {"no-glyph": 1}
        planned = sum(pieces.counts(session, mailing).values())
    assert counts_add_up(cleared, season.ADULT, mailing) == planned - 1


def test_a_full_disk_ends_with_a_reason_and_leaves_no_half_file(cleared: Workspace) -> None:
    mailing = season.planned(cleared, season.ADULT)
    folder = cleared.path / "mailings" / str(mailing)
    folder.mkdir()
    with reading(cleared.office) as session:
        first = ledger.print_files(session, mailing)[0]
    # Everything written to /dev/full fails as on a full disk (ENOSPC).
    (folder / f"{first.name}.part").symlink_to("/dev/full")
    with pytest.raises(FulfilmentError, match="no space left on device"):
        _compose(cleared, mailing)
    assert list(folder.iterdir()) == []
    _compose(cleared, mailing)
    counts_add_up(cleared, season.ADULT, mailing)


def test_a_composed_mailing_composed_again_changes_nothing(checked: Workspace) -> None:
    before = _hashes(checked, 1)
    with pytest.raises(FulfilmentError, match="Mailing 1 is checked"):
        _compose(checked, 1)
    assert _hashes(checked, 1) == before
