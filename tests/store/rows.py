"""Rows that tests of the stores need: a case with all that it hangs on, a code."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fulfilment.cases.person import Person
from fulfilment.store.office.models import Case, SampleFile
from fulfilment.store.online.codes import NewCode
from tests.store.conftest import NOW


def sample_file(session: Session) -> int:
    """A loaded file; gives its number."""
    file = SampleFile(
        wave="adult-2026", trust="RZA", name="rza.csv", sha256="00", rows=1, cases=1, state="loaded", loaded_at=NOW,
        loaded_by="ash", approved_at=None, approved_by=None,
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file.id


def case(token: str, reference: str, file_id: int, **other: Any) -> Case:
    """An open case without an outcome."""
    columns = {
        "wave": "adult-2026", "survey": "adult", "issue": 1, "trust": "RZA", "ptc": None, "age_band": "adult",
        "language": "en", "format": "print", "discharged_on": date(2026, 6, 3), "attributes": {"icd10": "C50"},
        "sample_row": 2, "state": "open", "outcome": 6, "sub_code": None, "outcome_source": None, "outcome_at": None,
        "stop": None, "created_at": NOW,
    }  # fmt: skip
    return Case(token=token, reference=reference, sample_file_id=file_id, **columns | other)


def person(**other: Any) -> Person:
    """Somebody in a town that does not exist."""
    fields: dict[str, Any] = {
        "nhs_number": "9990000018", "given": "Margaret", "family": "Ash-Featherstone", "born_on": date(1944, 2, 29),
        "address": ("12 Quillfeather Row", "Upper Dunmarrow"), "postcode": "ZZ99 9ZZ",
    }  # fmt: skip
    return Person(**fields | other)


def new_code(token: str = "t1", issue: int = 1, **other: Any) -> NewCode:
    """A code on its way online."""
    columns = {
        "kind": "live", "wave": "adult-2026", "survey": "adult", "language": "en", "questionnaire": "adult",
        "instrument": "adult@0123456789ab", "trust_name": "Dunmarrow Hospitals", "age_band": "adult",
        "digest": f"digest-{token}-{issue}",
    }  # fmt: skip
    return NewCode(token=token, issue=issue, **columns | other)
