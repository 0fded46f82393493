"""Each program's role on PostgreSQL may do what the program does, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from fulfilment.commands.main import run
from fulfilment.errors import FulfilmentError
from fulfilment.store import engines, roles
from fulfilment.store.engines import reading, transaction
from fulfilment.workspace import SETTINGS_FILE
from tests import databases
from tests.store.conftest import ON_POSTGRESQL

pytestmark = ON_POSTGRESQL


def refused(engine, statement):
    with pytest.raises(FulfilmentError) as error, transaction(engine) as session:
        session.execute(text(statement))
    return error.value.code


def test_the_public_site_cannot_open_the_office_store(stores):
    with pytest.raises(FulfilmentError), reading(stores.used_by("public").office) as session:
        session.execute(text("SELECT 1"))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed FROM requests",
        "DELETE FROM codes",
        "UPDATE codes SET token = 'other'",
        "UPDATE settings SET value = '00'",
        "DELETE FROM responses",
        "UPDATE responses SET answered = 0",
        "TRUNCATE drafts",
        "ALTER TABLE drafts ADD x integer",
        "CREATE TABLE mine (x integer)",
    ],
)
def test_the_public_site_cannot(stores, statement):
    assert refused(stores.used_by("public").online, statement) == "store-read-only"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM people",
        "DELETE FROM cases",
        "INSERT INTO staff (name) VALUES ('mallory')",
        "UPDATE mailings SET state = 'released'",
        "UPDATE pieces SET state = 'released'",
        "DELETE FROM clearances",
    ],
)
def test_the_helpline_cannot(stores, statement):
    assert refused(stores.used_by("staff").office, statement) == "store-read-only"


@pytest.mark.parametrize("program", ["staff", "office"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'elm'",
        "DELETE FROM events",
        "TRUNCATE events",
        "DROP TRIGGER events_no_change ON events",
    ],
)
def test_no_program_changes_an_event(stores, program, statement):
    assert refused(stores.used_by(program).office, statement) == "store-read-only"


def test_the_back_office_can_leave_nothing_behind(stores):
    office = stores.used_by("office")
    for engine in (office.office, office.online):
        engines.vacuum(engine)


def test_rights_given_again_are_the_same_and_what_was_added_by_hand_is_taken_away(stores):
    before = _granted(stores.online)
    with transaction(stores.online) as session:
        session.execute(text(f"GRANT DELETE ON codes TO {roles.ROLES['public']}"))
        session.execute(text(f"GRANT SELECT (sealed) ON requests TO {roles.ROLES['public']}"))
    assert _granted(stores.online) != before
    roles.apply(stores.online, "online")
    assert _granted(stores.online) == before


def test_every_table_is_named_by_the_rights_and_every_right_has_a_table(kind):
    for store, metadata in roles.METADATA.items():
        tables = {*metadata.tables, "alembic_version"}
        assert set(roles.rights("office", store)) == tables
        for program in roles.ROLES:
            assert set(roles.rights(program, store)) <= tables


def test_the_command_prints_what_it_would_do_or_does_it(kind, tmp_path, capsys):
    workspace = databases.workspace(kind, tmp_path / "work")
    settings = workspace.path / SETTINGS_FILE
    settings.write_text(settings.read_text().replace(f"//{roles.ROLES['office']}@", f"//{databases.OWNER}@"))
    before = _granted(workspace.online)
    assert run(["--workspace", str(workspace.path), "store", "roles"]) == 0
    assert f"GRANT SELECT, UPDATE (state, stop) ON codes TO {roles.ROLES['public']};" in capsys.readouterr().out
    assert run(["--workspace", str(workspace.path), "store", "roles", "--apply", "--public", "web"]) == 0
    assert "The rights in the online store are given." in capsys.readouterr().out
    assert "web=" in str(_granted(workspace.online))
    assert "web=" not in str(before)
    databases.dropped(tmp_path)


def _granted(engine):
    with reading(engine) as session:
        tables = session.execute(text("SELECT relname, relacl::text FROM pg_class ORDER BY relname")).all()
        columns = text("SELECT attrelid::regclass::text, attname, attacl::text FROM pg_attribute ORDER BY 1, 2")
        return [tuple(row) for row in tables], [tuple(row) for row in session.execute(columns)]
