"""Queries on pull lists: envelopes that the printer has and must take out.

A stop that is learnt after the hand-over puts the piece on a list in the same transaction. Lists are numbered by wave;
a list takes more rows until its file is written, and then never again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Outcome
from fulfilment.cases.pieces import PieceState
from fulfilment.store.office import events
from fulfilment.store.office.handing_over import AttemptCase
from fulfilment.store.office.ledger_models import PieceAttempt, PullList, PullRow
from fulfilment.store.office.models import Case, Mailing, Piece, PrintFile

HARMLESS = ("answered",)  # a letter that crosses its answer says sorry; every other one must not arrive
AT_ONCE = 500  # tokens in one statement; SQLite takes 32,766 at most


class ToPull(NamedTuple):
    """One row of a pull list, as the printer finds the envelope: file, place in it (from 1) and first page (from 1)."""

    row_id: int
    piece_id: int
    attempt: int
    component: str
    sheets: int
    reference: str
    file: str
    position: int
    page: int
    reason: str
    state: str
    result: str | None


def pull_if_handed_over(session: Session, token: str, reason: str, at: datetime, actor: str) -> int:
    """Put what the printer has of a case on a pull list, at once; returns how many pieces are new on one.

    Call it in the transaction that writes a stop (``reason``: died, opted_out, withdrawn, not_for_me, answered).
    Nothing for a case of which nothing is handed over, and nothing for a piece that is on a list already.
    """
    return _pull(session, Piece.token == token, {token: reason}, at, actor)


def pull_stopped(session: Session, wave: str, online: Mapping[str, str], at: datetime, actor: str) -> int:
    """Put everything on a list that the printer has of the stopped cases of a wave, whoever learnt of the stop.

    ``online`` maps tokens to stops that only the online store may know yet. Returns how many pieces are new on a list.
    """
    stopped = or_(
        Case.stop.is_not(None), Case.outcome != int(Outcome.OUTSTANDING), Case.state != "open", Case.issue > Piece.issue
    )
    found = _pull(session, and_(Piece.wave == wave, stopped), {}, at, actor)
    tokens = sorted(online)
    for start in range(0, len(tokens), AT_ONCE):
        found += _pull(session, Piece.token.in_(tokens[start : start + AT_ONCE]), online, at, actor)
    return found


def lists(session: Session, mailing_id: int) -> list[PullList]:
    """The pull lists of a mailing, by number."""
    return list(session.scalars(select(PullList).where(PullList.mailing_id == mailing_id).order_by(PullList.number)))


def unwritten(session: Session, wave: str) -> list[PullList]:
    """The pull lists of a wave that have no file yet, by number."""
    query = select(PullList).where(PullList.wave == wave, PullList.written_at.is_(None))
    return list(session.scalars(query.order_by(PullList.number)))


def note_written(session: Session, pull_list_id: int, count: int, at: datetime, by: str) -> bool:
    """Note that a list's file is written with so many rows; False where it has more by now, and nothing is noted."""
    query = select(PullList).where(PullList.id == pull_list_id).with_for_update()
    pull_list = session.scalars(query.execution_options(populate_existing=True)).one()
    there = session.scalars(select(func.count()).where(PullRow.pull_list_id == pull_list_id)).one()
    if there != count:
        return False
    pull_list.written_at, pull_list.written_by = at, by
    session.flush()
    return True


def note_confirmed(session: Session, pull_list_id: int, at: datetime, by: str) -> None:
    """Note that the printer answered a list."""
    pull_list = session.get_one(PullList, pull_list_id)
    pull_list.confirmed_at, pull_list.confirmed_by = at, by
    session.flush()


def by_number(session: Session, number: int, wave: str | None = None) -> list[PullList]:
    """The pull lists with a number: one a wave, or that of one wave."""
    query = select(PullList).where(PullList.number == number).order_by(PullList.wave)
    return list(session.scalars(query.where(PullList.wave == wave) if wave else query))


def rows(session: Session, pull_list_id: int) -> list[ToPull]:
    """The rows of a pull list, by file and place in it."""
    query = (
        select(
            PullRow.id, PullRow.piece_id, PullRow.attempt, PrintFile.component, func.coalesce(Piece.sheets, 1),
            Case.reference, PrintFile.name, PieceAttempt.position + 1, func.coalesce(PieceAttempt.first_page, 0),
            PullRow.reason, Piece.state, PullRow.result,
        )
        .join(Piece, Piece.id == PullRow.piece_id)
        .join(Case, Case.token == Piece.token)
        .join(
            PieceAttempt, and_(PieceAttempt.piece_id == PullRow.piece_id, PieceAttempt.attempt == PullRow.attempt)
        )
        .join(PrintFile, PrintFile.id == PieceAttempt.print_file_id)
        .where(PullRow.pull_list_id == pull_list_id)
        .order_by(PrintFile.name, PieceAttempt.position)
    )  # fmt: skip
    return [ToPull._make(row) for row in session.execute(query)]


def settle(session: Session, wave: str, attempt: AttemptCase, result: str, at: datetime, actor: str) -> bool:
    """Note what became of a piece on a list (pulled, posted, spoiled), where it is on one; whether that is a breach."""
    query = select(PullRow).where(
        PullRow.piece_id == attempt.piece_id, PullRow.attempt == attempt.attempt, PullRow.result.is_(None)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        return False
    row.result, row.result_at = result, at
    session.flush()
    breach = result == "posted" and row.reason not in HARMLESS
    events.record(
        session, at, actor, "breach" if breach else f"pull_{result}", wave=wave, token=attempt.token,
        piece_id=attempt.piece_id, mailing_id=attempt.mailing_id,
        detail={"reason": row.reason, "attempt": attempt.attempt},
    )  # fmt: skip
    return breach


def _pull(session: Session, which: ColumnElement[bool], reasons: Mapping[str, str], at: datetime, actor: str) -> int:
    listed = exists().where(PullRow.piece_id == Piece.id, PullRow.attempt == Piece.attempt)
    _lock(session, which)
    query = (
        select(Piece.id, Piece.attempt, Piece.token, Piece.mailing_id, Piece.wave, Case.stop, Case.state, Case.outcome)
        .join(Case, Case.token == Piece.token)
        .where(which, Piece.state == PieceState.HANDED_OVER.value, Piece.kind != "proof", ~listed)
        .order_by(Piece.id)
    )
    found = session.execute(query).all()
    for piece in found:
        reason = reasons.get(piece.token) or piece.stop or _other(piece.state, piece.outcome)
        pull_list = _open_list(session, piece.wave, piece.mailing_id, at)
        session.add(
            PullRow(
                pull_list_id=pull_list.id, piece_id=piece.id, attempt=piece.attempt, reason=reason, found_at=at,
                found_by=actor,
            )
        )  # fmt: skip
        detail = {"reason": reason, "list": pull_list.number, "attempt": piece.attempt}
        events.record(
            session, at, actor, "piece_to_pull", wave=piece.wave, token=piece.token, piece_id=piece.id,
            mailing_id=piece.mailing_id, detail=detail,
        )  # fmt: skip
    return len(found)


def _lock(session: Session, which: ColumnElement[bool]) -> None:
    """Let a hand-over that is under way finish first: then the piece is seen as handed over, or cut."""
    events.lock(session)
    on_the_way = (PieceState.RELEASED.value, PieceState.HANDED_OVER.value)
    mailings = (
        select(Piece.mailing_id)
        .join(Case, Case.token == Piece.token)
        .where(which, Piece.state.in_(on_the_way), Piece.kind != "proof")
    )
    session.execute(select(Mailing.id).where(Mailing.id.in_(mailings)).order_by(Mailing.id).with_for_update()).all()


def _other(state: str, outcome: int) -> str:
    if state != "open":
        return "superseded"
    return "outcome" if outcome != int(Outcome.OUTSTANDING) else "reissued"


def _open_list(session: Session, wave: str, mailing_id: int, at: datetime) -> PullList:
    """The list of a mailing whose file is not written yet, or a new one. The chain's head is locked meanwhile."""
    query = select(PullList).where(PullList.mailing_id == mailing_id, PullList.written_at.is_(None))
    there = session.scalars(query).first()
    if there is not None:
        return there
    highest = session.scalars(select(func.max(PullList.number)).where(PullList.wave == wave)).one()
    made = PullList(wave=wave, number=(highest or 0) + 1, mailing_id=mailing_id, opened_at=at)
    session.add(made)
    session.flush()
    return made
