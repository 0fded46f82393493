"""Choosing: who gets a piece of a mailing and who is left out, case by case in the order of printing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from fulfilment.cases.suppression import CaseFacts, Suppressed, why_not
from fulfilment.keys import references
from fulfilment.mailings.jobs import ORDER
from fulfilment.mailings.ordering import is_order
from fulfilment.mailings.planned import Planned
from fulfilment.room import Room
from fulfilment.store.engines import reading
from fulfilment.store.office import clearances
from fulfilment.store.office import mailings as ledger
from fulfilment.store.online.collecting import stops
from fulfilment.surveys.content import Content

AT_ONCE = 1000  # cases of which the online store is asked at once


@dataclass(frozen=True)
class LeftOut:
    """A case that gets nothing: its reference as it is printed, and why."""

    reference: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """What planning would make: cases in the order of printing, and everybody who is left out."""

    cases: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def excluded(self) -> Mapping[str, int]:
        """How many are left out, by reason."""
        return Counter(case.reason for case in self.left_out)


def draft(room: Room, content: Content, contact: int, trusts: Sequence[str]) -> Plan:
    """Everybody of the trusts at once, for who wants to look at it."""
    planned: list[Planned] = []
    left_out: list[LeftOut] = []
    with choices(room, content, contact, trusts) as chosen:
        for case in chosen:
            if isinstance(case, Planned):
                planned.append(case)
            else:
                left_out.append(case)
    return Plan(tuple(planned), tuple(left_out))


@contextmanager
def choices(room: Room, content: Content, contact: int, trusts: Sequence[str]) -> Iterator[Iterator[Planned | LeftOut]]:
    """Every case of the trusts, by pack, language, format, trust and reference; the stores are open meanwhile."""
    with reading(room.office()) as office, reading(room.online()) as online:
        yield _choices(room, content, contact, trusts, office, online)


def _choices(
    room: Room, content: Content, contact: int, trusts: Sequence[str], office: Session, online: Session
) -> Iterator[Planned | LeftOut]:
    survey = room.survey(content)
    wave = room.wave.id
    approved = ledger.approved_trusts(office, wave)
    clearance = clearances.latest(office, wave)

    def planned(need: ledger.Need, token: str = "", issue: int = 0, trust: str = "", reference: str = "") -> Planned:
        pack = survey.pack(contact, need.age_band, need.format, is_again=need.is_again)
        special = is_order(content, survey, need.language, survey.contact(contact).pack(need.age_band, need.format))
        component = ORDER if special else content.stationery.packs[pack].component
        return Planned(token, issue, trust, reference, need.age_band, pack, need.language, need.format, component)

    groups: dict[tuple[str, str, str], list[ledger.Need]] = defaultdict(list)
    for need in ledger.needs(office, wave, contact, trusts):
        groups[planned(need).group].append(need)
    for _, needed in sorted(groups.items()):
        cases = ledger.cases_to_plan(office, wave, contact, trusts, needed)
        while batch := list(islice(cases, AT_ONCE)):
            stopped = stops(online, [case.token for case in batch])
            for case in batch:
                facts = CaseFacts(
                    case.state, case.outcome, case.stop, stopped.get(case.token), case.trust in approved,
                    case.has_piece,
                )  # fmt: skip
                reason = why_not(facts)
                if reason is None and not clearances.covers(clearance, case.loaded_at):
                    reason = Suppressed.NOT_CLEARED
                if reason is None:
                    yield planned(case.need, case.token, case.issue, case.trust, case.reference)
                else:
                    yield LeftOut(references.format(case.reference), reason.value)
