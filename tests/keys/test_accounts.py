"""Accounts: passwords, one-time codes as RFC 6238 makes them, and a secret that only staff.key opens."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.keys import accounts

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238 appendix B, SHA-1


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standards_test_vectors(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert accounts.totp_code(RFC_SECRET, at) == code
    assert accounts.step_of(RFC_SECRET, f" {code[:3]} {code[3:]} ", at) == seconds // 30


def test_a_code_counts_one_step_early_or_late_and_no_more() -> None:
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    code = accounts.totp_code(RFC_SECRET, at)
    found = [accounts.step_of(RFC_SECRET, code, at + timedelta(seconds=s)) is not None for s in (-60, -30, 0, 30, 60)]
    assert found == [False, True, True, True, False]


@pytest.mark.parametrize("typed", ["", "abcdef", "28708", "２８７０８２", "-87082"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert accounts.step_of(RFC_SECRET, typed, datetime.fromtimestamp(59, UTC)) is None


def test_a_password_fits_its_own_hash_alone() -> None:
    password = accounts.new_password(os.urandom)
    stored = accounts.hash_password(password)
    assert accounts.is_password(stored, password)
    assert not accounts.is_password(stored, password.lower() + "x")
    assert not accounts.is_password(None, password)
    assert not accounts.is_password("not a hash", password)


def test_passwords_are_drawn_anew_and_easy_to_read_out() -> None:
    made = {accounts.new_password(os.urandom) for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 19 and set(password) <= set("23456789CDFHJKMNPQRTVWX-") for password in made)


def test_a_secret_opens_for_its_own_account_under_its_own_key_alone() -> None:
    key, other = os.urandom(32), os.urandom(32)
    sealed = accounts.seal_totp("SECRET", key, "ash")
    assert accounts.open_totp(sealed, key, "ash") == "SECRET"
    for wrong_key, name in ((other, "ash"), (key, "bo")):
        with pytest.raises(FulfilmentError):
            accounts.open_totp(sealed, wrong_key, name)


def test_the_address_for_the_app_names_account_and_issuer() -> None:
    address = accounts.totp_address(RFC_SECRET, "ash.grove")
    assert address.startswith("otpauth://totp/")
    assert "ash.grove" in address
    assert f"secret={RFC_SECRET}" in address
