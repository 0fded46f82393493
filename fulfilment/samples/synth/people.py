"""Invents people with a stay in hospital, by a seed: the same seed gives the same people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fulfilment.errors import FulfilmentError
from fulfilment.samples.synth.stock import Stock, stock
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave

Cell = str | date
Invented = dict[str, Cell]
"""A row by our words for the columns. Dates stay dates until a file is written."""

CHILDREN_TO = 15
OLDEST = 96
_UNIT = "ABDEFGHJLNPQRSTUWXYZ"  # the letters that end a postcode
_SERIALS = 1_000_000  # 999 and six digits: the range for invented people (9000000000 and up are never issued)


def nhs_numbers(random: Random, survey: Survey) -> Iterator[str]:
    """Valid NHS numbers in the 999 range, none twice. Surveys draw from different ones, so that nobody is in both."""
    half = sum(survey.id.encode()) % 2
    for serial in random.sample(range(half, _SERIALS, 2), _SERIALS // 2):
        start = f"999{serial:06}"
        check = -sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), start, strict=True)) % 11
        if check != 10:  # no number has such a start
            yield f"{start}{check}"
    raise FulfilmentError("synth-too-many", "There are no more numbers for invented people", "Ask for fewer people.")


class Inventor:
    """Makes one person after another for a wave."""

    def __init__(self, survey: Survey, wave: Wave, random: Random) -> None:
        self.survey, self.wave, self.random = survey, wave, random
        self.stock: Stock = stock()
        self.numbers = nhs_numbers(random, survey)
        self.children = survey.eligible.age_at_discharge.to is not None

    def person(self, trust: str, latin_1: bool = False) -> Invented:
        """A person who is eligible. ``latin_1``: with names that a Windows-1252 file can hold."""
        discharged = self._day(self.wave.discharged_from, self.wave.discharged_to)
        diagnosis, function = self._stay().split(" ")
        return {
            "trust_code": trust,
            "nhs_number": next(self.numbers),
            **self._names(latin_1),
            **self._address(),
            "date_of_birth": self._born(discharged),
            "gender": self.random.choice("12"),
            "ethnic_category": self.random.choice("AAAAAAABCHJKMNRSZ"),
            "date_of_admission": discharged - timedelta(days=self.random.choice((0, 0, 1, 3, 9))),
            "date_of_discharge": discharged,
            "patient_class": self.random.choice("12"),
            "treatment_function": function,
            "icd10": diagnosis,
            "site_code": f"{trust}0{self.random.choice('123')}",
            "deceased": self.random.choice(("", "N")),
        }

    def _stay(self) -> str:
        return self.random.choice(self.stock.child_stays if self.children else self.stock.adult_stays)

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def _born(self, discharged: date) -> date:
        ages = self.survey.eligible.age_at_discharge
        age = self.random.randint(ages.from_, ages.to) if ages.to is not None else self._adult_age(ages.from_)
        latest = _years_before(discharged, age)
        return self._day(_years_before(discharged, age + 1) + timedelta(days=1), latest)

    def _adult_age(self, least: int) -> int:
        return min(OLDEST, max(least, round(self.random.gauss(66, 15))))

    def _names(self, latin_1: bool) -> Invented:
        groups = self.stock.groups
        while True:
            [group] = self.random.choices(groups, [each.share for each in groups])
            given, family = (self.random.choice(names[group.group]) for names in (self.stock.given, self.stock.family))
            writes = self.random.randrange(100) < group.language_share
            if not latin_1 or _is_windows_1252(given + family):
                break
        title = "" if self.children else self.random.choice(self.stock.titles)
        return {"title": title, "first_name": given, "surname": family, "language": group.language if writes else ""}

    def _address(self) -> Invented:
        choice, words = self.random.choice, self.stock
        street = f"{self.random.randint(1, 180)} {choice(words.streets)}"
        full = [
            f"Flat {self.random.randint(1, 40)}",
            choice(words.houses),
            street,
            choice(words.localities),
            choice(words.towns),
        ]
        lines = {
            "seven": full,
            "short": [street, full[-1]],
            "house": [full[1], full[3], full[-1], choice(words.counties)],
            "flat": [f"{full[0]}, {street}", full[-1]],
        }[choice(("seven", "short", "short", "short", "house", "flat"))]
        unit = f"{self.random.randint(0, 9)}{choice(_UNIT)}{choice(_UNIT)}"
        cells: Invented = {f"address_{n}": line for n, line in enumerate([*lines, *[""] * (5 - len(lines))], 1)}
        return {**cells, "postcode": f"{choice(words.districts)} {unit}"}


def _is_windows_1252(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 2, 28)
