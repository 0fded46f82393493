"""Somebody moved: the new address takes the place of the old one, and what came back from the old one counts no more.

Writes office only, in the caller's transaction. Pieces that are made and not yet released are stale from now on, since
their printed fields are hashed: release has them composed again. A letter that came back gets a successor in the next
mailing of its contact.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import NEW_ADDRESS, Claim, Outcome
from fulfilment.cases.postal import Address
from fulfilment.keys.identity import PeopleKey
from fulfilment.returns.claiming import claim
from fulfilment.store.office import events, people, reissues


def move(
    session: Session, key: PeopleKey, wave: str, token: str, address: Address, source: str, at: datetime, actor: str
) -> bool:
    """Give a case another address; whether it is another. ``key`` is the wave's people.key, ``source`` who told."""
    person = people.get(session, key, token)
    if person is None or (person.address, person.postcode) == (address.lines, address.postcode):
        return False
    moved = person.model_copy(update={"address": address.lines, "postcode": address.postcode})
    people.replace(session, key, token, moved)
    claim(session, wave, token, Claim(Outcome.OUTSTANDING, source, at, NEW_ADDRESS), at, actor)
    again = reissues.replace_returned(session, token, at)
    detail = {"source": source, "letters_again": again}
    events.record(session, at, actor, "address_changed", wave=wave, token=token, detail=detail)
    return True
