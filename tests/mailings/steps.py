"""The steps after the check, as the crash tests run them: the same moment and the same files each time."""

from __future__ import annotations

from fulfilment.mailings import closing, handing_over, learning, proofing, pulling, reporting, spoiling, withdrawing
from fulfilment.workspace import Workspace
from tests import season

REPORT, MARKS = "report.csv", "marks.txt"  # in the workspace: what the printer sent, what was scanned


def _proof(workspace: Workspace, wave: str, mailing: int) -> None:
    proofing.write(workspace.room(wave), workspace.content, mailing, season.doing())


def _hand_over(workspace: Workspace, wave: str, mailing: int) -> None:
    at = season.doing(season.later(0.2))
    handing_over.hand_over(workspace.room(wave), workspace.content, mailing, "Fairmoor Print", at)


def _pull(workspace: Workspace, wave: str, _mailing: int) -> None:
    room = workspace.room(wave)
    learning.learn(room, room.survey(workspace.content), season.doing(season.later(0.4)))


def _confirm_pull(workspace: Workspace, wave: str, _mailing: int) -> None:
    pulling.confirm(workspace.room(wave), 1, None, season.doing(season.later(1)))


def _report(workspace: Workspace, wave: str, mailing: int) -> None:
    at = season.doing(season.later(1.2))
    reporting.report(workspace.room(wave), mailing, workspace.path / REPORT, at)


def _spoil(workspace: Workspace, wave: str, mailing: int) -> None:
    marks = (workspace.path / MARKS).read_text(encoding="utf-8").split()
    spoiling.spoil(workspace.room(wave), mailing, marks, season.doing(season.later(0.5)))


def _close(workspace: Workspace, wave: str, mailing: int) -> None:
    closing.close(workspace.room(wave), workspace.content, mailing, season.doing(season.later(3)))


def _cancel(workspace: Workspace, wave: str, mailing: int) -> None:
    withdrawing.cancel(workspace.room(wave), mailing, season.doing(season.later(0.3)))


def _expire(workspace: Workspace, wave: str, mailing: int) -> None:
    withdrawing.expire(workspace.room(wave), workspace.content, season.doing(season.later(6)), mailing)


STEPS = {
    "proof": _proof,
    "hand-over": _hand_over,
    "pull": _pull,
    "confirm-pull": _confirm_pull,
    "report": _report,
    "spoil": _spoil,
    "close-mailing": _close,
    "cancel": _cancel,
    "expire": _expire,
}
