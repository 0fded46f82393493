"""One row of a sheet, judged: every finding at once, and the record where there is nothing to mend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple, TypeVar

from fulfilment.cases.person import Person
from fulfilment.samples.ages import age_on
from fulfilment.samples.cells import Cells
from fulfilment.samples.columns import Matched, folded
from fulfilment.samples.eligibility import Stay, age_band, reasons
from fulfilment.samples.fields import (
    address,
    dates,
    ethnic_category,
    flags,
    gender,
    icd10,
    names,
    needs,
    nhs_number,
    organisation,
    patient_class,
    postcode,
    treatment_function,
    words,
)
from fulfilment.samples.record import Record
from fulfilment.samples.rules import Effect, Finding
from fulfilment.samples.sheet import Row
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave

T = TypeVar("T")
ADDRESS_COLUMNS = ("address_1", "address_2", "address_3", "address_4", "address_5")
OLDEST_YEARS = 115  # our choice: 01/01/1900 and 01/01/1901 are fillers, not birth dates


@dataclass(frozen=True)
class Context:
    """What a row is checked against. ``width`` is the number of cells of the header."""

    matched: Matched
    width: int
    survey: Survey
    wave: Wave
    today: date


@dataclass(frozen=True)
class CheckedRow:
    """A row after its check. ``record`` is None where it has a fault or the person is not in the survey."""

    row: int
    findings: tuple[Finding, ...]
    record: Record | None
    record_number: str
    nhs_number: str | None
    born_on: date | None
    trust: str | None
    died: bool


class _Dates(NamedTuple):
    born: date | None
    admitted: date | None
    discharged: date | None


class _Codes(NamedTuple):
    gender: str | None
    ethnic_category: str | None
    patient_class: str | None
    treatment_function: str | None
    icd10: str | None
    site: str | None


class _Letter(NamedTuple):
    title: str
    given: str
    family: str
    address: tuple[str, ...]
    postcode: str
    language: str
    format: str


def check_row(row: Row, context: Context) -> CheckedRow:
    """Parse and judge one row. A record comes out only where no finding blocks or excludes."""
    cells = Cells(row, context.matched)
    if any(row.cells[context.width :]):
        cells.findings.append(Finding("row-too-wide", row.number))
    trust = cells.take("trust_code", organisation.parse)
    number = _nhs_number(cells)
    days, codes = _dates(cells, context.today), _codes(cells, trust)
    letter = _letter(cells, context.survey)
    died = _died(cells)
    stay = Stay(
        days.born, days.discharged, not cells.text("date_of_discharge"), codes.icd10, codes.patient_class,
        died, _private(cells), _abroad(cells, letter.postcode),
    )  # fmt: skip
    for reason, column in reasons(stay, context.survey, context.wave):
        cells.find(reason, column)
    findings = cells.settled()
    record = None
    if all(finding.effect is Effect.NOTES for finding in findings):
        record = _record(row.number, trust, number, days, codes, letter, context)
    return CheckedRow(row.number, findings, record, cells.text("record_number"), number, days.born, trust, died)


def _record(
    row: int, trust: str | None, number: str | None, days: _Dates, codes: _Codes, letter: _Letter, context: Context
) -> Record:
    born_on = _sure(days.born)
    person = Person(
        nhs_number=number, title=letter.title, given=letter.given, family=letter.family, born_on=born_on,
        address=letter.address, postcode=letter.postcode,
    )  # fmt: skip
    return Record(
        row=row,
        trust=_sure(trust),
        person=person,
        gender=_sure(codes.gender),
        ethnic_category=_sure(codes.ethnic_category),
        admitted_on=_sure(days.admitted),
        discharged_on=_sure(days.discharged),
        patient_class=_sure(codes.patient_class),
        treatment_function=_sure(codes.treatment_function),
        icd10=_sure(codes.icd10),
        site=codes.site,
        language=letter.language,
        format=letter.format,
        age_band=_sure(age_band(born_on, context.survey, context.wave)),
    )


def _sure(value: T | None) -> T:
    """A value that is there: what could not be parsed has left a finding, and then no record is made."""
    if value is None:
        raise AssertionError("a row without a finding misses a value")
    return value


def _nhs_number(cells: Cells) -> str | None:
    number = cells.take("nhs_number", nhs_number.parse)
    if not cells.text("nhs_number"):
        cells.find("nhs-number-missing", "nhs_number")
    return number


def _dates(cells: Cells, today: date) -> _Dates:
    born = cells.take("date_of_birth", dates.parse)
    admitted = cells.take("date_of_admission", dates.parse)
    # No discharge date means that the person is still in hospital; anything else that is no date is a fault.
    discharged = cells.take("date_of_discharge", dates.parse) if cells.text("date_of_discharge") else None
    if born and born > today:
        cells.find("birth-in-future", "date_of_birth")
        born = None
    elif born and age_on(born, discharged or today) > OLDEST_YEARS:
        cells.find("birth-implausible", "date_of_birth")
        born = None
    if discharged and discharged > today:
        cells.find("discharge-in-future", "date_of_discharge")
        discharged = None
    if born and discharged and born > discharged:
        cells.find("birth-after-discharge", "date_of_birth")
        born = None
    if admitted and discharged and discharged < admitted:
        cells.find("discharge-before-admission", "date_of_discharge")
    return _Dates(born, admitted, discharged)


def _codes(cells: Cells, trust: str | None) -> _Codes:
    codes = _Codes(
        gender=cells.take("gender", gender.parse),
        ethnic_category=cells.take("ethnic_category", ethnic_category.parse),
        patient_class=cells.take("patient_class", patient_class.parse),
        treatment_function=cells.take("treatment_function", treatment_function.parse),
        icd10=cells.take("icd10", icd10.parse),
        site=cells.take("site_code", organisation.parse_site),
    )
    if codes.icd10 and icd10.is_secondary(codes.icd10):
        cells.find("icd10-secondary", "icd10")
    if codes.treatment_function and codes.treatment_function not in treatment_function.known():
        cells.find("treatment-function-unknown", "treatment_function")
    if codes.site and trust and not codes.site.startswith(trust):
        cells.find("site-code-other", "site_code")
    return codes


def _letter(cells: Cells, survey: Survey) -> _Letter:
    code = cells.take("postcode", postcode.parse) or ""
    family = cells.take("surname", names.parse) or ""
    given = ""
    if cells.text("first_name"):
        given = cells.take("first_name", names.parse) or ""
    else:
        cells.find("first-name-missing", "first_name")
    title = cells.text("title")
    if wrong := words.damage(title, "name"):
        cells.find(wrong.code, "title", wrong.detail)
    return _Letter(
        title, given, family, _address(cells, code), code,
        cells.take("language", partial(needs.parse_language, offered=survey.languages)) or survey.languages[0],
        cells.take("format", needs.parse_format) or needs.STANDARD,
    )  # fmt: skip


def _address(cells: Cells, code: str) -> tuple[str, ...]:
    lines = address.clean(_address_lines(cells), code or cells.text("postcode"))
    for wrong in address.broken_rules(address.Address(lines)):
        cells.find(wrong.code, _address_column(cells, wrong.code), wrong.detail)
    return lines


def _address_lines(cells: Cells) -> list[str]:
    """What stands in the address columns. Some trusts write the whole address into one cell, line by line."""
    return [line for column in ADDRESS_COLUMNS for line in cells.text(column).split("\n") if line]


def _address_column(cells: Cells, code: str) -> str:
    """The column of the line that breaks a rule; the first where the rule is about all of them."""
    for column in ADDRESS_COLUMNS:
        lines = address.clean(cells.text(column).split("\n"), "")
        if lines and any(wrong.code == code for wrong in address.broken_rules(address.Address(lines))):
            return column
    return ADDRESS_COLUMNS[0]


def _died(cells: Cells) -> bool:
    return (
        bool(cells.take("deceased", flags.parse_died)) or cells.text("discharge_destination") == flags.DIED_IN_HOSPITAL
    )


def _private(cells: Cells) -> bool:
    is_category = "category" in folded(cells.header("private"))
    return bool(cells.take("private", partial(flags.parse_private, is_category=is_category)))


def _abroad(cells: Cells, code: str) -> bool:
    return address.is_abroad(cells.text("country"), _address_lines(cells), bool(code))
