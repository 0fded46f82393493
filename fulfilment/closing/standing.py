"""The doctor's look at the work: clearances, releases that wait, waves to close, people to destroy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fulfilment.closing.patient import Patient
from fulfilment.closing.retention import warnings
from fulfilment.errors import Fault
from fulfilment.store.engines import reading
from fulfilment.store.office import clearances
from fulfilment.store.office import closing as office_rows
from fulfilment.store.office import mailings as ledger


def clearances_and_releases(patient: Patient, now: datetime) -> Iterator[Fault]:
    """How old the clearance of each wave in fieldwork is, and which releases were not handed over in time."""
    surveys = patient.content().surveys
    with reading(patient.office()) as session:
        closed = office_rows.all_states(session)
        for name, wave in patient.waves().items():
            if name in closed or wave.survey not in surveys:
                continue
            survey = surveys[wave.survey]
            latest = clearances.latest(session, name)
            if latest is not None and now - latest.as_of > timedelta(days=survey.clearance_max_age_days):
                what = f"the clearance of {name} is {(now - latest.as_of).days} days old"
                mend = "Export, have it traced and import before the next plan, release or hand-over."
                yield Fault("clearance-old", what, mend, blocks=False)
            for mailing in ledger.mailings(session, name):
                waiting = [
                    file
                    for file in ledger.print_files(session, mailing.id)
                    if file.state == "released" and file.released_at is not None
                    if now - file.released_at > timedelta(days=survey.release_expires_days)
                ]
                if waiting:
                    what = f"mailing {mailing.id} of {name} was released and not handed over in time"
                    yield Fault("release-expired", what, f"Run: fulfilment mailing expire {name}; release it again.")


def retention_due(patient: Patient, now: datetime) -> Iterator[Fault]:
    """Waves to close and people to destroy."""
    with reading(patient.office()) as session:
        rows = office_rows.all_states(session)
    yield from warnings(patient.waves(), patient.content().surveys, rows, now)
