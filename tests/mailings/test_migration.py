"""A store that holds a released mailing of the first version is brought up to date with every row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from fulfilment.errors import FulfilmentError
from fulfilment.store import migrating
from fulfilment.store.engines import reading
from fulfilment.store.migrations import office as migrations
from fulfilment.store.office.models import Case, Mailing, Piece, PrintFile
from tests import season
from tests.databases import Stores, dropped, empty

FIRST = [
    "INSERT INTO sample_files VALUES (1, 'w', 'RZA', 'f', 'h', 1, 1, 'approved', :at, 'ash', :at, 'ash')",
    "INSERT INTO cases VALUES ('t', 'w', 'adult', '12345678K', 1, 'RZA', NULL, 'adult', 'en', 'standard', "
    "'2026-06-01', '{}', 1, 2, 'open', 6, NULL, NULL, NULL, NULL, :at)",
    "INSERT INTO people VALUES ('t', 'w', :blob, NULL, NULL, NULL, NULL)",
    "INSERT INTO clearances VALUES (1, 'w', 'trace', :at, :at, 'ash', 'h', 1, 0)",
    "INSERT INTO mailings VALUES (1, 'w', 1, '[\"RZA\"]', 'released', 1, :at, 'ash', :at, 'ash', '{}')",
    "INSERT INTO print_files VALUES (1, 1, 'x-0001.pdf', 'adult-1', 'letter', 'en', 'standard', 1, 'released', 9, 'h', "
    "'i', 1, 2, 1, :at, :at)",
    "INSERT INTO pieces VALUES (1, 1, 't', 'w', 1, 'live', 1, 1, 'released', NULL, 1, 0, 1, 2, 1, 12.0, 'h', 'k')",
]


@pytest.fixture
def first(kind: str, tmp_path: Path) -> Iterator[Stores]:
    """An office store as the first version made it, with one released letter."""
    stores = empty(kind, tmp_path)
    if kind == "sqlite":
        (tmp_path / "office.db").touch()
    folder = Path(migrations.__file__).parent
    script = ScriptDirectory(folder, version_locations=[folder])
    with stores.office.execution_options(use="write").begin() as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            script.get_revision("0001").module.upgrade()
        context.stamp(script, "0001")
        for statement in FIRST:
            connection.execute(text(statement), {"at": "2026-11-02 09:00:00.000000", "blob": b"sealed"})
    yield stores
    stores.close()
    dropped(tmp_path)


def test_nothing_is_lost_and_everything_keeps_its_meaning(first: Stores) -> None:
    migrating.upgrade(first.office, "office")
    with reading(first.office) as session:
        case, piece = session.scalars(select(Case)).one(), session.scalars(select(Piece)).one()
        file, mailing = session.scalars(select(PrintFile)).one(), session.scalars(select(Mailing)).one()
    assert (case.token, case.kind, case.sample_row, case.created_at) == ("t", "live", 2, season.NOW)
    assert (piece.token, piece.state, piece.grams, piece.replaced_at) == ("t", "released", 12.0, None)
    assert (file.purpose, file.round, mailing.state) == ("first", 0, "released")


def test_the_rows_are_still_held_by_their_keys_and_checks(first: Stores) -> None:
    migrating.upgrade(first.office, "office")
    for statement in (
        "DELETE FROM cases",
        "UPDATE cases SET kind = 'nobody'",
        "UPDATE mailings SET state = 'lost'",
        "INSERT INTO pieces (id, mailing_id, token, wave, contact, kind, issue, attempt, state) "
        "VALUES (2, 1, 't', 'w', 1, 'live', 1, 1, 'planned')",
    ):
        with (
            pytest.raises(IntegrityError),
            first.office.execution_options(use="write").begin() as connection,
        ):
            connection.execute(text(statement))


def test_an_old_store_is_not_used_before_it_is_up_to_date(first: Stores) -> None:
    with pytest.raises(FulfilmentError, match="fulfilment store upgrade"), reading(first.office):
        pass
