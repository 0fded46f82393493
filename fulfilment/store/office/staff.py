"""Queries on the accounts of the helpline, each change with its event. What they know is sealed or hashed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.errors import FulfilmentError
from fulfilment.keys import accounts
from fulfilment.keys.subkeys import Randomness
from fulfilment.store.office import desks, events
from fulfilment.store.office.models import Staff

ROLES = ("agent", "supervisor")
UNKNOWN = "unknown"  # who failed to sign in, where there is no such account: what was typed may be a password
_NAME = re.compile(r"[a-z][a-z0-9]*([.-][a-z0-9]+)*")  # it stands as actor in events
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Credentials:
    """What a person signs in with, to be shown once. ``totp_address`` is what an authenticator app reads."""

    name: str
    role: str
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)
    totp_address: str = field(repr=False)


def enrol(
    session: Session, staff_key: bytes, name: str, role: str, at: datetime, actor: str, randomness: Randomness
) -> Credentials:
    """Add an account with a new password and TOTP secret. Raises FulfilmentError for an unusable or a taken name."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        what, mend = "the name cannot be that of an account", "Use small letters, digits, dots and hyphens: ash.grove"
        raise FulfilmentError("staff-name", what, mend)
    if name == UNKNOWN or get(session, name) is not None:
        raise FulfilmentError("staff-taken", f"there is an account {name} already", "Choose another name.")
    credentials = _new(name, role, randomness)
    session.add(Staff(name=name, role=role, created_at=at, **_secrets(credentials, staff_key)))
    events.record(session, at, actor, "staff_added", detail={"staff": name, "role": role})
    return credentials


def reset(
    session: Session, staff_key: bytes, name: str, at: datetime, actor: str, randomness: Randomness
) -> Credentials:
    """Give an account a new password and TOTP secret, end its sessions and its lock. Raises FulfilmentError."""
    account = _known(session, name)
    credentials = _new(name, account.role, randomness)
    for column, value in _secrets(credentials, staff_key).items():
        setattr(account, column, value)
    desks.end_all(session, name, at)
    events.record(session, at, actor, "staff_reset", detail={"staff": name})
    return credentials


def disable(session: Session, name: str, at: datetime, actor: str) -> None:
    """Let nobody sign in with an account any more, and end its sessions. Raises FulfilmentError for an unknown name."""
    _known(session, name).state = "disabled"
    desks.end_all(session, name, at)
    events.record(session, at, actor, "staff_disabled", detail={"staff": name})


def get(session: Session, name: str) -> Staff | None:
    """The account with this name."""
    return session.get(Staff, name)


def everybody(session: Session) -> list[Staff]:
    """Every account, by name."""
    return list(session.scalars(select(Staff).order_by(Staff.name)))


def admit(session: Session, name: str, step: int, at: datetime) -> bool:
    """Let somebody in whose password and code were right; ``step`` is that of the code, which now counts as used.

    False where the account is disabled or locked, or the code was used before; then nothing is changed.
    """
    account = session.get(Staff, name, with_for_update=True)
    if account is None or account.state != "active" or is_locked(account, at) or step <= account.totp_last_step:
        return False
    events.record(session, at, name, "sign_in", detail={"failures": account.failures} if account.failures else None)
    account.totp_last_step, account.failures, account.locked_until = step, 0, None
    return True


def refuse(session: Session, name: str, at: datetime) -> None:
    """Count a failed sign-in. A name that nobody has is not noted; an account that waits already waits no longer.

    An event comes only of a failure after which the account has to wait: whoever guesses cannot fill the chain.
    """
    account = session.get(Staff, name, with_for_update=True)
    if account is None or is_locked(account, at):
        return
    account.failures += 1
    lock = accounts.lock_after(account.failures)
    account.locked_until = at + lock if lock else None
    if lock:
        events.record(session, at, name, "sign_in_locked", detail={"failures": account.failures})


def note_shut_out(session: Session, failures: int, at: datetime) -> None:
    """Note that an address was made to wait, and how many sign-ins failed lately, whatever names were typed."""
    events.record(session, at, UNKNOWN, "sign_in_shut_out", detail={"failures": failures})


def is_locked(account: Staff, at: datetime) -> bool:
    """Whether an account has to wait after failures."""
    return account.locked_until is not None and account.locked_until > at


def _known(session: Session, name: str) -> Staff:
    account = get(session, name)
    if account is None:
        known = ", ".join(each.name for each in everybody(session)) or "none"
        raise FulfilmentError("staff-unknown", f"there is no account {name}", f"Known accounts: {known}.")
    return account


def _new(name: str, role: str, randomness: Randomness) -> Credentials:
    secret = accounts.new_totp(randomness)
    return Credentials(
        name, role, accounts.new_password(randomness), secret, accounts.totp_address(secret, name)
    )  # fmt: skip


def _secrets(credentials: Credentials, staff_key: bytes) -> dict[str, object]:
    """The columns of an account that is new or made as new."""
    return {
        "state": "active",
        "password_hash": accounts.hash_password(credentials.password),
        "totp_sealed": accounts.seal_totp(credentials.totp_secret, staff_key, credentials.name),
        "totp_last_step": 0,
        "failures": 0,
        "locked_until": None,
    }
