"""QR symbols by table are those of the qrcode package, for every prefix and every code."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import qrcode
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.util import QRData, lost_point

from fulfilment.errors import FulfilmentError
from fulfilment.paper.qr import ALPHANUMERIC, MODE, QrTable
from fulfilment.paper.symbol import Symbol
from tests.paper.stamped_page import decode_stamped

CODE_SYMBOLS = "23456789CDFHJKMNPQRTVWX"
LEVELS = {"M": qrcode.constants.ERROR_CORRECT_M, "Q": qrcode.constants.ERROR_CORRECT_Q}
EVEN = "HTTPS://SURVEY.EXAMPLE/A-EN/"
ODD = "HTTPS://S.EXAMPLE/A-EN/"
LONG = "HTTPS://EXPERIENCE-OF-CANCER-CARE.SURVEYS.EXAMPLE:8443/Y-UR/"
PREFIXES = [(EVEN, 12), (ODD, 12), (LONG, 12), (EVEN, 11), (ODD, 11), (EVEN, 1), (ODD, 1), ("", 12)]


def codes(count: int, length: int) -> list[str]:
    """Codes drawn at random, the same on every run."""
    drawing = random.Random(20260914)
    return ["".join(drawing.choices(CODE_SYMBOLS, k=length)) for _ in range(count)]


def drawn_by_qrcode(table: QrTable, code: str) -> list[list[bool | None]]:
    """The modules of the same data, version, level and mask."""
    drawing = qrcode.QRCode(
        version=table.version, error_correction=LEVELS[table.level], mask_pattern=table.mask, border=0
    )
    drawing.add_data(QRData(table.prefix + code, mode=MODE))
    drawing.make(fit=False)
    return [[bool(black) for black in row] for row in drawing.modules]


def modules(symbol: Symbol) -> list[list[bool | None]]:
    """A symbol's modules, row by row."""
    side = range(symbol.side_modules)
    return [[symbol.is_black(column, row) for column in side] for row in side]


def decoded(symbol: Symbol) -> str:
    """What an independent reader makes of a symbol, four pixels a module."""
    white = np.pad(~np.array(modules(symbol)), 4, constant_values=True)
    [found] = zxingcpp.read_barcodes(np.kron(white, np.full((4, 4), 255)).astype(np.uint8))
    return found.text


@pytest.mark.parametrize("prefix", [EVEN, ODD])
def test_a_thousand_symbols_are_bit_identical_to_those_of_the_qrcode_package(prefix: str) -> None:
    table = QrTable.for_prefix(prefix)
    different = [code for code in codes(1000, 12) if modules(table.symbol(code)) != drawn_by_qrcode(table, code)]
    assert different == []


@pytest.mark.parametrize(("prefix", "length"), PREFIXES)
def test_prefixes_and_codes_of_odd_and_even_length_give_the_same_symbols_too(prefix: str, length: int) -> None:
    table = QrTable.for_prefix(prefix, length, CODE_SYMBOLS)
    for code in codes(25, length):
        assert modules(table.symbol(code)) == drawn_by_qrcode(table, code)


@settings(max_examples=25)  # each draws a table
@given(
    prefix=st.text(ALPHANUMERIC, max_size=60),
    code=st.text(ALPHANUMERIC, min_size=1, max_size=14),
)
def test_any_prefix_and_code_gives_the_symbol_of_the_qrcode_package(prefix: str, code: str) -> None:
    table = QrTable.for_prefix(prefix, len(code), code + "2")
    assert modules(table.symbol(code)) == drawn_by_qrcode(table, code)


@pytest.mark.parametrize("prefix", [EVEN, ODD, LONG])
def test_an_independent_reader_finds_prefix_and_code(prefix: str) -> None:
    table = QrTable.for_prefix(prefix)
    for code in codes(20, 12):
        assert decoded(table.symbol(code)) == prefix + code


def test_the_smallest_version_is_taken_and_the_better_level_where_it_is_free() -> None:
    assert str(QrTable.for_prefix(EVEN)).startswith("version 3, level Q,")  # 40 characters: Q holds 47
    assert str(QrTable.for_prefix(ODD)).startswith("version 2, level M,")  # 35 characters: M holds 38, Q 29
    assert str(QrTable.for_prefix(LONG)).startswith("version 4, level M,")  # 73 characters: M holds 90, Q 67


def test_the_mask_is_chosen_by_penalty_and_the_same_for_every_code() -> None:
    table = QrTable.for_prefix(EVEN)
    sample = codes(12, 12)

    def penalty(mask: int) -> int:
        drawing = QrTable(**{**table.__dict__, "mask": mask})
        return sum(int(lost_point(drawn_by_qrcode(drawing, code))) for code in sample)

    penalties = [penalty(mask) for mask in range(8)]
    assert penalties[table.mask] <= sorted(penalties)[2], "another sample of codes may order near masks differently"
    assert QrTable.for_prefix(EVEN) is table, "one table a prefix"


def test_a_module_is_large_enough_for_old_telephones_or_the_size_is_refused() -> None:
    table = QrTable.for_prefix(EVEN)
    assert table.module_mm(30) == pytest.approx(30 / 29)
    assert table.module_mm(0.7 * 29) == pytest.approx(0.7)
    with pytest.raises(FulfilmentError, match=r"modules of 0\.69 mm, less than 0\.7 mm"):
        table.module_mm(20)


@pytest.mark.parametrize(
    "address", ["https://survey.example/A-EN/", "HTTPS://SURVEY_1.EXAMPLE/", "HTTPS://ÉTUDE.EXAMPLE/"]
)
def test_an_address_that_upper_case_mode_cannot_hold_is_refused(address: str) -> None:
    with pytest.raises(FulfilmentError, match="public address"):
        QrTable.for_prefix(address)


def test_an_address_that_no_symbol_can_hold_is_refused() -> None:
    with pytest.raises(FulfilmentError, match="shorter public address"):
        QrTable.for_prefix("A" * 4000)


@pytest.mark.parametrize("code", ["", "23456789CDF", "23456789CDFHJ", "2345-6789-CD", "23456789cdfh", "23456789CDFÄ"])
def test_a_code_of_another_length_or_alphabet_is_refused_and_not_repeated(code: str) -> None:
    table = QrTable.for_prefix(EVEN, alphabet=CODE_SYMBOLS)
    with pytest.raises(FulfilmentError) as refusal:
        table.symbol(code)
    assert refusal.value.code == "qr-code"
    assert not code or code not in str(refusal.value)


def test_a_stamp_paints_the_symbol_where_it_says(tmp_path: Path) -> None:
    table = QrTable.for_prefix(ODD)
    [code] = codes(1, 12)
    assert decode_stamped(tmp_path / "qr.pdf", table.symbol(code)) == [("QRCode", ODD + code)]
