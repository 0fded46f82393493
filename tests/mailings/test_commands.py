"""What the mailing team types after the check, and what it reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from fulfilment.commands.main import run
from fulfilment.store.engines import transaction
from fulfilment.store.office.models import Case
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer
from tests.mailings.test_seeding import SEEDS

Captured = pytest.CaptureFixture[str]


def _run(workspace: Workspace, *typed: object) -> int:
    return run(["--workspace", str(workspace.path), "--actor", "ash", *(str(each) for each in typed)])


def _json(workspace: Workspace, capsys: Captured, *typed: object) -> Any:
    assert _run(workspace, *typed, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_shows_packs_and_writes_nothing(cleared: Workspace, capsys: Captured) -> None:
    facts = _json(cleared, capsys, "mailing", "plan", season.ADULT, 1, "--dry-run")
    assert sum(pack["pieces"] for pack in facts["packs"]) == facts["pieces"]
    assert {"reference", "reason"} >= {key for each in facts["left_out"] for key in each}
    assert _run(cleared, "mailing", "plan", season.ADULT, 1, "--dry-run") == 0
    assert "would get a letter" in capsys.readouterr().out
    assert _json(cleared, capsys, "mailing", "show") == []


def test_proofs_are_written_approved_and_shown(cleared: Workspace, capsys: Captured) -> None:
    mailing = season.planned(cleared, season.ADULT)
    assert _run(cleared, "mailing", "approve-proof", mailing, "--by", "Morgan Finch") == 1
    assert "no finished proof" in capsys.readouterr().err
    assert _run(cleared, "mailing", "proof", mailing) == 0
    assert _run(cleared, "mailing", "approve-proof", mailing, "--by", "Morgan Finch") == 0
    capsys.readouterr()
    (facts,) = _json(cleared, capsys, "mailing", "show", mailing)
    assert facts["proofs_approved_by"] == "Morgan Finch"
    assert [each["what"] for each in facts["history"]][-1] == "proof_approved"
    assert facts["history"][-1]["by"] == "ash"


def test_each_step_says_that_nobody_signed_off_a_language_in_which_it_prints(
    cleared: Workspace, capsys: Captured
) -> None:
    polish = next(case for case in season.cases_of(cleared, season.ADULT) if case.state == "open")
    with transaction(cleared.office) as session:
        session.execute(update(Case).values(language="en"))
    said = "Nobody qualified has signed off the translation into"
    assert _run(cleared, "mailing", "plan", season.ADULT, 1, "--dry-run") == 0
    told = capsys.readouterr().err
    assert said not in told
    assert "Nobody qualified has signed off the language sheet in 23 of its languages.\n" in told
    with transaction(cleared.office) as session:
        session.execute(update(Case).where(Case.token == polish.token).values(language="pl"))
    assert _run(cleared, "mailing", "plan", season.ADULT, 1, "--dry-run") == 0
    assert f"{said}: Polish.\n" in capsys.readouterr().err
    mailing = season.planned(cleared, season.ADULT)
    for step in (("compose",), ("check",), ("proof",), ("approve-proof", "--by", "Morgan Finch"), ("show",)):
        assert _run(cleared, "mailing", step[0], mailing, *step[1:]) == 0
        assert f"{said}: Polish.\n" in capsys.readouterr().err, step


def test_a_pull_list_is_written_confirmed_and_a_breach_alerts(handed_over: Workspace, capsys: Captured) -> None:
    piece = printer.pieces(handed_over)[0]
    printer.stop_in_office(handed_over, piece.token)
    assert _run(handed_over, "mailing", "pull", 1) == 0
    assert "Pull list 1: 1 pieces" in capsys.readouterr().out
    assert _run(handed_over, "mailing", "confirm-pull", 1) == 2
    answers = printer.table(handed_over, "a.csv", ("piece", "result"), [(piece.piece_id, "posted")])
    assert _run(handed_over, "mailing", "confirm-pull", 1, answers) == 0
    assert "ALERT: 1 letter was posted" in capsys.readouterr().err
    assert _run(handed_over, "mailing", "show", 1) == 0
    shown = capsys.readouterr()
    assert "ALERT" in shown.err
    assert "breach" in json.dumps(_json(handed_over, capsys, "piece", "show", printer.mark_of(piece.piece_id)))


def test_a_spoil_a_query_and_what_is_missing_are_told(handed_over: Workspace, capsys: Captured) -> None:
    mark = printer.mark_of(printer.pieces(handed_over)[0].piece_id)
    assert _run(handed_over, "mailing", "spoil", 1, mark) == 0
    capsys.readouterr()
    facts = _json(handed_over, capsys, "mailing", "show", 1)
    assert facts[0]["account"]["spoiled"] == 1
    name = facts[0]["files"][0]["name"]
    counted = printer.table(handed_over, "files.csv", ("file", "pieces"), [(name, 0)])
    assert _run(handed_over, "mailing", "report", 1, counted) == 0
    capsys.readouterr()
    (query,) = _json(handed_over, capsys, "mailing", "queries", 1)
    assert (query["file"], query["reported"]) == (name, "0")
    assert _run(handed_over, "mailing", "close", 1) == 1
    said = capsys.readouterr().err
    assert "1 pieces wait for their reprint" in said
    assert "query 1 is open" in said
    assert _run(handed_over, "mailing", "answer-query", query["query"], "--because", "printer-error") == 0


def test_a_scanned_mark_tells_the_whole_history_of_its_piece(handed_over: Workspace, capsys: Captured) -> None:
    piece = printer.pieces(handed_over)[0].piece_id
    printer.spoil(handed_over, [printer.mark_of(piece)])
    facts = _json(handed_over, capsys, "piece", "show", printer.mark_of(piece))
    assert (facts["state"], facts["attempt"], facts["newest_attempt"]) == ("spoiled", 1, 2)
    assert [each["what"] for each in facts["history"]] == [
        "mailing_planned", "mailing_composed", "mailing_released", "mailing_handed_over", "piece_spoiled"
    ]  # fmt: skip
    assert {each["by"] for each in facts["history"]} == {"mailing team"}
    assert [(each["attempt"], each["result"]) for each in facts["handed_over"]] == [(1, "spoiled")]


def test_expire_cancel_hand_over_and_seeds_are_commands(checked: Workspace, capsys: Captured) -> None:
    (checked.path / "waves" / season.ADULT / "seeds.yaml").write_text(SEEDS, encoding="utf-8")
    assert _run(checked, "seed", "load", season.ADULT) == 0
    assert _run(checked, "mailing", "expire", season.ADULT) == 0
    assert "No release has expired" in capsys.readouterr().out
    assert _run(checked, "mailing", "hand-over", 1, "--to", "Fairmoor Print") == 1
    assert "Release it first" in capsys.readouterr().err
    assert _run(checked, "mailing", "cancel", 1) == 0
    assert "is cancelled" in capsys.readouterr().out
