"""A picture of a workspace: all that both stores and the mailings' files say, but for what differs from run to run.

Two pictures are equal where the same work was done, once: a step that was killed and run again must leave the picture
of one that was not.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from sqlalchemy import Engine, select

from fulfilment.store.engines import reading
from fulfilment.store.office import events
from fulfilment.store.roles import METADATA
from fulfilment.workspace import Workspace

Picture = dict[str, Counter[str]]

# Hashes of the chain, which hold the order of events; what each sealing seals anew; numbers that are given out.
VOLATILE = {
    "events": {"id", "hash", "previous"},
    "people": {"sealed"},
    "responses": {"id", "sealed", "escrow"},
    "drafts": {"wrapped_key", "body"},
    "requests": {"sealed"},
    "codes": {"id"},
    "registered_files": {"id"},
    "wave_closings": {"certificate_sha256"},
}
NOT_LOOKED_AT = {"chain_head", "settings"}
# PostgreSQL never gives out a number twice: those of a transaction that was killed are missing in the table.
NUMBERED = ("clearance", "hand_over", "mailing", "query", "report", "undo")


def picture(workspace: Workspace) -> Picture:
    """Table or folder -> each row or file as text, counted. The chain of events must be whole."""
    with reading(workspace.office) as session:
        assert events.verify(session) == []
    seen = _tables(workspace.office, "office") | _tables(workspace.online, "online")
    seen["files"] = Counter(_file(path, workspace.path) for path in workspace.path.rglob("*") if _is_ours(path))
    return seen


def differences(one: Picture, other: Picture) -> list[str]:
    """What only one of two pictures shows, to be read by a person."""
    lines = []
    for name in sorted(one.keys() | other.keys()):
        left, right = one.get(name, Counter()), other.get(name, Counter())
        lines += [f"{name} only once killed: {row}" for row in (left - right).elements()]
        lines += [f"{name} only undisturbed: {row}" for row in (right - left).elements()]
    return lines


def _tables(engine: Engine, store: str) -> Picture:
    seen: Picture = {}
    with reading(engine) as session:
        for table in METADATA[store].sorted_tables:  # type: ignore[index]
            if table.name in NOT_LOOKED_AT:
                continue
            left_out = VOLATILE.get(table.name, set())
            if engine.dialect.name == "postgresql":
                names = {column.name for column in table.columns}
                left_out = left_out | {name for name in names if name == "id" or name.endswith("_id")}
            rows = session.execute(select(*(each for each in table.columns if each.name not in left_out))).all()
            seen[table.name] = Counter(_row(tuple(row), engine.dialect.name == "postgresql") for row in rows)
    return seen


def _row(row: tuple[object, ...], unnumbered: bool) -> str:
    """A row as text. How many codes a run still had to take back depends on the one before it."""
    taken_back = ("codes",) if "release_taken_back" in row else ()
    left_out = (*taken_back, *(NUMBERED if unnumbered else ()))
    return str(tuple(_without(each, left_out) if isinstance(each, dict) else each for each in row))


def _without(detail: dict[str, object], names: tuple[str, ...]) -> dict[str, object]:
    return {name: value for name, value in detail.items() if name not in names}


def _is_ours(path: Path) -> bool:
    is_store = path.name.startswith(("office.db", "online.db")) or path.name == "workspace.yaml"
    return path.is_file() and not is_store


def _file(path: Path, root: Path) -> str:
    """A file's name, and what is in it where that is the same each time: a manifest holds the head of the chain."""
    name = path.relative_to(root).as_posix()
    if path.suffix == ".json" or "certificate" in path.name:
        return name
    return f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
