"""What tests of returns do with a case: post its letter, answer for it, ask what both stores say of it."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from fulfilment.cases.pieces import PieceState
from fulfilment.cases.suppression import CaseFacts, why_not
from fulfilment.keys import digests, sealing
from fulfilment.mailings import releasing
from fulfilment.paper import marks
from fulfilment.returns.collecting import collect
from fulfilment.room import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, events, pieces
from fulfilment.store.office.models import Case, Piece
from fulfilment.store.online import codes, drafts, requests, responses
from fulfilment.workspace import Workspace
from tests import season

PART, DRAFT_KEY = "adult", bytes(range(32))


class Stands(NamedTuple):
    """A case in both stores."""

    outcome: int
    stop: str | None
    issue: int
    online_stop: str | None
    online_state: str | None
    online_issue: int


def by(name: str, days: float = 4) -> Doing:
    """Somebody at work, so many days after the season's beginning."""
    return Doing(name, season.later(days))


def despatch(workspace: Workspace, mailing: int, last: PieceState = PieceState.DESPATCHED) -> None:
    """Every released piece of a mailing leaves the house."""
    with transaction(workspace.office) as session:
        released = [row.piece_id for row in pieces.with_cases(session, mailing, [PieceState.RELEASED])]
        way = [PieceState.RELEASED, PieceState.HANDED_OVER, PieceState.DESPATCHED]
        for old, new in pairwise(way[: way.index(last) + 1]):
            pieces.move(session, [(piece, old, new, {}) for piece in released])


def mailed(workspace: Workspace) -> list[Case]:
    """The cases that got a letter, by reference."""
    with reading(workspace.office) as session:
        return [
            case
            for case in cases.of_wave(session, season.ADULT)
            if case.kind == "live" and any(row.kind == "live" for row in pieces.of_case(session, case.token))
        ]


def piece_of(workspace: Workspace, case: Case) -> Piece:
    """The newest piece of a case."""
    with reading(workspace.office) as session:
        return pieces.of_case(session, case.token)[0]


def mark_of(workspace: Workspace, case: Case, **other: int) -> str:
    """The 18 digits in the window of a case's newest letter."""
    piece = piece_of(workspace, case)
    fields = {"piece": piece.id, "attempt": piece.attempt, "component": 1, "sheet": 1, "sheets": 1, "side": 1}
    return marks.format(marks.Mark(**fields | other))


def read_mark(text: str) -> tuple[int, int]:
    """Piece and attempt, as the command reads them."""
    mark = marks.parse(text)
    return mark.piece, mark.attempt


def stands(workspace: Workspace, case: Case) -> Stands:
    """What both stores say of a case."""
    with reading(workspace.office) as session:
        now = cases.get(session, case.token)
        assert events.verify(session) == []
    assert now is not None
    with reading(workspace.online) as session:
        there = codes.states(session, [case.token]).get(case.token)
    online = (there.stop, there.state, there.issue) if there else (None, None, 0)
    return Stands(now.outcome, now.stop, now.issue, *online)


def answer(workspace: Workspace, case: Case, answered: int = 30) -> None:
    """Send a response on line with so many answers, and collect it."""
    keys = workspace.office_keys()
    sealed = sealing.seal({"token": case.token}, keys.answers_pub)
    with transaction(workspace.online) as session:
        code = codes.of_issue(session, case.token, case.issue)
        assert code is not None
        responses.add(
            session, code, part=PART, mode="online", language="en", instrument=code.instrument, answered=answered,
            sealed=sealed, escrow=sealed, at=season.later(5),
        )  # fmt: skip
    gather(workspace, 5)


def begin_draft(workspace: Workspace, case: Case) -> None:
    """Begin answers under the case's present code."""
    with transaction(workspace.online) as session:
        wrapped = digests.wrap(DRAFT_KEY, wrapping_key(workspace, case, case.issue, codes.salt(session)))
        drafts.begin(
            session, token=case.token, part=PART, wave=case.wave, wrapped_key=wrapped, body=b"begun", language="en",
            instrument="adult@0", at=season.later(3),
        )  # fmt: skip


def wrapping_key(workspace: Workspace, case: Case, issue: int, salt: bytes) -> bytes:
    """What wraps draft keys under an issue of a case's code."""
    keys = workspace.office_keys()
    return keys.secret_of(keys.access_code(case.wave, case.reference, issue), salt).wrapping_key


def draft_key(workspace: Workspace, case: Case, issue: int) -> bytes | None:
    """The draft's key, opened with an issue of the case's code; None where there is no draft."""
    with reading(workspace.online) as session:
        draft = drafts.get(session, case.token, PART)
        salt = codes.salt(session)
    return digests.unwrap(draft.wrapped_key, wrapping_key(workspace, case, issue, salt)) if draft else None


def ask(workspace: Workspace, case: Case, kind: str, days: float = 4, **asked: object) -> int:
    """A request made on line; a stop with it, where it is one."""
    payload = {"kind": kind, "token": case.token, **asked}
    sealed = sealing.seal(payload, workspace.office_keys().requests_pub(case.wave))
    with transaction(workspace.online) as session:
        number = requests.add(
            session, token=case.token, wave=case.wave, kind=kind, source="online", sealed=sealed, at=season.later(days)
        )
        if kind in ("died", "opted_out", "not_for_me"):
            codes.stop(session, case.token, kind, season.later(days))
    return number


def gather(workspace: Workspace, days: float = 4.5) -> None:
    """Collect the wave."""
    collect(workspace.office, workspace.online, season.ADULT, 5, season.later(days), "mailing team")


def useable(workspace: Workspace) -> int:
    """The survey's least number of answers."""
    return workspace.content.survey("adult").useable_answers


def kinds_of(workspace: Workspace, case: Case) -> list[str]:
    """The kinds of a case's events, in order."""
    with reading(workspace.office) as session:
        return [event.kind for event in events.of_token(session, case.token)]


def release(workspace: Workspace, mailing: int, days: float) -> None:
    """Release a checked mailing; clear the wave before."""
    at = season.doing(season.later(days))
    releasing.release(workspace.room(season.ADULT), workspace.content, mailing, at)


def why_no_next_letter(workspace: Workspace, case: Case) -> str | None:
    """Why the next contact would not be sent to a case; None where it would."""
    now = stands(workspace, case)
    return why_not(CaseFacts("open", now.outcome, now.stop, now.online_stop, trust_approved=True, has_piece=False))
