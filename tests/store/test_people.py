"""Cases, people and registered files: found by what somebody says on the phone, unreadable without the key."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.keys.identity import PeopleKey
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, people, registered
from fulfilment.store.office.models import Case
from fulfilment.store.office.models import Person as Row
from tests.store.conftest import NOW
from tests.store.rows import case, person, sample_file

KEY, OTHER_WAVE = PeopleKey(bytes(range(32))), PeopleKey(bytes(32))
ASH = person()
KHAN = person(given="عائشہ", family="خان", born_on=date(1950, 1, 1), nhs_number="9990000026", postcode="ZZ99 8ZZ")


@pytest.fixture
def filled(office):
    with transaction(office) as session:
        file_id = sample_file(session)
        cases.add(session, [case("t1", "100000003", file_id), case("t2", "200000004", file_id, trust="RZB")])
        people.add(session, KEY, "adult-2026", {"t1": ASH, "t2": KHAN})
    return office


def test_a_case_is_found_by_the_reference_on_the_letter(filled):
    with reading(filled) as session:
        assert cases.case_by_reference(session, references.parse("1000-0000-3")) is cases.get(session, "t1")
        assert cases.case_by_reference(session, "999999999") is None
        assert cases.get(session, "t9") is None


def test_the_cases_of_a_wave_come_in_the_order_of_their_references(filled):
    with reading(filled) as session:
        assert [case.token for case in cases.of_wave(session, "adult-2026")] == ["t1", "t2"]
        assert [case.token for case in cases.of_wave(session, "adult-2026", trusts=["RZB"])] == ["t2"]
        assert list(cases.of_wave(session, "adult-1999")) == []
        assert cases.count(session, "adult-2026") == 2


def test_a_reference_is_given_once(filled):
    drawn = iter([10_000_000, 20_000_000, 30_000_000, 30_000_000, 40_000_000])

    def repeats_itself(size):
        return next(drawn).to_bytes(size, "big")

    with reading(filled) as session:
        new = cases.new_references(session, 2, repeats_itself)
    assert [reference[0] for reference in new] == ["3", "4"]
    assert all(references.is_valid(reference) for reference in new)
    with reading(filled) as session:
        assert len(set(cases.new_references(session, 3000, os.urandom))) == 3000


def test_two_cases_with_one_reference_are_refused_by_the_database(filled):
    with pytest.raises(IntegrityError), transaction(filled) as session:
        cases.add(session, [case("t3", "100000003", 1)])


def test_a_token_is_128_random_bits(office):
    assert cases.new_token(lambda size: bytes(range(size))) == "000102030405060708090a0b0c0d0e0f"


def test_a_new_issue_never_lowers_the_number(filled):
    with transaction(filled) as session:
        cases.raise_issue(session, "t1", 3)
        cases.raise_issue(session, "t1", 2)
        assert session.get_one(Case, "t1").issue == 3


def test_a_person_reads_back_as_they_came_in(filled):
    with reading(filled) as session:
        assert people.get(session, KEY, "t1") == ASH
        assert people.get(session, KEY, "t2") == KHAN
        assert people.get(session, KEY, "t9") is None


def test_a_person_does_not_open_with_another_waves_key(filled):
    with reading(filled) as session, pytest.raises(FulfilmentError):
        people.get(session, OTHER_WAVE, "t1")


def test_a_blob_put_into_another_persons_row_does_not_open(filled):
    with transaction(filled) as session:
        session.get_one(Row, "t2").sealed = session.get_one(Row, "t1").sealed
    with reading(filled) as session, pytest.raises(FulfilmentError):
        people.get(session, KEY, "t2")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"nhs_number": "999 000 0018"}, ["t1"]),
        ({"postcode": "zz999zz"}, ["t1"]),
        ({"surname": "ASH FEATHERSTONE"}, ["t1"]),
        ({"surname": "خان", "postcode": "ZZ99 8ZZ"}, ["t2"]),
        ({"surname": "خان", "postcode": "ZZ99 9ZZ"}, []),
        ({"same_as": person(nhs_number=None, given="MARGARET", postcode="zz99 9zz")}, ["t1"]),
        ({"same_as": person(born_on=date(1944, 3, 1))}, []),
    ],
)
def test_people_are_found_by_what_is_known_of_them(filled, asked, found):
    with reading(filled) as session:
        assert people.find(session, KEY, **asked) == found
        assert people.find(session, OTHER_WAVE, **asked) == []


def test_asking_for_nobody_in_particular_is_a_mistake(filled):
    with reading(filled) as session, pytest.raises(ValueError, match="nothing was asked"):
        people.find(session, KEY)


def test_people_without_an_nhs_number_are_not_found_by_having_none(office):
    with transaction(office) as session:
        cases.add(session, [case("t1", "100000003", sample_file(session))])
        people.add(session, KEY, "adult-2026", {"t1": person(nhs_number=None)})
    with reading(office) as session:
        assert people.find(session, KEY, nhs_number="") == []


def test_somebody_who_moved_is_found_at_the_new_address_alone(filled):
    moved = person(postcode="ZZ99 7ZZ", address=("1 Sorrel Yard", "Nether Dunmarrow"))
    with transaction(filled) as session:
        people.replace(session, KEY, "t1", moved)
    with reading(filled) as session:
        assert people.get(session, KEY, "t1") == moved
        assert people.find(session, KEY, postcode="ZZ99 7ZZ") == ["t1"]
        assert people.find(session, KEY, postcode="ZZ99 9ZZ") == []


def test_a_registered_file_is_listed_until_it_is_destroyed(office):
    with transaction(office) as session:
        registered.register(session, Path("mailings/1/a.pdf"), "print_file", "adult-2026", NOW)
        registered.register(session, "mailings/1/a.pdf", "print_file", "adult-2026", NOW)
        registered.register(session, "samples/b.xlsx", "sample", "under16-2026", NOW)
    with reading(office) as session:
        assert [file.path for file in registered.of_wave(session, "adult-2026")] == ["mailings/1/a.pdf"]
    with transaction(office) as session:
        registered.mark_destroyed(session, "mailings/1/a.pdf", NOW)
        registered.mark_destroyed(session, "never/registered.pdf", NOW)
        assert registered.of_wave(session, "adult-2026") == []
        registered.register(session, "mailings/1/a.pdf", "print_file", "adult-2026", NOW)
        assert len(registered.of_wave(session, "adult-2026")) == 1


def test_nobody_is_added_without_a_case(office):
    with pytest.raises(IntegrityError), transaction(office) as session:
        people.add(session, KEY, "adult-2026", {"t1": ASH})
    with reading(office) as session:
        assert session.scalars(select(Row)).all() == []
