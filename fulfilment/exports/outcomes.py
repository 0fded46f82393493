"""Outcomes out: counts by group with small numbers hidden, or one row a case for the analyst. Never a name."""

from __future__ import annotations

import csv
from io import StringIO

from sqlalchemy import Engine

from fulfilment.exports import tables
from fulfilment.exports.tables import Table
from fulfilment.keys import references
from fulfilment.london import london_day
from fulfilment.store.engines import reading
from fulfilment.store.office import counting

CASE_COLUMNS = (
    "reference", "survey", "wave", "trust", "ptc", "age_band", "language", "contacts", "outcome", "sub_code", "source",
    "outcome_on",
)  # fmt: skip


def outcomes(office: Engine, wave: str, small_number: int) -> Table:
    """How many were mailed and what became of them: of all, by trust, by age band."""
    with reading(office) as session:
        cases = counting.mailed_cases(session, wave)
    return tables.outcomes(tables.groups(cases, small_number))


def cases(office: Engine, survey: str, wave: str) -> bytes:
    """One row for each case of the sample, mailed or not, as CSV. ``contacts`` is how many letters were posted to it.

    Nothing is hidden in it: it goes to the analyst alone, like the answers that it joins by reference.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(CASE_COLUMNS)
    with reading(office) as session:
        for line in counting.case_lines(session, wave):
            writer.writerow(
                (
                    references.format(line.reference), survey, wave, line.trust, line.ptc or "", line.age_band,
                    line.language, line.contacts, line.outcome, line.sub_code or "", line.outcome_source or "",
                    london_day(line.outcome_at).isoformat() if line.outcome_at else "",
                )
            )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")
