"""Rows beside the people who are to be written to: the same person again, and people who are not in the survey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from fulfilment.samples.synth.people import CHILDREN_TO, Invented, Inventor
from fulfilment.waves import Wave


def again_elsewhere(person: Invented, trust: str, wave: Wave, random: Random) -> Invented:
    """The same person in another trust's file, discharged there some days earlier."""
    day = _earlier(person, _day(person, "date_of_discharge") - timedelta(days=random.randint(2, 20)), wave)
    return {**person, "trust_code": trust, "site_code": f"{trust}01", "patient_class": "2", **_stay(day)}


def again_here(person: Invented, wave: Wave) -> Invented:
    """The same person with an earlier stay in the same file."""
    return {**person, **_stay(_earlier(person, _day(person, "date_of_admission") - timedelta(days=1), wave))}


def _earlier(person: Invented, day: date, wave: Wave) -> date:
    """A day, but not before the person was born or the wave's months began."""
    return max(day, _day(person, "date_of_birth"), wave.discharged_from)


def left_out(inventor: Inventor, trust: str, wave: Wave, latin_1: bool) -> list[Invented]:
    """One row for each reason why a person is not in a survey."""
    rows = []
    for change in REASONS.values():
        row = inventor.person(trust, latin_1)
        rows.append({**row, **change(row, wave, inventor.children)})
    return rows


def _day(row: Invented, column: str) -> date:
    day = row[column]
    if not isinstance(day, date):
        raise TypeError(f"{column} of an invented person is no date")
    return day


def _stay(day: date) -> Invented:
    return {"date_of_admission": day, "date_of_discharge": day}


def _wrong_age(row: Invented, _wave: Wave, children: bool) -> Invented:
    discharged = _day(row, "date_of_discharge")
    years = CHILDREN_TO + 2 if children else CHILDREN_TO - 1
    return {"date_of_birth": date(discharged.year - years, 1, 1)}


Change = Callable[[Invented, Wave, bool], Invented]
REASONS: dict[str, Change] = {
    "discharge-outside-window": lambda row, wave, children: _stay(wave.discharged_from - timedelta(days=1)),
    "wrong-age": _wrong_age,
    "diagnosis-out": lambda row, wave, children: {"icd10": "J18.9"},
    "patient-class-out": lambda row, wave, children: {"patient_class": "3"},
    "private-patient": lambda row, wave, children: {"private": "Y"},
    "died": lambda row, wave, children: {"deceased": "Y"},
    "not-mailable": lambda row, wave, children: {"postcode": "ZZ99 3VZ"},
    "lives-abroad": lambda row, wave, children: {"country": "France", "postcode": ""},
    "current-inpatient": lambda row, wave, children: {"date_of_discharge": ""},
}
