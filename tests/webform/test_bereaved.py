"""Somebody tells us that the person on the letter has died: words for them, and an end to the letters in one press."""

from __future__ import annotations

import re

import pytest

from fulfilment.keys import ring, sealing
from tests.webform.public_site import ADULT, QUESTIONNAIRES, PublicSite, Visitor
from tests.webform.test_adult_journey import ANSWERS, answer_all, answer_until


def reader(site: PublicSite, code: str, letter: str) -> Visitor:
    """Somebody who scanned the letter and reads its first page."""
    return site.visitor().get(f"/{letter}-EN/{code}")


@pytest.mark.parametrize("questionnaire", QUESTIONNAIRES)
def test_not_taking_part_leads_to_it_and_one_press_stops_everything(
    public_site: PublicSite, questionnaire: str
) -> None:
    survey = QUESTIONNAIRES[questionnaire][0]
    code, token = public_site.code(questionnaire)
    visitor = reader(public_site, code, "A" if survey == "adult" else "Y")
    visitor.get(f"/en/{survey}/opt-out")
    assert f'href="/en/{survey}/bereaved"' in visitor.page
    visitor.get(f"/en/{survey}/bereaved").post()
    assert visitor.path == f"/en/{survey}/bereaved/done"
    assert "We will not write again" in visitor.page
    assert public_site.rows("select token, state, stop from codes") == [(token, "void", "died")]
    assert public_site.rows("select kind, source from requests") == [("died", "online")]


def test_what_was_told_is_sealed_as_by_phone(public_site: PublicSite) -> None:
    code, token = public_site.code()
    reader(public_site, code, "A").get("/en/adult/bereaved").post()
    [(sealed,)] = public_site.rows("select sealed from requests")
    office = ring.OfficeKeys.load(public_site.ring_folder / "office")
    told = sealing.open_sealed(sealed, office.requests(ADULT))
    assert (told["kind"], told["token"]) == ("died", token)


def test_reading_it_changes_nothing(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = reader(public_site, code, "A")
    before = public_site.dump()
    visitor.get("/en/adult/bereaved")
    assert "We are very sorry for your loss" in visitor.page
    assert public_site.dump() == before


@pytest.mark.parametrize("address", ["/en/bereaved", "/en/adult/bereaved", "/en/under16/bereaved"])
def test_without_a_letter_there_are_the_words_the_helpline_and_the_way_to_the_code(
    public_site: PublicSite, address: str
) -> None:
    visitor = public_site.visitor().get(address)
    assert visitor.status == 200
    assert "We are also sorry that our letter came to you" in visitor.page
    assert "0808 157 0" in visitor.page
    assert "Tell us, and stop the letters" not in visitor.page
    assert visitor.page.count("<form") == 0


def test_the_pages_that_relatives_come_across_lead_to_it(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = reader(public_site, code, "A")
    for address, link in {
        "/en/help": "/en/bereaved",
        "/en/adult/help": "/en/adult/bereaved",
        "/en/adult/opt-out": "/en/adult/bereaved",
    }.items():
        assert f'href="{link}"' in visitor.get(address).page, address


def test_answers_that_were_sent_stay_and_the_sitting_ends(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_all(visitor, ANSWERS)
    visitor.post().get("/en/adult/bereaved").post()
    assert len(public_site.opened_responses()) == 1
    assert public_site.rows("select stop from codes") == [("died",)]
    assert visitor.get("/en/adult/adult/told_kindly").path == "/en/again"


def test_answers_that_were_begun_are_kept_as_when_it_is_told_by_phone(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_until(visitor, "nights", ANSWERS)
    visitor.get("/en/adult/bereaved").post()
    assert public_site.rows("select state from drafts") == [("open",)]


def test_a_child_at_its_own_part_cannot_stop_the_letters(public_site: PublicSite) -> None:
    code, _ = public_site.code("child_8_11")
    visitor = public_site.visitor().start(code, "Y").post(data={"part": "child"})
    visitor.get("/en/under16/bereaved").post()
    assert public_site.rows("select stop from codes") == [(None,)]


def test_an_old_page_never_stops_the_letters_of_somebody_else(public_site: PublicSite) -> None:
    first, _ = public_site.code()
    second, _ = public_site.code()
    visitor = reader(public_site, first, "A").get("/en/adult/bereaved")
    page = visitor.page
    visitor.get(f"/A-EN/{second}")
    visitor.page = page
    assert visitor.post("/en/adult/bereaved").path == "/en/again"
    assert public_site.rows("select kind from requests") == []


def test_no_patient_reads_of_a_death_on_the_first_page(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    page = reader(public_site, code, "A").page
    assert not {"died", "death", "bereaved"} & set(re.findall(r"[a-z]+", page.partition("<main")[2]))


@pytest.mark.parametrize("questionnaire", ["child_8_11", "young_person_12_15"])
def test_no_page_that_a_childs_part_leads_to_speaks_of_a_death(public_site: PublicSite, questionnaire: str) -> None:
    code, _ = public_site.code(questionnaire)
    visitor = public_site.visitor().start(code, "Y").post(data={"part": "child"})
    links = re.findall(r'<li><a href="([^"]+)"', visitor.page.partition("<footer")[2])
    assert len(links) == 5
    for address in (visitor.path, *links):
        page = visitor.get(address).page.partition("<body")[2]
        assert not {"died", "death", "bereaved"} & set(re.findall(r"[a-z]+", page)), address


def test_the_button_stands_where_the_page_has_its_place_for_it(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    page = reader(public_site, code, "A").get("/en/adult/bereaved").page
    assert (
        page.index("very sorry") < page.index("Tell us, and stop the letters") < page.index("rather tell us by phone")
    )
    for survey in public_site.content.surveys:
        for name in ("opt_out", "bereaved"):
            assert public_site.content.page(survey, name).slots.count("form") == 1


@pytest.mark.parametrize("language", ["en", "pl", "ur"])
def test_nothing_green_and_no_thanks_for_taking_part_meet_the_bereaved(public_site: PublicSite, language: str) -> None:
    for survey in ("adult", "under16"):
        page = public_site.visitor().get(f"/{language}/{survey}/bereaved/done").page
        done = public_site.content.page(survey, "bereaved_done")
        said = public_site.content.words(language).text(done.context, done.title)
        assert f">{said}<" in page
        assert "nhsuk-panel" not in page
