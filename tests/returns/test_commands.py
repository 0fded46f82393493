"""The commands of returns as a person types them: what they print, what they refuse, and their exit status."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable

import pytest

from fulfilment.commands.main import run
from fulfilment.keys import references
from fulfilment.store.engines import reading
from fulfilment.store.office import registered
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post

Typed = Callable[..., str]


@pytest.fixture
def typed(posted: Workspace, capsys: pytest.CaptureFixture[str]) -> Typed:
    """``typed("returns", "collect", WAVE)`` gives what was printed; ``status`` is what the command must end with."""

    def type_in(*words: str, status: int = 0, actor: str = "mo") -> str:
        capsys.readouterr()
        ended = run(["--workspace", str(posted.path), "--actor", actor, *words])
        told = capsys.readouterr()
        assert ended == status, told
        return told.out + told.err

    return type_in


def reference(workspace: Workspace, number: int = 0) -> str:
    return references.format(post.mailed(workspace)[number].reference)


def test_a_batch_of_returns_is_scanned_from_a_file_and_from_standard_input(
    posted: Workspace, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = post.mailed(posted)[:2]
    batch = posted.path / "batch.txt"
    batch.write_text(post.mark_of(posted, first) + "\n", encoding="utf-8")
    assert "1 letters booked in, 0 had been before." in typed(
        "returns", "scan", season.ADULT, str(batch), "--reason", "r01"
    )
    # The person's typing: the interpreter's input, not a part of the program.
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{post.mark_of(posted, second)},R04\n"))
    assert "1 R04 not known there" in typed("returns", "scan", season.ADULT)
    batch.write_text("000000000000000001\n", encoding="utf-8")
    assert "Nothing was booked in" in typed("returns", "scan", season.ADULT, str(batch), "--reason", "R01", status=1)
    shown = typed("case", "show", reference(posted))
    assert "R01 gone away" in shown
    assert "post says 2 R01; the outcome is 2" in shown


def test_an_outcome_is_set_and_taken_back_by_two_people(posted: Workspace, typed: Typed) -> None:
    who = reference(posted)
    assert "the outcome is 4, stopped (opted_out)" in typed("outcome", "set", who, "4", "--sub", "too_ill")
    assert "Nothing was set" in typed("outcome", "set", who, "9", status=1)
    assert "Undo 1: asked by mo" in typed("outcome", "undo", who, "--reason", "wrong_click")
    assert "Another person must confirm it" in typed("outcome", "confirm-undo", "1", status=1)
    assert "in later mailings again" in typed("outcome", "confirm-undo", "1", "--by", "jo")
    facts = json.loads(typed("case", "show", who, "--json"))
    assert (facts["outcome"], facts["stop"], len(facts["history"])) == (6, None, 2)
    assert (facts["undos"][0]["asked_by"], facts["undos"][0]["confirmed_by"]) == ("mo", "jo")
    assert "(taken back)" in typed("case", "show", who)
    typed("outcome", "confirm-undo", "7", status=1)


def test_a_list_of_outcomes_is_imported(posted: Workspace, typed: Typed) -> None:
    path = posted.path / "outcomes.csv"
    path.write_text(f"reference,outcome,sub,source,on\n{reference(posted)},3,told,phone,2020-01-02\n", encoding="utf-8")
    assert "1 outcomes read, 1 of them new" in typed("outcome", "import", season.ADULT, str(path))
    assert "1 outcomes read, 0 of them new" in typed("outcome", "import", season.ADULT, str(path))


def test_requests_are_listed_without_names_and_acted_on(posted: Workspace, typed: Typed) -> None:
    case = post.mailed(posted)[0]
    number = post.ask(posted, case, "new_address", address=["7 Newly Lane"], postcode="LD88 1AB")
    assert "1 requests wait" in typed("returns", "collect", season.ADULT)
    path = posted.path / "requests.csv"
    printed = typed("returns", "requests", season.ADULT, "--file", str(path))
    person = season.person_of(posted, case)
    assert person.family not in printed
    assert "Newly" not in printed
    with path.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["name"], row["address"], row["postcode"]) == (person.name, "7 Newly Lane", "LD88 1AB")
    with reading(posted.office) as session:
        assert "requests.csv" in {file.path for file in registered.of_wave(session, season.ADULT)}
    assert "the new address is in the case" in typed("returns", "act", season.ADULT, str(number))
    assert "was settled by mo" in typed("returns", "act", season.ADULT, str(number), status=1)
    assert "No request" in typed("returns", "requests", season.ADULT)


def test_answers_are_withdrawn_only_after_a_yes(
    posted: Workspace, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.answer(posted, post.mailed(posted)[0])
    words = ("returns", "withdraw", reference(posted), "--reason", "asked_by_person")
    # The person's typing, as above.
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    typed(*words, status=1)
    assert json.loads(typed("case", "show", reference(posted), "--json"))["outcome"] == 1
    assert "1 sent parts are destroyed" in typed(*words, "--yes")
    assert json.loads(typed("case", "show", reference(posted), "--json"))["sub_code"] == "answers_withdrawn"


def test_a_lost_letter_is_reissued_and_nothing_is_left_to_reconcile(posted: Workspace, typed: Typed) -> None:
    assert "issue 2; 0 drafts go along" in typed("case", "reissue", reference(posted))
    assert set(json.loads(typed("returns", "reconcile", season.ADULT, "--json")).values()) == {0}


def test_a_case_is_stopped_at_the_desk(posted: Workspace, typed: Typed) -> None:
    typed("case", "stop", reference(posted), "not_for_me", "--source", "paper")
    facts = json.loads(typed("case", "show", reference(posted), "--json"))
    assert (facts["outcome"], facts["sub_code"], facts["stop"]) == (2, "not_for_me", "not_for_me")
    typed("case", "stop", "1234", "died", status=1)


def test_a_trusts_dissent_list_is_taken_in(posted: Workspace, typed: Typed) -> None:
    path = posted.path / "dissent.csv"
    path.write_text(f"reference\n{reference(posted)}\n", encoding="utf-8")
    words = ("clearance", "dissent", season.ADULT, "RZA", str(path), "--as-of", "2020-01-02")
    assert "1 people on the list, 1 cases stopped now" in typed(*words)
    assert "0 cases stopped now" in typed(*words)
