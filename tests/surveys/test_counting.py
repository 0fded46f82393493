"""The counts of the README: what is whole in a language, what is asked, who signed."""

from __future__ import annotations

from click.testing import CliRunner

from fulfilment.commands.content import content as command
from tests.surveys import tiny

LANGUAGES, SURVEY = "translations/languages.yaml", "letters/adult/survey.yaml"
PO = "translations/pl/LC_MESSAGES/questionnaires.po"
UNSIGNED = "Polish, faces: [NotoSans], signed_off: null"


def _rows(made: tiny.Tiny) -> list[list[str]]:
    folders = ["--letters", str(made.letters), "--translations", str(made.translations)]
    result = CliRunner().invoke(command, ["count", *folders])
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stdout.splitlines() if line.startswith("|") and "--" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_languages_and_questionnaires_are_counted(tmp_path):
    assert _rows(tiny.write(tmp_path)) == [
        ["Language", "Letters", "Pages", "Questionnaires", "Signed off by"],
        ["English", "1", "1", "1", "the original"],
        ["Polish", "1", "1", "1", "nobody yet"],
        ["Questionnaire", "Part", "Questions", "Comment boxes", "Options"],
        ["adult", "adult", "3", "1", "5"],
    ]


def test_what_lacks_a_text_is_not_whole(tmp_path):
    made = tiny.write(tmp_path, (PO, 'msgstr "pl: A nurse"', 'msgstr ""'))
    assert _rows(made)[2] == ["Polish", "1", "1", "0 of 1", "nobody yet"]


def test_a_language_that_no_survey_speaks_is_not_counted(tmp_path):
    made = tiny.write(tmp_path, (SURVEY, "[en, pl]", "[en]"))
    assert [row[0] for row in _rows(made)[:3]] == ["Language", "English", "Questionnaire"]


def test_who_signed_is_named_and_so_is_a_change_since(tmp_path):
    made = tiny.write(tmp_path)
    signature = made.load().catalogues["pl"].signature
    signed = UNSIGNED.replace("null", f"{{by: A. Nowak, on: 2026-03-01, hash: '{signature}'}}")
    made.edit((LANGUAGES, UNSIGNED, signed))
    assert _rows(made)[2][-1] == "A. Nowak, 1 March 2026"
    made.edit((PO, "pl: A nurse", "pl: The nurse"))
    assert _rows(made)[2][-1] == "A. Nowak, but changed since"
