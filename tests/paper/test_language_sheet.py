from __future__ import annotations

import re

import pytest

from fulfilment.paper.pages import Drawing, PageCanvas
from fulfilment.paper.pictures import pictures
from fulfilment.paper.static import POINTS_PER_MM
from fulfilment.surveys.documents import InLanguage
from fulfilment.surveys.languages import SOURCE
from tests.paper.sample_letters import LANGUAGES, content, faces, personal, printed, sample_document, typeset_sample

A4_PT = (595.276, 841.89)
NAME = "language_sheet"
SAID = re.compile(r"[A-Z][a-z]+(\s[A-Z][a-z]+)?,\splease")
WRITTEN = {"cy", "pl", "so", "tr", "vi", "uk", "zh-Hans", "bn", "pa", "gu", "ta", "ar", "ur"}
PARTS = [block for block in content().letter("adult", NAME).blocks if isinstance(block, InLanguage)]
PHONES = {survey.id: survey.helpline.phone for survey in content().surveys.values()}


def sheet(survey: str, language: str):
    words = content().words(language)
    return content().letter(survey, NAME).translated(words, content().fields(survey, words))


def in_order_of_paper(part: InLanguage) -> list[str]:
    """What stands on each line from left to right, as far as a glyph says its letter by itself."""
    own = drawing_of(part)
    return [
        "".join(run.face.text_of(glyph) for run in line.runs for glyph in run.glyphs)
        for line in own.lines(part.spans, 170, content().stationery.type.body_pt)
    ]


def drawing_of(part: InLanguage) -> Drawing:
    drawing = Drawing(PageCanvas("", A4_PT), faces().for_language(SOURCE), False, A4_PT[1] / POINTS_PER_MM)
    return drawing.in_language(part.language, part.faces, part.is_rtl)


def test_the_sheet_speaks_thirteen_languages_and_tells_ten_more_where_to_get_help():
    assert {part.language for part in PARTS if not part.is_line} == WRITTEN
    assert len({part.language for part in PARTS if part.is_line} - WRITTEN) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("survey", PHONES)
def test_the_sheet_fills_one_piece_of_paper_behind_a_letter_in_any_language(survey, language):
    letter = typeset_sample([sample_document(language), sheet(survey, language)], language)
    assert (letter.sheets, [page.is_blank for page in letter.pages]) == (2, [False] * 4)
    assert not any((page.texts, page.address, page.qr) != ((), None, None) for page in letter.pages[2:])


@pytest.mark.parametrize("survey", PHONES)
def test_every_language_has_the_number_of_the_survey_and_it_reads_from_left_to_right(survey):
    parts = [block for block in sheet(survey, SOURCE).blocks if isinstance(block, InLanguage)]
    missing = [part.language for part in parts if not any(PHONES[survey] in line for line in in_order_of_paper(part))]
    assert (len(parts), missing) == (len(PARTS), [])


def test_what_the_caller_says_in_english_stays_together_and_in_order_in_every_language():
    broken = [part.language for part in PARTS if not any(SAID.search(line) for line in in_order_of_paper(part))]
    assert broken == []


@pytest.mark.parametrize("part", PARTS, ids=[part.language for part in PARTS])
def test_every_character_has_a_glyph_of_a_face_of_its_script(part):
    own = drawing_of(part)
    lines = own.lines(part.spans, 170, content().stationery.type.body_pt)
    runs = [run for line in [*lines, own.line(part.name, is_strong=True)] for run in line.runs]
    assert all(0 not in run.glyphs for run in runs)
    usable = {f"{family}-{weight}" for family in (*part.faces, "NotoSans") for weight in ("Regular", "Bold")}
    assert {run.face.name for run in runs} <= usable


def test_the_sheet_looks_as_it_was_accepted(golden):
    letter = typeset_sample([sample_document(SOURCE), sheet("adult", SOURCE)])
    pdf, _ = printed([letter], [(0, personal(letter))])
    for number, page in enumerate(pictures(pdf, 100)[2:], start=1):
        golden(f"language-sheet-{number}", page.convert("L"))
