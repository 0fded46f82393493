"""Encryption: sealed boxes that only a secret key opens, and boxes under one key for drafts, people and cookies.

libsodium by PyNaCl: ``crypto_box_seal`` (X25519, XSalsa20-Poly1305) and ``crypto_secretbox``. Everything is padded, so
that the length of a box does not tell how much was answered or how long a name is. Nonces are libsodium's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from fulfilment.errors import FulfilmentError
from fulfilment.keys.subkeys import subkey

PADDED_BYTES = 2048  # our choice: most parts without long comments come to one or two of these
_LENGTH_BYTES = 4


def seal(payload: Mapping[str, Any], public_key: bytes) -> bytes:
    """A payload that only the secret key opens. It carries its own moment, token, part and mode: nothing is added.

    JSON in UTF-8 with its length before it, padded to a multiple of 2048 bytes.
    """
    return SealedBox(PublicKey(public_key)).encrypt(_padded(payload, PADDED_BYTES))


def open_sealed(sealed: bytes, secret_key: bytes) -> dict[str, Any]:
    """What was sealed. Raises FulfilmentError where it was sealed to another key or was changed."""
    try:
        return _unpadded(SealedBox(PrivateKey(secret_key)).decrypt(sealed))
    except CryptoError:
        raise _unopened() from None


def public_key_of(secret_key: bytes) -> bytes:
    """The public half (32 bytes) of a secret key."""
    return bytes(PrivateKey(secret_key).public_key)


def lock(payload: Mapping[str, Any], key: bytes, purpose: str, padded_bytes: int = PADDED_BYTES) -> bytes:
    """A payload encrypted under a key for one purpose, padded to a multiple of ``padded_bytes``.

    ``purpose`` is mixed into the key: a box opens only for the purpose it was made for. Name in it what the box belongs
    to (``"draft/<token>/<part>"``), and it can't be moved to another row either.
    """
    return lock_bytes(_padded(payload, padded_bytes), key, purpose)


def unlock(box: bytes, key: bytes, purpose: str) -> dict[str, Any]:
    """What was locked. Raises FulfilmentError for another key, another purpose or a changed box."""
    return _unpadded(unlock_bytes(box, key, purpose))


def lock_bytes(content: bytes, key: bytes, purpose: str) -> bytes:
    """Bytes as they are (a key, a TOTP secret), encrypted under a key for one purpose. Not padded."""
    return bytes(SecretBox(subkey(key, purpose)).encrypt(content))


def unlock_bytes(box: bytes, key: bytes, purpose: str) -> bytes:
    """The bytes that were locked. Raises FulfilmentError for another key, another purpose or a changed box."""
    try:
        return SecretBox(subkey(key, purpose)).decrypt(box)
    except (CryptoError, ValueError):  # ValueError: too short to hold a nonce
        raise _unopened() from None


def _padded(payload: Mapping[str, Any], multiple_bytes: int) -> bytes:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    framed = len(text).to_bytes(_LENGTH_BYTES, "big") + text
    return framed + bytes(-len(framed) % multiple_bytes)


def _unpadded(padded: bytes) -> dict[str, Any]:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    payload: dict[str, Any] = json.loads(padded[_LENGTH_BYTES : _LENGTH_BYTES + length])
    return payload


def _unopened() -> FulfilmentError:
    return FulfilmentError(
        "box-not-opened",
        "something encrypted can't be opened: it was made with another key, or it was changed",
        "Check the keys with: fulfilment keys check.",
    )
