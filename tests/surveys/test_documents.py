"""Letters and pages in a language: fields filled, strong words kept, everything in logical order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.surveys.documents import (
    Bullets,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Slot,
    Span,
    fill,
    source_of,
    spans_of,
)
from tests.surveys import tiny

FIELDS = {"trust": "St Anne’s", "helpline_phone": "0808 157 0100"}


def _letter(tmp_path, language: str, *edits: tiny.Edit) -> Document:
    content = tiny.write(tmp_path, *edits).load()
    return content.letter("adult", "invitation").translated(content.words(language), FIELDS)


def test_a_letter_comes_in_english_with_its_fields_filled(tmp_path):
    assert _letter(tmp_path, "en").blocks == (
        Slot("salutation", 7),
        Heading(1, (Span("Tell us about your care"),), 9),
        Paragraph(
            (
                Span("You were treated at "),
                Span("St Anne’s", strong=True),
                Span(". Ring us on 0808 157 0100."),
            ),
            11,
        ),
        Bullets(
            ((Span("It is your choice."),), (Span("It takes "), Span("ten", strong=True), Span(" minutes."))),
            13,
            (13, 14),
        ),
        Slot("code", 16),
        PageBreak(18),
        Heading(2, (Span("Questions"),), 20),
        Paragraph((Span("Thank you."),), 22),
        Slot("signature", 24),
    )


def test_a_letter_comes_in_another_language_with_its_strong_words(tmp_path):
    letter = _letter(tmp_path, "pl")
    assert letter.title == "pl: Tell us about your care"
    assert letter.blocks[2] == Paragraph(
        (Span("pl: You were treated at "), Span("St Anne’s", strong=True), Span(". Ring us on 0808 157 0100.")), 11
    )


def test_strong_words_stand_where_the_translation_puts_them(tmp_path):
    po = "translations/pl/LC_MESSAGES/letters.po"
    letter = _letter(tmp_path, "pl", (po, "pl: It takes **ten** minutes.", "**Dziesięć** minut."))
    assert isinstance(letter.blocks[3], Bullets)
    assert letter.blocks[3].items[1] == (Span("Dziesięć", strong=True), Span(" minut."))


def test_text_from_right_to_left_stays_in_logical_order(tmp_path):
    urdu = "**{trust}** میں علاج ہوا۔ فون: {helpline_phone}"
    po = "translations/pl/LC_MESSAGES/letters.po"
    letter = _letter(tmp_path, "pl", (po, "pl: You were treated at **{trust}**. Ring us on {helpline_phone}.", urdu))
    assert letter.blocks[2] == Paragraph(
        (Span("St Anne’s", strong=True), Span(" میں علاج ہوا۔ فون: 0808 157 0100")), 11
    )


def test_a_text_that_is_not_translated_stays_english(tmp_path):
    po = "translations/pl/LC_MESSAGES/letters.po"
    letter = _letter(tmp_path, "pl", (po, 'msgstr "pl: Thank you."', 'msgstr ""'))
    assert letter.blocks[7] == Paragraph((Span("Thank you."),), 22)


def test_a_field_without_a_value_is_an_error_that_names_it(tmp_path):
    content = tiny.write(tmp_path).load()
    with pytest.raises(KeyError, match="helpline_phone"):
        content.letter("adult", "invitation").translated(content.words("en"), {"trust": "X"})


def test_what_a_field_holds_is_never_read_as_markup_or_as_a_field(tmp_path):
    content = tiny.write(tmp_path).load()
    fields = {"trust": "**A** {helpline_phone} *", "helpline_phone": "1"}
    letter = content.letter("adult", "invitation").translated(content.words("en"), fields)
    assert letter.blocks[2] == Paragraph(
        (Span("You were treated at "), Span("**A** {helpline_phone} *", strong=True), Span(". Ring us on 1.")), 11
    )


def test_a_document_names_its_slots(tmp_path):
    assert _letter(tmp_path, "en").slots == ("salutation", "code", "signature")


@given(st.lists(st.tuples(st.text("aع {}ż", min_size=1).filter(lambda text: text == text.strip()), st.booleans())))
def test_spans_come_back_from_the_text_of_the_catalogue(pieces):
    spans: list[Span] = []
    for text, strong in pieces:
        if spans and (not strong or spans[-1].strong):
            spans.append(Span(" and "))
        spans.append(Span(text, strong))
    joined = source_of(tuple(spans))
    assert source_of(spans_of(joined)) == joined
    assert [span.text for span in spans_of(joined) if span.strong] == [text for text, strong in pieces if strong]


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.text("ab{}")))
def test_filling_goes_over_a_text_once(values):
    assert fill("{a}-{b}", {"a": "", "b": "", **values}) == f"{values.get('a', '')}-{values.get('b', '')}"
