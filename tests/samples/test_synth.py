"""Invented files: the same by seed, in every kind, of people who do not exist, clean or faulty as told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from stdnum.gb import nhs

from fulfilment.errors import FulfilmentError
from fulfilment.samples.checking import Checked
from fulfilment.samples.rules import Effect
from fulfilment.samples.synth.invention import InventedFile, invent
from fulfilment.samples.synth.stock import stock
from fulfilment.store.engines import reading
from fulfilment.store.office import samples
from tests.samples.conftest import Office
from tests.samples.trust_files import checked, survey, wave

ADULTS = ("adult", "adult-2026", ("RZA", "RZB", "RZC"), 200)
CHILDREN = ("under16", "under16-2026", ("RYA", "RYB"), 60)
Asked = tuple[str, str, tuple[str, ...], int]


def invented(asked: Asked, seed: int = 7, faulty: int = 0) -> list[InventedFile]:
    survey_id, wave_id, trusts, people = asked
    return invent(wave(wave_id, survey_id, trusts), survey(survey_id), people, seed, faulty)


def result(file: InventedFile, asked: Asked, folder: Path) -> Checked:
    survey_id, wave_id, trusts, _ = asked
    (folder / file.name).write_bytes(file.data)
    return checked(folder / file.name, survey_id, wave(wave_id, survey_id, trusts))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_people() -> None:
    assert [file.data for file in invented(ADULTS)] == [file.data for file in invented(ADULTS)]
    assert [file.data for file in invented(ADULTS)] != [file.data for file in invented(ADULTS, seed=8)]


@pytest.mark.parametrize("asked", [ADULTS, CHILDREN], ids=["adults", "children"])
def test_clean_files_are_in_order_and_leave_one_row_out_for_each_reason(asked: Asked, tmp_path: Path) -> None:
    for file in invented(asked):
        found = result(file, asked, tmp_path)
        assert (found.blocked, found.rows, found.trust) == (False, file.rows, file.trust)
        age = "too-old" if asked is CHILDREN else "too-young"
        assert set(found.counts(Effect.EXCLUDES)) == {
            "discharge-outside-window", age, "diagnosis-out", "patient-class-out", "private-patient", "died",
            "not-mailable", "lives-abroad", "current-inpatient", "same-person",
        }  # fmt: skip


@pytest.mark.parametrize("asked", [ADULTS, CHILDREN], ids=["adults", "children"])
def test_every_fault_put_into_a_file_on_purpose_is_found_in_its_place(asked: Asked, tmp_path: Path) -> None:
    faulty = [file for file in invented(asked, faulty=2) if file.expected]
    assert {Path(file.name).suffix for file in faulty} == {".xlsx", ".csv"}
    for file in faulty:
        found = result(file, asked, tmp_path)
        places = {(each.code, each.row, each.column) for each in found.findings}
        assert {(each.code, each.row, each.column) for each in file.expected} <= places
        assert found.blocked


def test_the_people_asked_for_have_one_open_case_each_when_all_files_are_loaded(office: Office) -> None:
    for (_, wave_id, _, people), asked in ((ADULTS, ADULTS), (CHILDREN, CHILDREN)):
        files = invented(asked)
        for file in files:
            (office.folder / file.name).write_bytes(file.data)
        intake = office.intake(wave_id)
        paths = [office.folder / file.name for file in files]
        loaded = intake.load(intake.check(paths, office.doing.at.date()), office.doing)
        assert sum(each.superseded + each.unchanged for each in loaded) >= 1
        with reading(office.workspace.office) as session:
            assert sum(each.cases for each in samples.counts(session, wave_id)) == people


def test_nobody_has_a_number_that_a_patient_could_have_nor_a_district_that_exists(tmp_path: Path) -> None:
    people = [record.person for asked in (ADULTS, CHILDREN) for file in invented(asked)
              for record in result(file, asked, tmp_path).records]  # fmt: skip
    assert all((each.nhs_number or "").startswith("999") and nhs.is_valid(each.nhs_number or "") for each in people)
    assert {each.postcode.split(" ")[0] for each in people} <= set(stock().districts)


def test_names_of_several_scripts_long_addresses_and_three_languages_are_among_the_people(tmp_path: Path) -> None:
    records = [record for file in invented(ADULTS) for record in result(file, ADULTS, tmp_path).records]
    assert set(Counter(record.language for record in records)) == {"en", "pl", "ur"}
    assert max(len(record.person.address) for record in records) == 5  # seven lines with name and postcode
    families = {record.person.family for record in records}
    assert all(families & set(names) for names in stock().family.values())
    assert any("\u0600" <= sign <= "\u06ff" for family in families for sign in family)


def test_fewer_people_than_trusts_are_refused() -> None:
    with pytest.raises(FulfilmentError):
        invented(("adult", "adult-2026", ("RZA", "RZB"), 1))
