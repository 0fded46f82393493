"""The sheet mark: 18 digits that say one side of one sheet and nothing else, and its Data Matrix."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.errors import FulfilmentError
from fulfilment.paper import marks
from fulfilment.paper.marks import DIGITS, SIDE_MODULES, Mark
from tests.paper.stamped_page import decode_stamped


@st.composite
def any_mark(draw: st.DrawFn) -> Mark:
    """Any mark that a sheet can have."""
    sheets = draw(st.integers(1, 99))
    return Mark(
        piece=draw(st.integers(1, 999_999_999)),
        attempt=draw(st.integers(1, 99)),
        component=draw(st.sampled_from(sorted(marks.COMPONENTS.values()))),
        sheet=draw(st.integers(1, sheets)),
        sheets=sheets,
        side=draw(st.integers(1, 2)),
    )


def drawn_by_zxing(digits: str) -> npt.NDArray[np.bool_]:
    """The symbol as the library draws it at once."""
    barcode = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    gray: npt.NDArray[np.uint8] = np.array(barcode.to_image(scale=1, add_quiet_zones=False))
    return np.equal(gray, 0)


@given(any_mark())
def test_a_mark_read_is_the_mark_written(mark: Mark) -> None:
    digits = marks.format(mark)
    assert len(digits) == DIGITS
    assert digits.isdigit()
    assert marks.is_valid(digits)
    assert marks.parse(digits) == mark


@given(any_mark(), st.integers(0, DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_is_never_another_mark(mark: Mark, at: int, more: int) -> None:
    digits = marks.format(mark)
    wrong = digits[:at] + str((int(digits[at]) + more) % 10) + digits[at + 1 :]
    assert not marks.is_valid(wrong)


@given(any_mark(), st.integers(0, DIGITS - 2))
def test_two_neighbouring_digits_swapped_are_never_another_mark(mark: Mark, at: int) -> None:
    digits = marks.format(mark)
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    assert swapped == digits or not marks.is_valid(swapped)


@given(any_mark())
def test_the_symbol_by_table_is_the_one_that_the_library_draws(mark: Mark) -> None:
    symbol = marks.symbol(mark)
    expected = drawn_by_zxing(marks.format(mark))
    by_table = [[symbol.is_black(column, row) for column in range(SIDE_MODULES)] for row in range(SIDE_MODULES)]
    assert (np.array(by_table) == expected).all()


def test_a_stamped_mark_is_read_back_from_its_place(tmp_path) -> None:
    mark = Mark(piece=120_457, attempt=1, component=1, sheet=2, sheets=2, side=1)
    assert decode_stamped(tmp_path / "mark.pdf", marks.symbol(mark)) == [("DataMatrix", "000120457011020219")]


def test_a_mark_holds_numbers_of_the_ledger_only() -> None:
    assert marks.format(Mark(7, 2, 1, 1, 3, 2))[:-1] == "00000000702101032"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "00012045701102021",
        "0001204570110202199",
        "00012045701102021X",
        "００0120457011020219",
        " 00120457011020219",
    ],
)
def test_what_is_not_eighteen_digits_is_no_mark(text: str) -> None:
    assert not marks.is_valid(text)
    with pytest.raises(FulfilmentError, match="18 digits"):
        marks.parse(text)


@pytest.mark.parametrize(
    "mark",
    [
        Mark(0, 1, 1, 1, 1, 1),
        Mark(1_000_000_000, 1, 1, 1, 1, 1),
        Mark(1, 0, 1, 1, 1, 1),
        Mark(1, 100, 1, 1, 1, 1),
        Mark(1, 1, 0, 1, 1, 1),
        Mark(1, 1, 1, 3, 2, 1),
        Mark(1, 1, 1, 0, 2, 1),
        Mark(1, 1, 1, 1, 100, 1),
        Mark(1, 1, 1, 1, 1, 3),
        Mark(1, 1, 1, 1, 1, 0),
    ],
)
def test_a_mark_that_no_sheet_has_is_not_written(mark: Mark) -> None:
    with pytest.raises(FulfilmentError) as refusal:
        marks.format(mark)
    assert refusal.value.code == "sheet-mark"


def test_digits_with_a_right_check_digit_that_no_sheet_has_are_not_read() -> None:
    assert not marks.is_valid("000000000000000000")
