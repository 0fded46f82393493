"""Loading the content: everything at once, by name, and every fault of every file in one refusal."""

from __future__ import annotations

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys import check, questionnaires
from fulfilment.surveys.content import Content
from tests.surveys import tiny

QUESTIONS = "letters/adult/questionnaire.yaml"


@pytest.fixture(scope="module")
def shipped() -> Content:
    return Content.load(letters_dir(), translations_dir())


def test_the_shipped_content_has_no_fault(shipped):
    assert [str(fault) for fault in check.faults(shipped)] == []


def test_the_shipped_surveys_are_those_of_adults_and_of_under_16s(shipped):
    assert set(shipped.surveys) == {"adult", "under16"}
    assert {band.questionnaire for survey in shipped.surveys.values() for band in survey.age_bands} == {
        name for _, name in shipped.questionnaires
    }


def test_content_is_found_by_name(tmp_path):
    content = tiny.write(tmp_path).load()
    questionnaire = content.questionnaire("adult", "adult")
    assert content.survey("adult").helpline.phone == "0808 157 0100"
    assert content.survey("adult").eligible.icd10_include == ("C00-C99", "D05")
    assert content.survey("adult").band_at(70) == content.survey("adult").band("adult")
    assert content.stationery.packs["adult-1"].documents == ("invitation",)
    assert content.letter("adult", "invitation").title == "Tell us about your care"
    assert questionnaire.parts[0].section_of("overall").title == "Looking back"
    assert content.by_instrument(questionnaire.instrument) == questionnaire


@pytest.mark.parametrize(
    "look",
    [
        lambda content: content.survey("none"),
        lambda content: content.questionnaire("adult", "none"),
        lambda content: content.by_instrument("adult@000000000000"),
        lambda content: content.letter("adult", "none"),
        lambda content: content.page("adult", "none"),
        lambda content: content.words("none"),
        lambda content: content.source("none.yaml"),
    ],
)
def test_what_is_not_there_is_a_key_error(tmp_path, look):
    content = tiny.write(tmp_path).load()
    with pytest.raises(KeyError):
        look(content)


def test_a_page_of_the_survey_comes_before_the_one_that_all_share(tmp_path):
    own = "---\npage: help\ntitle: Our own help\n---\n\n# Our own help\n"
    content = tiny.write(tmp_path, files={"letters/adult/pages/help.md": own}).load()
    assert content.page("adult", "help").title == "Our own help"
    assert content.page("under16", "help").title == "Help"


def test_the_instrument_names_the_content_and_not_its_layout(tmp_path):
    def instrument(name: str, *edits: tiny.Edit) -> str:
        return tiny.write(tmp_path / name, *edits).load().questionnaire("adult", "adult").instrument

    same = instrument("same")
    assert same == instrument("comment", (QUESTIONS, "parts:", "# a comment\n\nparts:"))
    assert same != instrument("word", (QUESTIONS, "text: A nurse", "text: The nurse"))
    assert same != instrument("rule", (QUESTIONS, "{==: [stayed, 1]}", "{==: [stayed, 2]}"))
    assert same != instrument("score", (QUESTIONS, "score: negative", "score: neutral"))
    assert same != instrument("wording", (QUESTIONS, "I’ll write down", "I write down"))
    assert same.startswith("adult@")
    assert len(same) == len("adult@") + 12


def test_the_instrument_can_be_told_from_the_value_alone(tmp_path):
    questionnaire = tiny.write(tmp_path).load().questionnaire("adult", "adult")
    assert questionnaires.instrument(questionnaire) == questionnaire.instrument


def test_faults_of_all_files_are_told_at_once_with_their_lines(tmp_path):
    broken = tiny.write(
        tmp_path,
        ("letters/adult/survey.yaml", "useable_answers: 2", "useable_answers: two"),
        (QUESTIONS, "type: scale", "type: scala"),
        (QUESTIONS, "{==: [stayed, 1]}", "{is: [stayed, 1]}"),
        ("letters/adult/letters/invitation.md", "Thank you.", "Thank `you`."),
        ("letters/screen.yaml", "button.continue: Continue", "button.continue: [Continue]"),
        ("translations/languages.yaml", "english_name: Polish, ", ""),
    )
    with pytest.raises(FulfilmentError) as refused:
        broken.load()
    assert [(fault.file, fault.line, fault.code) for fault in refused.value.faults] == [
        ("letters/screen.yaml", 1, "screen-text"),
        ("letters/adult/survey.yaml", 15, "value-number"),
        (QUESTIONS, 20, "rule-operator"),
        (QUESTIONS, 29, "value-unknown"),
        ("letters/adult/letters/invitation.md", 22, "markdown"),
        ("translations/languages.yaml", 2, "key-missing"),
    ]
    assert "Did you mean scale?" in str(refused.value)


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    with pytest.raises(FulfilmentError) as refused:
        Content.load(tmp_path / "letters", tmp_path / "translations")
    assert [fault.file for fault in refused.value.faults] == [
        "letters/stationery.yaml",
        "letters/screen.yaml",
        "translations/languages.yaml",
    ]
