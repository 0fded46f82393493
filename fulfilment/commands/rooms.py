"""What commands on mailings share: the mailing's room, who is at work, and how moments and reasons are told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import click

from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.room import Doing, Progress, Room, silent
from fulfilment.store.engines import reading
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office.history import Happened
from fulfilment.workspace import Workspace


def room_of(workspace: Workspace, mailing_id: int) -> Room:
    """The mailing room of a mailing's wave. Raises FulfilmentError where there is no such mailing."""
    with reading(workspace.office) as session:
        found = ledger.mailing(session, mailing_id)
    if found is None:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    return workspace.room(found.wave)


def doing(desk: Desk, workspace: Workspace, progress: Progress | None = None) -> Doing:
    """Who does it, now, on how many processes."""
    processes = workspace.settings.processes or os.cpu_count() or 1
    return Doing(desk.actor, desk.now(), progress or silent, processes)


def reasons(first: str, counts: Mapping[str, int], verb: str = "left out") -> None:
    """Tell a first line, then each reason with its count."""
    if first:
        click.echo(f"{first}.")
    for reason, count in sorted(counts.items()):
        click.echo(f"  {verb}: {count} {reason.replace('_', ' ')}")


def alert(breaches: int) -> None:
    """Say on standard error that letters were posted which should not have been. Nothing where there is none."""
    if breaches:
        what = "letter was" if breaches == 1 else "letters were"
        click.echo(f"ALERT: {breaches} {what} posted that should have been pulled. See `mailing show`.", err=True)


def moment(at: datetime | None) -> str | None:
    """A moment as machines and people read it: UTC, to the second."""
    return None if at is None else at.isoformat(timespec="seconds")


def as_rows(history: Iterable[Happened]) -> list[dict[str, Any]]:
    """A history for machines: when, who, what, why."""
    return [
        {"at": moment(each.at), "by": each.actor, "what": each.kind, "piece": each.piece_id, **each.detail}
        for each in history
    ]


def as_lines(history: Iterable[Happened]) -> list[str]:
    """A history for people, a line each."""
    lines = []
    for each in history:
        said = ", ".join(f"{name} {value}" for name, value in each.detail.items() if len(str(value)) < 40)
        piece = f" (piece {each.piece_id})" if each.piece_id else ""
        lines.append(f"{each.at:%Y-%m-%d %H:%M} {each.actor}: {each.kind.replace('_', ' ')}{piece}  {said}".rstrip())
    return lines
