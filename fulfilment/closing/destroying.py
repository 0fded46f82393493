"""Destroying what is known of a wave's people: files, rows, keys, and a certificate of it. The answers stay.

Order of writes, each step safe to run again:
1. office: the wave is destroying, with what there is of it (counts, hashes of key ids, files), an event;
2. registered files overwritten and removed, then noted in the office store; those that were not where they are
   registered are known from 1, so that a file gone after a crash was destroyed by us;
3. online: requests, drafts, sittings and codes of the wave, in transactions of at most 1,000;
4. office: rows under people.key, in transactions of at most 1,000;
5. keys of the wave: staff, public, office, each folder first renamed, so that no program finds half of it;
6. both stores vacuumed;
7. the certificate, written whole; then office: destroyed, an event with its hash.
Nothing of 2 to 6 needs what an earlier step took away, so a crash anywhere leaves less than before and running again
finishes. Exports go on: answers join cases by token.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fulfilment.closing import register
from fulfilment.closing.certifying import certificate_of
from fulfilment.closing.erasing import erase, erase_folder
from fulfilment.errors import FulfilmentError
from fulfilment.files import write_whole
from fulfilment.keys import files as key_files
from fulfilment.paper.certificate import draw
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction, vacuum
from fulfilment.store.office import cases, events, registered
from fulfilment.store.office import closing as office_rows
from fulfilment.store.online import closing as online_rows

AT_ONCE = 1000  # FLOWS, rule 5
PROGRAMS = ("staff", "public", "office")  # the back office's copy last: it is the one that everything can be told by


@dataclass(frozen=True)
class Destroyed:
    """What was done. ``again``: it had been done before, and nothing was changed."""

    certificate: Path
    files: int
    missing: tuple[str, ...]
    again: bool


def destroy(room: Room, keys: Path, doing: Doing) -> Destroyed:
    """Destroy what is known of the people of a closed wave, or finish destroying it.

    ``keys`` is the folder of the key ring. Raises FulfilmentError for a wave that is not closed, and, with the work
    half done, where a file may not be removed or a store is in use.
    """
    wave, root = room.wave.id, room.folder.parent
    path = root / "certificates" / f"{wave}.pdf"
    with reading(room.office()) as session:
        row = office_rows.state(session, wave)
        if row is None or row.closed_at is None:
            raise FulfilmentError("wave-open", f"Wave {wave} is not closed", "Close it first: fulfilment wave close.")
    if row.destroyed_at is not None:
        found = row.found or {}
        return Destroyed(path, len(found["files"]), tuple(found["missing"]), again=True)
    if row.destroy_begun_at is None:
        _begin(room, keys, doing)
    with reading(room.office()) as session:
        begun = office_rows.state(session, wave)
        found = (begun.found if begun else None) or {}
    _files(room, found, doing)
    _rows(room.online(), lambda session: online_rows.delete_rows_about_people(session, wave, AT_ONCE))
    _rows(room.office(), lambda session: office_rows.delete_personal_rows(session, wave, AT_ONCE))
    for program in PROGRAMS:
        erase_folder(keys / program / "waves" / wave, keys / program / f".destroying-{wave}")
    for engine in (room.online(), room.office()):
        vacuum(engine)
    _certify(room, path, doing)
    return Destroyed(path, len(found["files"]), tuple(found["missing"]), again=False)


def _begin(room: Room, keys: Path, doing: Doing) -> None:
    """Note what there is. No name, address or code: paths of files, counts, hashes of the ids of keys."""
    wave, root = room.wave.id, room.folder.parent
    with reading(room.online()) as session:
        online = online_rows.rows_about_people(session, wave)
    with transaction(room.office()) as session:
        files = [file for file in register.files(session, root, wave) if not file.is_kept]
        found: dict[str, Any] = {
            "cases": cases.count(session, wave),
            "rows": office_rows.personal_rows(session, wave) | online,
            "keys": [key for program in PROGRAMS for key in _key_names(keys, program, wave)],
            "elsewhere": [program for program in PROGRAMS if not (keys / program).is_dir()],
            "files": [{"path": file.path, "kind": file.kind} for file in files if file.is_there],
            "missing": [file.path for file in files if not file.is_there],
            "handed_over": office_rows.hand_overs(session, wave),
        }
        office_rows.begin_destroying(session, wave, found, doing.at, doing.actor)
        detail = {"cases": found["cases"], "files": len(found["files"]), "missing": len(found["missing"])}
        events.record(session, doing.at, doing.actor, "people_destroying", wave=wave, detail=detail)


def _key_names(keys: Path, program: str, wave: str) -> list[str]:
    """``office/codes.key 1f3a...``: whose copy, and a hash of the key's id, which tells copies apart, no more."""
    folder = keys / program / "waves" / wave
    return [
        f"{program}/{path.name} {hashlib.sha256(key_files.read(path).id.encode()).hexdigest()[:16]}"
        for path in (sorted(folder.iterdir()) if folder.is_dir() else [])
    ]


def _files(room: Room, found: dict[str, Any], doing: Doing) -> None:
    root, of = room.folder.parent, len(found["files"])
    for number, file in enumerate(found["files"], start=1):
        erase(root / file["path"])
        doing.progress("files destroyed", number, of)
    with transaction(room.office()) as session:
        for file in found["files"]:
            registered.mark_destroyed(session, file["path"], doing.at)


def _rows(engine: Engine, delete: Callable[[Session], int]) -> None:
    while True:
        with transaction(engine) as session:
            if not delete(session):
                return


def _certify(room: Room, path: Path, doing: Doing) -> None:
    with reading(room.office()) as session:
        row = office_rows.state(session, room.wave.id)
        head = events.head(session)
    if row is None:
        raise FulfilmentError("wave-open", f"Wave {room.wave.id} is not closed", "Close it first.")
    data = draw(certificate_of(row, room.wave, head, doing.at))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_whole(path, data)
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction(room.office()) as session:
        registered.register(session, room.relative(path), "certificate", room.wave.id, doing.at)
        office_rows.finish_destroying(session, room.wave.id, sha256, doing.at)
        detail = {"certificate": sha256}
        events.record(session, doing.at, doing.actor, "people_destroyed", wave=room.wave.id, detail=detail)
