"""Spoils rows on purpose, one kind of fault a row: what trusts' files have been known to hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fulfilment.samples.synth.people import Invented
from fulfilment.waves import Wave


@dataclass(frozen=True)
class Spoiling:
    """One kind of fault: the code and our word for the column under which it must be found, and how it is made."""

    code: str
    column: str
    change: Callable[[Invented, Wave], Invented]


def _cells(**cells: str) -> Callable[[Invented, Wave], Invented]:
    changed: Invented = dict(cells)
    return lambda row, wave: changed


def _born(years: int) -> Callable[[Invented, Wave], Invented]:
    """A birth date so many years before the wave; negative for the future."""
    return lambda row, wave: {"date_of_birth": date(wave.fieldwork_starts.year - years, 6, 1)}


def _before(row: Invented, wave: Wave) -> Invented:
    return {"date_of_admission": wave.discharged_to, "date_of_discharge": wave.discharged_to - timedelta(days=3)}


def _outside(row: Invented, wave: Wave) -> Invented:
    day = wave.discharged_from - timedelta(days=40)
    return {"date_of_admission": day, "date_of_discharge": day}


def _other_trust(row: Invented, wave: Wave) -> Invented:
    return {"trust_code": "RZX", "site_code": "RZX01"}


def spoilings(children: bool) -> Sequence[Spoiling]:
    """Every kind, for a survey of children or of adults. Those that only leave the row out are among them."""
    no_address = {f"address_{n}": "" for n in range(1, 6)}
    age = (
        Spoiling("too-old", "date_of_birth", _born(30))
        if children
        else Spoiling("too-young", "date_of_birth", _born(9))
    )
    return (
        Spoiling("record-number-doubled", "record_number", _cells()),  # its number is taken from the row above
        Spoiling("birth-in-future", "date_of_birth", _born(-3)),
        Spoiling("birth-implausible", "date_of_birth", _cells(date_of_birth="01/01/1900")),
        Spoiling("discharge-before-admission", "date_of_discharge", _before),
        Spoiling("discharge-outside-window", "date_of_discharge", _outside),
        age,
        Spoiling("address-missing", "address_1", _cells(**no_address)),
        Spoiling("address-partial", "address_1", _cells(**{**no_address, "address_1": "12"})),
        Spoiling("no-fixed-abode", "address_1", _cells(**{**no_address, "address_1": "NFA"})),
        Spoiling("not-mailable", "postcode", _cells(postcode="ZZ99 3WZ")),
        Spoiling("postcode-invalid", "postcode", _cells(postcode="LD88 1VV")),
        Spoiling("lives-abroad", "country", _cells(country="Portugal")),
        Spoiling("private-patient", "private", _cells(private="Y")),
        Spoiling("icd10-secondary", "icd10", _cells(icd10="C78.0")),
        Spoiling("icd10-invalid", "icd10", _cells(icd10="breast")),
        Spoiling("diagnosis-out", "icd10", _cells(icd10="J18.9")),
        Spoiling("ethnic-category-digit", "ethnic_category", _cells(ethnic_category="1")),
        Spoiling("gender-invalid", "gender", _cells(gender="7")),
        Spoiling("patient-class-out", "patient_class", _cells(patient_class="4")),
        Spoiling("treatment-function-invalid", "treatment_function", _cells(treatment_function="Oncology")),
        Spoiling("died", "deceased", _cells(deceased="Y")),
        Spoiling("current-inpatient", "date_of_discharge", _cells(date_of_discharge="")),
        Spoiling("trust-code-other", "trust_code", _other_trust),
        Spoiling("date-serial", "date_of_birth", _cells(date_of_birth="20487")),
        Spoiling("date-impossible", "date_of_birth", _cells(date_of_birth="04/28/1956")),
        Spoiling("date-two-digit-year", "date_of_birth", _cells(date_of_birth="28/04/56")),
        Spoiling("date-hashes", "date_of_admission", _cells(date_of_admission="########")),
        Spoiling("nhs-number-invalid", "nhs_number", _cells(nhs_number="9991234567")),
        Spoiling("nhs-number-short", "nhs_number", _cells(nhs_number="101234567")),
        Spoiling("number-mangled", "nhs_number", _cells(nhs_number="9.99001E+09")),
        Spoiling("name-damaged", "surname", _cells(surname="BrontÃ«")),
        Spoiling("name-missing", "surname", _cells(surname="")),
    )
