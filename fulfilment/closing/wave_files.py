"""The doctor's look at what people wrote: content, waves, lists of trusts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from fulfilment.closing.patient import Patient
from fulfilment.errors import Fault
from fulfilment.surveys import check
from fulfilment.surveys.content import Content
from fulfilment.waves import Trust, Wave

TRUST_CODE = re.compile(r"[RT][0-9A-Z]{2}")  # ODS: NHS trusts R.., care trusts T..
EXAMPLE = "Example Trust"  # what fulfilment init writes for a person to replace


def content(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """What ``fulfilment content check`` says."""
    yield from check.faults(patient.content())


def waves(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Dates in order, trusts with codes, names and signatories. Raises FulfilmentError for files that don't read."""
    found = patient.content()
    for wave in patient.waves().values():
        yield from _dates(wave)
        yield from _survey(wave, found)
        yield from _trusts(wave)


def _dates(wave: Wave) -> Iterator[Fault]:
    order = (
        ("discharged_from", wave.discharged_from), ("discharged_to", wave.discharged_to),
        ("fieldwork_starts", wave.fieldwork_starts), ("fieldwork_ends", wave.fieldwork_ends),
    )  # fmt: skip
    for (earlier, first), (later, second) in pairwise(order):
        if second < first:
            what = f"{later} ({second}) is before {earlier} ({first})"
            yield _fault(wave, "wave-dates", what, "Put the dates in order.", "wave.yaml")


def _survey(wave: Wave, found: Content) -> Iterator[Fault]:
    if wave.survey not in found.surveys:
        yield _fault(wave, "wave-survey", f"there is no survey {wave.survey}", f"Known: {', '.join(found.surveys)}.")
        return
    last = max((contact.day for contact in found.survey(wave.survey).contacts), default=0)
    if (wave.fieldwork_ends - wave.fieldwork_starts).days < last:
        yield _fault(wave, "wave-dates", f"fieldwork ends before the contact of day {last}", "Let it end later.")


def _trusts(wave: Wave) -> Iterator[Fault]:
    if not wave.trusts:
        yield _fault(wave, "trusts-none", "there is no trust", "Write the trusts into trusts.yaml.", "trusts.yaml")
    for code, number in Counter(trust.code for trust in wave.trusts).items():
        if number > 1:
            yield _fault(wave, "trust-twice", f"{code} stands {number} times", "Keep one.", "trusts.yaml")
    for trust in wave.trusts:
        for code, what, mend in _wrong(wave, trust):
            yield _fault(wave, code, f"{trust.code}: {what}", mend, "trusts.yaml")


def _wrong(wave: Wave, trust: Trust) -> Iterator[tuple[str, str, str]]:
    if not TRUST_CODE.fullmatch(trust.code):
        yield "trust-code", "not the code of a trust", "Write R or T and two more signs, as the ODS does."
    if not trust.name.strip() or trust.name == EXAMPLE:
        yield "trust-name", "no name of a trust", "Write its name as letters are to show it."
    if not trust.signatory.name.strip() or not trust.signatory.role.strip() or trust.signatory.name == "A Name":
        yield "trust-signatory", "nobody signs its letters", "Write the name and the role of who signs."
    if trust.logo is not None and not (wave.folder / trust.logo).is_file():
        yield "trust-logo", f"{trust.logo} is not there", "Put the picture beside trusts.yaml."


def _fault(wave: Wave, code: str, what: str, mend: str, file: str = "wave.yaml") -> Fault:
    return Fault(code, what, mend, file=f"waves/{wave.id}/{file}")
