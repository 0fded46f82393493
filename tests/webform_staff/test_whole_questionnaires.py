"""Each questionnaire walked whole by phone, along its longest and its shortest way, in English and in Urdu."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.webform.public_site import shipped_content
from tests.webform.whole import Walk, answers_along, typed, walks
from tests.webform_staff.staff_site import StaffSite, make_staff_site, plain


@pytest.fixture
def whole_site(tmp_path: Path, empty_stores: Path) -> Iterator[StaffSite]:
    """A helpline that asks everything that the shipped questionnaires ask."""
    shutil.copytree(empty_stores, tmp_path, dirs_exist_ok=True)
    site = make_staff_site(tmp_path, content=shipped_content())
    yield site
    site.public.engine.dispose()
    site.office.dispose()


@pytest.mark.parametrize("walk", walks())
def test_a_questionnaire_is_read_out_in_order_in_its_language_and_sent_whole(whole_site: StaffSite, walk: Walk) -> None:
    route = walk.route(walk.part)
    answers = answers_along(route)
    fields = [typed(question, answers[question.id]) for question in route.questions]
    everything = {name: value for one in fields for name, value in one.items()}
    words = whole_site.public.content.words(walk.language)
    agent = whole_site.opened(whole_site.case(walk.questionnaire, language=walk.language))
    agent.get(f"/case/answers/{walk.part.id}").post(data={"language": walk.language, "parent_agreed": "yes"})
    waiting = [words.question(walk.survey, question, "phone", {"trust": "§"}) for question in route.questions]
    while not agent.path.endswith("/check"):
        page = plain(agent.page)
        before = len(waiting)
        while waiting and all(piece.strip() in page for piece in waiting[0].text.split("§")):
            waiting.pop(0)
        assert len(waiting) < before, f"a page without the next question: {agent.path}"
        agent.post(data=everything)
        assert agent.status == 200, plain(agent.page)
    assert waiting == []
    agent.post()
    [sent] = whole_site.public.opened_responses()
    assert sent["answers"] == {name: list(answer) for name, answer in answers.items()}
    assert (sent["part"], sent["mode"], sent["language"]) == (walk.part.id, "phone", walk.language)
