"""Reading back: every planted fault is found, in the piece where it is, and clean pieces raise no alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.paper.compare import compare, holds_text, missing_sheets, same_lines, same_text
from fulfilment.paper.marks import Mark
from fulfilment.paper.marks import format as format_mark
from fulfilment.paper.readback import Reader
from tests.paper.drawn_letters import LAYOUT, PLACES, Letter, box, draw, letters

NEIGHBOUR = Mark(1002, 1, 1, 1, 1, 1)


def differences(path: Path, drawn: list[Letter], wanted: list[Letter]) -> dict[int, list[str]]:
    """What reading back finds, by the number of the letter."""
    with Reader(draw(path, drawn)) as reader:
        found = {n: compare(reader.piece(2 * n + 1, LAYOUT), letter.expected) for n, letter in enumerate(wanted)}
    return {number: codes for number, codes in found.items() if codes}


def test_clean_pieces_raise_no_alarm(tmp_path: Path) -> None:
    clean = letters(60)
    assert differences(tmp_path / "clean.pdf", clean, clean) == {}


def test_two_addresses_swapped_are_found_in_both_letters(tmp_path: Path) -> None:
    wanted = letters(5)
    drawn = list(wanted)
    drawn[1] = replace(wanted[1], address_lines=wanted[2].address_lines)
    drawn[2] = replace(wanted[2], address_lines=wanted[1].address_lines)
    assert differences(tmp_path / "swapped.pdf", drawn, wanted) == {1: ["address"], 2: ["address"]}


PLANTED: dict[str, tuple[Callable[[Letter], Letter], list[str]]] = {
    "the QR code of another person": (lambda it: replace(it, qr_code="234567892345"), ["qr"]),
    "a damaged QR code": (lambda it: replace(it, qr_blot=True), ["qr"]),
    "the typed code of another person": (
        lambda it: replace(it, code="234567892345", qr_code=it.code),
        ["code"],
    ),
    "the front's mark of another piece": (
        lambda it: replace(it, sheet_marks=(NEIGHBOUR, it.marks[1])),
        ["sheet-mark"],
    ),
    "the back's mark of another piece": (
        lambda it: replace(it, sheet_marks=(it.marks[0], NEIGHBOUR)),
        ["sheet-mark"],
    ),
    "a missing mark on the back": (lambda it: replace(it, sheet_marks=(it.marks[0], None)), ["sheet-mark"]),
    "another attempt": (
        lambda it: replace(it, sheet_marks=tuple(replace(mark, attempt=2) for mark in it.marks)),
        ["sheet-mark"],
    ),
    "the window's mark of another piece": (lambda it: replace(it, window_mark=NEIGHBOUR), ["window-mark"]),
    "a line of the address lost": (
        lambda it: replace(it, address_lines=it.address_lines[:-1]),
        ["address"],
    ),
    "a hidden address": (lambda it: replace(it, address_hidden=True), ["ink-in-window"]),
    "an address moved below the window": (
        lambda it: replace(it, address_top_mm=86),
        ["address", "ink-in-window"],
    ),
    "an address a little too low": (
        lambda it: replace(it, address_top_mm=88 - 3.8 * (len(it.address_lines) - 1) + 1),
        ["ink-in-window"],
    ),
    "more text in the window": (
        lambda it: replace(it, extra_text=((40, 96, "Oncology"),)),
        ["address", "ink-in-window"],
    ),
    "a line in the window": (lambda it: replace(it, blots=(box(30, 95, 100, 95.2),)), ["ink-in-window"]),
    "a blot beside the address": (lambda it: replace(it, blots=(box(100, 70, 100.4, 70.4),)), ["ink-in-window"]),
    "another salutation": (lambda it: replace(it, salutation="Dear Mabel Ash,"), ["salutation"]),
    "another reference": (lambda it: replace(it, reference="9999-5678-K"), ["reference"]),
    "another date": (lambda it: replace(it, date="15 September 2026"), ["date"]),
    "no date": (lambda it: replace(it, date=""), ["date"]),
    "a page of another size": (lambda it: replace(it, page_width_mm=216), ["page-size"]),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(fault: str, tmp_path: Path) -> None:
    plant, codes = PLANTED[fault]
    wanted = letters(3)
    drawn = [wanted[0], plant(wanted[1]), wanted[2]]
    assert differences(tmp_path / "planted.pdf", drawn, wanted) == {1: codes}


def test_a_page_missing_at_the_end_is_a_missing_page(tmp_path: Path) -> None:
    wanted = letters(2)
    drawn = [wanted[0], replace(wanted[1], pages=1)]
    assert differences(tmp_path / "short.pdf", drawn, wanted) == {1: ["pages"]}


def test_a_page_missing_in_the_middle_is_named_by_the_marks(tmp_path: Path) -> None:
    wanted = letters(4)
    drawn = [wanted[0], replace(wanted[1], pages=1), *wanted[2:]]
    expected = [mark for letter in wanted for mark in letter.expected.marks if mark]
    with Reader(draw(tmp_path / "gap.pdf", drawn)) as reader:
        assert reader.page_count == 7
        lost, strange = missing_sheets(expected, reader.sheet_marks(PLACES))
    assert (lost, strange) == ([3], [])


def test_a_page_too_many_is_named_by_the_marks(tmp_path: Path) -> None:
    drawn = letters(3)
    expected = [mark for letter in (drawn[0], drawn[2]) for mark in letter.expected.marks if mark]
    with Reader(draw(tmp_path / "more.pdf", drawn)) as reader:
        assert missing_sheets(expected, reader.sheet_marks(PLACES)) == ([], [3, 4])


def test_a_blank_back_has_no_mark_and_wants_none(tmp_path: Path) -> None:
    letter = letters(1)[0]
    drawn = replace(letter, sheet_marks=(letter.marks[0], None))
    wanted = replace(letter.expected, marks=(format_mark(letter.marks[0]), None))
    with Reader(draw(tmp_path / "blank.pdf", [drawn])) as reader:
        assert compare(reader.piece(1, LAYOUT), wanted) == []


def test_a_mark_where_none_should_be_is_a_fault(tmp_path: Path) -> None:
    letter = letters(1)[0]
    wanted = replace(letter.expected, marks=(format_mark(letter.marks[0]), None))
    with Reader(draw(tmp_path / "marked.pdf", [letter])) as reader:
        assert compare(reader.piece(1, LAYOUT), wanted) == ["sheet-mark"]


@pytest.mark.parametrize("kept", [0.999, 0.9, 0.5, 0.01, 0])
def test_a_file_that_is_cut_off_is_refused(kept: float, tmp_path: Path) -> None:
    path = draw(tmp_path / "cut.pdf", letters(3))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(FulfilmentError, match="cut off") as refusal:
        Reader(path)
    assert refusal.value.code == "print-file-broken"


@pytest.mark.parametrize(
    "content", [b"Not a PDF at all\n%%EOF\n", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n%%EOF\n"]
)
def test_a_file_that_is_no_pdf_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "strange.pdf"
    path.write_bytes(content)
    with pytest.raises(FulfilmentError, match=r"strange\.pdf can't be read"):
        Reader(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FulfilmentError, match="No such file"):
        Reader(tmp_path / "none.pdf")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FulfilmentError, match="can't be read"):
        Reader(tmp_path)


def test_a_damaged_page_is_refused_by_its_number(tmp_path: Path) -> None:
    path = draw(tmp_path / "damaged.pdf", letters(2))
    whole = path.read_bytes()
    third = [at for at in range(len(whole)) if whole.startswith(b"/Type /Page\n", at)][2]
    path.write_bytes(whole[:third] + b"/Type /Pagx\n" + whole[third + 12 :])
    with Reader(path) as reader, pytest.raises(FulfilmentError, match="page 3 is damaged"):
        reader.piece(3, LAYOUT)


def test_text_is_the_same_in_another_normal_form_and_with_other_spaces() -> None:
    assert same_text("Nguyê\u0303n  Thi\u0323 A\u0301nh", "Nguyễn Thị Ánh")
    assert same_text("\ufb01fth", "fifth")
    assert not same_text("Margaret Ash", "Margaret Asch")
    assert not same_text("Ash Margaret", "Margaret Ash")
    assert not same_text("", "Margaret Ash")


def test_right_to_left_text_is_compared_by_its_letters() -> None:
    assert same_text("ناخ ہشئاع", "عائشہ خان")
    assert same_text("\u200fعائشہ خان\u200f", "عائشہ خان")
    assert not same_text("عائشہ خان", "عائشہ خانم")
    assert not same_text("Aisha", "عائشہ خان")


def test_words_of_a_right_to_left_line_may_be_read_as_lines_but_no_line_may_be_lost_added_or_moved() -> None:
    address = ("عائشہ خان", "7 Larkspur Row", "Thornleigh")
    assert same_lines(("خان", "عائشہ", "7 Larkspur Row", "Thornleigh"), address)
    assert same_lines(address, address)
    assert not same_lines(("خان", "عائشہ", "Thornleigh", "7 Larkspur Row"), address)
    assert not same_lines(("خان", "7 Larkspur Row", "Thornleigh"), address)
    assert not same_lines(("خان", "عائشہ", "7 Larkspur Row"), address)
    assert not same_lines((*address, "Oncology"), address)
    assert not same_lines(("7 Larkspur", "Row", "Thornleigh"), address[1:])


def test_a_text_among_others_must_be_there_whole() -> None:
    assert holds_text("Date 14 September 2026 Reference 1234-5678-K", "14 September 2026")
    assert not holds_text("Date 14 September 2026 Reference 1234-5678-K", "15 September 2026")
    assert not holds_text("Date Reference 1234-5678-K", "14 September 2026")
    assert not holds_text("Date 14 September 2026", "")
    assert holds_text("تاریخ 14 ستمبر 2026", "14 ستمبر 2026")
    assert not holds_text("تاریخ ستمبر 2026", "14 ستمبر 2026")
