"""Reading back what is really printed: every shipped pack in every language, for people with all kinds of names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fulfilment.paper.compare import compare
from fulfilment.paper.preflight import preflight
from fulfilment.paper.readback import QR_SLOT, Reader
from tests.paper.printed_letters import content, kind, print_letters

EVERYONE = 36  # each kind of name, twice


def every_kind() -> Iterator[tuple[str, str, str]]:
    """Survey, pack and language of every letter that some contact sends."""
    for survey in content().surveys.values():
        packs = {pack for contact in survey.contacts for _, _, pack in contact.all_packs}
        for pack in sorted(packs):
            for language in survey.languages:
                yield survey.id, pack, language


EVERY_KIND = list(every_kind())


@pytest.mark.parametrize(("survey", "pack", "language"), EVERY_KIND)
def test_clean_letters_raise_no_alarm(survey: str, pack: str, language: str, tmp_path: Path) -> None:
    of = kind(survey, pack, language)
    printed = print_letters(tmp_path / "letters.pdf", [of], EVERYONE)
    with Reader(tmp_path / "letters.pdf") as reader:
        assert reader.page_count == EVERYONE * of.layout.pages
        alarms = {n: compare(reader.piece(it.first_page, of.layout), it.expected) for n, it in enumerate(printed)}
        assert {number: codes for number, codes in alarms.items() if codes} == {}
        assert [str(fault) for fault in preflight(reader, printed[-1].first_page, of.layout)] == []


@pytest.mark.parametrize(("survey", "pack", "language"), EVERY_KIND)
def test_a_letter_of_another_person_differs_in_everything_that_is_personal(
    survey: str, pack: str, language: str, tmp_path: Path
) -> None:
    of = kind(survey, pack, language)
    printed = print_letters(tmp_path / "letters.pdf", [of], EVERYONE)
    personal = {"sheet-mark", "window-mark", "address", *(slot.name for slot in of.layout.slots)} - {"date"}
    assert QR_SLOT in personal
    with Reader(tmp_path / "letters.pdf") as reader:
        for it, other in zip(printed, printed[3:], strict=False):
            assert set(compare(reader.piece(it.first_page, of.layout), other.expected)) == personal


def test_letters_of_several_kinds_are_read_in_one_file(tmp_path: Path) -> None:
    kinds = [kind("under16", "u16-8-11-1", "en"), kind("under16", "u16-0-7-1", "pl")]
    printed = print_letters(tmp_path / "mixed.pdf", kinds, 8)
    with Reader(tmp_path / "mixed.pdf") as reader:
        found = [compare(reader.piece(it.first_page, it.kind.layout), it.expected) for it in printed]
    assert found == [[]] * 8


@pytest.mark.soak
def test_two_thousand_clean_letters_raise_no_alarm(tmp_path: Path) -> None:
    printed = print_letters(tmp_path / "many.pdf", [kind("adult", "adult-1", it) for it in ("en", "pl", "ur")], 2000)
    with Reader(tmp_path / "many.pdf") as reader:
        assert not any(compare(reader.piece(it.first_page, it.kind.layout), it.expected) for it in printed)
