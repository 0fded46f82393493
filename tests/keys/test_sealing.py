"""Encryption: what is sealed opens for one key and one purpose, unchanged, and its length tells little."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from fulfilment.errors import FulfilmentError
from fulfilment.keys import sealing

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
PUBLIC = sealing.public_key_of(SECRET)
OVERHEAD = 48  # an ephemeral public key and an authenticator

payloads = st.dictionaries(
    st.text(max_size=8),
    st.recursive(st.text(max_size=40) | st.integers() | st.booleans() | st.none(), st.lists, max_leaves=4),
    max_size=5,
)


@given(payloads)
def test_what_is_sealed_opens_as_it_was(payload):
    assert sealing.open_sealed(sealing.seal(payload, PUBLIC), SECRET) == payload


@given(payloads, st.sampled_from([64, 512, 2048]))
def test_what_is_locked_opens_as_it_was(payload, padded_bytes):
    box = sealing.lock(payload, SECRET, "draft/t/child", padded_bytes)
    assert sealing.unlock(box, SECRET, "draft/t/child") == payload
    assert (len(box) - 40) % padded_bytes == 0


@given(st.integers(0, 5000))
def test_a_sealed_answer_is_as_long_as_many_others(length):
    sealed = sealing.seal({"comment": "x" * length}, PUBLIC)
    assert (len(sealed) - OVERHEAD) % 2048 == 0
    assert len(sealed) - OVERHEAD - length <= 2048 + 64


def test_the_other_secret_key_opens_nothing():
    with pytest.raises(FulfilmentError, match="can't be opened"):
        sealing.open_sealed(sealing.seal({"a": 1}, PUBLIC), OTHER)


@given(st.data())
def test_a_changed_box_does_not_open(data):
    for box, opened in (
        (sealing.seal({"a": 1}, PUBLIC), lambda box: sealing.open_sealed(box, SECRET)),
        (sealing.lock({"a": 1}, SECRET, "p"), lambda box: sealing.unlock(box, SECRET, "p")),
    ):
        place = data.draw(st.integers(0, len(box) - 1))
        changed = box[:place] + bytes([box[place] ^ (1 << data.draw(st.integers(0, 7)))]) + box[place + 1 :]
        with pytest.raises(FulfilmentError):
            opened(changed)


@given(st.integers(0, 60))
def test_a_shortened_box_does_not_open(length):
    with pytest.raises(FulfilmentError):
        sealing.open_sealed(sealing.seal({"a": 1}, PUBLIC)[:length], SECRET)
    with pytest.raises(FulfilmentError):
        sealing.unlock(sealing.lock({"a": 1}, SECRET, "p")[:length], SECRET, "p")


def test_a_box_made_for_one_purpose_opens_for_no_other():
    box = sealing.lock({"a": 1}, SECRET, "cookie/session")
    with pytest.raises(FulfilmentError):
        sealing.unlock(box, SECRET, "cookie/landing")


def test_locking_twice_gives_two_different_boxes():
    assert sealing.lock({"a": 1}, SECRET, "p") != sealing.lock({"a": 1}, SECRET, "p")


def test_what_was_sealed_can_be_opened_by_any_other_libsodium():
    """The format is libsodium's own: answers stay readable without this program."""
    opened = SealedBox(PrivateKey(SECRET)).decrypt(sealing.seal({"q": ["1"]}, PUBLIC))
    assert opened[4 : 4 + int.from_bytes(opened[:4], "big")] == b'{"q":["1"]}'
    assert set(opened[4 + len(b'{"q":["1"]}') :]) == {0}


def test_bytes_are_locked_as_they_are():
    secret = os.urandom(20)
    assert sealing.unlock_bytes(sealing.lock_bytes(secret, SECRET, "totp/ash"), SECRET, "totp/ash") == secret
