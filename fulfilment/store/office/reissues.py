"""Queries on pieces that get a successor: a lost letter, a new address. The successor comes with a top-up mailing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session, aliased

from fulfilment.cases.pieces import PieceState
from fulfilment.store.office.models import Case, Piece

# Made, and not yet on their way: these are made again, with whatever is new.
STILL_HERE = (PieceState.PLANNED, PieceState.COMPOSED, PieceState.CHECKED, PieceState.SPOILED)
WITH_THE_PRINTER = (PieceState.RELEASED, PieceState.HANDED_OVER)
LEFT = (PieceState.DESPATCHED, PieceState.RETURNED)
IS_REPLACED = and_(Piece.kind == "live", Piece.replaced_at.is_not(None))


def latest(session: Session, token: str) -> Piece | None:
    """The live piece of a case's latest contact that stands for it, whatever its state."""
    query = (
        select(Piece)
        .where(
            Piece.token == token, Piece.kind == "live", Piece.replaced_at.is_(None),
            Piece.state.not_in([PieceState.WITHHELD.value, PieceState.PULLED.value]),
        )
        .order_by(Piece.contact.desc(), Piece.id.desc())
    )  # fmt: skip
    return session.scalars(query).first()


def replace(session: Session, token: str, contact: int, states: Iterable[PieceState], at: datetime) -> int:
    """The pieces of a contact that are in these states no longer stand for the case; gives how many."""
    rows = session.scalars(
        select(Piece).where(
            Piece.token == token, Piece.contact == contact, Piece.kind == "live", Piece.replaced_at.is_(None),
            Piece.state.in_([state.value for state in states]),
        )
    ).all()  # fmt: skip
    for piece in rows:
        piece.replaced_at = at
    session.flush()
    return len(rows)


def replace_returned(session: Session, token: str, at: datetime) -> int:
    """The letter of a case's latest contact came back, and there is another address: it gets a successor."""
    piece = latest(session, token)
    if piece is None or piece.state != PieceState.RETURNED.value:
        return 0
    return replace(session, token, piece.contact, [PieceState.RETURNED], at)


def successors(session: Session, print_file_id: int) -> frozenset[int]:
    """The pieces of a print file that are letters sent again: an earlier one of their contact was replaced."""
    after = aliased(Piece)
    query = (
        select(after.id)
        .join(Piece, and_(Piece.token == after.token, Piece.contact == after.contact, Piece.id < after.id))
        .where(after.print_file_id == print_file_id, IS_REPLACED)
    )
    return frozenset(session.scalars(query))


def give_issue(session: Session, token: str, issue: int) -> int:
    """Pieces that are still here carry another issue of the code from now on, so that they are stale."""
    query = (
        update(Piece)
        .where(
            Piece.token == token, Piece.kind == "live", Piece.issue < issue, Piece.replaced_at.is_(None),
            Piece.state.in_([state.value for state in STILL_HERE]),
        )
        .values(issue=issue)
    )  # fmt: skip
    return int(session.execute(query).rowcount)  # type: ignore[attr-defined]


def was_live(session: Session, token: str, issue: int) -> bool:
    """Whether a letter with this issue of the case's code was ever released, so that its code was live."""
    states = [state.value for state in (*WITH_THE_PRINTER, *LEFT, PieceState.PULLED, PieceState.SPOILED)]
    query = select(func.count()).where(
        Piece.token == token, Piece.kind == "live", Piece.issue == issue,
        Piece.state.in_(states) | (Piece.attempt > 1),
    )  # fmt: skip
    return bool(session.scalar(query))


def issues(session: Session, wave: str) -> dict[str, tuple[str, int]]:
    """Token -> reference and issue of every person's case of a wave."""
    query = select(Case.token, Case.reference, Case.issue).where(Case.wave == wave, Case.kind == "live")
    return {token: (reference, issue) for token, reference, issue in session.execute(query)}
