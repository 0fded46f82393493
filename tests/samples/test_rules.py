"""Every rule is provoked in a real csv and a real xlsx, and found in its row and column with what stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fulfilment.samples import files
from fulfilment.samples.checking import check
from fulfilment.samples.rules import RULES, Effect
from fulfilment.surveys.definition import AgeRange
from tests.samples.trust_files import NUMBERS, TODAY, checked, csv_bytes, row, survey, wave, written

BLANK_ADDRESS = {f"Address{n}": "" for n in (1, 2)}


@dataclass(frozen=True)
class Provoked:
    """One change of a good row, in the third row of data (row 4), and where it must be found."""

    code: str
    column: str
    change: dict[str, str] = field(default_factory=dict)


ONE_CELL = [
    Provoked(code, column, {column: value})
    for code, column, value in [
        ("trust-code-missing", "TrustCode", ""),
        ("trust-code-invalid", "TrustCode", "Leeds"),
        ("trust-code-other", "TrustCode", "RZB"),
        ("record-number-missing", "RecordNumber", ""),
        ("record-number-doubled", "RecordNumber", "1"),
        ("nhs-number-invalid", "NHSNumber", "999 123 4567"),
        ("nhs-number-short", "NHSNumber", "101234567"),
        ("number-mangled", "NHSNumber", "9.99E+09"),
        ("nhs-number-missing", "NHSNumber", ""),
        ("name-missing", "Surname", ""),
        ("first-name-missing", "FirstName", ""),
        ("name-damaged", "Surname", "BrontÃ«"),
        ("name-damaged", "FirstName", "?ukasz"),
        ("name-damaged", "Surname", "Nguy\ufffdn"),
        ("name-damaged", "Surname", "£ódŸ"),
        ("name-control", "Surname", "A\u202esh"),
        ("name-digit", "Surname", "Ash 2"),
        ("address-start", "Address1", "@home"),
        ("address-first-lines", "Address1", "--"),
        ("address-damaged", "Address2", "CafÃ© Row"),
        ("address-control", "Address2", "Brack\u200eenby"),
        ("no-fixed-abode", "Address1", "No fixed abode"),
        ("postcode-missing", "Postcode", ""),
        ("postcode-invalid", "Postcode", "LD88 1VV"),
        ("not-mailable", "Postcode", "ZZ99 3VZ"),
        ("lives-abroad", "Country", "Portugal"),
        ("date-missing", "DateOfBirth", ""),
        ("date-unreadable", "DateOfBirth", "spring 1950"),
        ("date-impossible", "DateOfBirth", "02/14/1950"),
        ("date-impossible", "DateOfAdmission", "31/04/2026"),
        ("date-two-digit-year", "DateOfBirth", "14/02/50"),
        ("date-serial", "DateOfBirth", "18308"),
        ("date-hashes", "DateOfDischarge", "########"),
        ("birth-in-future", "DateOfBirth", "14/02/2050"),
        ("birth-implausible", "DateOfBirth", "01/01/1900"),
        ("birth-after-discharge", "DateOfBirth", "01/06/2026"),
        ("discharge-in-future", "DateOfDischarge", "05/05/2027"),
        ("discharge-before-admission", "DateOfDischarge", "02/05/2026"),
        ("discharge-outside-window", "DateOfDischarge", "01/07/2026"),
        ("current-inpatient", "DateOfDischarge", ""),
        ("gender-invalid", "Gender", "7"),
        ("ethnic-category-invalid", "EthnicCategory", "Q"),
        ("ethnic-category-digit", "EthnicCategory", "1"),
        ("patient-class-invalid", "PatientClassification", "8"),
        ("patient-class-out", "PatientClassification", "3"),
        ("treatment-function-invalid", "TreatmentFunctionCode", "Oncology"),
        ("treatment-function-unknown", "TreatmentFunctionCode", "823"),
        ("icd10-missing", "ICD10", ""),
        ("icd10-invalid", "ICD10", "50.9"),
        ("icd10-secondary", "ICD10", "C78.0"),
        ("diagnosis-out", "ICD10", "C44.1"),
        ("site-code-invalid", "SiteCode", "Ward 3"),
        ("site-code-other", "SiteCode", "RZB01"),
        ("too-young", "DateOfBirth", "06/05/2010"),
        ("flag-invalid", "DeceasedFlag", "perhaps"),
        ("flag-invalid", "PrivatePatient", "perhaps"),
        ("died", "DeceasedFlag", "2026-06-01"),
        ("private-patient", "PrivatePatient", "Y"),
        ("language-unknown", "Language", "Klingon"),
        ("format-unknown", "Format", "parchment"),
    ]
] + [
    Provoked("address-lines", "Address1", {"Address1": "a1\nb2\nc3\nd4\nMoss\nf6"}),
    Provoked("address-missing", "Address1", BLANK_ADDRESS),
    Provoked("address-partial", "Address1", {**BLANK_ADDRESS, "Address1": "12"}),
    Provoked("nhs-number-shared", "NHSNumber", {"NHSNumber": NUMBERS[1], "DateOfBirth": "15/02/1950"}),
]
# Found in the file as a whole, or by another survey: each has a test of its own below.
IN_THE_FILE = {
    "column-missing", "column-doubled", "column-unknown", "column-unused", "row-too-wide", "file-cut-off",
    "nobody-eligible", "dates-swapped", "trust-unknown", "sheet-unread", "encoding-guessed", "same-person",
    "too-old", "no-age-band",
}  # fmt: skip


def people(change: dict[str, str]) -> list[dict[str, str]]:
    good = [row(RecordNumber=str(n), NHSNumber=NUMBERS[n], Surname=f"Ash{'abcd'[n]}") for n in range(1, 4)]
    return [*good[:2], {**good[2], **change}]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("provoked", ONE_CELL, ids=lambda each: f"{each.code}-in-{each.column}")
def test_what_is_wrong_is_found_in_its_row_and_column(tmp_path: Path, provoked: Provoked, kind: str) -> None:
    changed = people(provoked.change)
    result = checked(written(tmp_path, changed, f"rza.{kind}"))
    found = [each for each in result.findings if each.code == provoked.code]
    assert [(each.row, each.column) for each in found] == [(4, provoked.column)]
    assert found[0].value.strip() == changed[2][provoked.column]
    assert len([each for each in result.findings if each.effect is not Effect.NOTES]) <= 1
    effect = RULES[provoked.code].effect
    assert result.blocked == (effect is Effect.BLOCKS)
    assert len(result.records) == {Effect.BLOCKS: 0, Effect.EXCLUDES: 2, Effect.NOTES: 3}[effect]


def test_every_rule_of_the_table_is_provoked_by_a_test() -> None:
    assert {each.code for each in ONE_CELL} | IN_THE_FILE == set(RULES)


def test_all_faults_of_all_rows_are_found_at_once(tmp_path: Path) -> None:
    one = row(Gender="7", Postcode="nowhere", DateOfBirth="31/02/1950", EthnicCategory="1", ICD10="breast")
    result = checked(written(tmp_path, [one, row(RecordNumber="2", NHSNumber="12345", Surname="")]))
    assert [(each.row, each.column) for each in result.findings] == [
        (2, "DateOfBirth"), (2, "Gender"), (2, "EthnicCategory"), (2, "ICD10"), (2, "Postcode"),
        (3, "NHSNumber"), (3, "Surname"),
    ]  # fmt: skip


def test_a_missing_a_doubled_and_an_unknown_column_are_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    record = {"Sex": "2", "Pstcode": "LD88 1AB", "Shoe size": "7", "Mobile Number": "", **row()}
    del record["Postcode"]
    findings = {
        each.code: each for each in checked(written(tmp_path, [record])).findings if each.code != "column-unknown"
    }
    assert findings["column-missing"].column == "Postcode"
    assert findings["column-doubled"].column == "Sex and Gender"
    assert findings["column-unused"].column == "Mobile Number"
    unknown = [each for each in checked(written(tmp_path, [record])).findings if each.code == "column-unknown"]
    assert [(each.column, each.detail) for each in unknown] == [("Pstcode", "Perhaps Postcode?"), ("Shoe size", "")]


def test_a_value_with_the_delimiter_in_it_and_no_quotes_is_found_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "rza.csv"
    path.write_bytes(
        csv_bytes([row(), row(RecordNumber="2", NHSNumber=NUMBERS[1], Surname="Ash|Grove")]).replace(b"|", b",")
    )
    assert [each.row for each in checked(path).findings if each.code == "row-too-wide"] == [3]


def test_a_file_that_ends_in_the_middle_of_a_row_is_blocked(tmp_path: Path) -> None:
    data = csv_bytes(people({}))
    path = tmp_path / "rza.csv"
    path.write_bytes(data[: data.rindex(b"C50.9")])
    assert [each.row for each in checked(path).findings if each.code == "file-cut-off"] == [4]


def test_a_file_with_nobody_of_this_survey_is_blocked(tmp_path: Path) -> None:
    result = checked(written(tmp_path, [row(DateOfDischarge="01/09/2026"), row(RecordNumber="2", ICD10="J18.9")]))
    assert (result.blocked, [each.code for each in result.of(Effect.BLOCKS)]) == (True, ["nobody-eligible"])


def test_days_and_months_that_excel_swapped_are_found(tmp_path: Path) -> None:
    born = ["1950-03-04", "1951-05-04", "1952-06-07", "28/04/1950", "13/05/1951", "14/05/1952"]
    swapped = [row(RecordNumber=str(n), NHSNumber=NUMBERS[n], DateOfBirth=day) for n, day in enumerate(born)]
    found = [each for each in checked(written(tmp_path, swapped)).findings if each.code == "dates-swapped"]
    assert [(each.row, each.column) for each in found] == [(1, "DateOfBirth")]


def test_a_trust_that_is_not_in_the_wave_is_refused(tmp_path: Path) -> None:
    result = checked(written(tmp_path, [row(TrustCode="RZX", SiteCode="RZX01")]))
    assert [(each.code, each.column, each.value) for each in result.findings] == [("trust-unknown", "TrustCode", "RZX")]


def test_rows_of_another_trust_are_found_when_the_sender_is_known(tmp_path: Path) -> None:
    result = checked(written(tmp_path, people({})), trust="RZB")
    assert [each.row for each in result.findings if each.code == "trust-code-other"] == [2, 3, 4]


def test_a_guessed_code_page_is_said(tmp_path: Path) -> None:
    (tmp_path / "rza.csv").write_bytes(csv_bytes([row(FirstName="Siân")], "cp1252"))
    assert [each.detail for each in checked(tmp_path / "rza.csv").findings] == ["Read as cp1252."]


def test_an_address_of_five_lines_is_printed_whole(tmp_path: Path) -> None:
    lines = [f"Line {letter}" for letter in "abcde"]
    result = checked(written(tmp_path, [{**row(), **{f"Address{n}": line for n, line in enumerate(lines, 1)}}]))
    assert result.records[0].person.address == tuple(lines)  # name, five lines and postcode: seven


def test_an_address_in_one_cell_is_taken_line_by_line(tmp_path: Path) -> None:
    result = checked(written(tmp_path, [row(Address1="Flat 2,\n12 Tansy Grove,\nBrackenby\nLD88 1AB", Address2="")]))
    assert result.records[0].person.address == ("Flat 2", "12 Tansy Grove", "Brackenby")


def test_someone_is_too_old_for_the_childrens_survey_from_the_16th_birthday_on(tmp_path: Path) -> None:
    born = ("05/05/2010", "06/05/2010")  # discharged on 5 May 2026
    children = [row(RecordNumber=str(n), NHSNumber=NUMBERS[n], DateOfBirth=day) for n, day in enumerate(born)]
    result = checked(written(tmp_path, children), "under16")
    assert [(each.code, each.row, each.column) for each in result.findings] == [("too-old", 2, "DateOfBirth")]


def test_an_age_at_fieldwork_without_a_questionnaire_is_left_out(tmp_path: Path) -> None:
    adult = survey()
    [band] = adult.age_bands
    to_75 = adult.model_copy(update={"age_bands": (band.model_copy(update={"ages": AgeRange(from_=16, to=75)}),)})
    file = files.read(written(tmp_path, people({"DateOfBirth": "14/02/1960"})))
    found = [each.row for each in check(file, to_75, wave(), TODAY).findings if each.code == "no-age-band"]
    assert found == [2, 3]


def test_the_other_stays_of_a_person_are_left_out(tmp_path: Path) -> None:
    stays = [row(DateOfDischarge="09/05/2026"), row(RecordNumber="2"), row(RecordNumber="3", NHSNumber="")]
    result = checked(written(tmp_path, stays))
    found = [(each.row, each.value) for each in result.findings if each.code == "same-person"]
    assert found == [(3, "9990000018"), (4, "")]


def test_a_row_that_is_left_out_needs_no_address_and_blocks_nothing(tmp_path: Path) -> None:
    result = checked(written(tmp_path, people({"Postcode": "ZZ99 3VZ", **BLANK_ADDRESS})))
    assert (result.blocked, len(result.records)) == (False, 2)
    assert result.counts(Effect.EXCLUDES) == {"not-mailable": 1}


def test_a_row_that_is_left_out_still_blocks_by_a_wrong_code(tmp_path: Path) -> None:
    assert checked(written(tmp_path, people({"DeceasedFlag": "Y", "Gender": "7"}))).blocked


@pytest.mark.parametrize("name", ["O’Neill", "O'Neill", "O´Neill", "Siân", "Łukasz Żółć", "Nguyễn Thị Ánh", "عائشہ خان",
                                  "D’Arcy-Prŷs", "Ó Broin", "van der Berg, Jr.", "ক্ষুদিরাম"])  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_names_of_every_script_come_through_sign_for_sign(tmp_path: Path, name: str, kind: str) -> None:
    person = checked(written(tmp_path, [row(Surname=name, FirstName=name)], f"rza.{kind}")).records[0].person
    assert (person.given, person.family) == (name, name)


@pytest.mark.parametrize("country", ["Isle of Man", "Jersey", "Guernsey", "UK", "Wales", ""])
def test_the_islands_and_the_four_countries_are_in(tmp_path: Path, country: str) -> None:
    assert len(checked(written(tmp_path, [row(Country=country)])).records) == 1


def test_a_foreign_last_line_without_a_postcode_is_abroad(tmp_path: Path) -> None:
    result = checked(written(tmp_path, people({"Address2": "Portugal", "Postcode": "", "Country": ""})))
    assert (result.blocked, result.counts(Effect.EXCLUDES)) == (False, {"lives-abroad": 1})
