"""The doctor: everything about a workspace and its machine that would go wrong later, each with how to mend it.

Looks and changes nothing. What blocks is a fault that must be mended before real work; the rest is worth knowing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from fulfilment.closing import machine, standing, stores_and_keys, wave_files
from fulfilment.closing.patient import Patient
from fulfilment.errors import Fault, FulfilmentError

CHECKS: tuple[tuple[str, Callable[[Patient, datetime], Iterator[Fault]]], ...] = (
    ("machine", machine.room_on_disk),
    ("machine", machine.fonts),
    ("machine", machine.versions),
    ("keys", stores_and_keys.keys),
    ("keys", stores_and_keys.cost),
    ("stores", stores_and_keys.reachable),
    ("events", stores_and_keys.chain),
    ("clock", stores_and_keys.clock),
    ("content", wave_files.content),
    ("waves", wave_files.waves),
    ("work", standing.clearances_and_releases),
    ("work", standing.retention_due),
    ("work", machine.leftovers),
)


@dataclass(frozen=True)
class Finding:
    """One thing that was found, and what it is about."""

    about: str
    fault: Fault


def examine(patient: Patient, now: datetime) -> list[Finding]:
    """Every finding. A check that can't be made is a finding too, and the others are made all the same."""
    found: list[Finding] = []
    for about, check in CHECKS:
        try:
            found += [Finding(about, fault) for fault in check(patient, now)]
        except FulfilmentError as refusal:
            faults = refusal.faults or (Fault(refusal.code, refusal.what, refusal.mend),)
            found += [Finding(about, fault) for fault in faults]
    return list(dict.fromkeys(found))
