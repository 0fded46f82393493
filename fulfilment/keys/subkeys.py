"""Keys made from keys: one stored key serves several purposes, none of which can be used for another.

HMAC-SHA-256 as a pseudo-random function (RFC 2104, FIPS 198-1). Fields are length-prefixed, so that no two lists of
fields give the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

Randomness = Callable[[int], bytes]
"""Gives so many random bytes: ``os.urandom`` in earnest, anything repeatable in a test."""


def joined(*fields: str) -> bytes:
    """Fields as bytes that can be taken apart in one way only: four bytes of length, then UTF-8, field by field.

    >>> joined("ab", "c") == joined("a", "bc")
    False
    """
    encoded = [field.encode() for field in fields]
    return b"".join(len(field).to_bytes(4, "big") + field for field in encoded)


def subkey(key: bytes, purpose: str) -> bytes:
    """The 32-byte key that ``key`` gives for one purpose, such as ``"drafts"``."""
    return hmac.digest(key, joined("subkey/1", purpose), hashlib.sha256)


def keyed_hash(key: bytes, purpose: str, *fields: str) -> str:
    """A hash (hex, 64 characters) of fields that nobody can compute or try out without the key."""
    return hmac.digest(subkey(key, purpose), joined(*fields), hashlib.sha256).hex()
