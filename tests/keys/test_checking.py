"""`keys check`: what would make answers unreadable or codes useless is found before anything is sent."""

from __future__ import annotations

import json
import shutil

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.keys import ring
from fulfilment.keys.checking import check
from fulfilment.keys.digests import CHEAP


def codes_of(faults):
    return sorted({(fault.code, fault.blocks) for fault in faults})


@pytest.fixture
def others(tmp_path):
    folder = tmp_path / "others"
    ring.make(folder, ["adult-2026"], CHEAP)
    return folder


def test_a_ring_as_it_was_made_is_in_order(keys):
    assert check(keys) == []


def test_folders_that_were_moved_to_their_own_machines_are_no_fault(keys):
    shutil.rmtree(keys / "staff")
    assert check(keys) == []
    shutil.rmtree(keys / "office")
    assert check(keys) == []


@pytest.mark.parametrize("holder", ["answers", "escrow"])
def test_a_secret_key_that_is_off_line_is_told_but_does_not_block(keys, holder):
    shutil.rmtree(keys / holder)
    assert codes_of(check(keys)) == [("key-off-line", False)]


@pytest.mark.parametrize("holder", ["answers", "escrow"])
def test_a_secret_key_of_another_ring_opens_no_canary(keys, others, holder):
    shutil.copy(others / holder / f"{holder}.key", keys / holder / f"{holder}.key")
    assert codes_of(check(keys)) == [("canary-not-opened", True)]


def test_a_public_key_of_another_ring_at_one_program_is_found(keys, others):
    shutil.copy(others / "public" / "answers.pub", keys / "public" / "answers.pub")
    assert codes_of(check(keys)) == [("canary-not-opened", True), ("keys-differ", True)]


@pytest.mark.parametrize("file", ["digest.key", "waves/adult-2026/codes.key", "waves/adult-2026/requests.key"])
def test_a_copy_that_is_not_the_same_everywhere_is_found(keys, others, file):
    shutil.copy(others / "staff" / file, keys / "staff" / file)
    assert ("keys-differ", True) in codes_of(check(keys))


def test_a_canary_that_was_changed_or_lost_is_found(keys):
    canary = keys / "office" / "answers.canary"
    canary.write_bytes(canary.read_bytes()[:-1] + b"x")
    assert codes_of(check(keys)) == [("canary-not-opened", True)]
    canary.unlink()
    assert codes_of(check(keys)) == [("canary-missing", True)]


def test_what_is_wrong_with_the_files_is_told_for_every_program(keys):
    (keys / "public" / "sessions.key").unlink()
    (keys / "staff" / "staff.key").chmod(0o644)
    (keys / "answers" / "answers.key").chmod(0o644)
    assert codes_of(check(keys)) == [("key-missing", True), ("key-permissions", True)]


def test_keys_left_half_made_by_a_kill_are_found(keys):
    (keys / ".making-x").mkdir()
    assert codes_of(check(keys)) == [("keys-half-made", True)]


def test_no_keys_at_all_is_refused_with_the_command_that_makes_them(tmp_path):
    with pytest.raises(FulfilmentError, match="no keys") as refused:
        check(tmp_path)
    assert "fulfilment keys make" in str(refused.value)


def test_no_fault_shows_a_key(keys, others):
    shutil.copytree(others / "public", keys / "public", dirs_exist_ok=True)
    told = "\n".join(str(fault) for fault in check(keys))
    shown = [json.loads(file.read_text())["key"] for file in keys.rglob("*.key")]
    assert told
    assert not any(key in told for key in shown)
