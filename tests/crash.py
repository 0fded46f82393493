"""Killing a step of the real program at its n-th write: a commit of either store or a rename of a file.

Run as ``python -m tests.crash WORKSPACE WAVE STEP MAILING N``: the step runs in this process, which ends at once,
as by kill -9, just before write number N (from 1). Without so many writes it ends as usual, with status 0. Commits
are seen by SQLAlchemy's own events, renames by Python's audit events: nothing of the program is changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, event

from fulfilment.mailings import composing, planning, releasing
from fulfilment.workspace import Workspace
from tests import season

KILLED = 137
DONE = 0


class Killer:
    """Counts writes and ends the process at the one that was asked for."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0
        event.listen(Engine, "commit", self._commit)
        sys.addaudithook(self._audit)

    def _commit(self, connection: object) -> None:
        self._write()  # the event comes just before the commit; just after it is just before the next write

    def _audit(self, name: str, arguments: tuple[object, ...]) -> None:
        if name == "os.rename":
            self._write()

    def _write(self) -> None:
        self.seen += 1
        if self.seen == self.at:
            os._exit(KILLED)


def killed_at(workspace: Path, wave: str, step: str, mailing: int, write: int) -> bool:
    """Run a step that is killed just before its n-th write; whether it was (else it had fewer writes and finished)."""
    arguments = [str(workspace), wave, step, str(mailing), str(write)]
    run = subprocess.run([sys.executable, "-m", "tests.crash", *arguments], capture_output=True, text=True, check=False)
    assert run.returncode in (KILLED, DONE), run.stderr
    return run.returncode == KILLED


def main(folder: str, wave: str, step: str, mailing: str, write: str) -> None:
    """Run one step and be killed."""
    workspace = Workspace.open(Path(folder))
    room, content = workspace.room(wave), workspace.content
    Killer(int(write))
    if step == "plan":
        planning.plan(room, content, season.CONTACT, [], season.doing())
    elif step == "compose":
        composing.compose(room, content, int(mailing), season.doing())
    elif step == "release":
        releasing.release(room, content, int(mailing), season.doing(season.later(0.1)))


if __name__ == "__main__":
    main(*sys.argv[1:])
