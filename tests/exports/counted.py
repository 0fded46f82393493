"""An office store with the cases of ``tests/data/outcomes.csv``: worked by hand in ``outcome_tables.csv``."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fulfilment.keys.references import check_symbol
from fulfilment.store.engines import transaction
from fulfilment.store.office import events
from fulfilment.store.office.models import Case, Clearance, Mailing, Piece

WAVE = "under16-2026"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
DATA = Path(__file__).parent.parent / "data"


def hand_worked() -> dict[str, list[list[str]]]:
    """Name of a table -> its rows, as worked by hand."""
    tables: dict[str, list[list[str]]] = {}
    with (DATA / "outcome_tables.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if row[:1] == ["table"]:
                rows = tables.setdefault(row[1], [])
            elif row:
                rows.append(row)
    return tables


def fill(office: Engine) -> None:
    """Every case of the example, with a posted letter where it had one."""
    with transaction(office) as session, (DATA / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        mailing_id = _mailing(session)
        number = 0
        for row in csv.DictReader(file):
            for _ in range(int(row["cases"])):
                number += 1
                _case(session, row, number, mailing_id)
        for reason, calls in (("not_taking_part", 12), ("died", 3), ("another_copy", 11)):
            for _ in range(calls):
                events.record(session, NOW, "agent", "case_opened", wave=WAVE, token="t1", detail={"reason": reason})


def _mailing(session: Session) -> int:
    clearance = Clearance(
        wave=WAVE, kind="trace", as_of=NOW, imported_at=NOW, imported_by="ash", sha256="0", people=1, flagged=0
    )
    session.add(clearance)
    session.flush()
    mailing = Mailing(
        wave=WAVE, contact=1, trusts=["RYA", "RYB"], state="handed_over", clearance_id=clearance.id, planned_at=NOW,
        planned_by="ash", excluded={},
    )  # fmt: skip
    session.add(mailing)
    session.flush()
    return mailing.id


def _case(session: Session, row: dict[str, str], number: int, mailing_id: int) -> None:
    token, digits, outcome = f"t{number}", f"{number:08}", int(row["outcome"])
    session.add(
        Case(
            token=token, wave=WAVE, survey="under16", reference=digits + check_symbol(digits), issue=1,
            trust=row["trust"], ptc="P01", age_band=row["age_band"], language="en", format="print",
            discharged_on=date(2026, 5, 1), attributes={}, sample_file_id=None, sample_row=None, state=row["state"],
            outcome=outcome, sub_code=row["sub_code"] or None, outcome_source=None if outcome == 6 else "office",
            outcome_at=None if outcome == 6 else NOW, stop=None, created_at=NOW, kind=row["kind"],
        )
    )  # fmt: skip
    if row["posted"] == "yes":
        session.add(
            Piece(
                mailing_id=mailing_id, token=token, wave=WAVE, contact=1, kind=row["kind"], issue=1, attempt=1,
                state="returned" if outcome == 2 else "despatched",
            )
        )  # fmt: skip
    session.flush()
