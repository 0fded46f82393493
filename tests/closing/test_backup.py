"""Backups: what comes back is what was there, and what was changed does not come back."""

from __future__ import annotations

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from fulfilment.closing import backing_up, destroying, restoring
from fulfilment.closing.backing_up import Premises
from fulfilment.errors import FulfilmentError
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, registered
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace
from tests import season
from tests.closing.test_destroying import LATER
from tests.closing.test_ending import close
from tests.store.conftest import ON_SQLITE


def premises(workspace: Workspace) -> Premises:
    return Premises(workspace.path, workspace.keys, workspace.office, workspace.online)


def make(workspace: Workspace, path: Path, *, with_keys: bool = False) -> backing_up.BackedUp:
    return backing_up.make(
        premises(workspace), path, season.doing(), with_keys=with_keys, files_only=on_server(workspace)
    )


def on_server(workspace: Workspace) -> bool:
    return workspace.office.dialect.name != "sqlite"


def files_of(folder: Path) -> dict[str, bytes]:
    """Name -> content of every file but the stores and their journals."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if ".db" not in name}


@ON_SQLITE
def test_a_workspace_comes_back_from_a_backup_with_keys_as_it_was(workspace: Workspace, tmp_path: Path) -> None:
    made = make(workspace, tmp_path / "backup.tar", with_keys=True)
    done = restoring.restore(tmp_path / "backup.tar", tmp_path / "back")
    assert done.files == made.files
    assert files_of(tmp_path / "back") == files_of(workspace.path)
    back = Workspace.open(tmp_path / "back")
    assert back.online_url != workspace.online_url
    with reading(workspace.online) as session, reading(back.online) as copy:
        count = select(func.count()).select_from(Code).where(Code.state == "live")
        assert copy.scalar(count) == session.scalar(count)
    with reading(workspace.office) as session, reading(back.office) as copy:
        assert events.head(copy) == events.head(session)
    person = season.person_of(back, season.cases_of(back, season.ADULT)[0])
    assert person.family


def test_keys_are_in_it_only_when_they_are_asked_for_and_nobody_else_may_read_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    make(workspace, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as tar:
        names = tar.getnames()
    assert not [name for name in names if name.startswith("keys")]
    assert any(name.startswith("mailings/") for name in names)
    assert (tmp_path / "backup.tar").stat().st_mode & 0o077 == 0


@ON_SQLITE
def test_while_somebody_writes_the_copy_is_whole(workspace: Workspace, tmp_path: Path) -> None:
    with transaction(workspace.online) as session:
        session.execute(update(Code).values(state="void"))
        make(workspace, tmp_path / "backup.tar")
    restoring.restore(tmp_path / "backup.tar", tmp_path / "back")
    with reading(Workspace.open(tmp_path / "back").online) as session:
        assert "live" in set(session.scalars(select(Code.state)))


def test_a_file_that_is_there_is_never_overwritten(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "there.tar").write_bytes(b"something else")
    with pytest.raises(FulfilmentError, match="there already"):
        make(workspace, tmp_path / "there.tar")


def test_a_backup_does_not_hold_another_backup(workspace: Workspace, tmp_path: Path) -> None:
    make(workspace, workspace.path / "first.tar")
    make(workspace, tmp_path / "second.tar")
    with tarfile.open(tmp_path / "second.tar") as tar:
        assert "first.tar" not in tar.getnames()


def rewritten(path: Path, change: dict[str, bytes | None]) -> Path:
    """The backup with some files changed, added or (None) taken out."""
    out = path.with_name("changed.tar")
    with tarfile.open(path) as old, tarfile.open(out, "w") as new:
        for info in old.getmembers():
            file = old.extractfile(info)
            data = change.pop(info.name, file.read() if file else b"")
            if data is not None:
                info.size = len(data)
                new.addfile(info, BytesIO(data))
        for name, data in change.items():
            info = tarfile.TarInfo(name)
            info.size = len(data or b"")
            new.addfile(info, BytesIO(data or b""))
    return out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"workspace.yaml": b"processes: '7'\n"}, "workspace.yaml was changed"),
        ({"workspace.yaml": None}, "workspace.yaml is missing"),
        ({"more.txt": b"more"}, "more.txt is not on the list"),
    ],
)
def test_a_backup_that_was_changed_is_not_restored(
    workspace: Workspace, tmp_path: Path, change: dict[str, bytes | None], said: str
) -> None:
    make(workspace, tmp_path / "backup.tar")
    with pytest.raises(FulfilmentError, match=said):
        restoring.restore(rewritten(tmp_path / "backup.tar", dict(change)), tmp_path / "back")
    assert not (tmp_path / "back").exists()
    assert not list(tmp_path.glob(".restoring-*"))


def test_a_backup_cut_short_or_with_a_way_out_of_the_folder_is_not_restored(
    workspace: Workspace, tmp_path: Path
) -> None:
    make(workspace, tmp_path / "backup.tar")
    whole = (tmp_path / "backup.tar").read_bytes()
    (tmp_path / "short.tar").write_bytes(whole[: len(whole) // 2])
    out = rewritten(tmp_path / "backup.tar", {"../outside.txt": b"x"})
    for path in (tmp_path / "short.tar", out):
        with pytest.raises(FulfilmentError, match="not a whole backup"):
            restoring.restore(path, tmp_path / "back")
    assert not (tmp_path / "outside.txt").exists()


def test_nothing_is_restored_over_what_is_there(workspace: Workspace, tmp_path: Path) -> None:
    make(workspace, tmp_path / "backup.tar")
    with pytest.raises(FulfilmentError, match="is not empty"):
        restoring.restore(tmp_path / "backup.tar", workspace.path)


@ON_SQLITE
def test_a_broken_chain_is_not_restored(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.office.execution_options(use="write").begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_no_update")
        connection.exec_driver_sql("UPDATE events SET actor = 'somebody else' WHERE id = 2")
    make(workspace, tmp_path / "backup.tar")
    with pytest.raises(FulfilmentError, match="chain of events in it is broken"):
        restoring.restore(tmp_path / "backup.tar", tmp_path / "back")


def test_a_backup_is_registered_and_goes_when_people_are_destroyed(workspace: Workspace, tmp_path: Path) -> None:
    make(workspace, tmp_path / "backup.tar")
    with reading(workspace.office) as session:
        assert [row.path for row in registered.of_wave(session, None)] == [str(tmp_path / "backup.tar")]
    close(workspace)
    destroying.destroy(workspace.room(season.ADULT), workspace.keys, season.doing(LATER))
    assert not (tmp_path / "backup.tar").exists()


def test_a_store_on_a_server_is_left_to_the_servers_own_means_and_never_left_out_silently(
    workspace: Workspace, tmp_path: Path
) -> None:
    if on_server(workspace):
        with pytest.raises(FulfilmentError, match="pg_dump"):
            backing_up.make(premises(workspace), tmp_path / "backup.tar", season.doing())
    done = backing_up.make(premises(workspace), tmp_path / "files.tar", season.doing(), files_only=True)
    assert done.stores == ()


def test_the_list_says_what_is_in_it(workspace: Workspace, tmp_path: Path) -> None:
    made = make(workspace, tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as tar:
        file = tar.extractfile("backup.json")
        assert file is not None
        listed = json.loads(file.read())
        assert {*listed["files"], "backup.json"} == set(tar.getnames())
    assert (len(listed["files"]), listed["with_keys"]) == (made.files, False)
