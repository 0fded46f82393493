"""One checked row: a person who is in the survey, with everything that is known about the stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fulfilment.cases.person import Person
from fulfilment.samples.ages import age_on


@dataclass(frozen=True)
class Record:
    """A row without a fault, of a person who is eligible. ``row`` is the number in the trust's sheet."""

    row: int
    trust: str
    person: Person
    gender: str
    ethnic_category: str
    admitted_on: date
    discharged_on: date
    patient_class: str
    treatment_function: str
    icd10: str
    site: str | None
    language: str
    format: str
    age_band: str

    @property
    def attributes(self) -> dict[str, Any]:
        """What the analysis needs: codes, ages in years, days. No birth date, no address, no record number."""
        return {
            "gender": self.gender,
            "ethnic_category": self.ethnic_category,
            "age_at_discharge": age_on(self.person.born_on, self.discharged_on),
            "stay_days": (self.discharged_on - self.admitted_on).days,
            "patient_class": self.patient_class,
            "treatment_function": self.treatment_function,
            "icd10": self.icd10,
            "site": self.site,
        }
