"""How easy a text is to read: short words in short sentences are for children, long ones for nobody."""

from __future__ import annotations

import pytest

from fulfilment.surveys.readability import LEAST_WORDS, hard_words, is_easy, longest_sentence, reading_age, words

CHILD = (
    "You can say yes or no. It is up to you. We would like to know how it was. "
    "Ask a nurse if you do not know what to do. "
)
OFFICE = (
    "Participation in the questionnaire constitutes an acknowledgement of the organisational arrangements governing "
    "the subsequent dissemination of anonymised information to participating institutions and regulatory authorities. "
)


def test_short_words_in_short_sentences_are_for_children():
    age = reading_age([CHILD])
    assert age is not None
    assert age < 8


def test_the_words_of_offices_are_for_nobody():
    age = reading_age([OFFICE + OFFICE])
    assert age is not None
    assert age > 20


def test_one_text_is_as_hard_as_its_sentences_each_by_itself():
    sentences = [f"{sentence}." for sentence in CHILD.strip().rstrip(".").split(". ")]
    assert reading_age(sentences) == reading_age([CHILD])


def test_a_short_text_has_no_reading_age():
    assert reading_age(["Did you stay at {trust}?", "Yes", "No"]) is None
    assert len(words("Did you stay at {trust}?")) < LEAST_WORDS


def test_answers_of_one_word_do_not_make_a_question_easier():
    assert reading_age([CHILD, "Yes", "No", "Never"]) == reading_age([CHILD])


def test_words_that_the_reader_knows_count_as_short_ones():
    text = f"{CHILD} You had chemotherapy. You had radiotherapy. You had immunotherapy."
    known = reading_age([text], {"chemotherapy", "radiotherapy", "immunotherapy"})
    unknown = reading_age([text])
    assert known is not None
    assert unknown is not None
    assert known < unknown - 1


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("Ring us. You can ring us at any time.", 7),
        ("Ask “Who runs this?” and we tell you at once.", 10),
        ("You were treated at **{trust}**.", 6),
        ("No full stop here", 4),
    ],
)
def test_the_longest_sentence_is_counted_in_words_as_they_are_read_out(text, longest):
    assert len(words(longest_sentence(text))) == longest


def test_forms_of_known_words_are_known():
    assert all(is_easy(word) for word in ("nurses", "asked", "helping", "happily", "kinder", "families", "doctor’s"))
    assert not any(is_easy(word) for word in ("oncology", "haematology", "anonymised"))


def test_long_rare_words_are_hard_and_names_are_not():
    text = "The Haematology Department asks about confidentiality. Immunotherapy was mentioned."
    assert list(hard_words(text, 5)) == ["confidentiality", "immunotherapy"]
    assert list(hard_words(text, 5, {"immunotherapy"})) == ["confidentiality"]
