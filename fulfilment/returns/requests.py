"""What people ask for on line or by phone and somebody must do: a new address, a call back. Each is done once, by name.

Opt-outs, deaths and "not for me" need nobody: they take effect when they are made, and in the office when collected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fulfilment.cases import postal
from fulfilment.cases.asked import Asked
from fulfilment.cases.person import Person
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys import sealing
from fulfilment.returns import moving
from fulfilment.returns.place import Place
from fulfilment.room import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, events, people
from fulfilment.store.office import requests as settled
from fulfilment.store.office.models import Case
from fulfilment.store.online import requests
from fulfilment.store.online.models import Request

TO_DO = ("new_address", "call_back")


@dataclass(frozen=True)
class OpenRequest:
    """A request that waits. ``reference`` is None where nobody knows whose it is; ``asked`` holds personal data."""

    number: int
    kind: str
    source: str
    made_at: datetime
    reference: str | None
    person: Person | None
    asked: Asked


def waiting(place: Place) -> Iterator[OpenRequest]:
    """The requests of a wave that nobody has settled, the oldest first."""
    with reading(place.office()) as session:
        done = settled.acted(session, place.wave.id)
    with reading(place.online()) as session:
        rows = [row for row in requests.of_kinds(session, place.wave.id, TO_DO) if row.id not in done]
    with reading(place.office()) as session:
        for row in rows:
            case = cases.get(session, row.token) if row.token else None
            person = people.get(session, place.keys.people(place.wave.id), case.token) if case else None
            yield OpenRequest(
                row.id, row.kind, row.source, row.made_at, case.reference if case else None, person, _opened(place, row)
            )


def note(place: Place, case: Case, asked: Asked, source: str, doing: Doing) -> int:
    """Write a request down that somebody else may have to act on; gives its number. ``source``: phone, paper."""
    sealed = sealing.seal(asked.payload(), place.keys.requests_pub(case.wave))
    with transaction(place.online()) as session:
        return requests.add(
            session, token=case.token, wave=case.wave, kind=asked.kind, source=source, sealed=sealed, at=doing.at
        )


def settle(place: Place, number: int, doing: Doing, *, refuse: bool = False) -> str:
    """Act on a request, or refuse it; gives what was done: moved, unchanged, called_back, refused.

    Writes office only, in one transaction: a crash leaves the request open. Raises FulfilmentError where it was settled
    before (it says by whom), is of a kind that needs nobody, or gives no address that a letter can go to.
    """
    with reading(place.online()) as session:
        request = requests.get(session, number)
    if request is None or request.wave != place.wave.id or request.kind not in TO_DO:
        mend = "See `fulfilment returns requests`."
        raise FulfilmentError("request", f"There is no request {number} to act on in {place.wave.id}", mend)
    with transaction(place.office()) as session:
        before = settled.get(session, number)
        if before is not None:
            what = f"Request {number} was settled by {before.acted_by} on {before.acted_at:%d %B %Y}: {before.result}"
            raise FulfilmentError("request-settled", what)
        done = "refused" if refuse else "called_back"
        if request.kind == "new_address" and not refuse:
            address = _address(place, request)
            key = place.keys.people(place.wave.id)
            told = (session, key, place.wave.id, request.token or "", address, request.source, request.made_at)
            done = "moved" if moving.move(*told, doing.actor) else "unchanged"
        result = "refused" if refuse else "done"
        settled.settle(session, number, place.wave.id, request.kind, result, doing.at, doing.actor)
        detail = {"request": number, "kind": request.kind, "result": done}
        events.record(
            session, doing.at, doing.actor, "request_settled", wave=place.wave.id, token=request.token, detail=detail
        )
        return done


def _opened(place: Place, request: Request) -> Asked:
    return Asked.model_validate(sealing.open_sealed(request.sealed, place.keys.requests(place.wave.id)))


def _address(place: Place, request: Request) -> postal.Address:
    asked = _opened(place, request)
    address = postal.parse(asked.address, asked.postcode)
    faults = [Fault("request-address", fault) for fault in address.faults]
    if request.token is None:
        faults.append(Fault("request-nobody", "nobody knows whose address it is", "Refuse it."))
    if faults:
        mend = "Call the person, or refuse it with --refuse."
        raise FulfilmentError("request-address", f"Request {request.id} gives no usable address", mend, faults)
    return address
