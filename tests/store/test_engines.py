"""Opening the stores: writers wait for each other, readers write nothing, a block is kept whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from fulfilment.errors import FulfilmentError
from fulfilment.store import engines, migrating
from fulfilment.store.engines import reading, transaction
from fulfilment.store.online import requests
from fulfilment.store.online.collecting import requests_since
from fulfilment.store.online.models import Setting
from fulfilment.store.refusals import refusing
from tests.store.conftest import NOW, ON_POSTGRESQL, ON_SQLITE


class Crash(Exception):
    """What interrupts a block in these tests."""


def add(session, name, value="1"):
    session.add(Setting(name=name, value=value))
    session.flush()


def names(online):
    with reading(online) as session:
        return set(session.scalars(select(Setting.name))) - {"salt"}


def address(engine):
    return engine.url.render_as_string(hide_password=False)


def refusal(do):
    with pytest.raises(FulfilmentError) as refused:
        do()
    return refused.value


def write(engine):
    with transaction(engine) as session:
        add(session, "a")


def test_what_a_block_wrote_is_kept_at_its_end(online):
    write(online)
    assert names(online) == {"a"}


def test_an_exception_in_the_middle_leaves_nothing(online):
    def crash():
        with transaction(online) as session:
            add(session, "a")
            add(session, "b")
            raise Crash

    with pytest.raises(Crash):
        crash()
    assert names(online) == set()


def test_a_process_that_is_killed_in_the_middle_leaves_nothing(online):
    code = """
import os, signal, sys
from fulfilment.store import engines
from fulfilment.store.online.models import Setting
with engines.transaction(engines.online(sys.argv[1])) as session:
    session.add(Setting(name="a", value="1"))
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code, address(online)], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -9
    assert names(online) == set()
    write(online)


def test_a_reading_cannot_write(online):
    with pytest.raises(FulfilmentError, match="may only be read"), reading(online) as session:
        add(session, "a")
    write(online)  # and the connection it used can write again
    assert names(online) == {"a"}


def test_a_reading_sees_one_moment(online):
    with reading(online) as session:
        assert session.scalars(select(Setting.name).where(Setting.name == "a")).all() == []
        write(online)
        assert session.scalars(select(Setting.name).where(Setting.name == "a")).all() == []
    assert names(online) == {"a"}


def test_a_writer_that_reads_first_still_counts_right_beside_others(online):
    """Without BEGIN IMMEDIATE and the row's lock two would read the same number, or one would be refused half way."""
    with transaction(online) as session:
        add(session, "count", "0")

    def count_up():
        for _ in range(20):
            with transaction(online) as session:
                row = session.get_one(Setting, "count", with_for_update=True)
                row.value = str(int(row.value) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(online) as session:
        assert session.get_one(Setting, "count").value == "80"


def test_a_reader_does_not_wait_for_a_writer(online):
    with transaction(online) as session:
        add(session, "a")
        assert names(online) == set()


def test_rows_can_be_used_after_their_block(online):
    write(online)
    with reading(online) as session:
        row = session.get_one(Setting, "a")
    assert row.value == "1"


def test_a_broken_constraint_is_our_own_fault_and_passes_unchanged(online):
    write(online)
    with pytest.raises(IntegrityError):
        write(online)


def test_a_wrong_statement_is_our_own_fault_and_passes_unchanged(online):
    with pytest.raises(DBAPIError, match="absent"), reading(online) as session:
        session.execute(text("SELECT * FROM absent"))


@ON_SQLITE
def test_every_connection_is_set_up_for_safety(online):
    wanted = {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "synchronous": 2,
        "busy_timeout": 10_000,
        "temp_store": 2,
    }
    with transaction(online) as session:
        assert {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted


@ON_SQLITE
def test_a_store_is_readable_by_its_owner_alone(online, tmp_path):
    write(online)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("store", ["office", "online"])
def test_a_store_that_is_not_there_is_refused_and_not_made(tmp_path, store):
    engine = getattr(engines, store)(f"sqlite:///{tmp_path / 'none.db'}")
    for use in (reading, transaction):
        error = refusal(lambda use=use: use(engine).__enter__())
        assert error.code == "store-missing"
        assert "fulfilment init" in str(error)
    assert list(tmp_path.iterdir()) == []


@ON_SQLITE
def test_a_store_that_is_closed_to_this_account_is_refused(online, tmp_path):
    code = """
import os, sys
from fulfilment.errors import FulfilmentError
from fulfilment.store import engines, migrating
engine = engines.online(sys.argv[1])
if os.getuid() == 0:
    os.setuid(65534)  # nothing is closed to the administrator
for do in (lambda: engines.transaction(engine).__enter__(), lambda: migrating.upgrade(engine, "online")):
    try:
        do()
    except FulfilmentError as error:
        print(error.code)
"""
    online.dispose()
    tmp_path.chmod(0)
    command = [sys.executable, "-c", code, str(online.url)]
    ran = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True)
    tmp_path.chmod(0o700)
    assert ran.stdout.split() == ["store-unreachable", "store-unreachable"]


@ON_SQLITE
def test_a_store_that_may_only_be_read_is_refused_for_writing(online, tmp_path):
    code = """
import os, sys
from fulfilment.errors import FulfilmentError
from fulfilment.store import engines
engine = engines.online(sys.argv[1])
if os.getuid() == 0:
    os.setuid(65534)
try:
    with engines.transaction(engine):
        pass
except FulfilmentError as error:
    print(error.code)
"""
    online.dispose()
    open_to_all = Path(tempfile.mkdtemp())
    shutil.copy(tmp_path / "online.db", open_to_all)
    (open_to_all / "online.db").chmod(0o444)
    open_to_all.chmod(0o555)
    command = [sys.executable, "-c", code, f"sqlite:///{open_to_all / 'online.db'}"]
    ran = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True)
    open_to_all.chmod(0o700)
    shutil.rmtree(open_to_all)
    assert ran.stdout.split() in (["store-read-only"], ["store-unreachable"])


@ON_SQLITE
def test_a_store_that_was_moved_away_meanwhile_is_not_replaced_by_an_empty_one(online, tmp_path):
    write(online)
    online.dispose()
    (tmp_path / "online.db").rename(tmp_path / "moved.db")
    assert refusal(lambda: names(online)).code == "store-unreachable"
    assert not (tmp_path / "online.db").exists()


def test_a_store_whose_migrations_did_not_run_names_the_command(tmp_path):
    (tmp_path / "online.db").touch()
    engine = engines.online(f"sqlite:///{tmp_path / 'online.db'}")
    error = refusal(lambda: write(engine))
    assert error.code == "store-not-current"
    assert "fulfilment store upgrade" in str(error)


@pytest.mark.parametrize(
    "content", [b"this is not a database, but a text that is long enough to be one" * 20, os.urandom(8192)]
)
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    file = tmp_path / "online.db"
    file.write_bytes(content)
    engine = engines.online(f"sqlite:///{file}")
    assert refusal(lambda: write(engine)).code == "store-damaged"
    assert refusal(lambda: migrating.upgrade(engine, "online")).code == "store-damaged"
    assert file.read_bytes() == content


@ON_SQLITE
def test_a_damaged_database_is_refused(online, tmp_path):
    with transaction(online) as session:
        for n in range(500):
            session.add(Setting(name=f"n{n}", value="x" * 200))
    engines.vacuum(online)
    online.dispose()
    file = tmp_path / "online.db"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    assert refusal(lambda: names(online)).code == "store-damaged"


@ON_SQLITE
def test_a_full_store_is_refused_and_keeps_what_it_had(online):
    write(online)
    with transaction(online) as session:
        session.execute(text(f"PRAGMA max_page_count = {session.scalar(text('PRAGMA page_count')) + 2}"))

    def fill():
        with transaction(online) as session:
            for n in range(1000):
                add(session, f"n{n}", "x" * 1000)

    error = refusal(fill)
    assert error.code == "store-full"
    assert "Make room" in str(error)
    assert names(online) == {"a"}


@ON_SQLITE
def test_a_store_that_another_program_holds_is_said_to_be_in_use(online, tmp_path):
    impatient = engines.online(str(online.url))
    with transaction(online), impatient.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        connection.close()
        error = refusal(lambda: write(impatient))
    assert error.code == "store-busy"


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "sqlite", "oracledb://x", "nosuch+driver://u:hidden@h/d", "sqlite://", "sqlite:///:memory:"],
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(address):
    error = refusal(lambda: engines.online(address))
    assert error.code == "store-address"
    assert "hidden" not in str(error)


def test_an_unreachable_server_is_refused_without_showing_its_password():
    engine = engines.online("postgresql+psycopg://web:hidden@127.0.0.1:1/online?connect_timeout=2")
    error = refusal(lambda: write(engine))
    assert error.code == "store-unreachable"
    assert "hidden" not in str(error)


@ON_SQLITE
def test_vacuuming_leaves_nothing_deleted_in_any_file(online, tmp_path):
    with transaction(online) as session:
        add(session, "a", "Quillfeather" * 50)
    with transaction(online) as session:
        session.delete(session.get_one(Setting, "a"))
    engines.vacuum(online)
    assert [file.name for file in tmp_path.iterdir() if b"Quillfeather" in file.read_bytes()] == []
    write(online)


@ON_POSTGRESQL
def test_a_store_that_is_held_too_long_is_said_to_be_in_use(office):
    impatient = engines.office(address(office))
    with transaction(office), impatient.connect() as waiting:
        waiting.exec_driver_sql("SET LOCAL lock_timeout = 1")
        error = refusal(lambda: _queue(impatient, waiting))
    assert error.code == "store-busy"
    impatient.dispose()


def _queue(engine, connection):
    with refusing(engine, "office"):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1)")


def test_who_reads_settled_numbers_sees_every_row_before_the_last(online):
    """Two respondents write at once, and the one whose row has the lower number is done last."""
    seen: list[int] = []

    def ask(session):
        wave = "adult-2026"
        requests.add(session, token="t1", wave=wave, kind="died", source="online", sealed=b"", at=NOW)

    def collect():
        with engines.settled(online) as session:
            seen.extend(row.id for row in requests_since(session, "adult-2026", 0))

    collector = threading.Thread(target=collect)
    with transaction(online) as slow:
        ask(slow)
        if online.dialect.name == "postgresql":
            with transaction(online) as quick:
                ask(quick)
        collector.start()
        collector.join(timeout=0.2)
        assert seen == []
    collector.join()
    assert seen == ([1, 2] if online.dialect.name == "postgresql" else [])


def test_office_writers_queue_and_online_writers_do_not(kind, office, online):
    """So that no two programs add to one chain at once, and no respondent waits for another's answers."""
    if kind == "postgresql":
        with transaction(online) as one, transaction(online) as other:
            add(one, "a")
            add(other, "b")
        assert names(online) == {"a", "b"}
    order = []

    def write_office():
        with transaction(office):
            order.append("second")

    second = threading.Thread(target=write_office)
    with transaction(office):
        second.start()
        second.join(timeout=0.2)
        order.append("first")
    second.join()
    assert order == ["first", "second"]
