"""The steps of returns that tests kill and run again: each on the case that comes first. See ``tests.crash``."""

from __future__ import annotations

import csv
from collections.abc import Callable

from fulfilment.cases.outcomes import Outcome
from fulfilment.keys import references
from fulfilment.mailings import clearing
from fulfilment.returns import (
    deciding,
    dissent,
    reconciling,
    reissuing,
    requests,
    scanning,
    stopping,
    undoing,
    withdrawing,
)
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post

TRACE = "back.csv"


def stop(workspace: Workspace, wave: str, _number: int) -> None:
    case = post.mailed(workspace)[0]
    stopping.stop(workspace.room(wave), case, "died", "phone", post.useable(workspace), post.by("agent"))


def decide(workspace: Workspace, wave: str, _number: int) -> None:
    case = post.mailed(workspace)[0]
    made = deciding.Decision(case.reference, Outcome.OPTED_OUT, "too_ill", "phone", season.later(4).date())
    deciding.decide(workspace.room(wave), [made], post.by("agent"))


def confirm(workspace: Workspace, wave: str, number: int) -> None:
    undoing.confirm(workspace.room(wave), number, post.useable(workspace), post.by("Sam Ash", 6))


def withdraw(workspace: Workspace, wave: str, _number: int) -> None:
    case = post.mailed(workspace)[0]
    useable, who = post.useable(workspace), post.by("Robin Vale", 6)
    withdrawing.withdraw(workspace.room(wave), case, "asked_by_person", useable, who)


def reissue(workspace: Workspace, wave: str, _number: int) -> None:
    reissuing.reissue(workspace.room(wave), workspace.content, post.mailed(workspace)[0], post.by("ash", 8))


def scan(workspace: Workspace, wave: str, _number: int) -> None:
    mark = post.mark_of(workspace, post.mailed(workspace)[0])
    at = season.later(10)
    scanning.scan(workspace.room(wave), [mark], "R09", at.date(), post.read_mark, 3, post.by("post room", 10))


def clear(workspace: Workspace, wave: str, _number: int) -> None:
    at = season.later(1)
    clearing.import_(workspace.room(wave), workspace.path / TRACE, at, season.doing(at))


def list_dissent(workspace: Workspace, wave: str, _number: int) -> None:
    reference = references.format(post.mailed(workspace)[0].reference)
    data = f"reference\r\n{reference}\r\n".encode()
    dissent.take_in(workspace.room(wave), "RZA", data, "list.csv", season.later(1), post.by("ash", 1))


def settle(workspace: Workspace, wave: str, number: int) -> None:
    requests.settle(workspace.room(wave), number, post.by("Robin Vale", 6))


def reconcile(workspace: Workspace, wave: str, _number: int) -> None:
    reconciling.reconcile(workspace.room(wave), workspace.content, post.by("ash", 9))


def trace_back(workspace: Workspace) -> None:
    """A trace in which the first case's person died and the second's moved, for ``clear``."""
    died, moved = (references.format(case.reference) for case in post.mailed(workspace)[:2])
    path = workspace.path / TRACE
    clearing.export(workspace.room(season.ADULT), path, season.doing())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["status"] = {died: "died", moved: "moved"}.get(row["reference"], "clear")
        if row["reference"] == moved:
            row |= {"new_address_1": "7 Newly Lane", "new_address_2": "Fairmoor", "new_postcode": "LD88 1AB"}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


STEPS: dict[str, Callable[[Workspace, str, int], object]] = {
    "stop": stop,
    "decide": decide,
    "confirm-undo": confirm,
    "withdraw": withdraw,
    "reissue": reissue,
    "scan": scan,
    "clear": clear,
    "dissent": list_dissent,
    "settle-request": settle,
    "reconcile": reconcile,
}
