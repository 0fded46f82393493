"""Outcomes set by hand or from a list: a code with its sub-code, where it comes from, and on which day.

Order of writes: what stops a case for good is written on line first, then office in one transaction. A crash between
errs on the side of silence; setting it again completes it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import StringIO

from fulfilment.cases.outcomes import SUB_CODES, Claim, Outcome
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys import references
from fulfilment.returns.claiming import claim
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import clearances, events
from fulfilment.store.online import codes

SOURCES = ("office", "phone", "paper", "post", "trust")
COLUMNS = ("reference", "outcome", "sub", "source", "on")
# Which stop an outcome brings. Undelivered brings none: another address makes the case good again.
STOPS = {
    Outcome.USEABLE: "answered",
    Outcome.UNDELIVERED: None,
    Outcome.DIED: "died",
    Outcome.OPTED_OUT: "opted_out",
    Outcome.NOT_ELIGIBLE: "withdrawn",
    Outcome.DIED_BEFORE_FIELDWORK: "died",
}
_SET_ELSEWHERE = {
    Outcome.OUTSTANDING: "A case is outstanding by itself. A wrong stop is undone with `fulfilment outcome undo`.",
}


@dataclass(frozen=True)
class Decision:
    """An outcome for one case. ``on`` is the day of the death, or on which it was told."""

    reference: str
    outcome: Outcome
    sub_code: str | None
    source: str
    on: date


def decide(room: Room, decisions: Sequence[Decision], doing: Doing) -> int:
    """Set outcomes; returns how many were new. Raises FulfilmentError that names every unknown reference."""
    with reading(room.office()) as session:
        tokens = clearances.tokens_by_reference(session, room.wave.id)
    unknown = [
        Fault("outcome-reference", "no open case has this reference", value=references.format(each.reference))
        for each in decisions
        if each.reference not in tokens
    ]
    if unknown:
        raise FulfilmentError("outcome", "Nothing was set", "Check the references and the wave.", unknown)
    claims = [(tokens[each.reference], _claim(each)) for each in decisions]
    for token, made in claims:
        if made.stop not in (None, "answered"):
            with transaction(room.online()) as session:
                codes.stop(session, token, made.stop, doing.at)
    with transaction(room.office()) as session:
        done = [claim(session, room.wave.id, token, made, doing.at, doing.actor) for token, made in claims]
        new = sum(each is not None and each.new for each in done)
        detail = {"decisions": len(decisions), "new": new}
        events.record(session, doing.at, doing.actor, "outcomes_decided", wave=room.wave.id, detail=detail)
    return new


def faults_of(outcome: int, sub_code: str | None, source: str, on: date, today: date) -> Iterator[Fault]:
    """Everything that is wrong with an outcome as it is typed."""
    if outcome not in set(Outcome):
        yield Fault("outcome-code", "not an outcome code", "Use 1 to 7.", column="outcome")
        return
    known = Outcome(outcome)
    if known in _SET_ELSEWHERE:
        yield Fault("outcome-code", "this outcome is not set by hand", _SET_ELSEWHERE[known], column="outcome")
    if sub_code is not None and sub_code not in SUB_CODES[known]:
        mend = f"Outcome {outcome} has: {', '.join(SUB_CODES[known])}."
        yield Fault("outcome-sub-code", "not a sub-code of this outcome", mend, column="sub")
    if sub_code == "answers_withdrawn":
        mend = "Use `fulfilment returns withdraw`, which destroys the answers."
        yield Fault("outcome-sub-code", "this is not set by hand", mend, column="sub")
    if source not in SOURCES:
        yield Fault("outcome-source", "not a source", f"Use one of: {', '.join(SOURCES)}.", column="source")
    if on > today:
        yield Fault("outcome-date", "the day lies ahead", "Check the date.", column="on")


def parse(data: bytes, name: str, today: date) -> list[Decision]:
    """Decisions from a CSV with the columns reference, outcome, sub, source, on. Raises with every fault."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FulfilmentError("outcome-file", f"{name} is not UTF-8 text", "Save it as CSV UTF-8.") from None
    rows = csv.DictReader(StringIO(text), restval="")
    rows.fieldnames = [field.strip().lower() for field in rows.fieldnames or []]
    lacking = [column for column in COLUMNS if column not in rows.fieldnames]
    if lacking:
        mend = f"The first row must name the columns {', '.join(COLUMNS)}."
        raise FulfilmentError("outcome-file", f"{name} has no column {' and '.join(lacking)}", mend)
    decisions: list[Decision] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        cells = {column: (row[column] or "").strip() for column in COLUMNS}
        wrong = list(_typed_faults(cells))
        if not wrong:
            typed = (int(cells["outcome"]), cells["sub"] or None, cells["source"], date.fromisoformat(cells["on"]))
            wrong = list(faults_of(*typed, today))
            if not wrong:
                decisions.append(Decision(references.parse(cells["reference"]), Outcome(typed[0]), *typed[1:]))
        faults += [Fault(f.code, f.what, f.mend, name, row=number, column=f.column) for f in wrong]
    if faults:
        raise FulfilmentError("outcome-file", "Nothing was set", "Mend the file and import it again.", faults)
    return decisions


def _typed_faults(cells: dict[str, str]) -> Iterator[Fault]:
    if not references.is_valid(cells["reference"]):
        yield Fault("outcome-reference", "not a reference", "It looks like 1234-5678-K.", column="reference")
    if not cells["outcome"].isdecimal():
        yield Fault("outcome-code", "not an outcome code", "Use 1 to 7.", column="outcome")
    try:
        date.fromisoformat(cells["on"])
    except ValueError:
        yield Fault("outcome-date", "not a date", "Write it like 2026-11-09.", column="on")


def _claim(each: Decision) -> Claim:
    at = datetime.combine(each.on, time(12), UTC)  # the day is all that is told
    death = each.outcome in (Outcome.DIED, Outcome.DIED_BEFORE_FIELDWORK)
    return Claim(each.outcome, each.source, at, each.sub_code, STOPS[each.outcome], each.on if death else None)
