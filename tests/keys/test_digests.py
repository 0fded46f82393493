"""Digests and wrapping: one slow hash of a code gives what it is looked up by and what opens its drafts."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.errors import FulfilmentError
from fulfilment.keys import digests

CODE, SALT, KEY = "23456789CDF5", bytes(range(16)), bytes(range(32))


def test_a_code_keeps_its_digest_for_ever():
    """Known answers at the real cost and at the test's: a change here would close every printed letter."""
    assert (
        digests.stretch(CODE, SALT, digests.REAL).hex()
        == "c3d9bb3c6ca3ea721408c5347f577df006d9b2ae257f96b309259409d304bc78"
    )
    assert (
        digests.stretch(CODE, SALT, digests.CHEAP).hex()
        == "153624a2307ee0a1fc50690c67aab23b49127ecf5eb672b577d493e89faa94d0"
    )


def test_digest_and_wrapping_key_are_the_two_halves_of_one_keyed_hash():
    secret = digests.split(KEY, bytes(32))
    whole = hmac.new(KEY, bytes(32), hashlib.sha512).digest()
    assert (bytes.fromhex(secret.digest), secret.wrapping_key) == (whole[:32], whole[32:])


@pytest.mark.parametrize("changed", ["code", "digest_key", "salt"])
def test_another_code_key_or_salt_gives_another_digest(changed):
    first = digests.code_secret(CODE, KEY, SALT, digests.CHEAP)
    second = digests.code_secret(
        "33456789CDF6" if changed == "code" else CODE,
        bytes(32) if changed == "digest_key" else KEY,
        bytes(16) if changed == "salt" else SALT,
        digests.CHEAP,
    )
    assert first.digest != second.digest
    assert first.wrapping_key != second.wrapping_key


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_wrapped_draft_key_opens_with_its_own_code_alone(key, wrapping_key):
    wrapped = digests.wrap(key, wrapping_key)
    assert digests.unwrap(wrapped, wrapping_key) == key
    assert key not in wrapped
    with pytest.raises(FulfilmentError):
        digests.unwrap(wrapped, hashlib.sha256(wrapping_key).digest())


def test_a_secret_does_not_show_its_wrapping_key():
    secret = digests.code_secret(CODE, KEY, SALT, digests.CHEAP)
    assert repr(secret) == f"CodeSecret(digest='{secret.digest}')"


def test_a_cost_below_the_real_one_is_cheap():
    assert digests.CHEAP.is_cheap
    assert digests.Cost(passes=1).is_cheap
    assert not digests.REAL.is_cheap
    assert not digests.Cost(memory_kib=64 * 1024, passes=3).is_cheap
