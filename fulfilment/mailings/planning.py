"""Planning: from the cases to be written to, to print files and their pieces.

A mailing of a contact can be planned again and again: a top-up finds whoever has no live piece of it yet (a trust that
came late, somebody who moved, a letter that was lost). Writes office only, in one transaction: a crash leaves no
mailing.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from fulfilment.cases.pieces import PieceState
from fulfilment.cases.suppression import CaseFacts, Suppressed, why_not
from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.keys.subkeys import Randomness
from fulfilment.mailings import seeding
from fulfilment.mailings.clearing import fresh
from fulfilment.mailings.jobs import ORDER
from fulfilment.mailings.learning import learn
from fulfilment.mailings.ordering import is_order
from fulfilment.mailings.planned import Planned
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import clearances, events
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.closing import require_open
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.store.online.collecting import stopped_tokens
from fulfilment.surveys.content import Content


@dataclass(frozen=True)
class Plan:
    """What planning would make: cases in the order of printing; why others are left out, in counts and one by one.

    ``left_out`` holds references as they are printed, each with its reason.
    """

    cases: tuple[Planned, ...]
    excluded: Mapping[str, int]
    left_out: tuple[tuple[str, str], ...] = ()


def plan(
    room: Room, content: Content, contact: int, trusts: Sequence[str], doing: Doing, randomness: Randomness = os.urandom
) -> int:
    """Plan a mailing of one contact for some trusts (none named: all of the wave's); returns its number.

    Raises FulfilmentError where no clearance is fresh enough, a trust is unknown, or nobody is left to write to.
    """
    survey = room.survey(content)
    refuse_unknown(room, trusts, contact, {number.number for number in survey.contacts})
    learn(room, survey, doing)
    trusts = list(trusts) or [trust.code for trust in room.wave.trusts]
    with reading(room.office()) as session:
        require_open(session, room.wave.id)
        clearance = fresh(clearances.latest(session, room.wave.id), doing.at, survey.clearance_max_age_days)
    drafted = draft(room, content, contact, trusts)
    if not drafted.cases:
        reasons = ", ".join(f"{reason}: {count}" for reason, count in sorted(drafted.excluded.items())) or "no cases"
        raise FulfilmentError(
            "mailing-empty", f"Nobody is left to write to ({reasons})", "Load and approve samples first."
        )
    with transaction(room.office()) as session:
        mailing = Mailing(
            wave=room.wave.id, contact=contact, trusts=sorted(trusts), state="planned", clearance_id=clearance.id,
            planned_at=doing.at, planned_by=doing.actor, excluded=dict(drafted.excluded),
        )  # fmt: skip
        session.add(mailing)
        session.flush()
        taken = ledger.print_file_names(session, room.wave.id, contact)
        seeded: set[str] = set()
        for name, cases in _files(room, content, mailing, drafted.cases, taken):
            with_seed = seeding.with_seed(session, room, cases, seeded, doing, randomness)
            _add_file(session, mailing, name, with_seed)
        detail = {"contact": contact, "pieces": len(drafted.cases), "clearance": clearance.id, **drafted.excluded}
        events.record(
            session, doing.at, doing.actor, "mailing_planned", wave=room.wave.id, mailing_id=mailing.id,
            detail=detail | {"seeds": len(seeded)},
        )  # fmt: skip
        return mailing.id


def draft(room: Room, content: Content, contact: int, trusts: Sequence[str]) -> Plan:
    """Who gets a piece and who does not, without writing anything."""
    survey = room.survey(content)
    written = survey.contact(contact)
    left_out: list[tuple[str, str]] = []
    cases: list[Planned] = []
    with reading(room.online()) as session:
        stopped = stopped_tokens(session, room.wave.id)
    with reading(room.office()) as session:
        approved = ledger.approved_trusts(session, room.wave.id)
        cleared = clearances.cleared_tokens(session, room.wave.id)
        for case in ledger.cases_to_plan(session, room.wave.id, contact, trusts):
            facts = CaseFacts(
                case.state, case.outcome, case.stop, stopped.get(case.token), case.trust in approved, case.has_piece
            )
            reason = why_not(facts) or (None if case.token in cleared else Suppressed.NOT_CLEARED)
            if reason is not None:
                left_out.append((references.format(case.reference), reason.value))
                continue
            own = written.pack(case.age_band, case.format)
            pack = own or written.packs[case.age_band]
            special = is_order(content, survey, case.language, own)
            component = ORDER if special else content.stationery.packs[pack].component
            cases.append(
                Planned(case.token, case.issue, case.trust, case.reference, case.age_band, pack, case.language,
                        case.format, component)
            )  # fmt: skip
    cases.sort(key=lambda case: (*case.group, case.trust, case.reference))
    return Plan(tuple(cases), dict(Counter(reason for _, reason in left_out)), tuple(left_out))


def _files(
    room: Room, content: Content, mailing: Mailing, cases: Iterable[Planned], taken: set[str]
) -> Iterator[tuple[str, list[Planned]]]:
    """Cut the cases into print files of at most N pieces, and name each. Orders are one file a mailing."""
    most = content.stationery.pieces_per_file
    for (pack, language, format_), group in groupby(cases, key=lambda case: case.group):
        members = list(group)
        if pack == ORDER:
            yield f"orders-{mailing.id}.csv", members
            continue
        stem = f"{room.wave.id}-{mailing.contact}-{members[0].component}-{pack}-{language}-{format_}"
        number = 1 + sum(bool(re.match(rf"{re.escape(stem)}-\d{{4}}\.", name)) for name in taken)
        for start in range(0, len(members), most):
            yield f"{stem}-{number:04d}.pdf", members[start : start + most]
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
