"""Queries on mailings and their print files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select, text, tuple_, update
from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState
from fulfilment.store.office import events, reissues
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import ONE_LIVE, Case, Mailing, Piece, PrintFile, SampleFile


class Need(NamedTuple):
    """What decides the print file of a case: its age band (which chooses the pack), language and format.

    ``is_again``: it had a letter of the contact that no longer stands for it, so that another is a letter sent again.
    """

    age_band: str
    language: str
    format: str
    is_again: bool


class CaseToPlan(NamedTuple):
    """What planning looks at, by case."""

    token: str
    trust: str
    age_band: str
    language: str
    format: str
    state: str
    outcome: int
    stop: str | None
    issue: int
    reference: str
    loaded_at: datetime
    has_piece: bool
    is_again: bool

    @property
    def need(self) -> Need:
        """What decides its print file."""
        return Need(self.age_band, self.language, self.format, self.is_again)


def approved_trusts(session: Session, wave: str) -> set[str]:
    """Trusts of which every loaded file is approved."""
    rows = session.execute(select(SampleFile.trust, SampleFile.state).where(SampleFile.wave == wave)).all()
    waiting = {trust for trust, state in rows if state != "approved"}
    return {trust for trust, _ in rows} - waiting


def needs(session: Session, wave: str, contact: int, trusts: Sequence[str]) -> list[Need]:
    """What the cases of the trusts need of a contact, each kind of need once."""
    query = select(*_need(wave, contact)).where(*_to_be_written_to(wave, trusts)).distinct()
    return sorted(Need._make(row) for row in session.execute(query))


def cases_to_plan(
    session: Session, wave: str, contact: int, trusts: Sequence[str], needed: Sequence[Need]
) -> Iterator[CaseToPlan]:
    """Every case of the trusts with one of these needs, and whether it has a live piece for this contact already.

    Ordered by trust and reference.
    """
    planned = select(Piece.token).where(Piece.wave == wave, Piece.contact == contact, text(ONE_LIVE)).scalar_subquery()
    need = _need(wave, contact)
    query = (
        select(
            Case.token, Case.trust, Case.age_band, Case.language, Case.format, Case.state, Case.outcome, Case.stop,
            Case.issue, Case.reference, Case.created_at, Case.token.in_(planned),
            need[-1],
        )
        .where(*_to_be_written_to(wave, trusts), tuple_(*need).in_(needed))
        .order_by(Case.trust, Case.reference)
    )  # fmt: skip
    with session.execute(query.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield CaseToPlan._make(row)


def _need(wave: str, contact: int) -> tuple[Any, ...]:
    replaced = select(Piece.token).where(Piece.wave == wave, Piece.contact == contact, reissues.IS_REPLACED)
    return Case.age_band, Case.language, Case.format, Case.token.in_(replaced.scalar_subquery())


def _to_be_written_to(wave: str, trusts: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return Case.wave == wave, Case.trust.in_(trusts), Case.kind == "live"


def mailing(session: Session, mailing_id: int) -> Mailing | None:
    """The mailing with this number."""
    return session.get(Mailing, mailing_id)


def locked(session: Session, mailing_id: int) -> Mailing | None:
    """The mailing with this number, which nobody else changes until this transaction ends."""
    events.lock(session)
    return session.get(Mailing, mailing_id, with_for_update=True, populate_existing=True)


def mailings(session: Session, wave: str | None = None) -> list[Mailing]:
    """All mailings, of one wave or of all."""
    query = select(Mailing).order_by(Mailing.id)
    return list(session.scalars(query.where(Mailing.wave == wave) if wave else query))


def print_files(session: Session, mailing_id: int) -> list[PrintFile]:
    """The print files of a mailing and of its reprints, by round and name; no proofs."""
    query = select(PrintFile).where(PrintFile.mailing_id == mailing_id, PrintFile.purpose != "proof")
    return list(session.scalars(query.order_by(PrintFile.round, PrintFile.name)))


def proof_files(session: Session, mailing_id: int) -> list[PrintFile]:
    """The proofs of a mailing, by name."""
    query = select(PrintFile).where(PrintFile.mailing_id == mailing_id, PrintFile.purpose == "proof")
    return list(session.scalars(query.order_by(PrintFile.name)))


def print_file_names(session: Session, wave: str, contact: int) -> set[str]:
    """Names already given to print files of a contact, so that a top-up mailing goes on counting."""
    query = select(PrintFile.name).join(Mailing).where(Mailing.wave == wave, Mailing.contact == contact)
    return set(session.scalars(query))


def trusts_of_file(session: Session, print_file_id: int) -> list[str]:
    """The trusts whose letters a print file holds."""
    query = select(Case.trust).join(Piece, Piece.token == Case.token).where(Piece.print_file_id == print_file_id)
    return sorted(session.scalars(query.distinct()))


def record_composed(
    session: Session, print_file_id: int, columns: Mapping[str, Any], places: Mapping[int, Mapping[str, Any]],
    refused: Mapping[int, str], at: datetime,
) -> None:  # fmt: skip
    """Note a print file that was written: its pieces are composed, those that could not be printed are withheld."""
    old = piece_rows.states_of_file(session, print_file_id)
    composed = [(piece_id, old[piece_id], PieceState.COMPOSED, place) for piece_id, place in places.items()]
    withheld = [(piece, old[piece], PieceState.WITHHELD, {"withheld": reason}) for piece, reason in refused.items()]
    piece_rows.move(session, [*composed, *withheld])
    values = {**columns, "state": "composed", "composed_at": at}
    session.execute(update(PrintFile).where(PrintFile.id == print_file_id).values(**values))


def record_checked(session: Session, print_file_id: int, at: datetime) -> None:
    """Note a print file that was read back right: it and its composed pieces are checked."""
    piece_rows.move_files(session, [print_file_id], PieceState.COMPOSED, PieceState.CHECKED)
    session.execute(update(PrintFile).where(PrintFile.id == print_file_id).values(state="checked", checked_at=at))


def record_rewritten(
    session: Session, print_file_id: int, name: str, generation: int, columns: Mapping[str, Any],
    places: Mapping[int, Mapping[str, Any]], cut: Mapping[int, str],
) -> None:  # fmt: skip
    """Note a print file that was written anew without the pieces that were cut; the others stay checked."""
    old = PieceState.CHECKED
    piece_rows.move(session, [(piece, old, PieceState.WITHHELD, {"withheld": why}) for piece, why in cut.items()])
    rows = [{"id": piece_id, **place} for piece_id, place in places.items()]
    if rows:
        session.execute(update(Piece), rows)
    values = {**columns, "name": name, "generation": generation}
    session.execute(update(PrintFile).where(PrintFile.id == print_file_id).values(**values))


def reopen_file(session: Session, print_file_id: int) -> None:
    """Send a print file back to be composed again: its pieces and itself are planned, and so is its mailing.

    A mailing whose first files were handed over stays so; only its reprint goes back.
    """
    for old in (PieceState.COMPOSED, PieceState.CHECKED):
        piece_rows.move_files(session, [print_file_id], old, PieceState.PLANNED)
    file = session.get_one(PrintFile, print_file_id)
    file.state = "planned"
    if file.purpose == "first":
        set_mailing_state(session, file.mailing_id, "planned")


def set_mailing_state(session: Session, mailing_id: int, state: str) -> None:
    """Change the state of a mailing."""
    session.execute(update(Mailing).where(Mailing.id == mailing_id).values(state=state))


def set_file_states(session: Session, files: Collection[int], state: str, **columns: Any) -> None:
    """Change the state of print files, and further columns of theirs."""
    session.execute(update(PrintFile).where(PrintFile.id.in_(files)).values(state=state, **columns))


def are_all(session: Session, files: Collection[int], state: str) -> bool:
    """Whether print files are all in a state."""
    return not session.scalars(select(PrintFile.id).where(PrintFile.id.in_(files), PrintFile.state != state)).first()


def release_files(session: Session, mailing: Mailing, files: Collection[int], at: datetime, by: str) -> int:
    """Mark print files and their checked pieces as released, and the mailing with its first; returns the pieces."""
    if mailing.state == "checked":
        mailing.state, mailing.released_at, mailing.released_by = "released", at, by
    set_file_states(session, files, "released", released_at=at)
    return piece_rows.move_files(session, files, PieceState.CHECKED, PieceState.RELEASED)
