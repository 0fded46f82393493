"""Who may do what in the stores on PostgreSQL: one role for each program, with the rights that it needs and no other.

SQLite has no roles: there the files' permissions decide. Tables belong to the account that runs `fulfilment store
upgrade`, which is none of these: no program may change a table, and none may change or delete an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from sqlalchemy import Connection, Engine, MetaData, text

from fulfilment.errors import FulfilmentError
from fulfilment.store.engines import transaction
from fulfilment.store.migrating import Store
from fulfilment.store.office.models import OfficeBase
from fulfilment.store.online.models import OnlineBase

Program = Literal["public", "staff", "office"]

ROLES: Mapping[Program, str] = {
    "public": "fulfilment_public",
    "staff": "fulfilment_staff",
    "office": "fulfilment_office",
}
METADATA: Mapping[Store, MetaData] = {"office": OfficeBase.metadata, "online": OnlineBase.metadata}

READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"
ALL = (READ, ADD, CHANGE, REMOVE)
MAINTAIN_SINCE = 170_000  # the version of PostgreSQL from which on somebody else than the owner may vacuum

Rights = Mapping[str, tuple[str, ...]]

# The public site: no office store, and of requests only the number of its own.
_PUBLIC: Rights = {
    "settings": (READ,),
    "codes": (READ, "UPDATE (state, stop)"),
    "drafts": ALL,
    "sessions": (READ, ADD, CHANGE),
    "responses": (READ, ADD),
    "requests": (ADD, "SELECT (id)"),
    "attempts": (READ, ADD, REMOVE),
}
_STAFF_ONLINE: Rights = {
    "settings": (READ,),
    "codes": (READ, ADD, CHANGE),
    "drafts": ALL,
    "sessions": (READ, ADD, CHANGE),
    "responses": (READ, ADD, REMOVE),
    "requests": (READ, ADD),
}
# What the staff site changes in the office store; the rest it reads.
_STAFF_OFFICE: Rights = {
    "cases": (READ, CHANGE),
    "people": (READ, CHANGE),
    "pieces": (READ, "UPDATE (issue, replaced_at)"),
    "mailings": (READ, "UPDATE (id)"),  # to lock the row while a pull list is opened
    "pull_lists": (READ, ADD, CHANGE),
    "pull_rows": (READ, ADD),
    "events": (READ, ADD),
    "chain_head": (READ, CHANGE),
    "collected": (READ, ADD, CHANGE),
    "staff": (READ, CHANGE),
    "staff_sessions": (READ, ADD, CHANGE),
    "outcome_changes": (READ, ADD),
    "undos": (READ, ADD, CHANGE),
    "requests_acted": (READ, ADD),
    "withdrawals": (READ, ADD, CHANGE),
    "returned_letters": (READ, ADD),
}
_APPEND_ONLY: Rights = {"events": (READ, ADD), "outcome_changes": (READ, ADD)}


def rights(program: Program, store: Store) -> Rights:
    """Table -> what a program may do there; empty where it has nothing to do with the store."""
    tables = [table.name for table in METADATA[store].sorted_tables]
    granted: Rights
    if program == "office":
        granted = {**dict.fromkeys(tables, ALL), **(_APPEND_ONLY if store == "office" else {})}
    elif program == "staff":
        granted = {**dict.fromkeys(tables, (READ,)), **_STAFF_OFFICE} if store == "office" else dict(_STAFF_ONLINE)
    else:
        granted = dict(_PUBLIC) if store == "online" else {}
    return {**granted, "alembic_version": (READ,)} if granted else {}


def statements(engine: Engine, store: Store, roles: Mapping[Program, str] = ROLES) -> list[str]:
    """The statements that give each program its rights in a store and take away all others, in order.

    ``roles`` names the role of each program; one that is not there is made, able to log in, without a password. Raises
    FulfilmentError where the store is not on PostgreSQL.
    """
    if engine.dialect.name != "postgresql":
        what, mend = f"the {store} store is not on PostgreSQL", "On SQLite the permissions of its file decide."
        raise FulfilmentError("store-roles", what, mend)
    with transaction(engine) as session:
        return list(_statements(session.connection(), store, roles))


def apply(engine: Engine, store: Store, roles: Mapping[Program, str] = ROLES) -> None:
    """Give the rights, in one transaction. The account must own the store's tables and be allowed to make roles."""
    wanted = statements(engine, store, roles)
    with transaction(engine) as session:
        for statement in wanted:
            session.execute(text(statement))


def _statements(connection: Connection, store: Store, roles: Mapping[Program, str]) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote
    database = quote(connection.engine.url.database or "")
    there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    for role in roles.values():
        if role not in there:
            yield f"CREATE ROLE {quote(role)} LOGIN"
    named = ", ".join(quote(role) for role in roles.values())
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {named}"
    yield f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {named}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {named}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {named}"
    for program, role in roles.items():
        granted = rights(program, store)
        if granted:
            to = quote(role)
            yield f"GRANT CONNECT ON DATABASE {database} TO {to}"
            yield f"GRANT USAGE ON SCHEMA public TO {to}"
            yield from (f"GRANT {', '.join(what)} ON {quote(table)} TO {to}" for table, what in granted.items())
            yield from (f"GRANT USAGE ON SEQUENCE {quote(name)} TO {to}" for name in _sequences(store, granted))
    if _version(connection) >= MAINTAIN_SINCE:  # destroying people ends with a vacuum
        yield f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {quote(roles['office'])}"


def _sequences(store: Store, granted: Rights) -> Iterator[str]:
    """The number givers of the tables to which a program adds."""
    for table in METADATA[store].sorted_tables:
        if table.autoincrement_column is not None and ADD in granted.get(table.name, ()):
            yield f"{table.name}_{table.autoincrement_column.name}_seq"


def _version(connection: Connection) -> int:
    return int(connection.scalar(text("SHOW server_version_num")) or 0)
