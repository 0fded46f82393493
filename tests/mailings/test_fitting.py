"""Letters are set in type before anybody is written to: what does not fit is told in the file to be mended."""

from __future__ import annotations

from functools import cache

import pytest

from fulfilment import shipped
from fulfilment.errors import Fault
from fulfilment.mailings import fitting
from fulfilment.paper.faces import Faces
from tests.surveys import tiny

LETTER = "letters/adult/letters/invitation.md"
STATIONERY = "letters/stationery.yaml"
SCREEN = "letters/screen.yaml"
PO = "translations/pl/LC_MESSAGES/letters.po"
LONG = "We would like to know how it was for you. " * 120


@cache
def _faces() -> Faces:
    return Faces.load(shipped.fonts_dir())


def _faults(content: tiny.Tiny) -> list[Fault]:
    return list(fitting.faults(content.load(), _faces()))


def test_a_small_letter_fits(tmp_path):
    assert _faults(tiny.write(tmp_path)) == []


def test_a_letter_too_long_for_its_page_is_told_in_its_own_file(tmp_path):
    files = {LETTER: tiny.FILES[LETTER].replace("Thank you.", LONG.strip())}
    english = [fault for fault in _faults(tiny.write(tmp_path, files=files)) if fault.file == LETTER]
    assert [(fault.code, fault.line) for fault in english] == [("page-too-long", 3)]
    assert "adult/letters/invitation (en): page 2 is" in english[0].what


def test_a_translation_too_long_for_its_page_is_told_in_its_catalogue(tmp_path):
    [fault] = _faults(tiny.write(tmp_path, (PO, "pl: Thank you.", LONG.strip())))
    assert (fault.code, fault.file) == ("page-too-long", PO)
    assert "adult/letters/invitation (pl): page 2 is" in fault.what


def test_a_letter_that_fits_a_short_name_and_not_the_longest_is_told(tmp_path):
    lines = "At {trust} we ask. " * 60
    long = {LETTER: tiny.FILES[LETTER].replace("Thank you.", lines.strip())}
    short = {LETTER: long[LETTER].replace("At {trust}", "At St Anne’s")}
    assert {fault.code for fault in _faults(tiny.write(tmp_path / "long", files=long))} == {"page-too-long"}
    assert _faults(tiny.write(tmp_path / "short", files=short)) == []


def test_a_sign_that_no_font_has_is_told(tmp_path):
    faults = _faults(tiny.write(tmp_path, (PO, "pl: Thank you.", "pl: ሰላም")))
    assert [(fault.code, fault.file) for fault in faults] == [("no-glyph", PO)]


def test_a_letter_of_more_than_one_sheet_is_told(tmp_path):
    faults = _faults(tiny.write(tmp_path, (LETTER, "***", "***\n\nThank you.\n\n***")))
    assert [(fault.code, fault.file, fault.line) for fault in faults] == [("sheet-over", LETTER, 3)]


def test_a_letter_that_no_pack_sends_is_set_in_type_too(tmp_path):
    alone = LETTER.replace("invitation", "note")
    text = tiny.FILES[LETTER].replace("letter: invitation", "letter: note").replace("Thank you.", LONG.strip())
    assert {fault.file for fault in _faults(tiny.write(tmp_path, files={alone: text}))} == {alone, PO}


@pytest.mark.parametrize(
    ("code", "at", "old", "new"),
    [
        ("type-small", "body_pt", "body_pt: 12", "body_pt: 11"),
        ("pack-limits", "adult-1", "sheets_max: 4", "sheets_max: 0"),
    ],
)
def test_stationery_that_no_letter_may_have_is_told(tmp_path, code, at, old, new):
    faults = _faults(tiny.write(tmp_path, (STATIONERY, old, new)))
    lines = (tmp_path / STATIONERY).read_text(encoding="utf-8").splitlines()
    assert [fault.code for fault in faults] == [code]
    assert at in lines[(faults[0].line or 0) - 1]


def test_words_that_every_letter_needs_are_told_where_they_are_missing(tmp_path):
    faults = _faults(tiny.write(tmp_path, (SCREEN, "letter.scan: Scan this\n", "")))
    assert [(fault.code, fault.file) for fault in faults] == [("letter-words", SCREEN)]
    assert "letter.scan" in faults[0].what
