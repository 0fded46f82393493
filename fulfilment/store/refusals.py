"""What a database says when it can't, turned into a refusal in one place: full, locked, damaged, out of reach.

Only what a person can mend is turned. A broken constraint or a wrong statement is a fault of ours and passes unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DBAPIError

from fulfilment.errors import FulfilmentError


class _Refusal(NamedTuple):
    code: str
    what: str
    mend: str


_FULL = _Refusal("store-full", "has no room left on its disk", "Make room, then run it again: nothing was changed.")
_BUSY = _Refusal("store-busy", "is in use by another program", "Wait until that is done, then run it again.")
_READ_ONLY = _Refusal(
    "store-read-only", "may only be read", "Check that its file and folder may be written by this account."
)
_DAMAGED = _Refusal("store-damaged", "is damaged or is not a database", "Bring it back from the last backup.")
_CLOSED = _Refusal("store-unreachable", "can't be opened", "Check its address, and that this account may open it.")
_DISK = _Refusal("store-disk", "can't be read from or written to its disk", "Check the disk, then run it again.")

# Primary result codes: https://www.sqlite.org/rescode.html
_SQLITE = {
    3: _CLOSED,  # PERM
    5: _BUSY,
    6: _BUSY,  # LOCKED
    8: _READ_ONLY,
    10: _DISK,  # IOERR
    11: _DAMAGED,  # CORRUPT
    13: _FULL,
    14: _CLOSED,  # CANTOPEN
    23: _CLOSED,  # AUTH
    26: _DAMAGED,  # NOTADB
}
# SQLSTATE, whole or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "08": _CLOSED,
    "28": _CLOSED,  # wrong password or role
    "3D000": _CLOSED,  # no such database
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,  # the role lacks the right
    "53100": _FULL,
    "53300": _BUSY,  # too many connections
    "55P03": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "57P": _CLOSED,  # shutting down
    "58": _DISK,
    "XX001": _DAMAGED,
}


@contextmanager
def refusing(engine: Engine, store: str) -> Iterator[None]:
    """Turns what the database can't do into a FulfilmentError that names the store and the remedy."""
    try:
        yield
    except DBAPIError as error:
        refusal = _of(error)
        if refusal is None:
            raise
        what = f"the {store} store {refusal.what} ({place(engine.url)})"
        raise FulfilmentError(refusal.code, what, refusal.mend) from error


def place(url: URL) -> str:
    """Where a store is, without a password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _of(error: DBAPIError) -> _Refusal | None:
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return _SQLITE.get(sqlite_code & 0xFF)  # the low byte of an extended code is the primary one
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return next((_POSTGRESQL[state[:length]] for length in (5, 3, 2) if state[:length] in _POSTGRESQL), None)
    # psycopg gives no state where there was no server to give one
    return _CLOSED if type(error.orig).__name__ == "OperationalError" else None
