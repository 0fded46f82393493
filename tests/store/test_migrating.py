"""Migrations: what they make is what the models say, all of it or nothing."""

from __future__ import annotations

from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from fulfilment.errors import FulfilmentError
from fulfilment.store import engines, migrating
from fulfilment.store.columns import UtcMoment
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office.models import OfficeBase
from fulfilment.store.online import codes
from fulfilment.store.online.models import OnlineBase, Setting
from tests.databases import dropped, empty
from tests.store.conftest import NOW

MODELS = {"office": OfficeBase.metadata, "online": OnlineBase.metadata}


@pytest.fixture(params=["office", "online"])
def store(request, stores):
    return request.param, getattr(stores, request.param)


@pytest.fixture
def bare(kind, tmp_path):
    """Two stores of which the migrations never ran."""
    stores = empty(kind, tmp_path / "bare")
    (tmp_path / "bare").mkdir()
    yield stores
    stores.close()
    dropped(tmp_path)


def shape(inspector):
    """Everything about the tables that the database tells."""
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in inspector.get_columns(table)],
            "primary": inspector.get_pk_constraint(table),
            "unique": sorted(inspector.get_unique_constraints(table), key=lambda c: c["name"]),
            "checks": sorted((c["name"], c["sqltext"]) for c in inspector.get_check_constraints(table)),
            "foreign": sorted(inspector.get_foreign_keys(table), key=lambda c: c["name"]),
            "indexes": sorted(
                (i["name"], i["column_names"], i["unique"], _where(i.get("dialect_options", {})))
                for i in inspector.get_indexes(table)
            ),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def _where(options):
    return str(options.get("sqlite_where", options.get("postgresql_where")))


def rows_of_the_schema(engine):
    """Every word that the database keeps about its tables."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return connection.execute(text("SELECT * FROM sqlite_master")).all()
        own = "SELECT oid, relname, relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY oid"
        return connection.execute(text(own)).all()


def test_migrating_makes_what_the_models_say(store):
    name, engine = store
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), MODELS[name]) == []


def test_migrating_makes_every_check_key_and_index_of_the_models(store, bare):
    name, engine = store
    plain = create_engine(getattr(bare, f"{name}_url"))
    MODELS[name].create_all(plain)
    assert shape(inspect(engine)) == shape(inspect(plain))
    plain.dispose()


def test_upgrading_again_changes_nothing(store):
    name, engine = store
    before = rows_of_the_schema(engine)
    migrating.upgrade(engine, name)
    assert rows_of_the_schema(engine) == before


def test_an_upgrade_that_fails_in_the_middle_leaves_nothing(bare):
    def dry(size):
        raise OSError("no randomness")

    engine = bare.online
    with pytest.raises(OSError, match="no randomness"):
        migrating.upgrade(engine, "online", dry)
    assert inspect(engine).get_table_names() == []
    assert not migrating.is_current(engine, "online")
    migrating.upgrade(engine, "online")
    assert migrating.is_current(engine, "online")


def test_an_online_store_gets_one_salt_and_keeps_it(bare):
    engine = bare.online
    migrating.upgrade(engine, "online", lambda size: bytes(range(size)))
    migrating.upgrade(engine, "online", lambda size: bytes(size))
    with reading(engine) as session:
        assert codes.salt(session) == bytes(range(16))


def test_two_online_stores_have_different_salts(online, bare):
    migrating.upgrade(bare.online, "online")
    with reading(online) as first, reading(bare.online) as second:
        assert codes.salt(first) != codes.salt(second)


def test_a_store_of_a_newer_program_is_left_alone(online):
    with transaction(online) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    fresh = engines.online(online.url.render_as_string(hide_password=False))
    for do in (lambda: migrating.upgrade(fresh, "online"), lambda: transaction(fresh).__enter__()):
        with pytest.raises(FulfilmentError, match="version of this program"):
            do()
    with online.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    fresh.dispose()


def test_a_store_cannot_be_made_where_there_is_no_folder(tmp_path):
    engine = engines.office(f"sqlite:///{tmp_path / 'none' / 'office.db'}")
    with pytest.raises(FulfilmentError, match="can't be made") as refused:
        migrating.upgrade(engine, "office")
    assert refused.value.code == "store-not-made"


WORDS = sorted(
    (store, table.name, str(constraint.name).removeprefix(f"ck_{table.name}_"))
    for store, metadata in MODELS.items()
    for table in metadata.sorted_tables
    for constraint in table.constraints
    if isinstance(constraint, CheckConstraint) and " IN (" in str(constraint.sqltext)
)
FILLED = {str: "x", int: 1, float: 1.0, bytes: b"x", dict: {}, date: date(2026, 6, 3), object: {}}


def _filled(column_type):
    """Something that a column of this type takes."""
    return NOW if isinstance(column_type, UtcMoment) else FILLED[column_type.python_type]


def test_the_states_and_kinds_that_flows_name_are_all_checked():
    named = {("online", "codes", "state"), ("online", "codes", "kind"), ("online", "drafts", "state")}
    named |= {("office", "pieces", "state"), ("office", "pieces", "kind"), ("office", "print_files", "state")}
    assert named <= set(WORDS)


@pytest.mark.parametrize(("store_name", "table_name", "column_name"), WORDS)
def test_the_database_itself_refuses_a_word_that_a_column_does_not_know(stores, store_name, table_name, column_name):
    table = MODELS[store_name].tables[table_name]
    row = {column.name: _filled(column.type) for column in table.columns if not column.nullable}
    allowed = {
        name: str(constraint.sqltext).split("'")[1]
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
        if (name := str(constraint.name).removeprefix(f"ck_{table_name}_")) in row
        and " IN (" in str(constraint.sqltext)
    }
    engine = getattr(stores, store_name)
    statement = table.insert().values({**row, **allowed, column_name: "nonsense"})
    refused = pytest.raises(IntegrityError, match=f"ck_{table_name}_{column_name}")
    with engine.execution_options(use="write").connect() as connection, refused:
        connection.execute(statement)


def test_the_salt_is_kept_in_the_settings(online):
    with reading(online) as session:
        assert len(bytes.fromhex(session.scalars(select(Setting.value)).one())) == 16
