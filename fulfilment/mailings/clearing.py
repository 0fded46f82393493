"""Clearance: the dated check for deaths and dissent without which nothing is planned or released.

The export goes to the trace; what comes back says of every reference ``clear``, ``died`` or ``dissent``. Order of
writes on import: stops online, then one office transaction (clearance, stops, events). A crash between the two errs on
the side of silence: the stops stand, the clearance does not, and importing again completes it.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from fulfilment.cases.outcomes import STOP_OUTCOMES, Outcome
from fulfilment.cases.person import Person
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.files import write_whole
from fulfilment.keys import references
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import clearances, events, registered
from fulfilment.store.office.models import Clearance
from fulfilment.store.online import codes as online_codes

COLUMNS = ("reference", "nhs_number", "family_name", "given_name", "birth_date", "postcode", "status")
STOPS = {"died": "died", "dissent": "opted_out"}
STATUSES = ("clear", *STOPS)


@dataclass(frozen=True)
class Imported:
    """What an import brought. ``again`` says that this very file had been imported before."""

    clearance_id: int
    people: int
    died: int
    dissent: int
    again: bool


def export(room: Room, path: Path, doing: Doing) -> int:
    """Write every open case of the wave for the trace; returns how many. ``status`` is left for the trace to fill."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    count = 0
    people_key = room.keys.people(room.wave.id)
    with reading(room.office()) as session:
        for case in clearances.cases_to_trace(session, room.wave.id):
            person = Person.model_validate(people_key.open(case.token, case.sealed))
            writer.writerow(
                (
                    references.format(case.reference), person.nhs_number or "", person.family, person.given,
                    person.born_on.isoformat(), person.postcode, "",
                )
            )  # fmt: skip
            count += 1
    with transaction(room.office()) as session:
        registered.register(session, room.relative(path), "clearance", room.wave.id, doing.at)
        events.record(session, doing.at, doing.actor, "clearance_exported", wave=room.wave.id, detail={"people": count})
    write_whole(path, out.getvalue().encode("utf-8-sig"))
    return count


def import_(room: Room, path: Path, as_of: datetime, doing: Doing) -> Imported:
    """Take in what came back from the trace. ``as_of`` is the moment for which the trace holds.

    Raises FulfilmentError with every fault of the file, and leaves both stores as they were.
    """
    data = read_file(path)
    sha256 = hashlib.sha256(data + as_of.isoformat().encode()).hexdigest()
    with reading(room.office()) as session:
        before = clearances.by_sha256(session, room.wave.id, sha256)
        tokens = clearances.tokens_by_reference(session, room.wave.id)
    if before is not None:
        return Imported(before.id, before.people, 0, 0, again=True)
    statuses, faults = parse(data, path.name, set(tokens))
    if as_of > doing.at:
        faults.append(Fault("clearance-future", "the trace is dated in the future", mend="Check --as-of."))
    if faults:
        raise FulfilmentError(
            "clearance", "The clearance was not taken in", "Mend the file and import it again.", faults
        )
    stops = {tokens[ref]: STOPS[status] for ref, status in statuses.items() if status in STOPS}
    with transaction(room.online()) as session:
        for token, stop in stops.items():
            online_codes.stop(session, token, stop, doing.at)
    with transaction(room.office()) as session:
        clearance = Clearance(
            wave=room.wave.id, kind="trace", as_of=as_of, imported_at=doing.at, imported_by=doing.actor,
            sha256=sha256, people=len(statuses), flagged=len(stops),
        )  # fmt: skip
        session.add(clearance)
        session.flush()
        for token, stop in stops.items():
            outcome = _outcome(stop, room, as_of)
            if clearances.stop_case(session, token, stop, outcome, "clearance", as_of):
                stopped = {"stop": stop, "source": "clearance"}
                events.record(
                    session, doing.at, doing.actor, "case_stopped", wave=room.wave.id, token=token, detail=stopped
                )
        detail = {"clearance": clearance.id, "people": len(statuses), "flagged": len(stops), "sha256": sha256}
        events.record(session, doing.at, doing.actor, "clearance_imported", wave=room.wave.id, detail=detail)
        made = clearance.id
    kinds = list(stops.values())
    return Imported(made, len(statuses), kinds.count("died"), kinds.count("opted_out"), again=False)


def _outcome(stop: str, room: Room, as_of: datetime) -> int:
    died_early = stop == "died" and as_of.date() < room.wave.fieldwork_starts
    return int(Outcome.DIED_BEFORE_FIELDWORK if died_early else STOP_OUTCOMES[stop])


def read_file(path: Path) -> bytes:
    """A file's bytes, or a refusal that says why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise FulfilmentError(
            "file", f"{path.name} cannot be read: {reason}", "Check the path and its permissions."
        ) from error


def parse(data: bytes, name: str, known: set[str]) -> tuple[dict[str, str], list[Fault]]:
    """Reference -> status, and every fault: unknown, doubled or missing references, unknown statuses."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}, [Fault("clearance-encoding", "not UTF-8 text", mend="Save it as CSV UTF-8.", file=name)]
    rows = csv.DictReader(StringIO(text))
    fields = [field.strip().lower() for field in rows.fieldnames or []]
    lacking = [column for column in ("reference", "status") if column not in fields]
    if lacking:
        mend = f"The first row must name the columns {', '.join(COLUMNS)}."
        return {}, [Fault("clearance-columns", f"no column {' and '.join(lacking)}", mend=mend, file=name, row=1)]
    rows.fieldnames = fields
    statuses: dict[str, str] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        reference, status = _reference(row["reference"] or ""), (row["status"] or "").strip().lower()
        if reference not in known:
            mend = "Leave the reference as it was exported; letters of another wave do not belong here."
            faults.append(
                Fault(
                    "clearance-reference", "no open case has this reference", mend, name, row=number, column="reference"
                )
            )
        elif reference in statuses:
            faults.append(
                Fault(
                    "clearance-twice",
                    "this reference stands twice",
                    "Keep one row.",
                    name,
                    row=number,
                    column="reference",
                )
            )
        if status not in STATUSES:
            mend = f"Write one of: {', '.join(STATUSES)}."
            faults.append(Fault("clearance-status", "not a status", mend, name, row=number, column="status"))
        if reference:
            statuses[reference] = status
    lost = len(known - set(statuses))
    if lost:
        mend = "Every case that was exported must come back: export again and have that file traced."
        faults.append(Fault("clearance-incomplete", f"{lost} open cases are not in the file", mend, name))
    return statuses, faults


def _reference(typed: str) -> str | None:
    return references.parse(typed) if references.is_valid(typed) else None


def fresh(clearance: Clearance | None, now: datetime, max_age_days: int) -> Clearance:
    """The clearance, where it is younger than the survey's limit. Raises FulfilmentError that says how old it is."""
    mend = "Run `fulfilment clearance export`, have it traced, then `fulfilment clearance import`."
    if clearance is None:
        raise FulfilmentError("clearance-none", "There is no clearance for this wave", mend)
    age = now - clearance.as_of
    if age > timedelta(days=max_age_days):
        days, hours = age.days, age.seconds // 3600
        what = f"The clearance is {days} days and {hours} hours old; the limit is {max_age_days} days"
        raise FulfilmentError("clearance-old", what, mend)
    return clearance
