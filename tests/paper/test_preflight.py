"""Preflight: what crops of declared places can't see is found on whole pages of a sample piece."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fulfilment.errors import Fault
from fulfilment.paper.preflight import preflight
from fulfilment.paper.readback import Reader, ReadLayout, Slot
from tests.paper.drawn_letters import LAYOUT, PREFIX, Letter, box, draw, letters

LETTER = letters(1)[0]


def found(path: Path, letter: Letter, layout: ReadLayout = LAYOUT) -> list[Fault]:
    """The faults of a piece that is the second in its file."""
    with Reader(draw(path, [LETTER, letter])) as reader:
        return preflight(reader, 3, layout)


def test_a_clean_layout_has_no_fault(tmp_path: Path) -> None:
    assert found(tmp_path / "clean.pdf", LETTER) == []


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        (replace(LETTER, blots=(box(100, 240, 101, 240.2),)), None),
        (replace(LETTER, blots=(box(54.5, 170, 55, 171),)), "quiet-zone"),
        (replace(LETTER, blots=(box(202.85, 10, 203.1, 11),)), "quiet-zone"),
        (replace(LETTER, blots=(box(100, 293, 101, 294),)), "page-edge"),
        (replace(LETTER, blots=(box(206, 100, 207, 101),)), "page-edge"),
        (replace(LETTER, extra_text=((30, 97, "Oncology"),)), "ink-in-window"),
        (replace(LETTER, stray_mark=True), "stray-code"),
        (replace(LETTER, qr_blot=True), "qr"),
        (replace(LETTER, page_width_mm=216), "page-size"),
        (replace(LETTER, pages=1), "pages"),
    ],
)
def test_a_fault_of_the_layout_is_found(letter: Letter, code: str | None, tmp_path: Path) -> None:
    codes = [fault.code for fault in found(tmp_path / "planted.pdf", letter)]
    assert list(dict.fromkeys(codes)) == ([] if code is None else [code])


def test_a_fault_names_file_and_page(tmp_path: Path) -> None:
    [fault] = found(tmp_path / "adult.pdf", replace(LETTER, blots=(box(100, 293, 101, 294),)))
    assert str(fault).startswith("adult.pdf, page 3: there is ink within 4.3 mm of the paper's edge")


def test_a_slot_that_the_window_can_show_is_a_fault(tmp_path: Path) -> None:
    layout = replace(LAYOUT, slots=(*LAYOUT.slots, Slot("child", 1, box(20, 100, 100, 104))))
    assert [fault.code for fault in found(tmp_path / "leak.pdf", LETTER, layout)] == ["window-leak"]


def test_a_qr_code_on_the_fold_is_a_fault(tmp_path: Path) -> None:
    folded = LAYOUT.places.model_copy(update={"fold_mm": 170.0})
    layout = replace(LAYOUT, places=folded)
    assert [fault.code for fault in found(tmp_path / "fold.pdf", LETTER, layout)] == ["fold"]


def test_a_scan_finds_every_code_of_a_page(tmp_path: Path) -> None:
    with Reader(draw(tmp_path / "scan.pdf", [LETTER])) as reader:
        front, back = reader.scan(1), reader.scan(2)
    marks = LETTER.expected.marks
    assert [(code.kind, code.text) for code in front] == [
        ("DataMatrix", marks[0]),
        ("DataMatrix", marks[0]),
        ("QRCode", PREFIX + LETTER.code),
    ]
    assert [(code.kind, code.text) for code in back] == [("DataMatrix", marks[1])]
    assert front[2].side_modules == 29
