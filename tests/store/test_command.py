"""`fulfilment events verify` and `fulfilment store upgrade`: exit status and words."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from fulfilment.commands.main import run
from fulfilment.founding import found
from fulfilment.keys.digests import CHEAP
from fulfilment.store.engines import transaction
from fulfilment.store.office import events
from tests.store.conftest import NOW


@pytest.fixture
def workspace(tmp_path):
    made = found(tmp_path / "work", CHEAP)
    with transaction(made.office) as session:
        for _ in range(3):
            events.record(session, NOW, "ash", "sample_loaded")
    return made


def fulfilment(workspace, *arguments):
    return run(["--workspace", str(workspace.path), *arguments])


def test_a_whole_chain_is_told_with_its_head(workspace, capsys):
    assert fulfilment(workspace, "events", "verify", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["events"], len(told["head"]), told["faults"]) == (3, 64, [])
    assert fulfilment(workspace, "events", "verify") == 0
    assert told["head"] in capsys.readouterr().out


def test_a_broken_chain_is_refused_and_the_event_named(workspace, capsys):
    with transaction(workspace.office) as session:
        session.execute(text("DROP TRIGGER events_no_update"))
        session.execute(text("UPDATE events SET actor = 'elm' WHERE id = 2"))
    assert fulfilment(workspace, "events", "verify") == 1
    assert "event 2 was changed" in capsys.readouterr().err


def test_upgrading_what_is_up_to_date_changes_nothing(workspace, capsys):
    assert fulfilment(workspace, "store", "upgrade") == 0
    assert "up to date" in capsys.readouterr().out
    assert fulfilment(workspace, "events", "verify") == 0
