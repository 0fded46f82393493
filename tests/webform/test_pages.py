"""The pages of letters/: each is shown somewhere, in each language, and what it promises is what the program does."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from fulfilment.surveys.content import Content
from fulfilment.surveys.documents import PAGE_LINKS, Document, Heading, source_of
from tests.webform.public_site import PREFIX, PublicSite, shipped_content
from webform.public import PublicSettings
from webform.staff import scripts

WEBFORM = Path(__file__).resolve().parents[2] / "webform"
NAMED = re.compile(r"""["'](\w+)["']""")
PUT_TOGETHER = {  # families of names: which member is shown depends on who reads, or on why a caller rings
    *(
        f"{name}_{reader}"
        for name in ("assent", "privacy", "part_sent", "finish_later")
        for reader in ("child", "young_person")
    ),
    *(f"script_{name}" for name in scripts.SCRIPTS),
}
INFORMATION = ("help", "other-ways", "privacy", "cookies", "accessibility", "bereaved")


def plain(page: str) -> str:
    """The words of the page's middle."""
    middle = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", middle)).split())


def said_in(content: Content, page: Document, language: str) -> str:
    """A page's title in a language."""
    return content.words(language).text(page.context, page.title)


def test_every_page_is_shown_somewhere() -> None:
    literal = {name for path in WEBFORM.rglob("*.py") for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    written = {name for _, name in shipped_content().pages}
    assert written - literal - PUT_TOGETHER == set()


def test_every_page_of_both_surveys_has_its_title_as_its_only_heading_of_level_1() -> None:
    for page in shipped_content().pages.values():
        headings = [block for block in page.blocks if isinstance(block, Heading) and block.level == 1]
        assert [source_of(heading.spans) for heading in headings] == [page.title], page.file


@pytest.mark.parametrize("language", list(shipped_content().languages))
def test_every_information_page_can_be_read_in_every_language(public_site: PublicSite, language: str) -> None:
    content = public_site.content
    for survey in content.surveys:
        for name in INFORMATION:
            visitor = public_site.visitor().get(f"/{language}/{survey}/{name}")
            page = content.page(survey, name.replace("-", "_"))
            assert visitor.status == 200
            assert f">{said_in(content, page, language)}</h1>" in visitor.page, visitor.path
            assert "{" not in plain(visitor.page), visitor.path


@pytest.mark.parametrize("language", list(shipped_content().languages))
@pytest.mark.parametrize(("address", "name"), [("child", "privacy_child"), ("young-person", "privacy_young_person")])
def test_parents_find_the_privacy_page_of_each_reader(
    public_site: PublicSite, language: str, address: str, name: str
) -> None:
    visitor = public_site.visitor().get(f"/{language}/under16/privacy")
    own = f"/{language}/under16/privacy/{address}"
    assert f'href="{own}"' in visitor.page
    page = public_site.content.page("under16", name)
    assert f">{said_in(public_site.content, page, language)}</h1>" in visitor.get(own).page
    assert f'href="/pl/under16/privacy/{address}"' in visitor.page or language == "pl"


def test_the_survey_of_adults_has_no_privacy_page_for_children(public_site: PublicSite) -> None:
    for address in ("child", "young-person"):
        assert public_site.visitor().get(f"/en/adult/privacy/{address}").status == 404


def test_a_young_persons_part_leads_to_the_young_persons_privacy_page(public_site: PublicSite) -> None:
    code, _ = public_site.code("young_person_12_15")
    visitor = public_site.visitor().start(code, "Y").post(data={"part": "child"})
    assert "/en/under16/privacy/young-person" in visitor.page


def test_every_page_leads_to_help_and_other_ways_from_its_foot(public_site: PublicSite) -> None:
    for address in ("/en/", "/en/cookies"):
        page = public_site.visitor().get(address).page
        assert 'href="/en/help"' in page
        assert 'href="/en/other-ways"' in page
    assert 'href="/en/adult/other-ways"' in public_site.visitor().get("/en/adult/help").page


def test_every_link_in_a_page_leads_to_a_page(public_site: PublicSite) -> None:
    visitor = public_site.visitor()
    seen: set[str] = set()
    for survey in public_site.content.surveys:
        for name in INFORMATION:
            for link in re.findall(r'class="app-page-link" href="([^"]+)"', visitor.get(f"/en/{survey}/{name}").page):
                seen.add(link.rpartition("/")[2])
                assert visitor.get(link).status == 200, link
    assert len(seen) == len(PAGE_LINKS)


def test_a_child_who_says_no_is_told_that_it_is_fine_before_the_parents_turn(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = public_site.visitor().start(code, "Y").post(data={"part": "child"}).post(data={"answer": "no"})
    said = plain(visitor.page)
    assert said.index("That is fine") < said.index("Now it is your parent or carer’s turn")


@pytest.mark.parametrize(
    ("questionnaire", "address", "words"),
    [
        ("child_8_11", "/en/under16/saved/child", "ask a grown-up for the letter with the code"),
        ("young_person_12_15", "/en/under16/saved", "scan your letter again or enter your code"),
    ],
)
def test_who_stops_midway_reads_in_their_own_words_how_to_go_on(
    public_site: PublicSite, questionnaire: str, address: str, words: str
) -> None:
    code, _ = public_site.code(questionnaire)
    visitor = public_site.visitor().start(code, "Y").post(data={"part": "child"}).post(data={"answer": "yes"})
    visitor.post(data={"_later": "1"})
    assert visitor.path == address
    assert words in plain(visitor.page)


def test_the_time_in_which_names_are_destroyed_is_the_one_that_pages_and_scripts_promise() -> None:
    content = shipped_content()
    for survey in content.surveys.values():
        for name in ("privacy", "script_details"):
            page = content.page(survey.id, name)
            assert any("within 3 months after the survey closes" in text for text, _ in page.texts()), page.file
        assert survey.people_destroyed_within_days <= 3 * 30 + 2


def test_the_cookies_page_names_every_cookie_and_how_long_it_lasts(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor()
    visitor.client.get(f"/A-EN/{code}", base_url=PREFIX)
    assert visitor.client.get_cookie("__Host-letter", "survey.example.org") is not None
    visitor.get("/en/adult/start").post()
    assert visitor.client.get_cookie("__Host-survey", "survey.example.org") is not None
    said = plain(visitor.get("/en/cookies").page)
    assert set(re.findall(r"__Host-\w+", said)) == {"__Host-letter", "__Host-survey"}
    assert '<bdi dir="ltr">__Host-letter</bdi>' in visitor.get("/ur/cookies").page
    settings = PublicSettings()
    assert "an hour" in said
    assert settings.letter_lasts.total_seconds() == 3600
    assert f"{int(settings.idle.total_seconds() // 3600)} hours" in said
