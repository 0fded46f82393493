"""Dissent lists: of whom a trust says that they want no part in surveys, or that have died, known to it alone.

A list is a CSV with a column ``nhs_number`` or ``reference`` (or both); somebody who died has the ``status`` ``died``.
Most people on it are in no sample: that is no fault. Order of writes: stops online, then one office transaction. A
crash between errs on the side of silence, and taking the list in again completes it; again after that changes nothing.
Whoever is loaded after the list was taken in is stopped by the next clearance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from stdnum.gb import nhs

from fulfilment.cases.outcomes import DISSENT, Claim, Outcome, of_death
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys import references
from fulfilment.london import london_day
from fulfilment.returns import tracing
from fulfilment.returns.claiming import claim
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import dissents, events
from fulfilment.store.online import codes

STATUSES = ("", "dissent", "died")


@dataclass(frozen=True)
class Listed:
    """What a list brought: people on it, cases stopped now, and how many are in no sample of the wave so far."""

    people: int
    stopped: int
    unknown: int


@dataclass(frozen=True)
class _Entry:
    nhs_number: str | None
    reference: str | None
    died: bool


def take_in(room: Room, trust: str, data: bytes, name: str, as_of: datetime, doing: Doing) -> Listed:
    """Take in a trust's list. Raises FulfilmentError with every fault, and nothing is changed."""
    if trust not in {each.code for each in room.wave.trusts}:
        raise FulfilmentError("trust", f"Not in this wave: {trust}", "See its trusts.yaml.")
    entries, faults = _parse(data, name)
    if as_of > doing.at:
        faults.append(Fault("clearance-future", "the list is dated in the future", mend="Check --as-of."))
    if faults:
        raise FulfilmentError("dissent", "The list was not taken in", "Mend the file and import it again.", faults)
    key = room.keys.people(room.wave.id)
    indexes = {entry.nhs_number: key.nhs_number(entry.nhs_number) for entry in entries if entry.nhs_number}
    with reading(room.office()) as session:
        by_index = dissents.tokens_by_nhs_number(session, room.wave.id, indexes.values())
        by_reference = dissents.tokens_by_reference(
            session, room.wave.id, [entry.reference for entry in entries if entry.reference]
        )
    claims: dict[str, Claim] = {}
    unknown = 0
    for entry in entries:
        found = set(by_index.get(indexes.get(entry.nhs_number or "", ""), ()))
        found |= {by_reference[entry.reference]} if entry.reference in by_reference else set()
        unknown += not found
        claims |= {token: _claim(entry, room, as_of) for token in found}
    with transaction(room.online()) as session:
        for token, made in claims.items():
            codes.stop(session, token, made.stop or "", doing.at)
    with transaction(room.office()) as session:
        done = [claim(session, room.wave.id, token, made, doing.at, doing.actor) for token, made in claims.items()]
        stopped = sum(each is not None and each.first for each in done)
        wanting_none = [indexes[entry.nhs_number] for entry in entries if entry.nhs_number and not entry.died]
        dissents.remember(session, room.wave.id, trust, wanting_none, as_of)
        detail = {"trust": trust, "people": len(entries), "stopped": stopped, "unknown": unknown}
        events.record(session, doing.at, doing.actor, "dissent_imported", wave=room.wave.id, detail=detail)
    return Listed(len(entries), stopped, unknown)


def waiting(session: Session, wave: str, tokens: Iterable[str]) -> Mapping[str, datetime]:
    """Those of these cases of whom a trust said before that they want no part, and when it said so."""
    wanted = set(tokens)
    return {token: at for token, at in dissents.cases(session, wave).items() if token in wanted}


def _claim(entry: _Entry, room: Room, as_of: datetime) -> Claim:
    if entry.died:
        return Claim(of_death(london_day(as_of), room.wave.fieldwork_starts), "trust", as_of, stop="died")
    return Claim(Outcome.OPTED_OUT, "trust", as_of, DISSENT, "opted_out")


def _parse(data: bytes, name: str) -> tuple[list[_Entry], list[Fault]]:
    rows, faults = tracing.table(data, name, ())
    entries = []
    for number, cells in rows:
        typed_number, typed_reference = cells.get("nhs_number", ""), cells.get("reference", "")
        status = cells.get("status", "").lower()
        if not typed_number and not typed_reference:
            mend = "Give an NHS number or a reference."
            faults.append(Fault("dissent-nobody", "nobody is named", mend, name, row=number))
        if typed_number and not nhs.is_valid(typed_number):
            mend = "Write its ten digits."
            faults.append(Fault("dissent-nhs-number", "not an NHS number", mend, name, row=number, column="nhs_number"))
        if typed_reference and not references.is_valid(typed_reference):
            mend = "It looks like 1234-5678-K."
            faults.append(Fault("dissent-reference", "not a reference", mend, name, row=number, column="reference"))
        if status not in STATUSES:
            mend = "Write dissent or died, or leave it empty."
            faults.append(Fault("dissent-status", "not a status", mend, name, row=number, column="status"))
        if not faults:
            reference = references.parse(typed_reference) if typed_reference else None
            entries.append(_Entry(nhs.compact(typed_number) or None, reference, status == "died"))
    return entries, faults
