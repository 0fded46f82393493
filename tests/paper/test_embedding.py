from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
import uharfbuzz

from fulfilment.paper.embedding import embed, subset, to_unicode
from fulfilment.paper.pages import PageCanvas
from fulfilment.paper.personal import single_line
from tests.paper.sample_letters import faces, faces_for


@pytest.fixture(scope="module")
def regular():
    return faces()["NotoSans-Regular"]


def outlines(program, glyphs):
    """Which glyphs of a font file are drawn at all."""
    font = uharfbuzz.Font(uharfbuzz.Face(program))
    return {glyph for glyph in glyphs if (extents := font.get_glyph_extents(glyph)) and extents.width}


def test_a_subset_holds_the_outlines_of_its_glyphs_under_their_own_numbers_and_no_others(regular):
    wanted = {regular.glyph(letter) for letter in "Ásh"}
    unwanted = {regular.glyph(letter) for letter in "BCD"}
    assert outlines(subset(regular, wanted), wanted | unwanted) == wanted


def test_a_subset_is_a_small_part_of_the_font(regular):
    assert len(subset(regular, {regular.glyph("A")})) < 20_000


def test_glyphs_are_mapped_to_their_text(regular):
    rows = to_unicode(regular, [regular.glyph("A"), regular.glyph("ł")]).decode()
    assert f"<{regular.glyph('A'):04X}> <0041>" in rows
    assert f"<{regular.glyph('ł'):04X}> <0142>" in rows


def test_letters_written_from_right_to_left_have_their_text_with_the_word_and_not_in_the_font():
    naskh = faces()["NotoNaskhArabic-Regular"]
    assert "beginbfchar" not in to_unicode(naskh, [naskh.glyph("خ")]).decode()


def test_widths_in_the_pdf_are_those_that_text_was_set_with(regular):
    fonts = embedded({regular.name: {regular.glyph("W"), regular.glyph("i")}})
    widths = fonts[f"/{regular.name}"]["/DescendantFonts"][0].get_object()["/W"]
    assert list(widths) == [item for glyph in sorted((0, regular.glyph("W"), regular.glyph("i")))
                            for item in (glyph, [regular.advance(glyph)])]  # fmt: skip


def test_an_embedded_font_says_that_it_is_a_subset(regular):
    font = embedded({regular.name: {regular.glyph("W")}})[f"/{regular.name}"]
    tag, _, name = font["/BaseFont"].removeprefix("/").partition("+")
    assert (len(tag), tag.isupper(), name) == (6, True, regular.name)


def test_all_glyphs_of_a_line_are_in_the_fonts_it_names():
    line = single_line("Łukasz عائشہ", faces_for("ur"), is_rtl=True)
    used: dict[str, set[int]] = {}
    for run in line.runs:
        used.setdefault(run.face.name, set()).update(run.glyphs)
    fonts = embedded(used)
    for name, glyphs in used.items():
        descendant = fonts[f"/{name}"]["/DescendantFonts"][0].get_object()
        program = descendant["/FontDescriptor"]["/FontFile2"].get_data()
        assert outlines(program, glyphs) == outlines(bytes(faces()[name].hb_face.blob.data), glyphs)


def embedded(glyphs):
    """The font dictionary of a page that has fonts embedded, by resource name."""
    out = io.BytesIO()
    canvas = PageCanvas(out, (100, 100))
    embed(canvas, faces(), glyphs)
    canvas.showPage()
    canvas.save()
    resources: Any = pypdf.PdfReader(out).pages[0]["/Resources"]
    return {name: resources["/Font"][name] for name in resources["/Font"]}
