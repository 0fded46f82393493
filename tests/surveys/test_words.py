"""The words of a language: variants for readers, numbers, dates, and English where a translation is missing."""

from __future__ import annotations

from datetime import date

import pytest

from fulfilment.surveys.definition import Audience
from fulfilment.surveys.words import Words
from tests.surveys import examples, tiny

PAGES = "translations/pl/LC_MESSAGES/pages.po"
DAY = date(2026, 4, 1)


def _words(tmp_path, language: str = "pl", *edits: tiny.Edit) -> Words:
    return tiny.write(tmp_path, *edits).load().words(language)


def test_a_key_is_said_in_the_language(tmp_path):
    assert _words(tmp_path, "en").say("button.continue") == "Continue"
    assert _words(tmp_path / "pl").say("button.continue") == "pl: Continue"


def test_a_reader_hears_the_words_meant_for_him_and_else_those_for_all(tmp_path):
    words = _words(tmp_path).for_audience(Audience.CHILD)
    assert words.say("button.send") == "pl: Send my answers"
    assert words.say("button.continue") == "pl: Continue"
    assert words.for_audience(Audience.PARENT).say("button.send") == "pl: Send your answers"


def test_a_key_that_is_not_there_is_an_error_that_names_it(tmp_path):
    with pytest.raises(KeyError, match=r"button\.none"):
        _words(tmp_path).say("button.none")


def test_english_is_said_where_there_is_no_translation(tmp_path):
    words = _words(tmp_path, "pl", (PAGES, 'msgstr "pl: Continue"', 'msgstr ""'))
    assert words.say("button.continue") == "Continue"


def test_a_guessed_translation_is_not_said(tmp_path):
    context = 'msgctxt "screen/button.continue"'
    words = _words(tmp_path, "pl", (PAGES, context, f"#, fuzzy\n{context}"))
    assert words.say("button.continue") == "Continue"


def test_fields_are_filled_and_dates_written_out(tmp_path):
    words = _words(tmp_path, "pl")
    assert words.say("error.number_low", lowest="3") == "pl: Write a number that is 3 or more"
    assert words.say("label.closing", day=DAY) == "pl: You can answer until 1 kwietnia 2026"
    with pytest.raises(KeyError, match="lowest"):
        words.say("error.number_low")


def test_standing_fields_fill_every_text_and_a_call_comes_first(tmp_path):
    words = _words(tmp_path, "en").with_fields(lowest="3").with_fields(day=DAY)
    assert words.say("error.number_low") == "Write a number that is 3 or more"
    assert words.say("error.number_low", lowest="4") == "Write a number that is 4 or more"
    assert words.say("label.closing") == "You can answer until 1 April 2026"


@pytest.mark.parametrize(("n", "form"), [(1, 0), (2, 1), (5, 2), (12, 2), (22, 1), (0, 2)])
def test_a_number_chooses_the_form_of_its_language(tmp_path, n, form):
    assert _words(tmp_path).plural("tries.wait", n) == f"pl {form}: Wait {n} minutes"


def test_english_has_two_forms_for_numbers_also_where_it_stands_in(tmp_path):
    english = _words(tmp_path, "en")
    assert [english.plural("tries.wait", n) for n in (1, 2)] == ["Wait 1 minute", "Wait 2 minutes"]
    stale = _words(tmp_path / "stale", "pl", ("letters/screen.yaml", "Wait {n} minutes", "Wait for {n} minutes"))
    assert stale.plural("tries.wait", 5) == "Wait for 5 minutes"


def test_texts_with_and_without_a_number_are_not_mixed_up(tmp_path):
    words = _words(tmp_path)
    with pytest.raises(KeyError, match="plural"):
        words.say("tries.wait")
    with pytest.raises(KeyError, match="say"):
        words.plural("button.send", 2)


@pytest.mark.parametrize(
    ("tag", "direction", "written"),
    [
        ("en", "ltr", "1 April 2026"),
        ("pl", "ltr", "1 kwietnia 2026"),
        ("ur", "rtl", "1 اپریل، 2026"),
        ("fa", "rtl", "1 آوریل 2026"),
        ("ar", "rtl", "1 أبريل 2026"),
        ("bn", "ltr", "1 এপ্রিল, 2026"),
    ],
)
def test_a_date_is_written_out_in_the_language_with_the_digits_of_codes(tmp_path, tag, direction, written):
    line = f"{tag}: {{name: X, english_name: X, faces: [NotoSans]}}\n"
    languages = tiny.FILES["translations/languages.yaml"]
    if tag not in ("en", "pl"):
        languages += line
    words = tiny.write(tmp_path, ("translations/languages.yaml", "", languages)).load().words(tag)
    assert words.date(DAY) == written
    assert words.direction == direction


def test_a_language_that_babel_lacks_borrows_from_another(tmp_path):
    line = "syl: {name: Sylheti, english_name: Sylheti, faces: [NotoSansBengali], locale: bn}\n"
    edit = ("translations/languages.yaml", "", tiny.FILES["translations/languages.yaml"] + line)
    assert tiny.write(tmp_path, edit).load().words("syl").date(DAY) == "1 এপ্রিল, 2026"


def test_a_question_is_asked_in_the_language_with_the_same_codes(tmp_path):
    content = tiny.write(tmp_path).load()
    part = content.questionnaire("adult", "adult").parts[0]
    asked = content.words("pl").question("adult", part.questions[0], fields={"trust": "St Anne’s"})
    assert asked.text == "pl: Did you stay at St Anne’s?"
    assert asked.hint == ""
    assert [tuple(option) for option in asked.options] == [("1", "pl: Yes", False), ("2", "pl: No", False)]
    scale = content.words("pl").question("adult", part.questions[2])
    assert (scale.low_text, scale.high_text) == ("pl: Very bad", "pl: Very good")


def test_a_question_is_worded_for_its_mode(tmp_path):
    content = tiny.write(tmp_path).load()
    comment = content.questionnaire("adult", "adult").parts[0].questions[3]
    words = content.words("pl")
    assert words.question("adult", comment, "phone").text == "pl: I’ll write down what you say."
    assert words.question("adult", comment, "phone").hint == "pl: Leave out names."
    assert words.question("adult", comment, "easy_read").text == "pl: What else would you like to say?"


def test_an_empty_wording_takes_the_hint_away():
    question = examples.question("worded_for_the_phone")
    assert question.variants["phone"].hint == ""
    assert question.variants["phone"].options == {"2": "No, I did not"}


def test_the_survey_fills_fields_of_its_own(tmp_path):
    content = tiny.write(tmp_path).load()
    assert content.fields("adult", content.words("pl")) == {
        "survey": "pl: A survey of care",
        "helpline_phone": "0808 157 0100",
        "helpline_email": "help@survey.example.org",
        "helpline_hours": "pl: 9am to 5pm",
    }
