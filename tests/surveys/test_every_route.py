"""How long a questionnaire is: the longest and the shortest way through each part, and its minutes."""

from __future__ import annotations

import pytest

from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys import routes
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Part, QuestionType
from fulfilment.surveys.path import path
from tests.surveys import examples

SHIPPED = Content.load(letters_dir(), translations_dir())
PARTS = [
    pytest.param(questionnaire.survey, part, id=f"{questionnaire.id}-{part.id}")
    for questionnaire in SHIPPED.questionnaires.values()
    for part in questionnaire.parts
]
PROMISED_MINUTES = 15  # what a letter and a start page say at most


def test_the_longest_way_opens_everything_and_the_shortest_nothing_that_is_routed() -> None:
    part = examples.part("routing_past_two_questions")
    assert _ids(routes.longest(part)) == ["stayed", "nights", "ward_quiet", "overall"]
    assert _ids(routes.shortest(part)) == ["stayed", "overall"]
    assert routes.shortest(part).answers == {"stayed": ("2",)}


def test_a_way_through_rules_upon_rules_is_found() -> None:
    part = examples.part("nested_rules")
    assert len(routes.longest(part).questions) == len(part.questions)
    assert len(routes.shortest(part).questions) < len(part.questions)


def test_a_part_without_rules_has_one_way() -> None:
    part = examples.part("scale")
    assert routes.longest(part) == routes.shortest(part)
    assert routes.longest(part).questions == part.questions


@pytest.mark.parametrize(("survey", "part"), PARTS)
def test_the_answers_of_a_way_lead_along_it(survey: str, part: Part) -> None:
    for route in (routes.longest(part), routes.shortest(part)):
        assert path(part, route.answers) == route.questions
    assert len(routes.shortest(part).questions) <= len(routes.longest(part).questions) <= len(part.questions)


def test_options_seen_before_are_not_read_again() -> None:
    part = examples.part("one")
    route = routes.longest(part)
    twice = routes.Route({}, route.questions * 2)
    [question] = route.questions
    options = sum(len(option.text.split()) for option in question.options)
    assert 2 * route.minutes - twice.minutes == pytest.approx(options / routes.WORDS_A_MINUTE)


@pytest.mark.parametrize(("survey", "part"), PARTS)
def test_the_longest_way_takes_no_more_minutes_than_we_say(survey: str, part: Part) -> None:
    assert routes.longest(part).minutes <= PROMISED_MINUTES


def test_an_adult_is_asked_55_to_61_closed_questions_in_15_sections_with_three_comment_boxes() -> None:
    part = SHIPPED.questionnaire("adult", "adult").part("adult")
    types = [question.type for question in part.questions]
    assert 55 <= len(types) - types.count(QuestionType.TEXT) <= 61
    assert types.count(QuestionType.TEXT) == 3
    assert len(part.sections) == 15
    assert len(routes.longest(part).questions) == len(types), "somebody who had everything is asked everything"


def test_nobody_is_asked_about_a_treatment_that_they_have_not_had() -> None:
    part = SHIPPED.questionnaire("adult", "adult").part("adult")
    loops = {"operation": "1", "radiotherapy": "2", "chemotherapy": "3", "medicine": "4", "other": "5"}
    for code in loops.values():
        asked = {question.id for question in path(part, {"treatments": (code,)})}
        for treatment, own in loops.items():
            about = {question.id for question in part.questions if question.id.startswith(f"{treatment}_")}
            assert about
            assert (about <= asked) if own == code else not about & asked


def _ids(route: routes.Route) -> list[str]:
    return [question.id for question in route.questions]
