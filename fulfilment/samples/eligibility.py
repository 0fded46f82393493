"""Who is in a survey: pure rules over one row. The lists and ages are the survey's, the months the wave's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fulfilment.samples.ages import age_on
from fulfilment.samples.fields import icd10
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave


@dataclass(frozen=True)
class Stay:
    """What eligibility looks at. None where the cell could not be read: that is a fault of its own, not a reason."""

    born_on: date | None
    discharged_on: date | None
    still_in: bool
    diagnosis: str | None
    patient_class: str | None
    died: bool
    private: bool
    abroad: bool


def reasons(stay: Stay, survey: Survey, wave: Wave) -> Iterator[tuple[str, str]]:
    """Every reason why this person is not in the survey: the code of the rule, and the column it shows in."""
    eligible = survey.eligible
    if stay.died:
        yield "died", "deceased"
    if stay.private:
        yield "private-patient", "private"
    if stay.abroad:
        yield "lives-abroad", "country"
    if stay.still_in:
        yield "current-inpatient", "date_of_discharge"
    if stay.discharged_on and not wave.discharged_from <= stay.discharged_on <= wave.discharged_to:
        yield "discharge-outside-window", "date_of_discharge"
    if stay.diagnosis and not in_scope(stay.diagnosis, survey):
        yield "diagnosis-out", "icd10"
    if stay.patient_class and stay.patient_class not in eligible.patient_classes:
        yield "patient-class-out", "patient_class"
    if stay.born_on and stay.discharged_on:
        yield from _by_age(stay.born_on, stay.discharged_on, survey, wave)


def in_scope(code: str, survey: Survey) -> bool:
    """Whether a diagnosis is in the survey. A secondary cancer is let through where cancers are: it is only noted."""
    eligible = survey.eligible
    return icd10.holds(eligible.icd10_include, code) and not icd10.holds(eligible.icd10_exclude, code)


def _by_age(born_on: date, discharged_on: date, survey: Survey, wave: Wave) -> Iterator[tuple[str, str]]:
    age, ages = age_on(born_on, discharged_on), survey.eligible.age_at_discharge
    if age < ages.from_:
        yield "too-young", "date_of_birth"
    elif not ages.holds(age):
        yield "too-old", "date_of_birth"
    elif age_band(born_on, survey, wave) is None:
        yield "no-age-band", "date_of_birth"


def age_band(born_on: date, survey: Survey, wave: Wave) -> str | None:
    """The age band by age at the start of fieldwork, not at discharge: it decides questionnaire and addressee."""
    band = survey.band_at(age_on(born_on, wave.fieldwork_starts))
    return band.id if band else None
