"""Migrations: a store's tables in the state that this program expects. Alembic, run from here and not from a shell.

The revisions of each store are in ``migrations/office`` and ``migrations/online``, one after the other. An upgrade is
one transaction: it is done, or nothing was.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, insert, select

from fulfilment.errors import FulfilmentError
from fulfilment.keys.digests import SALT_BYTES
from fulfilment.keys.subkeys import Randomness
from fulfilment.store.online.models import Setting
from fulfilment.store.refusals import place, refusing

Store = Literal["office", "online"]


def upgrade(engine: Engine, store: Store, randomness: Randomness = os.urandom) -> None:
    """Makes the store's tables, or brings them up to date; gives an online store its salt. Raises FulfilmentError.

    A SQLite file that is not there is made, readable by its owner alone.
    """
    with refusing(engine, store):
        _make_file(engine, store)
        with engine.execution_options(use="rebuild").begin() as connection:
            _run(connection, store)
            _refuse_broken_references(connection)
            if store == "online":
                _give_salt(connection, randomness)


def is_current(engine: Engine, store: Store) -> bool:
    """Whether the store is there and has the tables that this program expects. Raises FulfilmentError."""
    if not _is_there(engine):
        return False
    with refusing(engine, store), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _script(store).get_current_head()


def require_current(engine: Engine, store: Store) -> None:
    """Raises FulfilmentError, naming the command to run, where the store is not there or not up to date."""
    if not _is_there(engine):
        what = f"there is no {store} store at {place(engine.url)}"
        raise FulfilmentError("store-missing", what, "Make a workspace with: fulfilment init.")
    if not is_current(engine, store):
        what = f"the {store} store at {place(engine.url)} is not as this version of this program needs it"
        raise FulfilmentError("store-not-current", what, "Bring it up to date with: fulfilment store upgrade.")


@cache
def _script(store: Store) -> ScriptDirectory:
    folder = Path(__file__).parent / "migrations" / store
    return ScriptDirectory(folder, version_locations=[folder])


def _run(connection: Connection, store: Store) -> None:
    context, script = MigrationContext.configure(connection), _script(store)
    current = context.get_current_revision()
    if current not in (None, *(revision.revision for revision in script.walk_revisions())):
        what = f"the {store} store was made by a newer version of this program"
        raise FulfilmentError("store-newer", what, "Use that version.")
    ahead = list(script.iterate_revisions("head", current or "base"))
    with Operations.context(context):
        for revision in reversed(ahead):
            revision.module.upgrade()
            context.stamp(script, revision.revision)


def _refuse_broken_references(connection: Connection) -> None:
    """SQLite does not look after foreign keys while a table is made anew; so they are looked at once, afterwards."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        what = "rows of the store refer to rows that are not there"
        raise FulfilmentError("store-damaged", what, "Bring the store back from a backup, then upgrade it.")


def _give_salt(connection: Connection, randomness: Randomness) -> None:
    if connection.scalar(select(Setting.value).where(Setting.name == "salt")) is None:
        connection.execute(insert(Setting).values(name="salt", value=randomness(SALT_BYTES).hex()))


def _is_there(engine: Engine) -> bool:
    file = _file(engine)
    try:
        return file is None or file.exists()
    except PermissionError:
        return True  # it may be; the database says why it can't be opened


def _make_file(engine: Engine, store: Store) -> None:
    file = _file(engine)
    if file is None or _is_there(engine):
        return
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        what = f"the {store} store can't be made at {file}: {error.strerror or type(error).__name__}"
        raise FulfilmentError("store-not-made", what, "Check that its folder is there and may be written.") from None


def _file(engine: Engine) -> Path | None:
    """The file of a SQLite store."""
    is_sqlite = engine.url.get_backend_name() == "sqlite"
    return Path(engine.url.database) if is_sqlite and engine.url.database else None
