from __future__ import annotations

import io
import unicodedata

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.paper.embedding import embed
from fulfilment.paper.pages import Drawing, PageCanvas
from fulfilment.paper.personal import single_line
from fulfilment.paper.refusals import MissingGlyph
from fulfilment.paper.shaping import analyse, shape, spaced
from fulfilment.paper.static import POINTS_PER_MM
from fulfilment.surveys.documents import Span
from tests.paper.sample_letters import NAMES, faces, faces_for, paragraphs

A4_PT = (595.276, 841.89)
ATOMS = (
    "0808 157 0123",
    "2CDF-3HJK-4MN7",
    "https://survey.example/a-en",
    "31/12/2026",
    "help@survey.example",
    "1234-5678-K",
)
WORDS = ("فون", "کریں", "(", "NHS", "16", "،", "عائشہ", "سے", "12", "لکھیں۔", "-", "”سروے“")


def on_paper(text, language="ur", is_rtl=True):
    """What Latin letters, digits and signs stand on a line, from left to right."""
    line = analyse([(text, False)], faces_for(language), int(is_rtl)).line()
    return "".join(run.face.text_of(glyph) for run in line.runs for glyph in run.glyphs)


@pytest.mark.parametrize("atom", ATOMS)
def test_what_is_typed_or_rung_is_never_printed_backwards_in_urdu(atom):
    assert atom in on_paper(f"براہ کرم {atom} پر جائیں")


@given(before=st.lists(st.sampled_from(WORDS)), atom=st.sampled_from(ATOMS), after=st.lists(st.sampled_from(WORDS)))
def test_an_atom_reads_from_left_to_right_whatever_stands_round_it(before, atom, after):
    assert atom in on_paper(" ".join(["اردو", *before, atom, *after]))


@given(before=st.lists(st.sampled_from(WORDS)), atom=st.sampled_from(ATOMS), after=st.lists(st.sampled_from(WORDS)))
def test_an_atom_reads_from_left_to_right_among_arabic_names_in_english(before, atom, after):
    assert atom in on_paper(" ".join(["Dear", *before, atom, *after]), "en", is_rtl=False)


def test_pdfium_finds_the_digits_of_a_telephone_number_from_left_to_right():
    pdf = drawn("ur", "براہ کرم 0808 157 0123 پر مفت فون کریں (پیر سے جمعہ)۔")
    textpage = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = [
        (textpage.get_charbox(at)[0], character)
        for at in range(textpage.count_chars())
        if (character := textpage.get_text_range(at, 1)).isdigit()
    ]
    assert "".join(character for _, character in sorted(found)) == "08081570123"


def test_a_bracket_is_mirrored_where_text_runs_from_right_to_left():
    opening, closing = (
        shape(faces()["NotoNastaliqUrdu-Regular"], "(", rtl, "Arab", "ur").glyphs for rtl in (False, True)
    )
    assert opening != closing


@pytest.mark.parametrize("language", list(paragraphs()))
def test_every_language_is_read_back_from_the_page_word_for_word_or_letter_for_letter(language):
    text = paragraphs()[language]
    families = ("NotoNastaliqUrdu",) if language == "ur" else ()
    read = read_text(drawn(language, text, families))
    if language in ("ur", "ar"):  # pdfium gives the words of such a line in another order
        assert letters(read) == letters(text)
    else:
        assert unicodedata.normalize("NFC", " ".join(read.split())) == text


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_from_the_page(name):
    assert letters(read_text(drawn("en", name))) == letters(name)


def test_accents_written_apart_print_as_one_letter():
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Ánh, Łukasz Żółć")
    assert single_line(apart, faces_for("en")) == single_line("Nguyễn Thị Ánh, Łukasz Żółć", faces_for("en"))


def test_letters_are_kerned():
    face = faces()["NotoSans-Regular"]
    apart = sum(shape(face, letter, False, "Latn", "en").width for letter in "AV")
    assert shape(face, "AV", False, "Latn", "en").width < apart


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@given(
    words=st.lists(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x24F), min_size=1), min_size=1, max_size=5)
)
def test_a_line_put_together_from_words_is_the_line_shaped_whole(weight, words):
    face = faces()[f"NotoSans-{weight}"]
    known = ["".join(filter(face.covers, unicodedata.normalize("NFC", word))) for word in words]
    joined = spaced(face, known, "en")
    whole = shape(face, " ".join(known), False, "Latn", "en")
    if joined is not None:
        assert (joined.width, joined.pieces) == (whole.width, whole.pieces)


def test_an_everyday_line_is_put_together_from_words():
    assert spaced(faces()["NotoSans-Regular"], ["12", "Station", "Road"], "en") is not None


def test_a_line_of_one_face_is_shown_by_one_operator():
    operators = single_line("12 Station Road, Wexcombe", faces_for("en")).operators(0, 0, 12)
    assert operators.count("TJ") == 1


def test_characters_that_no_font_has_are_all_named_once():
    with pytest.raises(MissingGlyph) as refused:
        single_line("Ash ሀለሀ 🙂", faces_for("en"))
    assert refused.value.characters == ("ሀ", "ለ", "🙂")
    assert "Ash" not in str(refused.value)


def test_latin_words_in_urdu_are_set_in_a_latin_face_and_urdu_ones_in_nastaliq():
    line = analyse([("آپ NHS میں", False)], faces_for("ur"), 1).line()
    assert {run.face.name for run in line.runs} == {"NotoSans-Regular", "NotoNastaliqUrdu-Regular"}


def test_strong_words_are_set_in_bold():
    line = analyse([("Your ", False), ("care", True)], faces_for("en")).line()
    assert [run.face.name for run in line.runs] == ["NotoSans-Regular", "NotoSans-Bold"]


def drawn(language, text, families=None):
    """A PDF of one page with a text."""
    chosen = faces().for_language(language, families) if families is not None else faces_for(language)
    out = io.BytesIO()
    canvas = PageCanvas(out, A4_PT)
    drawing = Drawing(canvas, chosen, language in ("ur", "ar"), A4_PT[1] / POINTS_PER_MM)
    for number, line in enumerate(drawing.lines([Span(text)], 170, 12)):
        width_mm = line.width_pt(12) / POINTS_PER_MM
        drawing.show_at(line, 190 - width_mm if drawing.is_rtl else 20, 20 + 12 * number, 12)
    canvas.showPage()
    embed(canvas, faces(), drawing.glyphs)
    canvas.save()
    return out.getvalue()


def read_text(pdf):
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()


def letters(text):
    return sorted("".join(unicodedata.normalize("NFC", text).split()))
