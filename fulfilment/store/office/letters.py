"""Queries on the letters of one case, as the helpline tells a caller about them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.office.models import Mailing, Piece, PrintFile


class Letter(NamedTuple):
    """One envelope on its way. ``released_at`` is when its mailing went to the printer; ``withheld`` is a reason."""

    contact: int
    attempt: int
    state: str
    withheld: str | None
    language: str | None
    planned_at: datetime
    released_at: datetime | None


def of_case(session: Session, token: str) -> list[Letter]:
    """The letters to a case, the newest first."""
    query = (
        select(
            Piece.contact, Piece.attempt, Piece.state, Piece.withheld, PrintFile.language, Mailing.planned_at,
            Mailing.released_at,
        )
        .join(Mailing, Mailing.id == Piece.mailing_id)
        .outerjoin(PrintFile, PrintFile.id == Piece.print_file_id)
        .where(Piece.token == token)
        .order_by(Piece.id.desc())
    )  # fmt: skip
    return [Letter(*row) for row in session.execute(query)]
