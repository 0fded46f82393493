"""A case as an agent sees it: who it is, the letters, the parts and how far they are, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from fulfilment.cases.person import Person
from fulfilment.keys import references
from fulfilment.returns.instruments import is_for_children, opened_by
from fulfilment.store.engines import reading
from fulfilment.store.office import cases, closing, collected, events, letters, people
from fulfilment.store.office.letters import Letter
from fulfilment.store.office.models import Case, Event
from fulfilment.store.online import codes, drafts, responses
from fulfilment.store.online.models import Draft
from fulfilment.surveys.definition import Addressee, Part, Questionnaire
from fulfilment.surveys.languages import SOURCE
from fulfilment.waves import Wave
from webform.staff.site import Site

FOR_GOOD = ("died", "opted_out", "withdrawn", "not_for_me")
STOP_EVENTS = ("case_stopped", "opt_out_recorded", "death_recorded")


@dataclass(frozen=True)
class PartLine:
    """One part and how far it is: not_started, begun, held, held_by_me, handed_over, sent."""

    part: Part
    title: str
    for_children: bool
    state: str
    at: datetime | None = None
    by: str | None = None
    mode: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether answers can still be taken by phone."""
        return self.state in ("not_started", "begun", "held_by_me")


@dataclass(frozen=True)
class CaseFile:
    """Everything on the case's page. ``barred`` says why no answers can be taken now: a word, or None."""

    case: Case
    person: Person
    wave: Wave
    trust: str
    survey: str
    reference: str
    addressee: str
    age: int
    language: str
    questionnaire: Questionnaire
    parts: Sequence[PartLine]
    letters: Sequence[Letter]
    stopped: Event | None
    collected_at: datetime | None
    has_live_code: bool
    barred: str | None

    def part(self, part_id: str) -> PartLine | None:
        """The line of a part."""
        return next((line for line in self.parts if line.part.id == part_id), None)


def load(known: Site, token: str, agent: str) -> CaseFile | None:
    """The file of a case; None where the case or its wave has gone."""
    with reading(known.office) as store:
        case = cases.get(store, token)
        if case is None or not known.knows(case.wave):
            return None
        ending = closing.state(store, case.wave)
        if ending is not None and ending.destroy_begun_at is not None:
            return None  # who it was is not known any more
        person = people.get(store, known.keys.people(case.wave), token)
        sent_letters = letters.of_case(store, token)
        happened = events.of_token(store, token)
        collected_at = collected.collected_at(store, case.wave)
    if person is None:
        return None
    with reading(known.online) as store:
        live = codes.live_code(store, token)
        standing = codes.states(store, [token]).get(token)
        begun = drafts.of_case(store, token)
        sent = responses.sent(store, token)
    wave, survey = known.waves[case.wave], known.content.survey(case.survey)
    band = survey.band(case.age_band)
    if live is not None:
        questionnaire = opened_by(known.content, live.survey, live.questionnaire, live.instrument)
    else:
        questionnaire = known.content.questionnaire(survey.id, band.questionnaire)
    english = known.content.words(SOURCE)
    to_parent = band.addressee is Addressee.PARENT
    return CaseFile(
        case=case,
        person=person,
        wave=wave,
        trust=wave.trust(case.trust).name,
        survey=survey.title,
        reference=references.format(case.reference),
        addressee=english.say("letter.to_parent", name=person.name) if to_parent else person.name,
        age=_age(person.born_on, known.today),
        language=known.content.languages[case.language].english_name,
        questionnaire=questionnaire,
        parts=[_line(part, begun.get(part.id), sent, agent, known.clock()) for part in questionnaire.parts],
        letters=sent_letters,
        stopped=_stopped(happened) if case.stop in FOR_GOOD else None,
        collected_at=collected_at,
        has_live_code=live is not None,
        barred=_barred(case, standing, is_over=ending is not None or known.today > wave.fieldwork_ends),
    )


def tell(
    store: Session, file: CaseFile, at: datetime, agent: str, kind: str, detail: Mapping[str, object] | None = None
) -> None:
    """Add an event about a case in the office store."""
    events.record(store, at, agent, kind, wave=file.case.wave, token=file.case.token, detail=detail)


def _line(
    part: Part, draft: Draft | None, sent: Sequence[tuple[str, str, datetime]], agent: str, now: datetime
) -> PartLine:
    def line(state: str, at: datetime | None = None, by: str | None = None, mode: str | None = None) -> PartLine:
        return PartLine(part, part.title, is_for_children(part), state, at, by, mode)

    for name, mode, at in sent:
        if name == part.id:
            return line("sent", at, mode=mode)
    if draft is None:
        return line("not_started")
    if draft.state != drafts.OPEN:
        return line("handed_over", draft.saved_at)
    if draft.held_until is not None and draft.held_until > now:
        return line("held_by_me" if draft.held_by == agent else "held", draft.held_until, draft.held_by)
    return line("begun", draft.saved_at) if draft.version else line("not_started")


def _barred(case: Case, standing: codes.Standing | None, *, is_over: bool) -> str | None:
    stops = {case.stop, standing.stop if standing else None} - {None, "answered"}
    if stops:
        return "stopped"
    if case.state != "open":
        return "superseded"
    if is_over or (standing is not None and standing.state == "closed"):
        return "closed"
    return "void" if standing is not None and standing.state == "void" else None


def _stopped(happened: Sequence[Event]) -> Event | None:
    """The event that tells who stopped the case and when: the helpline's own before the collection of it."""
    told = [event for event in happened if event.kind in STOP_EVENTS]
    return max(told, key=lambda event: (event.kind != "case_stopped", event.id), default=None)


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
