"""Planning: from the cases to be written to, to print files and their pieces.

A mailing of a contact can be planned again and again: a top-up finds whoever has no live piece of it yet (a trust that
came late, somebody who moved, a letter that was lost). A letter sent again is a pack of its own where the survey names
one. Writes office only, in one transaction: a crash leaves no mailing.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.keys.subkeys import Randomness
from fulfilment.mailings import seeding
from fulfilment.mailings.choosing import LeftOut, choices
from fulfilment.mailings.clearing import fresh
from fulfilment.mailings.jobs import ORDER
from fulfilment.mailings.learning import learn
from fulfilment.mailings.planned import Planned
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import clearances, events
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.closing import require_open
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.surveys.content import Content


def plan(
    room: Room, content: Content, contact: int, trusts: Sequence[str], doing: Doing, randomness: Randomness = os.urandom
) -> int:
    """Plan a mailing of one contact for some trusts (none named: all of the wave's); returns its number.

    Of a mailing of any size, one print file is held in memory. Raises FulfilmentError where no clearance is fresh
    enough, a trust is unknown, or nobody is left to write to.
    """
    survey = room.survey(content)
    refuse_unknown(room, trusts, contact, {number.number for number in survey.contacts})
    learn(room, survey, doing)
    trusts = list(trusts) or [trust.code for trust in room.wave.trusts]
    with reading(room.office()) as session:
        require_open(session, room.wave.id)
        clearance = fresh(clearances.latest(session, room.wave.id), doing.at, survey.clearance_max_age_days)
    excluded: Counter[str] = Counter()
    seeded: set[str] = set()
    pieces = 0
    with choices(room, content, contact, trusts) as chosen, transaction(room.office()) as session:
        mailing = Mailing(
            wave=room.wave.id, contact=contact, trusts=sorted(trusts), state="planned", clearance_id=clearance.id,
            planned_at=doing.at, planned_by=doing.actor, excluded={},
        )  # fmt: skip
        session.add(mailing)
        session.flush()
        taken = ledger.print_file_names(session, room.wave.id, contact)
        for name, cases in _files(room, content, mailing, _planned(chosen, excluded), taken):
            with_seed = seeding.with_seed(session, room, cases, seeded, doing, randomness)
            _add_file(session, mailing, name, with_seed)
            pieces += len(cases)
        if not pieces:
            reasons = ", ".join(f"{reason}: {count}" for reason, count in sorted(excluded.items())) or "no cases"
            what = f"Nobody is left to write to ({reasons})"
            raise FulfilmentError("mailing-empty", what, "Load and approve samples first.")
        mailing.excluded = dict(excluded)
        detail = {"contact": contact, "pieces": pieces, "clearance": clearance.id, **excluded}
        events.record(
            session, doing.at, doing.actor, "mailing_planned", wave=room.wave.id, mailing_id=mailing.id,
            detail=detail | {"seeds": len(seeded)},
        )  # fmt: skip
        return mailing.id


def _planned(chosen: Iterable[Planned | LeftOut], excluded: Counter[str]) -> Iterator[Planned]:
    """Who gets a piece; the others are counted in ``excluded`` by reason."""
    for case in chosen:
        if isinstance(case, Planned):
            yield case
        else:
            excluded[case.reason] += 1


def _files(
    room: Room, content: Content, mailing: Mailing, cases: Iterable[Planned], taken: set[str]
) -> Iterator[tuple[str, list[Planned]]]:
    """Cut the cases into print files of at most N pieces, and name each. Orders are one file a mailing."""
    most = content.stationery.pieces_per_file
    for (pack, language, format_), members in groupby(cases, key=lambda case: case.group):
        if pack == ORDER:
            yield f"orders-{mailing.id}.csv", list(members)
            continue
        component = content.stationery.packs[pack].component
        stem = f"{room.wave.id}-{mailing.contact}-{component}-{pack}-{language}-{format_}"
        number = 1 + sum(bool(re.match(rf"{re.escape(stem)}-\d{{4}}\.", name)) for name in taken)
        while batch := list(islice(members, most)):
            yield f"{stem}-{number:04d}.pdf", batch
            number += 1


def _add_file(session: Session, mailing: Mailing, name: str, cases: Sequence[Planned]) -> None:
    pack, language, format_ = cases[0].group
    file = PrintFile(
        mailing_id=mailing.id, name=name, pack=pack, component=cases[0].component, language=language, format=format_,
        generation=1, state="planned", pieces=len(cases), purpose="first", round=0,
    )  # fmt: skip
    session.add(file)
    session.flush()
    piece_rows.add(session, [_piece(mailing, file, case, n) for n, case in enumerate(cases)])


def _piece(mailing: Mailing, file: PrintFile, case: Planned, position: int) -> dict[str, Any]:
    return {
        "mailing_id": mailing.id, "token": case.token, "wave": mailing.wave, "contact": mailing.contact,
        "kind": case.kind, "issue": case.issue, "attempt": 1, "state": PieceState.PLANNED.value,
        "print_file_id": file.id, "position": position,
    }  # fmt: skip


def refuse_unknown(room: Room, trusts: Sequence[str], contact: int, contacts: set[int]) -> None:
    """Raises FulfilmentError for a trust that is not the wave's, or a contact that the survey does not have."""
    known = {trust.code for trust in room.wave.trusts}
    wrong = [code for code in trusts if code not in known]
    if wrong:
        raise FulfilmentError("trust", f"Not in this wave: {', '.join(wrong)}", f"Known: {', '.join(sorted(known))}.")
    if contact not in contacts:
        known_contacts = ", ".join(str(number) for number in sorted(contacts))
        raise FulfilmentError("contact", f"The survey has no contact {contact}", f"Known: {known_contacts}.")
