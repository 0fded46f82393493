"""Accounts of the helpline: the hash of a password, one-time codes (TOTP), and how long to wait after failures.

A TOTP secret is sealed under staff.key: who has the office store alone can't make codes. A code counts once: the step
it belongs to is remembered, and it and every earlier one are refused.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from fulfilment.keys import sealing
from fulfilment.keys.subkeys import Randomness
from fulfilment.keys.symbols import ALPHABET, BASE

ISSUER = "NHS cancer surveys helpline"
PASSWORD_SYMBOLS, PASSWORD_GROUP = 16, 4  # 16 of 23 signs: 72 bits
TOTP_BYTES = 20  # RFC 4226 section 4, R6: 160 bits are recommended
STEP_SECONDS = 30  # RFC 6238 section 5.2
NOBODYS_TOTP = "A" * 32  # to judge a code by where there is no account
DRIFT_STEPS = 1  # RFC 6238 section 5.2 allows one step of delay; a phone's clock may also run ahead

FAILURES_FREE = 5  # our choice: so many wrong sign-ins before an account has to wait
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=1), timedelta(minutes=30)

# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, t=2, p=1. The passwords are drawn, 72 bits each.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def new_password(randomness: Randomness) -> str:
    """A password at random, in groups of four signs of which none looks like another."""
    drawn = int.from_bytes(randomness(2 * PASSWORD_SYMBOLS), "big")
    signs = ""
    for _ in range(PASSWORD_SYMBOLS):
        drawn, value = divmod(drawn, BASE)
        signs += ALPHABET[value]
    return "-".join(signs[start : start + PASSWORD_GROUP] for start in range(0, PASSWORD_SYMBOLS, PASSWORD_GROUP))


def hash_password(password: str) -> str:
    """What is stored of a password. Slow on purpose."""
    return _HASHER.hash(password)


def is_password(stored: str | None, typed: str) -> bool:
    """Whether a password was typed right. Takes the same time where there is no account (``stored`` is None)."""
    try:
        _HASHER.verify(stored or _decoy(), typed)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


@cache
def _decoy() -> str:
    return _HASHER.hash("the password of nobody")


def new_totp(randomness: Randomness) -> str:
    """A TOTP secret in base32, as authenticator apps take it."""
    return base64.b32encode(randomness(TOTP_BYTES)).decode()


def totp_address(secret: str, name: str) -> str:
    """The ``otpauth://`` address of an account, which authenticator apps read from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=name, issuer_name=ISSUER)


def totp_code(secret: str, at: datetime) -> str:
    """The six digits that an authenticator shows at a moment."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).generate_otp(_step(at))


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The time step whose code was typed, spaces or none; None for a wrong or too old one.

    Whether the step was used before, the store knows: only a higher one than the last counts.
    """
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    totp, now = pyotp.TOTP(secret, interval=STEP_SECONDS), _step(at)
    steps = range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)), None)


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def seal_totp(secret: str, staff_key: bytes, name: str) -> bytes:
    """A TOTP secret as it is stored, for this account alone."""
    return sealing.lock_bytes(secret.encode(), staff_key, f"totp/{name}")


def open_totp(sealed: bytes, staff_key: bytes, name: str) -> str:
    """The TOTP secret of an account. Raises FulfilmentError under another key or for another account."""
    return sealing.unlock_bytes(sealed, staff_key, f"totp/{name}").decode()


def lock_after(failures: int) -> timedelta | None:
    """How long an account waits after so many wrong sign-ins in a row: from the fifth on, twice as long each time.

    >>> [lock_after(n) and lock_after(n).seconds // 60 for n in (4, 5, 6, 7, 50)]
    [None, 1, 2, 4, 30]
    """
    if failures < FAILURES_FREE:
        return None
    doublings = min(failures - FAILURES_FREE, 10)  # far past the longest lock
    return min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)
