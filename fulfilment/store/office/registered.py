"""Queries on registered files: files with personal data, noted before they are written, to be destroyed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.store.office.models import RegisteredFile


def register(session: Session, path: Path | str, kind: str, wave: str | None, at: datetime) -> None:
    """Notes that a file of personal data is about to be written. A file written anew is noted as being there again.

    ``path`` is relative to the workspace, or absolute where it lies outside; ``kind`` is a code such as ``print_file``.
    """
    row = _by_path(session, path)
    if row is None:
        session.add(RegisteredFile(path=str(path), kind=kind, wave=wave, registered_at=at))
    elif row.destroyed_at is not None:
        row.registered_at, row.destroyed_at = at, None
    session.flush()


def mark_destroyed(session: Session, path: Path | str, at: datetime) -> None:
    """Notes that a registered file is gone."""
    row = _by_path(session, path)
    if row is not None and row.destroyed_at is None:
        row.destroyed_at = at
        session.flush()


def of_wave(session: Session, wave: str | None) -> list[RegisteredFile]:
    """The files of a wave (None: of no wave) that are not noted as destroyed, in the order of registration."""
    query = select(RegisteredFile).where(RegisteredFile.wave == wave, RegisteredFile.destroyed_at.is_(None))
    return list(session.scalars(query.order_by(RegisteredFile.id)))


def within(session: Session, folder: str) -> list[str]:
    """The paths of the files in a folder, and below it, that are not noted as destroyed."""
    query = select(RegisteredFile.path).where(
        RegisteredFile.path.startswith(f"{folder}/", autoescape=True), RegisteredFile.destroyed_at.is_(None)
    )
    return list(session.scalars(query.order_by(RegisteredFile.id)))


def _by_path(session: Session, path: Path | str) -> RegisteredFile | None:
    return session.scalars(select(RegisteredFile).where(RegisteredFile.path == str(path))).one_or_none()
