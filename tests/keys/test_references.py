"""References: read out on the phone, so mistakes of the ear and the finger are caught."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.keys import references

a_reference = st.text("0123456789", min_size=8, max_size=8).map(lambda digits: digits + references.check_symbol(digits))


@given(a_reference)
def test_a_reference_survives_being_printed_and_typed(reference):
    assert references.parse(references.format(reference)) == reference
    assert references.parse(f" {reference[:4]} {reference[4:].lower()} ") == reference


@given(a_reference)
def test_every_single_wrong_sign_is_caught(reference):
    for place in range(8):
        for other in set("0123456789") - {reference[place]}:
            assert not references.is_valid(reference[:place] + other + reference[place + 1 :])
    for other in set("23456789CDFHJKMNPQRTVWX") - {reference[8]}:
        assert not references.is_valid(reference[:8] + other)


@given(a_reference)
def test_every_swap_of_two_different_signs_is_caught(reference):
    for first in range(9):
        for second in range(first + 1, 9):
            swapped = list(reference)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert references.is_valid("".join(swapped)) == (reference[first] == reference[second])


def test_letters_typed_for_digits_are_read_as_digits():
    check = references.check_symbol("01182650")
    assert references.parse(f"oil-bzgs-o{check}") == f"01182650{check}"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "empty"),
        ("1234-567", "length"),
        ("1234-5678-A", "symbol"),
        ("X234-5678-9", "symbol"),
        ("²234-5678-9", "check"),
    ],
)
def test_a_reference_that_cannot_be_one_is_refused_for_its_reason(typed, kind):
    with pytest.raises(references.ReferenceFault) as refused:
        references.parse(typed)
    assert refused.value.kind == kind


def test_known_references_keep_their_check_symbol():
    assert [references.check_symbol(digits) for digits in ("00000000", "12345678", "99999999")] == list("2V4")


def test_new_references_are_valid_and_differ():
    made = {references.new(os.urandom) for _ in range(200)}
    assert len(made) > 195
    assert all(references.is_valid(reference) for reference in made)
