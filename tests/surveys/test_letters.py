"""What every letter must say, whichever contact, age band, survey and language it is for."""

from __future__ import annotations

import re

import pytest

from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys import language_sheet
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience
from fulfilment.surveys.documents import Document, fields_in

CONTENT = Content.load(letters_dir(), translations_dir())
NUMBERS = {survey.id: [contact.number for contact in survey.contacts] for survey in CONTENT.surveys.values()}
# How to answer, until when, whom to ask, which hospital, which survey, where to read more.
FIELDS = {"trust", "survey", "closing_date", "helpline_phone", "helpline_hours", "helpline_email", "address"}
# Why we may have the name; who deals with complaints: names that no language translates away.
NAMED = ("251", "PALS", "NHS England", "Health Research Authority")
QUOTED = re.compile("[“„](.+?)[”]")


def packs() -> list[tuple[str, str]]:
    """Survey and name of every pack that is sent."""
    return [
        (survey.id, pack)
        for survey in CONTENT.surveys.values()
        for pack in dict.fromkeys(pack for number in NUMBERS[survey.id] for *_, pack in survey.all_packs(number))
    ]


def main_letter(survey: str, pack: str) -> Document:
    """The letter of a pack that carries the code."""
    (found,) = [
        letter
        for name in CONTENT.stationery.packs[pack].documents
        if "code" in (letter := CONTENT.letter(survey, name)).slots
    ]
    return found


def words_in(document: Document) -> int:
    """How many words a reader reads."""
    return sum(len(text.split()) for text, _ in list(document.texts())[1:])


every_pack = pytest.mark.parametrize(("survey", "pack"), packs())


@every_pack
def test_every_letter_says_how_to_answer_until_when_whom_to_ask_and_who_signs(survey, pack):
    letter = main_letter(survey, pack)
    said = " ".join(text for text, _ in letter.texts())
    assert fields_in(said) >= FIELDS
    assert {"salutation", "code", "signature"} <= set(letter.slots)
    assert ("child" in letter.slots) == (letter.audience is Audience.PARENT)


@every_pack
def test_every_letter_says_in_every_language_why_we_have_the_name_and_who_takes_complaints(survey, pack):
    for tag in CONTENT.survey(survey).languages:
        words = CONTENT.words(tag)
        letter = main_letter(survey, pack)
        said = " ".join(words.unfilled(letter.context, text) for text, _ in letter.texts())
        assert [name for name in NAMED if name not in said] == []


@every_pack
def test_what_a_letter_tells_to_choose_is_on_the_website_in_every_language(survey, pack):
    for tag in CONTENT.survey(survey).languages:
        words = CONTENT.words(tag)
        letter = main_letter(survey, pack)
        said = [words.unfilled(letter.context, text) for text, _ in letter.texts()]
        quoted = {found for text in said for found in QUOTED.findall(text)} - {"{survey}"}
        assert quoted == {words.say("footer.opt_out")}


@pytest.mark.parametrize("survey", CONTENT.surveys.values(), ids=lambda survey: survey.id)
def test_reminders_say_sorry_to_who_answered_and_each_has_a_title_of_its_own(survey):
    for band in survey.age_bands:
        first, *reminders = [main_letter(survey.id, contact.packs[band.id]) for contact in survey.contacts]
        assert reminders
        for reminder in reminders:
            assert any("sorry that this letter crossed" in text for text, _ in reminder.texts())
        assert len({letter.title for letter in (first, *reminders)}) == len(survey.contacts)


@pytest.mark.parametrize("survey", CONTENT.surveys.values(), ids=lambda survey: survey.id)
def test_no_page_of_a_reminder_is_longer_than_that_of_the_first_letter(survey):
    for band in survey.age_bands:
        first, *reminders = [
            [CONTENT.letter(survey.id, name) for name in documents if name != language_sheet.NAME]
            for contact in survey.contacts
            for documents in [CONTENT.stationery.packs[contact.packs[band.id]].documents]
        ]
        for reminder in reminders:
            lengths = [(words_in(now), words_in(before)) for now, before in zip(reminder, first, strict=True)]
            assert all(now < before for now, before in lengths), lengths


@pytest.mark.parametrize("survey", CONTENT.surveys.values(), ids=lambda survey: survey.id)
def test_a_child_of_8_or_more_gets_a_page_of_its_own_with_every_letter(survey):
    for number in NUMBERS[survey.id]:
        for _, band, pack in survey.all_packs(number):
            audiences = {CONTENT.letter(survey.id, name).audience for name in CONTENT.stationery.packs[pack].documents}
            own = {"8-11": {Audience.CHILD}, "12-15": {Audience.YOUNG_PERSON}}.get(band, set())
            assert audiences & {Audience.CHILD, Audience.YOUNG_PERSON} == own


@every_pack
def test_every_letter_has_help_in_other_languages_in_its_envelope(survey, pack):
    assert language_sheet.NAME in CONTENT.stationery.packs[pack].documents
