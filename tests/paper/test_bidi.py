from __future__ import annotations

from types import SimpleNamespace

import pytest

from fulfilment.paper.bidi import base_level, in_visual_order, levels


def on_paper(text, base, embedded=()):
    """The text as it stands on paper, from left to right."""
    characters = [
        SimpleNamespace(level=level, text=c) for level, c in zip(levels(text, base, embedded), text, strict=True)
    ]
    return "".join(character.text for character in in_visual_order(characters))


def test_text_without_right_to_left_letters_stays_as_it_is():
    assert levels("Ring 0808 157 0123", base=0) == [0] * 18


def test_a_right_to_left_word_is_turned_round():
    assert on_paper("אבג", base=1) == "גבא"


def test_a_number_keeps_its_order_beside_right_to_left_letters():
    assert on_paper("אב 12", base=1) == "12 בא"


def test_groups_of_digits_would_change_places_if_they_were_not_embedded():
    assert on_paper("א 0808 157 0123", base=1).startswith("0123 157 0808")
    assert on_paper("א 0808 157 0123", base=1, embedded=[(2, 15)]).startswith("0808 157 0123")


def test_an_embedded_stretch_in_left_to_right_text_keeps_its_order_after_an_arabic_word():
    text = "عائشہ 0808 157 0123"
    assert on_paper(text, base=0, embedded=[(6, 19)]).endswith("0808 157 0123")


def test_latin_letters_in_right_to_left_text_read_from_left_to_right():
    assert on_paper("א NHS ב", base=1) == "ב NHS א"


def test_joiners_take_the_level_of_the_letter_before():
    assert levels("ا\u200cب", base=1) == [1, 1, 1]


@pytest.mark.parametrize(("text", "level"), [("Ash", 0), ("عائشہ", 1), ("12 عائشہ", 1), ("12", 0), ("", 0)])
def test_the_first_letter_decides_the_direction_of_a_line(text, level):
    assert base_level(text) == level


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("یہ Northmere Trust (North) ہے", "Northmere Trust (North)"),
        ("دفتر یعنی Advice Service (PALS) یہ", "Advice Service (PALS)"),
        ("نام [A (B) C] ہے", "A (B) C"),
    ],
)
def test_brackets_round_latin_words_stay_with_them_in_right_to_left_text(text, stretch):
    found = levels(text, 1)
    start = text.index(stretch)
    assert set(found[start : start + len(stretch)]) == {2}


def test_brackets_round_right_to_left_words_stay_with_these():
    text = "کینسر (سرطان) Trust"
    assert {levels(text, 1)[place] for place in (text.index("("), text.index(")"))} == {1}
