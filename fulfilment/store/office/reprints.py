"""Queries on reprints: the files of next attempts of spoiled pieces."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from fulfilment.store.office.models import Mailing, Piece, PrintFile

AT_ONCE = 500  # numbers in one statement


class Spoiled(NamedTuple):
    """A piece with what decides in which file its next attempt is printed."""

    piece_id: int
    component: str
    pack: str
    language: str
    format: str

    @property
    def group(self) -> tuple[str, str, str, str]:
        """What one print file has in common."""
        return self[1:]


def spoiled(session: Session, pieces: Collection[int]) -> list[Spoiled]:
    """The groups of some pieces, in the order in which they stood."""
    wanted, found = sorted(pieces), list[Any]()
    for start in range(0, len(wanted), AT_ONCE):
        query = (
            select(
                Piece.id, PrintFile.component, PrintFile.pack, PrintFile.language, PrintFile.format, PrintFile.name,
                Piece.position,
            )
            .join(PrintFile, PrintFile.id == Piece.print_file_id)
            .where(Piece.id.in_(wanted[start : start + AT_ONCE]))
        )  # fmt: skip
        found += session.execute(query).all()
    found.sort(key=lambda row: (row.name, row.position))
    return [Spoiled._make(row[:5]) for row in found]


def round_for(session: Session, mailing_id: int) -> int:
    """The reprint that still takes pieces: the last one where nothing of it was composed, or else a new one."""
    query = select(PrintFile.round, PrintFile.state).where(
        PrintFile.mailing_id == mailing_id, PrintFile.purpose == "reprint"
    )
    states: dict[int, set[str]] = {}
    for round_, state in session.execute(query):
        states.setdefault(round_, set()).add(state)
    last = max(states, default=0)
    return last if last and states[last] == {"planned"} else last + 1


def add_to_file(session: Session, mailing: Mailing, round_: int, group: tuple[str, str, str, str],
                pieces: Iterable[int]) -> PrintFile:  # fmt: skip
    """Put spoiled pieces into the reprint's file of their group as their next attempts; makes the file if need be."""
    component, pack, language, format_ = group
    query = select(PrintFile).where(
        PrintFile.mailing_id == mailing.id, PrintFile.purpose == "reprint", PrintFile.round == round_,
        PrintFile.component == component, PrintFile.pack == pack, PrintFile.language == language,
        PrintFile.format == format_,
    )  # fmt: skip
    file = session.scalars(query).one_or_none()
    if file is None:
        file = PrintFile(
            mailing_id=mailing.id, name=_name(session, mailing, round_, group), pack=pack, component=component,
            language=language, format=format_, generation=1, state="planned", pieces=0, purpose="reprint",
            round=round_,
        )  # fmt: skip
        session.add(file)
        session.flush()
    rows = [
        {"id": piece_id, "attempt": _attempt(session, piece_id) + 1, "print_file_id": file.id, "position": position}
        for position, piece_id in enumerate(pieces, start=file.pieces)
    ]
    session.execute(update(Piece), rows)
    file.pieces += len(rows)
    session.flush()
    return file


def _attempt(session: Session, piece_id: int) -> int:
    return session.scalars(select(Piece.attempt).where(Piece.id == piece_id)).one()


def _name(session: Session, mailing: Mailing, round_: int, group: tuple[str, str, str, str]) -> str:
    component, pack, language, format_ = group
    if component == pack:  # orders: one file, of no pack or language
        return f"{pack}s-{mailing.id}-r{round_:04d}.csv"
    stem = f"{mailing.wave}-{mailing.contact}-{component}-{pack}-{language}-{format_}-r"
    taken = select(func.count()).where(PrintFile.name.startswith(stem, autoescape=True))
    return f"{stem}{session.scalars(taken).one() + 1:04d}.pdf"
