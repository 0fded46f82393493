"""Opening the two stores, and the two ways to use one: a transaction that writes, a reading that can't.

The one place that knows SQLite from PostgreSQL. Everything else is SQLAlchemy that runs on both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from weakref import WeakSet

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import Session

from fulfilment.errors import FulfilmentError
from fulfilment.store.migrating import Store, require_current
from fulfilment.store.refusals import refusing

BUSY_TIMEOUT_MS = (
    10_000  # our choice: bulk work goes in transactions of at most 1,000 rows, a fraction of a second each
)

_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "journal_mode = WAL",  # a respondent's reading never waits for another's saving
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten with zeros
    "synchronous = FULL",  # a saved answer survives a power cut
    "temp_store = MEMORY",  # nothing of a store in other files
    "cache_size = -8000",  # KiB; measured: with SQLite's own 2 MB, planning 120,000 pieces waits for index pages
)


def office(url: str) -> Engine:
    """The office store at a SQLAlchemy address. Opens nothing yet. Raises FulfilmentError for an unusable address."""
    return _engine(url, "office")


def online(url: str) -> Engine:
    """The online store at a SQLAlchemy address. Opens nothing yet. Raises FulfilmentError for an unusable address."""
    return _engine(url, "online")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that writes: everything is kept at the end of the block, or nothing where an exception leaves it.

    It takes the write lock at once (SQLite: BEGIN IMMEDIATE), so that what it read can't change before it writes. Only
    in an online store on PostgreSQL do writers work side by side, so that respondents don't queue for each other's
    answers: there who changes a row on the strength of what it read locks that row (``with_for_update``).
    Raises FulfilmentError where the store is missing, not up to date, full, locked, read-only or damaged.
    """
    writer = engine.execution_options(use="write")
    with _usable(engine), Session(writer, expire_on_commit=False) as session, session.begin():
        session.connection()  # takes the lock now, not at the first statement
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that can't write and sees the store as it is at its first statement. Raises as ``transaction``."""
    if engine.dialect.name == "sqlite":
        reader = engine.execution_options(use="read")
    else:
        reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with _usable(engine), Session(reader, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def settled(engine: Engine) -> Iterator[Session]:
    """A reading while no writer is under way: where it sees a row's number, it sees every row with a lower one.

    Else who collects by number would pass over a row that was numbered early and committed late, for good.
    """
    if engine.dialect.name == "sqlite":
        reader = engine.execution_options(use="read")  # one writer at a time: numbers are committed in their order
    else:
        reader = engine.execution_options(use="settled", postgresql_readonly=True)
    with _usable(engine), Session(reader, expire_on_commit=False) as session, session.begin():
        yield session


def vacuum(engine: Engine) -> None:
    """Rewrites the store, so that nothing deleted is left in its files. Locks it for as long as it takes.

    Raises FulfilmentError where another program is reading (SQLite): its journal would keep what was deleted; and where
    this account may not vacuum every table (PostgreSQL before 17: only their owner may).
    """
    with _usable(engine):
        if engine.dialect.name == "sqlite":
            with engine.connect().execution_options(use="outside") as connection:
                connection.exec_driver_sql("VACUUM")
                is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
            if is_busy:
                store = engine.get_execution_options()["store"]
                raise FulfilmentError("store-busy", f"the {store} store is in use by another program", "Run it again.")
        else:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                _refuse_silence(connection)
                connection.exec_driver_sql("VACUUM FULL")


def _refuse_silence(connection: Connection) -> None:
    """PostgreSQL passes over tables that an account may not vacuum, with no more than a warning."""
    may = "has_table_privilege(oid, 'MAINTAIN')"
    if (connection.dialect.server_version_info or (0,)) < (17,):
        may = "pg_has_role(relowner, 'USAGE')"
    ours = "relkind = 'r' AND relnamespace = 'public'::regnamespace"
    if connection.exec_driver_sql(f"SELECT count(*) FROM pg_class WHERE {ours} AND NOT {may}").scalar():
        what = "this account may not vacuum every table: what was deleted would stay in the database's files"
        raise FulfilmentError("store-vacuum", what, "Run it again with the address of the tables' owner.")


# What a SQLite connection says when SQLAlchemy begins. "outside" is for what may not stand in a transaction; "rebuild"
# is for migrations: a table that others refer to is made anew, and foreign keys can be let go only before BEGIN.
_BEGIN = {
    "read": ("PRAGMA foreign_keys = ON", "PRAGMA query_only = ON", "BEGIN"),
    "write": ("PRAGMA foreign_keys = ON", "PRAGMA query_only = OFF", "BEGIN IMMEDIATE"),
    "rebuild": ("PRAGMA foreign_keys = OFF", "PRAGMA query_only = OFF", "BEGIN IMMEDIATE"),
    "outside": ("PRAGMA query_only = OFF",),
}
# What a PostgreSQL connection says then. Writers of the office store queue, as they do on SQLite: each adds to the one
# chain of events, and rows locked in another order beside it would end in deadlocks. Online writers wait only for who
# reads settled numbers or migrates.
_LOCK, _SHARE = "SELECT pg_advisory_xact_lock(1)", "SELECT pg_advisory_xact_lock_shared(1)"
_POSTGRESQL_BEGIN: dict[tuple[str, Store], str] = {
    ("write", "office"): _LOCK,
    ("write", "online"): _SHARE,
    ("settled", "office"): _LOCK,
    ("settled", "online"): _LOCK,
    ("rebuild", "office"): _LOCK,
    ("rebuild", "online"): _LOCK,
}
# Looked at once: a store is brought up to date while no program has it open.
_up_to_date: WeakSet[Engine] = WeakSet()


@contextmanager
def _usable(engine: Engine) -> Iterator[None]:
    store: Store = engine.get_execution_options()["store"]
    if engine not in _up_to_date:
        require_current(engine, store)
        _up_to_date.add(engine)
    with refusing(engine, store):
        yield


def _engine(url: str, store: Store) -> Engine:
    try:
        # a server that was restarted is asked again, on a connection that is alive
        engine = create_engine(url, execution_options={"store": store}, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        reason = type(error).__name__  # not its text: an address may hold a password
        what, mend = f"the address of the {store} store can't be used ({reason})", "Write it like sqlite:////data/x.db."
        raise FulfilmentError("store-address", what, mend) from None
    if engine.dialect.name == "sqlite":
        if engine.url.database in (None, "", ":memory:"):
            raise FulfilmentError(
                "store-address", f"the {store} store needs a file", "Write it like sqlite:////data/x.db."
            )
        event.listen(engine, "do_connect", _open_what_is_there)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "begin", _begin_on_postgresql)
    return engine


def _open_what_is_there(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
    # SQLite would make an empty database in the place of one that was moved away.
    arguments[0] = f"file:{quote(arguments[0])}?mode=rw"
    options["uri"] = True


def _set_pragmas(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # Python's driver would begin late and by itself; SQLAlchemy begins, see _BEGIN
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    for statement in _BEGIN[connection.get_execution_options().get("use", "read")]:
        connection.exec_driver_sql(statement)


def _begin_on_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    lock = _POSTGRESQL_BEGIN.get((options.get("use", "read"), options["store"]))
    if lock:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}; {lock}")
