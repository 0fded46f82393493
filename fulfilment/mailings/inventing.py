"""Cases that are nobody's: the people of seeds and proofs, with working codes of their own kind, never counted."""

from __future__ import annotations

from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Outcome
from fulfilment.cases.person import Person
from fulfilment.keys.subkeys import Randomness
from fulfilment.room import Doing, Room
from fulfilment.store.office import cases, people
from fulfilment.store.office.models import Case


def add_case(
    session: Session, room: Room, kind: str, person: Person, trust: str, age_band: str, language: str, doing: Doing,
    randomness: Randomness,
) -> Case:  # fmt: skip
    """Add a case of a kind (seed, proof) with its person; no trust sent it and no clearance asks for it."""
    case = Case(
        token=cases.new_token(randomness), wave=room.wave.id, survey=room.wave.survey,
        reference=cases.new_references(session, 1, randomness)[0], issue=1, trust=trust,
        ptc=room.wave.trust(trust).ptc, age_band=age_band, language=language, format="standard",
        discharged_on=room.wave.discharged_from, attributes={}, sample_file_id=None, sample_row=None, state="open",
        outcome=int(Outcome.OUTSTANDING), created_at=doing.at, kind=kind,
    )  # fmt: skip
    cases.add(session, [case])
    people.add(session, room.keys.people(room.wave.id), room.wave.id, {case.token: person})
    return case
