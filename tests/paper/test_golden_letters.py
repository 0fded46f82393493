from __future__ import annotations

import io

import pytest

from fulfilment.paper.embedding import embed
from fulfilment.paper.pages import Drawing, PageCanvas
from fulfilment.paper.pictures import picture
from fulfilment.paper.static import POINTS_PER_MM
from fulfilment.surveys.definition import Audience
from fulfilment.surveys.documents import Span
from tests.paper.sample_letters import (
    LANGUAGES,
    NAMES,
    document,
    faces,
    paragraphs,
    personal,
    printed,
    static,
    typeset_sample,
)

DPI = 72
A4_PT = (595.276, 841.89)
NAME_OF = {"en": "Siobhán O’Neill", "pl": "Łukasz Żółć", "ur": "عائشہ خان"}


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_looks_as_it_was_accepted(golden, language, page):
    letter = static(language)
    pdf, _ = printed([letter], [(0, personal(letter, name=NAME_OF[language]))])
    golden(f"letter-{language}-{page}", picture(pdf, page, DPI).convert("L"))


def test_a_childs_page_looks_as_it_was_accepted(golden):
    text = "{{hello}}\n\n# What is it like?\n\n**You choose.** Say yes or no.\n\n- One.\n- Two.\n\n{{signature}}"
    letter = typeset_sample([document(text, audience=Audience.CHILD)])
    pdf, _ = printed([letter], [(0, personal(letter))])
    golden("child", picture(pdf, 1, DPI).convert("L"))


def test_every_script_and_every_name_looks_as_it_was_accepted(golden):
    out = io.BytesIO()
    canvas = PageCanvas(out, A4_PT)
    glyphs: dict[str, set[int]] = {}
    at_mm = 12.0
    for language, text in [*paragraphs().items(), ("en", " · ".join(NAMES))]:
        families = ("NotoNastaliqUrdu",) if language == "ur" else ()
        is_rtl = language in ("ur", "ar")
        drawing = Drawing(canvas, faces().for_language(language, families), is_rtl, A4_PT[1] / POINTS_PER_MM)
        for line in drawing.lines([Span(text)], 185, 9):
            at_mm += 6.5 if language == "ur" else 4.5
            left_mm = 197 - line.width_pt(9) / POINTS_PER_MM if is_rtl else 12
            drawing.show_at(line, left_mm, at_mm, 9)
        at_mm += 2
        for name, used in drawing.glyphs.items():
            glyphs.setdefault(name, set()).update(used)
    canvas.showPage()
    embed(canvas, faces(), glyphs)
    canvas.save()
    golden("scripts", picture(out.getvalue(), 1, 1.5 * DPI).convert("L"))
