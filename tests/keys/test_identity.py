"""Blind indexes: equal where people mean the same, and nothing without the key."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.errors import FulfilmentError
from fulfilment.keys.identity import PADDED_BYTES, PeopleKey, fold

KEY, OTHER = PeopleKey(bytes(range(32))), PeopleKey(bytes(32))
BORN = date(1944, 2, 29)


@pytest.mark.parametrize(
    ("written", "again"),
    [
        ("O'Brien", "OBRIEN"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("Smith-Jones", "smith jones"),
        ("Ní Dhomhnaill", "Ni\u0301 Dhomhnaill"),
        ("STRASSE", "Straße"),
        ("عائشہ خان", "عائشہ‌خان"),
    ],
)
def test_a_surname_is_found_however_it_is_written(written, again):
    assert KEY.surname(written) == KEY.surname(again)


def test_a_stroke_is_part_of_its_letter():
    assert KEY.surname("Łuk") != KEY.surname("Luk")


@given(st.text())
def test_folding_a_folded_name_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


def test_postcode_and_nhs_number_are_found_however_they_are_spaced():
    assert KEY.postcode("zz99 9zz") == KEY.postcode("ZZ999ZZ")
    assert KEY.nhs_number("999 000 0018") == KEY.nhs_number("9990000018")


def test_the_same_person_is_known_by_name_birth_date_and_postcode_together():
    known = KEY.identity("Margaret Ash", BORN, "ZZ99 9ZZ")
    assert known == KEY.identity("margaret ASH", BORN, "zz999zz")
    others = [
        ("Margaret Ashe", BORN, "ZZ99 9ZZ"),
        ("Margaret Ash", date(1944, 3, 1), "ZZ99 9ZZ"),
        ("Margaret Ash", BORN, "ZZ99 9ZY"),
    ]
    assert known not in [KEY.identity(*other) for other in others]


def test_indexes_of_different_things_and_of_different_waves_never_meet():
    assert len({KEY.surname("ash"), KEY.postcode("ash"), KEY.printed(["ash"]), OTHER.surname("ash")}) == 4


def test_a_person_opens_for_their_own_case_and_wave_alone():
    sealed = KEY.seal("token-a", {"family": "Ash"})
    assert KEY.open("token-a", sealed) == {"family": "Ash"}
    for key, token in ((KEY, "token-b"), (OTHER, "token-a")):
        with pytest.raises(FulfilmentError):
            key.open(token, sealed)


def test_short_and_long_names_are_equally_long_when_sealed():
    assert (
        len(KEY.seal("t", {"family": "Ng"}))
        == len(KEY.seal("t", {"family": "Featherstonehaugh" * 5}))
        == PADDED_BYTES + 40
    )


def test_the_printed_fields_are_hashed_in_their_order_and_borders():
    assert KEY.printed(["12 High St", "Ash"]) == KEY.printed(["12 High St", "Ash"])
    assert (
        KEY.printed(["12 High St", "Ash"]) != KEY.printed(["12 High", "St Ash"]) != KEY.printed(["St Ash", "12 High"])
    )


def test_a_people_key_does_not_show_itself():
    assert repr(KEY) == "PeopleKey()"
