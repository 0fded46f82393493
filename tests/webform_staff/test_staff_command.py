"""`fulfilment staff`: accounts are made, shown once, made anew and disabled, each with its event."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fulfilment.commands.main import run
from fulfilment.founding import found
from fulfilment.keys import accounts
from fulfilment.keys.digests import CHEAP
from fulfilment.store.engines import reading
from fulfilment.store.office import staff
from fulfilment.store.office.models import Event
from fulfilment.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return found(tmp_path / "workspace", CHEAP)


def command(workspace: Workspace, *arguments: str) -> int:
    return run(["--workspace", str(workspace.path), "--actor", "lead", "staff", *arguments])


def added(workspace: Workspace, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, str]:
    assert command(workspace, "add", "ash.grove", "--json", *more) == 0
    made: dict[str, str] = json.loads(capsys.readouterr().out)
    return made


def test_an_account_is_added_and_its_secrets_open_it(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    made = added(workspace, capsys, "--role", "supervisor")
    key = workspace.staff_keys().staff_key
    with reading(workspace.office) as session:
        account = staff.get(session, "ash.grove")
        assert account is not None
        assert account.role == "supervisor"
        assert accounts.is_password(account.password_hash, made["password"])
        secret = accounts.open_totp(account.totp_sealed, key, "ash.grove")
        assert [event.actor for event in session.query(Event) if event.kind == "staff_added"] == ["lead"]
    assert secret == made["totp_secret"]
    now = datetime.now(UTC)
    assert accounts.step_of(secret, accounts.totp_code(made["totp_secret"], now), now) is not None
    assert made["totp_address"].startswith("otpauth://totp/")


def test_for_a_person_everything_is_printed_once(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(workspace, "add", "bo") == 0
    out = capsys.readouterr().out
    assert "Sign-in name   bo (agent)" in out
    assert "otpauth://totp/" in out
    assert "not shown again" in out


def test_a_reset_makes_the_old_secrets_useless(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    old = added(workspace, capsys)
    assert command(workspace, "reset", "ash.grove", "--json") == 0
    new = json.loads(capsys.readouterr().out)
    with reading(workspace.office) as session:
        account = staff.get(session, "ash.grove")
        assert account is not None
        assert accounts.is_password(account.password_hash, new["password"])
        assert not accounts.is_password(account.password_hash, old["password"])
    assert new["totp_secret"] != old["totp_secret"]


def test_a_disabled_account_lets_nobody_in_until_it_is_reset(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    added(workspace, capsys)
    assert command(workspace, "disable", "ash.grove") == 0
    with reading(workspace.office) as session:
        account = staff.get(session, "ash.grove")
        assert account is not None
        assert account.state == "disabled"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "ash.grove"), "there is an account ash.grove already"),
        (("add", "Ash Grove"), "the name cannot be that of an account"),
        (("add", "unknown"), "there is an account unknown already"),
        (("reset", "nobody"), "there is no account nobody"),
        (("disable", "nobody"), "Known accounts: ash.grove."),
    ],
)
def test_what_cannot_be_done_is_said_with_a_way_to_mend_it(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    added(workspace, capsys)
    assert command(workspace, *arguments) == 1
    assert said in capsys.readouterr().err
