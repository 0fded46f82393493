"""Seeds: one letter of each pack and mailing goes to our own staff, who see when it comes and what is in it.

The addresses stand in waves/<wave>/seeds.yaml::

    seeds:
      - name: Morgan Finch
        address: [2 Sorting Office Yard, Fairmoor]
        postcode: ZZ9 9ZZ

A seed stands in the middle of a file that is large enough to hide it, as one more letter of its neighbour's trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError
from sqlalchemy.orm import Session

from fulfilment.cases.person import LINES_MOST, Person
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys.subkeys import Randomness
from fulfilment.mailings.inventing import add_case
from fulfilment.mailings.jobs import ORDER
from fulfilment.mailings.planned import Planned
from fulfilment.room import Doing, Room
from fulfilment.store.engines import transaction
from fulfilment.store.office import events, registered
from fulfilment.store.office import seeds as seed_rows
from fulfilment.surveys import strict_yaml
from fulfilment.surveys.definition import Value

FILE = "seeds.yaml"
LEAST_PIECES = 500  # issue: no seed in a smaller file


class SeedAddress(Value):
    """One address to which a seed goes; its postcode stands alone."""

    name: str
    address: tuple[str, ...]
    postcode: str


def load(room: Room, doing: Doing) -> int:
    """Take in a wave's seeds.yaml in the place of what was loaded before; returns how many addresses.

    Raises FulfilmentError with every fault of the file. Writes office only, one transaction.
    """
    path = room.wave.folder / FILE
    try:
        data = strict_yaml.parse(path.read_text(encoding="utf-8"), FILE)
    except OSError as error:
        what = f"{FILE} of {room.wave.id} cannot be read: {(error.strerror or '').lower()}"
        raise FulfilmentError("seeds", what, f"Write it into waves/{room.wave.id}/.") from error
    addresses, faults = _addresses(data)
    if faults or not addresses:
        raise FulfilmentError("seeds", f"{FILE} holds no usable seeds", "Give each a name, address, postcode.", faults)
    people = [
        Person(given=seed.name, family="", born_on=room.wave.discharged_from, address=seed.address,
               postcode=seed.postcode)
        for seed in addresses
    ]  # fmt: skip
    with transaction(room.office()) as session:
        registered.register(session, room.relative(path), "seeds", room.wave.id, doing.at)
        seed_rows.replace(session, room.keys.people(room.wave.id), room.wave.id, people, doing.at)
        detail = {"seeds": len(people)}
        events.record(session, doing.at, doing.actor, "seeds_loaded", wave=room.wave.id, detail=detail)
    return len(people)


def with_seed(
    session: Session, room: Room, cases: Sequence[Planned], seeded: set[str], doing: Doing, randomness: Randomness
) -> Sequence[Planned]:
    """The cases of a print file with a seed among them, where the file is large and its pack has none yet.

    ``seeded`` are the packs that have one already in this mailing; a pack that gets one is added to it.
    """
    pack = cases[0].pack
    if cases[0].component == ORDER or len(cases) < LEAST_PIECES or pack in seeded:
        return cases
    people = seed_rows.of_wave(session, room.keys.people(room.wave.id), room.wave.id)
    if not people:
        return cases
    seeded.add(pack)
    person = people[seed_rows.used(session, room.wave.id) % len(people)]
    middle = len(cases) // 2
    beside = cases[middle]
    case = add_case(session, room, "seed", person, beside.trust, beside.age_band, beside.language, doing, randomness)
    seed = replace(beside, token=case.token, issue=case.issue, reference=case.reference, kind="seed")
    return [*cases[:middle], seed, *cases[middle:]]


def _addresses(data: strict_yaml.Mapping) -> tuple[list[SeedAddress], list[Fault]]:
    given = data.get("seeds")
    addresses: list[SeedAddress] = []
    faults: list[Fault] = []
    for number, item in enumerate(given if isinstance(given, list) else [], start=1):
        try:
            seed = SeedAddress.model_validate(item)
        except ValidationError as error:
            faults += [Fault("seed", f"seed {number}: {e['loc'][0]}: {e['msg']}", file=FILE) for e in error.errors()]
            continue
        if len(seed.address) + 2 > LINES_MOST:
            faults.append(Fault("seed-lines", f"seed {number} has too many lines", "Five at most.", file=FILE))
        addresses.append(seed)
    return addresses, faults
