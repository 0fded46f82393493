"""What an agent says: one click from every page of a case, where it is needed, in the caller's language too."""

from __future__ import annotations

import re
from html import unescape

import pytest

from fulfilment.surveys.documents import source_of
from tests.webform.public_site import shipped_content
from tests.webform_staff.staff_site import StaffSite, plain
from tests.webform_staff.test_interviews import begin
from webform.staff import scripts
from webform.staff.reasons import REASONS

LANGUAGES = [tag for tag in shipped_content().languages if tag != "en"]


def said(page: str) -> str:
    """What a page says, without its spaces: numbers stand in elements of their own."""
    return "".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def lines(survey: str, name: str, language: str) -> list[str]:
    """What an agent says in a script, in a language, without spaces."""
    script = scripts.script(shipped_content(), survey, name, language)
    return ["".join(source_of(spans).split()) for spans in script.versions[-1].say]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("survey", shipped_content().surveys)
def test_every_script_can_be_read_in_english_and_in_the_language_of_the_call(
    staff_site: StaffSite, survey: str, language: str
) -> None:
    page = said(staff_site.agent().get(f"/scripts/{survey}/{language}").page)
    for name in scripts.SCRIPTS:
        for tag in ("en", language):
            for line in lines(survey, name, tag):
                assert line in page, (name, tag)


@pytest.mark.parametrize("survey", shipped_content().surveys)
def test_every_script_says_something_and_tells_the_agent_what_to_do(survey: str) -> None:
    for name in scripts.SCRIPTS:
        [english] = scripts.script(shipped_content(), survey, name, "en").versions
        assert english.say
        assert english.do


def test_every_script_of_the_content_is_on_the_page() -> None:
    written = {name for _, name in shipped_content().pages if name.startswith("script_")}
    assert written == {f"script_{name}" for name in scripts.SCRIPTS}


def test_scripts_are_one_click_from_every_page_of_a_case(staff_site: StaffSite) -> None:
    agent = begin(staff_site.opened(staff_site.case(language="pl")))
    for path in ("/case", "/case/stop/died", "/case/change/moved", agent.path):
        agent.get(path)
        assert 'href="/scripts/adult/pl"' in agent.page, path


def test_the_page_beside_an_open_case_keeps_the_case_and_leads_back(staff_site: StaffSite) -> None:
    agent = staff_site.opened(staff_site.case("child_8_11"))
    agent.get("/scripts/under16/en")
    assert 'href="/case"' in agent.page
    assert 'href="/case/stop/died"' in agent.page
    assert agent.get("/case").status == 200


def test_scripts_can_be_read_before_there_is_a_case(staff_site: StaffSite) -> None:
    agent = staff_site.agent().get("/")
    for survey in staff_site.public.content.surveys:
        assert f'href="/scripts/{survey}/en"' in agent.page
    assert agent.get("/scripts/adult/ur").status == 200
    assert "/case" not in agent.page


def test_nobody_who_is_not_signed_in_reads_them(staff_site: StaffSite) -> None:
    assert staff_site.visitor().get("/scripts/adult/en").path == "/sign-in"


@pytest.mark.parametrize("address", ["/scripts/none/en", "/scripts/adult/none", "/scripts/shared/en"])
def test_an_unknown_survey_or_language_has_no_page(staff_site: StaffSite, address: str) -> None:
    assert staff_site.agent().get(address).status == 404


@pytest.mark.parametrize(("reason", "name"), scripts.FOR_REASON.items())
def test_the_case_shows_the_script_for_why_the_caller_rings(staff_site: StaffSite, reason: str, name: str) -> None:
    assert reason in REASONS
    page = said(staff_site.opened(staff_site.case(language="ur"), reason=reason).page)
    for line in lines("adult", name, "en") + lines("adult", name, "ur"):
        assert line in page


@pytest.mark.parametrize(("questionnaire", "survey"), [("adult", "adult"), ("child_8_11", "under16")])
def test_the_page_that_records_a_death_says_it_in_the_callers_language(
    staff_site: StaffSite, questionnaire: str, survey: str
) -> None:
    agent = staff_site.opened(staff_site.case(questionnaire, language="pl"), reason="other")
    page = said(agent.get("/case/stop/died").page)
    for line in lines(survey, "death", "en") + lines(survey, "death", "pl"):
        assert line in page


def test_parents_of_a_child_who_died_hear_other_words_than_an_adults_family() -> None:
    assert lines("under16", "death", "en")[0] != lines("adult", "death", "en")[0]
    assert "ChildBereavementUK" in "".join(lines("under16", "death", "en"))


def test_a_death_that_was_told_on_line_shows_when_the_case_opens(staff_site: StaffSite) -> None:
    known = staff_site.case()
    staff_site.public.visitor().get(f"/A-EN/{known.code}").get("/en/adult/bereaved").post()
    page = plain(staff_site.opened(known).page)
    assert "This person has died" in page
    assert "told on line" in page
