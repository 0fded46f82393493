"""Planning: from the cases to be written to, to print files and their pieces.

Writes office only, in one transaction: a crash leaves no mailing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fulfilment.cases.pieces import PieceState
from fulfilment.cases.suppression import CaseFacts, Suppressed, why_not
from fulfilment.errors import FulfilmentError
from fulfilment.mailings.clearing import fresh
from fulfilment.returns.collecting import collect
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import clearances, events
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.store.online.collecting import stopped_tokens
from fulfilment.surveys.content import Content


@dataclass(frozen=True)
class Planned:
    """A case that gets a piece, with the pack and the print file it belongs to."""

    token: str
    issue: int
    trust: str
    reference: str
    pack: str
    language: str
    format: str

    @property
    def group(self) -> tuple[str, str, str]:
        """What one print file has in common."""
        return self.pack, self.language, self.format


@dataclass(frozen=True)
class Plan:
    """What planning would make: cases in the order of printing, and why others are left out."""

    cases: tuple[Planned, ...]
    excluded: Mapping[str, int]


def plan(room: Room, content: Content, contact: int, trusts: Sequence[str], doing: Doing) -> int:
    """Plan a mailing of one contact for some trusts (none named: all of the wave's); returns its number.

    Raises FulfilmentError where no clearance is fresh enough, a trust is unknown, or nobody is left to write to.
    """
    survey = room.survey(content)
    _refuse_unknown(room, trusts, contact, {number.number for number in survey.contacts})
    collect(room.office(), room.online(), room.wave.id, survey.useable_answers, doing.at, doing.actor)
    trusts = list(trusts) or [trust.code for trust in room.wave.trusts]
    with reading(room.office()) as session:
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
        for name, cases in _files(room, content, contact, drafted.cases, taken):
            pack, language, format_ = cases[0].group
            component = content.stationery.packs[pack].component
            file = PrintFile(
                mailing_id=mailing.id, name=name, pack=pack, component=component, language=language, format=format_,
                generation=1, state="planned", pieces=len(cases),
            )  # fmt: skip
            session.add(file)
            session.flush()
            piece_rows.add(session, [_piece(mailing, file, case, n) for n, case in enumerate(cases)])
        detail = {"contact": contact, "pieces": len(drafted.cases), "clearance": clearance.id, **drafted.excluded}
        events.record(
            session, doing.at, doing.actor, "mailing_planned", wave=room.wave.id, mailing_id=mailing.id, detail=detail
        )
        return mailing.id


def draft(room: Room, content: Content, contact: int, trusts: Sequence[str]) -> Plan:
    """Who gets a piece and who does not, without writing anything."""
    survey = room.survey(content)
    packs = survey.contact(contact).packs
    excluded: Counter[str] = Counter()
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
                excluded[reason.value] += 1
                continue
            pack = packs[case.age_band]
            cases.append(Planned(case.token, case.issue, case.trust, case.reference, pack, case.language, case.format))
    cases.sort(key=lambda case: (*case.group, case.trust, case.reference))
    return Plan(tuple(cases), dict(excluded))


def _files(
    room: Room, content: Content, contact: int, cases: Iterable[Planned], taken: set[str]
) -> Iterator[tuple[str, list[Planned]]]:
    """Cut the cases into print files of at most N pieces, and name each."""
    most = content.stationery.pieces_per_file
    for (pack, language, format_), group in groupby(cases, key=lambda case: case.group):
        members = list(group)
        stem = f"{room.wave.id}-{contact}-{content.stationery.packs[pack].component}-{pack}-{language}-{format_}"
        number = 1 + sum(name.startswith(f"{stem}-") for name in taken)
        for start in range(0, len(members), most):
            yield f"{stem}-{number:04d}.pdf", members[start : start + most]
            number += 1


def _piece(mailing: Mailing, file: PrintFile, case: Planned, position: int) -> dict[str, Any]:
    return {
        "mailing_id": mailing.id, "token": case.token, "wave": mailing.wave, "contact": mailing.contact, "kind": "live",
        "issue": case.issue, "attempt": 1, "state": PieceState.PLANNED.value, "print_file_id": file.id,
        "position": position,
    }  # fmt: skip


def _refuse_unknown(room: Room, trusts: Sequence[str], contact: int, contacts: set[int]) -> None:
    known = {trust.code for trust in room.wave.trusts}
    wrong = [code for code in trusts if code not in known]
    if wrong:
        raise FulfilmentError("trust", f"Not in this wave: {', '.join(wrong)}", f"Known: {', '.join(sorted(known))}.")
    if contact not in contacts:
        known_contacts = ", ".join(str(number) for number in sorted(contacts))
        raise FulfilmentError("contact", f"The survey has no contact {contact}", f"Known: {known_contacts}.")
