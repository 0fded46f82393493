"""From an access code, once and slowly: the digest it is looked up by, and the key that wraps its draft keys.

``m = HMAC-SHA-512(digest.key, Argon2id(code, salt of the online store))``; the first half of m is the digest, the
second the wrapping key. Whoever has the online store but not digest.key can't try codes at all; whoever has both must
pay Argon2id for each of 23^11 codes.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw

from fulfilment.keys import sealing

KEY_BYTES = 32
SALT_BYTES = 16

_WRAPPED = "draft-key/1"


@dataclass(frozen=True)
class Cost:
    """What one Argon2id costs. Kept in the file of digest.key: another cost gives other digests."""

    memory_kib: int = 19 * 1024  # OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, t=2, p=1
    passes: int = 2

    @property
    def is_cheap(self) -> bool:
        """Whether trying codes costs less than it must for real people."""
        return self.memory_kib < REAL.memory_kib or self.passes < REAL.passes


REAL = Cost()
CHEAP = Cost(memory_kib=8, passes=1)  # the least that Argon2 allows; for tests and invented people only


@dataclass(frozen=True)
class CodeSecret:
    """What an access code gives. ``digest`` (hex, 64 characters) is stored, ``wrapping_key`` (32 bytes) never."""

    digest: str
    wrapping_key: bytes = field(repr=False)


def stretch(code: str, salt: bytes, cost: Cost) -> bytes:
    """Argon2id (RFC 9106) of a parsed code with the online store's salt: 32 bytes. Slow, beside other threads."""
    return hash_secret_raw(
        code.encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=1,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def split(digest_key: bytes, stretched: bytes) -> CodeSecret:
    """Digest and wrapping key of a stretched code."""
    both = hmac.digest(digest_key, stretched, hashlib.sha512)
    return CodeSecret(digest=both[:KEY_BYTES].hex(), wrapping_key=both[KEY_BYTES:])


def code_secret(code: str, digest_key: bytes, salt: bytes, cost: Cost) -> CodeSecret:
    """``stretch`` and ``split`` in one."""
    return split(digest_key, stretch(code, salt, cost))


def wrap(key: bytes, wrapping_key: bytes) -> bytes:
    """A draft key, encrypted so that only the code opens it."""
    return sealing.lock_bytes(key, wrapping_key, _WRAPPED)


def unwrap(wrapped: bytes, wrapping_key: bytes) -> bytes:
    """The draft key. Raises FulfilmentError where it was wrapped under another code or was changed."""
    return sealing.unlock_bytes(wrapped, wrapping_key, _WRAPPED)
