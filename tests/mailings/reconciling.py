"""Ledger = printed files = indexes = manifest = live codes: the one account that every mailing test ends with."""

from __future__ import annotations

import json

from sqlalchemy import select

from fulfilment.cases.pieces import PieceState
from fulfilment.mailings import index, ticketing
from fulfilment.mailings.jobs import ORDER, hash_of
from fulfilment.paper.readback import Reader
from fulfilment.store.engines import reading
from fulfilment.store.office import events
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.online.models import Code
from fulfilment.workspace import Workspace


def counts_add_up(workspace: Workspace, wave: str, mailing: int) -> int:
    """Every file of the mailing is whole and known, and says what the ledger says; returns the pieces printed."""
    folder = workspace.path / "mailings" / str(mailing)
    printed = 0
    with reading(workspace.office) as session:
        assert events.verify(session) == []
        files = [file for file in ledger.print_files(session, mailing) if file.pieces]
        rows = {row.piece_id: row for row in piece_rows.with_cases(session, mailing, PieceState)}
    for file in files:
        entries = index.decode(index.path_of(folder / file.name).read_bytes())
        assert hash_of(folder / file.name) == file.sha256
        assert len(entries) == file.pieces
        assert sum(entry.pages for entry in entries) == file.pages
        if file.component != ORDER:
            with Reader(folder / file.name) as reader:
                assert reader.page_count == file.pages
        assert all(rows[entry.piece].print_file_id == file.id for entry in entries)
        assert all(rows[entry.piece].state != "withheld" for entry in entries)
        printed += len(entries)
    assert printed == sum(row.state not in ("withheld", "planned") for row in rows.values())
    return printed


def release_adds_up(workspace: Workspace, wave: str, mailing: int) -> int:
    """As ``counts_add_up``, and the manifest names these files and no other, and exactly their codes are live."""
    printed = counts_add_up(workspace, wave, mailing)
    folder = workspace.path / "mailings" / str(mailing)
    manifest = json.loads((folder / "manifest.json").read_text())
    named = {file["name"]: (file["sha256"], file["pieces"]) for file in manifest["files"]}
    with reading(workspace.office) as session:
        files = {file.name: (file.sha256, file.pieces) for file in ledger.print_files(session, mailing) if file.pieces}
        released = {row.token for row in piece_rows.with_cases(session, mailing, [PieceState.RELEASED])}
    with reading(workspace.online) as session:
        is_live = (Code.state == "live", Code.wave == wave, Code.kind != "proof")
        live = set(session.scalars(select(Code.token).where(*is_live)))
    assert named == files
    assert live == released
    assert len(released) == printed
    tickets = {file["ticket"]: file["ticket_sha256"] for file in manifest["files"] if "ticket" in file}
    assert all(hash_of(folder / ticket) == sha256 for ticket, sha256 in tickets.items())
    assert set(tickets) == {ticketing.path_of(folder / name).name for name in files if name.endswith(".pdf")}
    assert {path.name for path in folder.iterdir() if path.is_file()} == {"manifest.json", *tickets} | {
        name for file in files for name in (file, index.path_of(folder / file).name)
    }
    return printed
