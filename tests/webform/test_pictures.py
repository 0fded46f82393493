"""Pictures beside questions and answers: for those who read the page, before the words and never instead of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys.content import Content
from tests.webform.public_site import PublicSite, Visitor, make_site, shipped_content
from tests.webform.test_child_and_parent import as_child, as_parent

PICTURE = re.compile(r'<svg[^>]* class="app-picture"[^>]*>')
LABEL = re.compile(r"<label[^>]*>\s*(.*?)\s*</label>", re.DOTALL)


def at_first_question(site: PublicSite, questionnaire: str) -> Visitor:
    """The child or young person, who has said yes."""
    code, _ = site.code(questionnaire)
    return as_child(site, code).post(data={"answer": "yes"})


def test_a_childs_question_and_each_answer_has_a_picture_before_its_words(public_site: PublicSite) -> None:
    page = at_first_question(public_site, "child_8_11").page
    question = public_site.content.questionnaire("under16", "child_8_11").part("child").questions[0]
    assert len(PICTURE.findall(page)) == 1 + len(question.options)
    labels = LABEL.findall(page)
    assert [re.sub(r"<[^>]*>|\s{2,}", "", label) for label in labels] == [option.text for option in question.options]
    assert all(PICTURE.search(label) and label.index("<svg") < label.index("</span>") for label in labels)
    heading = page.partition("<h1")[2].partition("</h1>")[0]
    assert PICTURE.search(heading.partition(question.text)[0])


def test_a_picture_is_nothing_to_those_who_listen_and_carries_no_style(public_site: PublicSite) -> None:
    page = at_first_question(public_site, "child_8_11").page
    for picture in PICTURE.findall(page):
        assert 'aria-hidden="true"' in picture
        assert 'focusable="false"' in picture
    assert "style=" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("part", ["young person", "parent"])
def test_who_is_no_child_sees_no_picture(public_site: PublicSite, part: str) -> None:
    if part == "parent":
        visitor = as_parent(public_site, public_site.code("child_8_11")[0])
    else:
        visitor = at_first_question(public_site, "young_person_12_15")
    assert "nhsuk-radios" in visitor.page
    assert not PICTURE.search(visitor.page)


def test_a_workspaces_own_pictures_replace_ours(tmp_path: Path, empty_store: Path) -> None:
    shutil.copytree(empty_store, tmp_path / "site")
    shutil.copytree(letters_dir(), tmp_path / "letters")
    own = tmp_path / "letters" / "under16" / "pictures" / "talk.svg"
    own.write_text('<svg viewBox="0 0 48 48"><rect x="1" y="2" width="3" height="4"/></svg>', encoding="utf-8")
    site = make_site(tmp_path / "site", Content.load(tmp_path / "letters", translations_dir()))
    page = at_first_question(site, "child_8_11").page
    assert '<rect x="1" y="2" width="3" height="4"></rect>' in page
    site.engine.dispose()


def test_a_page_shows_a_picture_before_the_words_that_it_stands_beside(tmp_path: Path, empty_store: Path) -> None:
    shutil.copytree(empty_store, tmp_path / "site")
    shutil.copytree(letters_dir(), tmp_path / "letters")
    page = tmp_path / "letters" / "under16" / "pages" / "help.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n![](talk.svg)\nTalk to **us**.\n", encoding="utf-8")
    site = make_site(tmp_path / "site", Content.load(tmp_path / "letters", translations_dir()))
    shown = site.visitor().get("/en/under16/help").page
    words = shown.index("<span>Talk to <strong>us</strong>.</span>")
    assert PICTURE.search(shown[shown.rindex("<p ", 0, words) : words])
    site.engine.dispose()


def test_every_picture_is_black_on_paper_and_takes_the_colour_of_its_words() -> None:
    for picture in shipped_content().pictures.values():
        paints = set(re.findall(r'(?:fill|stroke)="([^"]*)"', picture.svg))
        assert "currentColor" in paints, picture.name
        assert paints <= {"none", "currentColor"}, picture.name
