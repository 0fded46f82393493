from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.paper.lines import WordTooWide, break_lines
from fulfilment.paper.shaping import analyse
from tests.paper.sample_letters import faces_for

ATOMS = ("0808 157 0123", "2CDF-3HJK-4MN7", "survey.example/a-en", "31/12/2026", "9 July 2027")
WORDS = ("a", "letter", "from", "Wexcombe", "hospital,", "please.")


def lines_of(text, width_pt, size_pt=12, language="en"):
    return break_lines(analyse([(text, False)], faces_for(language)), width_pt, size_pt)


def said(line):
    return "".join(run.face.text_of(glyph) for run in line.runs for glyph in run.glyphs)


@given(
    words=st.lists(st.sampled_from([*ATOMS, *WORDS]), min_size=1, max_size=30),
    width_pt=st.floats(min_value=140, max_value=500),
)
def test_lines_hold_every_word_in_order_none_too_wide_and_no_atom_broken(words, width_pt):
    lines = lines_of(" ".join(words), width_pt)
    assert " ".join(map(said, lines)) == " ".join(words)
    assert all(line.width_pt(12) <= width_pt for line in lines)
    for atom in ATOMS:
        assert sum(said(line).count(atom) for line in lines) == " ".join(words).count(atom)


@given(words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=30))
def test_a_line_takes_every_word_that_fits(words):
    lines = lines_of(" ".join(words), 200)
    for line, following in pairwise(lines):
        first_word = said(following).split(" ")[0]
        (joined,) = lines_of(f"{said(line)} {first_word}", 10_000)
        assert joined.width_pt(12) > 200


def test_a_word_wider_than_its_line_is_refused():
    with pytest.raises(WordTooWide) as refused:
        lines_of("See survey.example/" + "a" * 60 + " for more", 100)
    assert refused.value.over_pt > 0


def test_a_first_word_wider_than_its_line_is_refused():
    with pytest.raises(WordTooWide):
        lines_of("Llanfairpwllgwyngyllgogerychwyrndrobwll", 100)


def test_no_text_is_no_line():
    assert lines_of("", 100) == []


CHINESE = (
    "请用手机扫描信上的方形码（QR），题目为英文。或拨打免费电话 0808 157 0123 说“Mandarin, please”，口译员会帮您作答。"
)


@given(width_pt=st.floats(min_value=90, max_value=400))
def test_chinese_is_broken_between_its_characters_but_not_before_a_closing_sign_or_in_a_number(width_pt):
    lines = [said(line) for line in lines_of(CHINESE, width_pt)]
    assert "".join(lines).replace(" ", "") == CHINESE.replace(" ", "")
    assert not any(line[0] in "，。）”、" or line[-1] in "（“" for line in lines)
    assert sum("0808 157 0123" in line for line in lines) == 1


def test_a_line_of_chinese_is_filled():
    first, *_ = lines_of("医院医疗服务问卷调查" * 5, 12 * 12.5)
    assert len(said(first)) == 12
