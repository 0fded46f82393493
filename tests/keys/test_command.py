"""`fulfilment keys`: exit status and words for who runs a survey."""

from __future__ import annotations

import json
import shutil

import pytest

from fulfilment.commands.main import run
from fulfilment.founding import found
from fulfilment.keys.digests import CHEAP


@pytest.fixture
def folder(tmp_path):
    return found(tmp_path / "work", CHEAP).path


def fulfilment(folder, *arguments):
    return run(["--workspace", str(folder), *arguments])


def test_keys_as_they_were_made_are_in_order(folder, capsys):
    assert fulfilment(folder, "keys", "check") == 0
    assert capsys.readouterr().out == "The keys are in order.\n"


def test_a_key_that_is_off_line_is_told_and_passes(folder, capsys):
    shutil.rmtree(folder / "keys" / "answers")
    assert fulfilment(folder, "keys", "check") == 0
    assert "answers.key is not here" in capsys.readouterr().out


def test_keys_that_are_not_in_order_are_refused_with_every_reason(folder, capsys):
    (folder / "keys" / "public" / "digest.key").chmod(0o644)
    (folder / "keys" / "staff" / "staff.key").unlink()
    assert fulfilment(folder, "keys", "check", "--json") == 1
    out, err = capsys.readouterr()
    assert {row["code"] for row in json.loads(out)} == {"key-permissions", "key-missing"}
    assert "chmod 600" in err
    assert "staff.key is missing" in err


def test_making_keys_that_are_there_is_refused(folder, capsys):
    assert fulfilment(folder, "keys", "make") == 1
    assert "never overwritten" in capsys.readouterr().err


def test_missing_keys_are_made(folder, capsys):
    shutil.rmtree(folder / "keys")
    assert fulfilment(folder, "keys", "make") == 0
    assert "Made: the key ring." in capsys.readouterr().out
    assert fulfilment(folder, "keys", "check") == 0
