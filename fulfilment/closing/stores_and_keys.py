"""The doctor's look at keys, stores, the chain of events and the clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from fulfilment.closing.patient import Patient
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys import checking
from fulfilment.keys.holders import OfficeKeys
from fulfilment.store import migrating
from fulfilment.store.engines import reading
from fulfilment.store.migrating import Store
from fulfilment.store.office import closing as office_rows
from fulfilment.store.office import events

DRIFT = timedelta(minutes=1)  # two machines of one deployment never agree to the second
BOTH: tuple[Store, Store] = ("office", "online")


def keys(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Presence, permissions, copies, canaries."""
    yield from checking.check(patient.keys)
    held = OfficeKeys.load(patient.keys / "office")
    with reading(patient.office()) as session:
        destroyed = {name for name, row in office_rows.all_states(session).items() if row.destroy_begun_at is not None}
    for wave in sorted(patient.waves().keys() - destroyed - held.waves):
        yield Fault("wave-without-keys", f"wave {wave} has no keys", "Make them with: fulfilment keys make.")
    for wave in sorted(destroyed & held.waves):
        what = f"there are keys of {wave}, whose people were destroyed"
        yield Fault("keys-after-destroy", what, f"Remove them: keys/*/waves/{wave}.")


def cost(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Whether trying access codes costs what it must, where real people are."""
    if OfficeKeys.load(patient.keys / "office").cost.is_cheap and not patient.is_demo:
        what = "the keys hash access codes cheaply: whoever copies the online store could try them all"
        yield Fault("keys-cheap", what, "Make a new workspace with fulfilment init; such keys are for trials only.")


def reachable(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Whether both stores answer and have the tables that this program expects."""
    for name, engine in zip(BOTH, (patient.office, patient.online), strict=True):
        try:
            migrating.require_current(engine(), name)
            with reading(engine()) as session:
                session.connection()
        except FulfilmentError as refusal:
            yield Fault(refusal.code, refusal.what, refusal.mend)


def chain(patient: Patient, _now: datetime) -> Iterator[Fault]:
    """Whether the chain of events is whole and holds every head that was noted in a manifest or a weekly file."""
    with reading(patient.office()) as session:
        yield from events.verify(session)
        yield from anchors(session, patient.root)


def anchors(session: Session, root: Path) -> Iterator[Fault]:
    """Heads of the chain that files in the workspace hold and the chain does not."""
    for path, head in sorted(_noted_heads(root)):
        if not events.holds(session, head):
            what = f"{path} notes a head of the chain that the chain does not hold: events before it were changed"
            yield Fault("event-anchor", what, "Compare with the last backup whose chain holds it.", file=path)


def clock(patient: Patient, now: datetime) -> Iterator[Fault]:
    """Whether this machine's clock is behind what has happened already."""
    with reading(patient.office()) as session:
        last = events.last_moment(session)
    if last is not None and last > now + DRIFT:
        what = f"the last event happened at {last:%Y-%m-%d %H:%M} UTC, which is still to come by this machine's clock"
        yield Fault("clock", what, "Set the clock (NTP); where the event is wrong, its machine's clock was.")


def _noted_heads(root: Path) -> Iterator[tuple[str, str]]:
    for path in root.glob("mailings/*/manifest*.json"):
        yield path.relative_to(root).as_posix(), str(json.loads(path.read_bytes()).get("chain_head", ""))
    for path in root.glob("exports/*-weekly-*.csv"):
        for line in path.read_text("utf-8-sig").splitlines():
            name, _, head = line.partition(",")
            if name == "chain head":
                yield path.relative_to(root).as_posix(), head
