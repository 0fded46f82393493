"""Killing a step of the real program at its n-th write: a commit of either store, a rename or a removal of a file.

The step runs in a process of its own, which ends at once, as by kill -9, just before write number N (from 1). Without
so many writes it ends as usual. Commits are seen by SQLAlchemy's own events, files by Python's audit events: nothing of
the program is changed. Processes are forked from one that has loaded the program already and opened nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import Connection as Opened
from sqlalchemy import Engine, event

from fulfilment.closing import destroying, ending
from fulfilment.mailings import checking, composing, planning, releasing
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import steps as mailings
from tests.returns import steps as returns

KILLED = 137
DONE = 0

_FORK = multiprocessing.get_context("forkserver")
_FORK.set_forkserver_preload(["tests.crash"])

Step = Callable[[Workspace, str, int], object]
"""Does one step with a workspace, a wave's name and a mailing's number."""


class Killer:
    """Counts writes and ends the process at the one that was asked for."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0
        event.listen(Engine, "commit", self._commit)
        sys.addaudithook(self._audit)

    def _commit(self, connection: Opened) -> None:
        # the event comes just before the commit; just after it is just before the next write
        if connection.get_execution_options().get("use") == "write":
            self._write()

    def _audit(self, name: str, arguments: tuple[object, ...]) -> None:
        if name in ("os.rename", "os.remove"):
            self._write()

    def _write(self) -> None:
        self.seen += 1
        if self.seen == self.at:
            os._exit(KILLED)


def killed_at(workspace: Path, wave: str, step: str, mailing: int, write: int) -> bool:
    """Run a step that is killed just before its n-th write; whether it was (else it had fewer writes and finished)."""
    process, told = begin(workspace, wave, step, mailing, write)
    process.join()
    code = process.exitcode
    assert code in (KILLED, DONE), told.recv() if told.poll() else code
    told.close()
    process.close()
    return code == KILLED


def begin(workspace: Path, wave: str, step: str, mailing: int, write: int = 0) -> tuple[ForkServerProcess, Connection]:
    """Start a step that is killed just before its n-th write (0: never), and where it tells of an error."""
    told, tells = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_run, args=(tells, str(workspace), wave, step, mailing, write))
    process.start()
    tells.close()
    return process, told


def _run(tells: Connection, folder: str, wave: str, step: str, mailing: int, write: int) -> None:
    workspace = Workspace.open(Path(folder))
    Killer(write)
    try:
        STEPS[step](workspace, wave, mailing)
    except Exception:  # whatever it is: the parent shows it, this process ends with it
        tells.send(traceback.format_exc())
        raise


def _plan(workspace: Workspace, wave: str, _mailing: int) -> None:
    planning.plan(workspace.room(wave), workspace.content, season.CONTACT, [], season.doing())


def _compose(workspace: Workspace, wave: str, mailing: int) -> None:
    composing.compose(workspace.room(wave), workspace.content, mailing, season.doing())


def _check(workspace: Workspace, wave: str, mailing: int) -> None:
    checking.check(workspace.room(wave), mailing, season.doing())


def _release(workspace: Workspace, wave: str, mailing: int) -> None:
    releasing.release(workspace.room(wave), workspace.content, mailing, season.doing(season.later(0.1)))


def _close(workspace: Workspace, wave: str, _mailing: int) -> None:
    ending.close(workspace.room(wave), workspace.content, season.doing(season.later(117)))


def _destroy(workspace: Workspace, wave: str, _mailing: int) -> None:
    destroying.destroy(workspace.room(wave), workspace.keys, season.doing(season.later(150)))


STEPS: dict[str, Step] = {
    "plan": _plan,
    "compose": _compose,
    "check": _check,
    "release": _release,
    "close": _close,
    "destroy": _destroy,
    **mailings.STEPS,
    **returns.STEPS,
}
