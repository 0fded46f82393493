"""Clearance: the dated check for deaths, dissent and addresses without which nothing is planned or released.

The export goes to the trace; what comes back (``returns.tracing`` says how it looks) is taken in here. Order of writes
on import: stops online, at most 500 cases a transaction; then one office transaction with clearance, claims, addresses
and events. A crash between the two errs on the side of silence: the stops stand, the clearance does not, and importing
again completes it. A death that two people took back is not taken in again word for word: it is counted as contested.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import DISSENT, SENSITIVE, Claim, Outcome, of_death
from fulfilment.cases.person import Person
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.files import write_whole
from fulfilment.keys.identity import PeopleKey
from fulfilment.london import london_day
from fulfilment.returns import dissent, moving, tracing
from fulfilment.returns.claiming import claim
from fulfilment.returns.tracing import Traced
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import clearances, events, outcomes, people, registered
from fulfilment.store.office.models import Clearance
from fulfilment.store.online import codes as online_codes

AT_ONCE = 500  # stops in one transaction: a respondent's save never waits long (FLOWS, rule 5)
# What a status stops. Online, a sensitive case is withdrawn like any other: that host need not know why.
STOPS = {"died": "died", "dissent": "opted_out", "sensitive": "withdrawn"}


@dataclass(frozen=True)
class Imported:
    """What an import brought. ``again`` says that this very file had been imported before.

    ``contested`` deaths are told again in the words that two people took back; they stop nobody.
    """

    clearance_id: int
    people: int
    died: int = 0
    dissent: int = 0
    again: bool = False
    moved: int = 0
    superseded_numbers: int = 0
    sensitive: int = 0
    contested: int = 0


@dataclass
class _Work:
    """What an import is about to write: the claims that stop, by token, and whom two people stood up for."""

    traced: dict[str, Traced]
    claims: dict[str, Claim] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)


def export(room: Room, path: Path, doing: Doing, trusts: Iterable[str] = ()) -> int:
    """Write every open case of the wave (of some trusts) for the trace; returns how many."""
    wanted = set(trusts)
    unknown = wanted - {trust.code for trust in room.wave.trusts}
    if unknown:
        raise FulfilmentError("trust", f"Not in this wave: {', '.join(sorted(unknown))}", "See its trusts.yaml.")
    out = StringIO()
    writer = csv.DictWriter(out, tracing.COLUMNS, restval="")
    writer.writeheader()
    count = 0
    people_key = room.keys.people(room.wave.id)
    with reading(room.office()) as session:
        for case in clearances.cases_to_trace(session, room.wave.id):
            if not wanted or case.trust in wanted:
                person = Person.model_validate(people_key.open(case.token, case.sealed))
                writer.writerow(tracing.row(case.reference, person))
                count += 1
    with transaction(room.office()) as session:
        registered.register(session, room.relative(path), "clearance", room.wave.id, doing.at)
        detail = {"people": count, "trusts": sorted(wanted)}
        events.record(session, doing.at, doing.actor, "clearance_exported", wave=room.wave.id, detail=detail)
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
        return Imported(before.id, before.people, again=True)
    traced, faults = tracing.parse(data, path.name, set(tokens))
    if as_of > doing.at:
        faults.append(Fault("clearance-future", "the trace is dated in the future", mend="Check --as-of."))
    faults += [
        Fault("clearance-date", "the death lies after the trace", file=path.name, column="date_of_death")
        for each in traced
        if each.died_on and each.died_on > london_day(as_of)
    ]
    if faults:
        raise FulfilmentError(
            "clearance", "The clearance was not taken in", "Mend the file and import it again.", faults
        )
    work = _work(room, {tokens[each.reference]: each for each in traced}, as_of)
    stop_online(room, {token: made.stop or "" for token, made in work.claims.items()}, doing.at)
    with transaction(room.office()) as session:
        registered.register(session, room.relative(path), "clearance", room.wave.id, doing.at)
        return _record(session, room, work, Clearance(
            wave=room.wave.id, kind="trace", as_of=as_of, imported_at=doing.at, imported_by=doing.actor,
            sha256=sha256, people=len(traced), flagged=len(work.claims),
        ), doing)  # fmt: skip


def _work(room: Room, traced: dict[str, Traced], as_of: datetime) -> _Work:
    """The claims of an import, with the dissents that trusts told before the case was loaded."""
    work = _Work(traced)
    with reading(room.office()) as session:
        dissenting = dissent.waiting(session, room.wave.id, traced)
        for token, each in traced.items():
            made = _claim(each, room, as_of)
            if made is None and token in dissenting:
                made = Claim(Outcome.OPTED_OUT, "trust", dissenting[token], DISSENT, "opted_out")
            if made is None:
                continue
            if made.stop != "withdrawn" and outcomes.was_undone(session, token, made):
                work.contested.add(token)
            else:
                work.claims[token] = made
    return work


def _claim(each: Traced, room: Room, as_of: datetime) -> Claim | None:
    if each.status == "died":
        outcome = of_death(each.died_on or london_day(as_of), room.wave.fieldwork_starts)
        return Claim(outcome, "clearance", as_of, stop="died", on=each.died_on)
    if each.status == "dissent":
        return Claim(Outcome.OPTED_OUT, "clearance", as_of, DISSENT, "opted_out")
    if each.status == "sensitive":
        return Claim(Outcome.NOT_ELIGIBLE, "clearance", as_of, SENSITIVE, "withdrawn")
    return None


def stop_online(room: Room, stops: Mapping[str, str], at: datetime) -> None:
    """Stop cases on line, token -> reason, some at a time. Stopped again, a case stays as it is."""
    rest = iter(stops.items())
    while batch := list(islice(rest, AT_ONCE)):
        with transaction(room.online()) as session:
            for token, stop in batch:
                online_codes.stop(session, token, stop, at)


def _record(session: Session, room: Room, work: _Work, clearance: Clearance, doing: Doing) -> Imported:
    wave, key = room.wave.id, room.keys.people(room.wave.id)
    session.add(clearance)
    session.flush()
    for token, made in work.claims.items():
        claim(session, wave, token, made, doing.at, doing.actor)
    for token in work.contested:
        events.record(session, doing.at, doing.actor, "stop_contested", wave=wave, token=token)
    moved = sum(
        each.address is not None
        and token not in work.claims
        and moving.move(session, key, wave, token, each.address, "clearance", clearance.as_of, doing.actor)
        for token, each in work.traced.items()
    )
    superseded = sum(_superseded(session, key, token, each, wave, doing) for token, each in work.traced.items())
    for token in _of(work, SENSITIVE):
        people.forget_address(session, key, token)
    done = Imported(
        clearance.id, clearance.people,
        died=sum(made.stop == "died" for made in work.claims.values()), dissent=len(list(_of(work, DISSENT))),
        moved=moved, superseded_numbers=superseded, sensitive=len(list(_of(work, SENSITIVE))),
        contested=len(work.contested),
    )  # fmt: skip
    detail = {
        "clearance": clearance.id, "people": done.people, "flagged": len(work.claims), "moved": moved,
        "superseded": superseded, "contested": done.contested, "sha256": clearance.sha256,
    }  # fmt: skip
    events.record(session, doing.at, doing.actor, "clearance_imported", wave=wave, detail=detail)
    return done


def _of(work: _Work, sub_code: str) -> Iterator[str]:
    return (token for token, made in work.claims.items() if made.sub_code == sub_code)


def _superseded(session: Session, key: PeopleKey, token: str, each: Traced, wave: str, doing: Doing) -> bool:
    """The NHS number was superseded by another: the person is found by the new one from now on."""
    person = people.get(session, key, token) if each.nhs_number else None
    if person is None or person.nhs_number == each.nhs_number:
        return False
    people.replace(session, key, token, person.model_copy(update={"nhs_number": each.nhs_number}))
    events.record(session, doing.at, doing.actor, "nhs_number_superseded", wave=wave, token=token)
    return True


def read_file(path: Path) -> bytes:
    """A file's bytes, or a refusal that says why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise FulfilmentError(
            "file", f"{path.name} cannot be read: {reason}", "Check the path and its permissions."
        ) from error


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
