"""Each questionnaire walked whole on line, along its longest and its shortest way, in English and in Urdu."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from tests.webform.public_site import TRUST, PublicSite, Visitor, make_site, shipped_content
from tests.webform.whole import Walk, answers_along, typed, walks


@pytest.fixture
def whole_site(tmp_path: Path, empty_store: Path) -> Iterator[PublicSite]:
    """A site that asks everything that the shipped questionnaires ask."""
    shutil.copytree(empty_store, tmp_path, dirs_exist_ok=True)
    site = make_site(tmp_path, shipped_content())
    yield site
    site.engine.dispose()


@pytest.mark.parametrize("walk", walks())
def test_a_questionnaire_is_asked_in_order_in_its_language_and_sent_whole(whole_site: PublicSite, walk: Walk) -> None:
    route = walk.route(walk.part)
    answers = answers_along(route)
    words = whole_site.content.words(walk.language).for_audience(walk.part.audience)
    words = words.with_fields(**whole_site.content.fields(walk.survey, words), trust=TRUST, hospital=TRUST)
    visitor = _begun(whole_site, walk)
    for question in route.questions:
        assert visitor.question == question.id
        asked = words.question(walk.survey, question)
        for text in (asked.text, asked.hint, *(option.text for option in asked.options)):
            assert escape(text) in visitor.page
        visitor.post(data=typed(question, answers[question.id]))
        assert visitor.status == 200
    assert visitor.question == "check"
    visitor.post()
    [sent] = whole_site.opened_responses()
    assert sent["answers"] == {name: list(answer) for name, answer in answers.items()}
    assert (sent["part"], sent["language"]) == (walk.part.id, walk.language)


def test_where_a_question_or_its_section_may_hurt_the_page_says_where_to_find_support(whole_site: PublicSite) -> None:
    part = whole_site.content.questionnaire("adult", "adult").part("adult")
    visitor = whole_site.visitor().start(whole_site.code()[0])
    seen = set()
    while visitor.question != "sexuality":
        question = part.question(visitor.question)
        assert question is not None
        hard = question.sensitive or part.section_of(question.id).sensitive
        assert ("Where to find help and support" in visitor.page) == hard
        assert ("Some people find this question hard" in visitor.page) == question.sensitive
        seen.add((question.sensitive, part.section_of(question.id).sensitive))
        visitor.post()
    assert seen == {(False, False), (False, True), (True, True), (True, False)}
    support = visitor.page.partition("Where to find help and support")[0].rpartition('href="')[2].partition('"')[0]
    assert "If you are upset" in visitor.get(support).page


def _begun(site: PublicSite, walk: Walk) -> Visitor:
    """From the letter to the first question of a part."""
    code, _ = site.code(walk.questionnaire)
    letter = site.content.survey(walk.survey).path_letter
    visitor = site.visitor().start(code, letter, walk.language.upper())
    if visitor.path.endswith("/who"):
        visitor.post(data={"part": walk.part.id})
    if visitor.path.endswith("/begin"):
        visitor.post(data={"answer": "yes"})
    return visitor
