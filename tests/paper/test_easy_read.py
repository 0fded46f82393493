from __future__ import annotations

import re
from datetime import date

import pytest

from fulfilment.paper.pictures import pictures
from fulfilment.surveys.documents import Bullets, Document, Paragraph, PictureRow, source_of
from tests.paper.sample_letters import LANGUAGES, TRUST, content, personal, printed, typeset_sample

LONGEST = "Queen Elizabeth Hospital King’s Lynn and Wisbech University Hospitals NHS Foundation Trust"
LETTERS = [
    (survey, letter)
    for (survey, name), letter in content().letters.items()
    if any(isinstance(block, PictureRow) for block in letter.blocks)
]
WORDS_MOST = 15  # Department of Health, Making written information easier to understand (2010): 10 to 15 words
LEAST_PT = 14  # the same
each_letter = pytest.mark.parametrize(("survey", "letter"), LETTERS, ids=[letter.context for _, letter in LETTERS])


def filled(survey: str, letter: Document, language: str, trust: str = TRUST) -> Document:
    words = content().words(language)
    own = {
        "trust": trust, "hospital": trust, "signatory_name": "Dr Amara Okafor", "signatory_role": "Chief Nurse",
        "address": "survey.example", "letter_date": words.date(date(2027, 4, 12)),
        "closing_date": words.date(date(2027, 9, 29)),
    }  # fmt: skip
    return letter.translated(words, content().fields(survey, words) | own)


def typeset(survey, letter, language, trust=TRUST):
    return typeset_sample([filled(survey, letter, language, trust)], language, trust)


def test_there_is_an_easy_read_letter():
    assert LETTERS


@each_letter
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_easy_read_letter_fits_its_pages_even_with_the_longest_name_of_a_trust(survey, letter, language):
    assert typeset(survey, letter, language, LONGEST).sheets <= 2


@each_letter
def test_an_easy_read_letter_is_large_and_carries_the_code(survey, letter):
    assert (letter.body_pt or 0) >= LEAST_PT
    assert "code" in letter.slots


@each_letter
def test_sentences_of_easy_read_are_short(survey, letter):
    rows = [block for block in letter.blocks if isinstance(block, PictureRow | Paragraph)]
    assert not any(isinstance(block, Bullets) for block in letter.blocks)
    sentences = [one for row in rows for one in re.split(r"(?<=[.?!])\s", source_of(row.spans))]
    assert [one for one in sentences if len(one.split()) > WORDS_MOST] == []


@each_letter
@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("pl", "left"), ("ur", "right")])
def test_pictures_stand_where_reading_begins(survey, letter, language, side):
    static = typeset(survey, letter, language)
    pdf, _ = printed([static], [(0, personal(static))])
    page = pictures(pdf, 72)[2].convert("L")  # a page of pictures and words alone
    strips = {"left": (57, 60, 130, 770), "right": (465, 60, 539, 770)}
    ink = {
        where: page.crop(box).point(lambda grey: 255 * (grey < 128)).histogram()[255] for where, box in strips.items()
    }
    other = "right" if side == "left" else "left"
    assert ink[side] > 1.5 * ink[other]


@each_letter
@pytest.mark.parametrize("language", ["en", "ur"])
def test_an_easy_read_letter_looks_as_it_was_accepted(golden, survey, letter, language):
    static = typeset(survey, letter, language)
    pdf, _ = printed([static], [(0, personal(static))])
    golden(f"easy-read-{letter.name}-{language}", pictures(pdf, 60)[1].convert("L"))
