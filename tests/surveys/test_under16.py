"""The questionnaires of under 16s: a child's words are few, kind and the same each time; one id is one question."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience, Missing, Part, Question, QuestionType
from fulfilment.surveys.messages import messages

SHIPPED = Content.load(letters_dir(), translations_dir())
MOST_WORDS = 12  # in a question to a child
NEGATIVE = re.compile(r"\b(not|never|nobody|nothing|without)\b|n’t\b", re.IGNORECASE)
TERMS = {"en": ("cancer", "tumour"), "pl": ("nowotw", "guz"), "ur": ("کینسر", "رسولی")}
WHO_ANSWERED = {
    Audience.ADULT: {"helped"},
    Audience.CHILD: {"helped"},
    Audience.YOUNG_PERSON: {"helped"},
    Audience.PARENT: {"parent_who", "parent_helped"},
}


def parts(*audiences: Audience) -> Iterator[Part]:
    """The parts that speak to somebody, of all questionnaires of under 16s."""
    for questionnaire in SHIPPED.questionnaires.values():
        for part in questionnaire.parts:
            if questionnaire.survey == "under16" and part.audience in audiences:
                yield part


def of_child() -> list[Question]:
    return [question for part in parts(Audience.CHILD) for question in part.questions]


def test_one_id_is_one_question_with_one_type_and_one_set_of_codes_and_scores() -> None:
    shapes: dict[tuple[str, str], set[object]] = {}
    for (survey, _), questionnaire in SHIPPED.questionnaires.items():
        for part in questionnaire.parts:
            for question in part.questions:
                options = tuple((o.code, o.score, o.missing, o.exclusive) for o in question.options)
                shape = question.type, question.lowest, question.highest, options
                shapes.setdefault((survey, question.id), set()).add(shape)
    assert {name for name, found in shapes.items() if len(found) > 1} == set()


def test_what_an_older_and_a_younger_childs_parent_are_asked_alike_is_said_alike() -> None:
    wordings: dict[str, set[object]] = {}
    for part in parts(Audience.PARENT):
        for question in part.questions:
            said = question.text, question.hint, tuple(option.text for option in question.options), question.ask_if
            wordings.setdefault(question.id, set()).add(re.sub(r"line=\d+", "", repr(said)))
    assert {name for name, found in wordings.items() if len(found) > 1} == set()


@pytest.mark.parametrize("question", of_child(), ids=lambda question: question.id)
def test_a_question_to_a_child_is_short_and_says_nothing_negative(question: Question) -> None:
    assert len(question.text.split()) <= MOST_WORDS
    assert not NEGATIVE.search(f"{question.text} {question.hint}")


@pytest.mark.parametrize(
    "question", [q for q in of_child() if q.type is not QuestionType.TEXT], ids=lambda question: question.id
)
def test_a_child_chooses_among_two_to_four_answers_and_may_not_know(question: Question) -> None:
    assert 2 <= len(question.options) <= 4
    assert question.options[-1].missing is Missing.DONT_KNOW


@pytest.mark.parametrize("audience", [Audience.CHILD, Audience.YOUNG_PERSON, Audience.PARENT])
def test_whoever_does_not_know_says_it_in_the_same_words_each_time(audience: Audience) -> None:
    options = [option for part in parts(audience) for question in part.questions for option in question.options]
    said = {kind: {option.text for option in options if option.missing is kind} for kind in Missing}
    assert len(said[Missing.DONT_KNOW]) == 1
    assert len(said[Missing.PREFER_NOT_TO_SAY]) <= 1


@pytest.mark.parametrize("language", SHIPPED.survey("under16").languages)
def test_cancer_is_never_said_without_tumour(language: str) -> None:
    words = SHIPPED.words(language)
    cancer, tumour = TERMS[language]
    for message in messages(SHIPPED):
        if message.survey == "under16" and message.catalogue == "questionnaires":
            text = words.unfilled(message.context, message.source).lower()
            assert (cancer in text) <= (tumour in text), text


def test_every_part_says_who_answered_and_who_helped() -> None:
    for questionnaire in SHIPPED.questionnaires.values():
        for part in questionnaire.parts:
            if questionnaire.survey == "under16":
                assert WHO_ANSWERED[part.audience] <= {question.id for question in part.questions}


def test_every_answer_that_is_scored_has_all_its_neighbours_scored() -> None:
    for part in parts(*Audience):
        for question in part.questions:
            scored = [option.score is not None for option in question.options]
            assert all(scored) or not any(scored), question.id


def test_only_children_see_pictures_and_they_see_one_beside_every_question() -> None:
    for part in parts(*Audience):
        shown = {question.id for question in part.questions if question.picture}
        assert shown == ({question.id for question in part.questions} if part.audience is Audience.CHILD else set())


def test_answers_worded_alike_have_the_same_picture() -> None:
    pictures: dict[str, set[str | None]] = {}
    for question in of_child():
        if any(option.picture for option in question.options):
            assert all(option.picture for option in question.options), question.id
            for option in question.options:
                scale = "empty" if option.text == "No" and len(question.options) == 4 else option.text
                pictures.setdefault(scale, set()).add(option.picture)
    assert {text for text, found in pictures.items() if len(found) > 1} == set()
