"""`fulfilment content check`: names every fault for people and for machines, and ends with the right status."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

from fulfilment.commands.content import content
from fulfilment.commands.main import Desk
from tests.surveys import tiny

SCREEN = "letters/screen.yaml"
LETTER = "letters/adult/letters/invitation.md"
THANKS = "Thank you for your help. What you tell us helps all those who come after you."


def _check(made: tiny.Tiny, *options: str) -> Result:
    folders = ["--letters", str(made.letters), "--translations", str(made.translations)]
    return CliRunner().invoke(content, ["check", *folders, *options])


def test_content_without_faults_passes(tmp_path):
    result = _check(tiny.write(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "No faults.\n")


def test_each_fault_is_named_with_file_line_and_remedy(tmp_path):
    result = _check(tiny.write(tmp_path, (SCREEN, "button.continue: Continue", "button.continue: Don't stop")))
    assert result.exit_code == 1
    what = "screen/button.continue: straight quotes in “Don't stop”"
    assert f"{SCREEN}, line 1: {what}. Use ’ for an apostrophe and “ ” for quotes.\n" in result.output
    assert result.stdout.endswith("3 faults.\n")


def test_a_language_that_nobody_signed_off_is_named_and_is_no_fault(tmp_path):
    result = _check(tiny.write(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "Nobody qualified has signed off the translation into: Polish.\n")


def test_content_that_cannot_be_read_is_told_and_no_traceback_shown(tmp_path):
    result = _check(tiny.write(tmp_path, (SCREEN, "button.continue", "button.send")))
    assert result.exit_code == 1
    assert result.output == (
        f"{SCREEN}, line 2: `button.send` stands here and in line 1. Keep one of them.\n1 fault.\n"
    )


def test_machines_get_the_same_faults_as_json(tmp_path):
    made = tiny.write(tmp_path, (SCREEN, "button.continue", "button.send"))
    result = _check(made, "--json")
    assert result.exit_code == 1
    [fault] = json.loads(result.stdout)["faults"]
    assert (fault["code"], fault["file"], fault["line"]) == ("yaml-duplicate-key", SCREEN, 2)
    assert fault["mend"]
    assert json.loads(_check(tiny.write(tmp_path / "whole"), "--json").stdout) == {"faults": []}


def test_a_workspace_of_its_own_words_is_checked_and_any_other_folder_means_the_shipped_ones(tmp_path):
    made = tiny.write(tmp_path / "own", (SCREEN, "button.continue", "button.send"))
    own = CliRunner().invoke(content, ["check"], obj=Desk(made.letters.parent, "tester"))
    assert "stands here and in line 1" in own.output
    (tmp_path / "empty").mkdir()
    shipped = CliRunner().invoke(content, ["check"], obj=Desk(tmp_path / "empty", "tester"))
    assert (shipped.exit_code, shipped.stdout) == (0, "No faults.\n")


def test_faults_that_show_when_set_in_type_are_among_them(tmp_path):
    result = _check(tiny.write(tmp_path, (LETTER, "***", "***\n\nThank you.\n\n***")))
    assert result.exit_code == 1
    assert f"{LETTER}, line 3: adult/letters/invitation has 3 pages. Keep a letter on one sheet" in result.output


def test_the_reading_age_of_every_block_is_shown_beside_its_limit(tmp_path):
    made = tiny.write(tmp_path, files={LETTER: tiny.FILES[LETTER].replace("Thank you.", THANKS)})
    result = CliRunner().invoke(content, ["reading", "--letters", str(made.letters)])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert any(line.split()[0] != "-" and line.endswith("  adult/letters/invitation") for line in lines)
    assert any(line.split()[:2] == ["-", "11"] and line.endswith("  adult/adult/stayed") for line in lines)
    assert lines[-2].startswith("adult: 10 blocks, 2 long enough to measure: reading age ")


def test_machines_get_the_reading_ages_as_json(tmp_path):
    made = tiny.write(tmp_path, files={LETTER: tiny.FILES[LETTER].replace("Thank you.", THANKS)})
    blocks = json.loads(CliRunner().invoke(content, ["reading", "--letters", str(made.letters), "--json"]).output)
    by_name = {block["block"]: block for block in blocks["blocks"]}
    assert by_name["adult/letters/invitation"]["reading_age"] < 11
    assert by_name["adult/adult/overall"]["reading_age"] is None
    assert by_name["shared/pages/help"]["longest_sentence"] == 3


def test_a_folder_that_is_not_there_is_a_matter_of_usage(tmp_path):
    assert CliRunner().invoke(content, ["check", "--letters", str(tmp_path / "none")]).exit_code == 2
