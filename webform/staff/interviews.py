"""An interview by phone: one part of the open case, its draft held by the agent. The key is derived at each request.

A draft begun on line is taken up only with the caller's recorded consent. A child's part is never taken up: by phone it
starts afresh. While the agent holds a draft the web can't write to it; the hold lapses with the agent's own idle time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from flask import abort, redirect, url_for
from sqlalchemy.orm import Session

from fulfilment.keys import digests
from fulfilment.keys.digests import CodeSecret
from fulfilment.returns import draft as draft_body
from fulfilment.returns.draft import DraftBody
from fulfilment.returns.instruments import is_for_children, opened_by
from fulfilment.store import engines
from fulfilment.store.online import drafts
from fulfilment.store.online.models import Code, Draft
from fulfilment.surveys.definition import Part, Questionnaire
from fulfilment.surveys.path import next_open
from fulfilment.surveys.words import Words
from webform.questionnaire.steps import StaffPage, staff_pages
from webform.staff import casefile, live_codes, notices
from webform.staff.casefile import CaseFile
from webform.staff.notices import Notice
from webform.staff.site import Site, desk, site

KEY_BYTES = 32
SITTING = "phone"  # what is answered by phone shows on line only as answered earlier
PARENT_AGREED = "parent_agreed"  # a flag of a child's part


class NotNow(Exception):
    """No interview can begin: the case was stopped, the part was sent, or somebody else holds it."""


class NeedsConsent(Exception):
    """The part was begun on line, and nobody ticked that the caller agrees to its being taken up."""


@dataclass(frozen=True)
class Interview:
    """One part, held by the agent. Usable only inside the block that gave it: it holds rows of the store."""

    store: Session
    site: Site
    agent: str
    code: Code
    questionnaire: Questionnaire
    part: Part
    draft: Draft
    key: bytes

    @property
    def body(self) -> DraftBody:
        """The answers on the way, all of them shown: the caller is on the line."""
        opened = draft_body.decode(self.draft.body, self.key, self.draft.token, self.draft.part)
        return opened.in_sitting(SITTING)

    @property
    def words(self) -> Words:
        """The words of the interview: the caller's language, spoken to whom the part is for."""
        known, code = self.site.content, self.code
        said = known.words(self.draft.language).for_audience(self.part.audience)
        return said.with_fields(**known.fields(code.survey, said), trust=code.trust_name, hospital=code.trust_name)

    @property
    def pages(self) -> tuple[StaffPage, ...]:
        """The pages on the path of the answers so far."""
        return staff_pages(self.part, self.body.answers)

    def next_place(self, from_check: bool = False) -> str:
        """The page with the next open question, or the page to check the answers."""
        body = self.body
        upcoming = next_open(self.part, body.answers, body.seen)
        if upcoming is None:
            return url_for("sending.check", part=self.part.id)
        page = next(page for page in self.pages if upcoming in page.questions)
        from_ = 1 if from_check else None
        return url_for("answering.show", part=self.part.id, page=page.id, from_check=from_)

    def save(self, body: DraftBody, language: str | None = None) -> None:
        """Keep the answers, and hold the draft for as long again. Raises DraftClosed, DraftHeld, DraftConflict."""
        drafts.save(
            self.store,
            self.draft.token,
            self.draft.part,
            version=self.draft.version,
            body=draft_body.encode(body, self.key, self.draft.token, self.draft.part),
            language=language or self.draft.language,
            at=self.site.clock(),
            by=self.agent,
        )
        _hold(self.site, self.store, self.draft, self.agent)


@contextmanager
def reading(file: CaseFile, part: str) -> Iterator[Interview]:
    """The interview, for a page that only shows. Ends the request where the agent does not hold the part."""
    secret = live_codes.secret(site(), file)
    with engines.reading(site().online) as store:
        yield _found(store, file, part, secret)


@contextmanager
def writing(file: CaseFile, part: str) -> Iterator[Interview]:
    """The interview, for a form that was posted: one transaction."""
    secret = live_codes.secret(site(), file)
    with engines.transaction(site().online) as store:
        yield _found(store, file, part, secret)


def begin(file: CaseFile, part: Part, language: str, *, consented: bool, parent_agreed: bool) -> None:
    """Hold a part for the agent: new, taken up with consent, or for a child afresh. Raises NotNow, NeedsConsent."""
    known, agent = site(), desk().staff
    line = file.part(part.id)
    if line is None or not line.is_open or file.barred:
        raise NotNow
    if line.state == "begun" and not line.for_children and not consented:
        raise NeedsConsent
    if not file.has_live_code and not live_codes.make_live(known, agent, file):
        raise NotNow
    with engines.transaction(known.office) as store:
        told = {"part": part.id, "language": language, "was": line.state, "consented": consented}
        told |= {PARENT_AGREED: parent_agreed} if line.for_children else {}
        casefile.tell(store, file, known.clock(), agent, "phone_started", told)
    secret = live_codes.secret(known, file)
    flags = {PARENT_AGREED: "yes"} if line.for_children else {}
    with engines.transaction(known.online) as store:
        _begin(known, store, agent, file, part, secret, language, consented, flags)


def hand_back(file: CaseFile, part: str) -> None:
    """End the hold: whoever has the letter goes on in the same draft."""
    known, agent = site(), desk().staff
    with engines.transaction(known.online) as store:
        drafts.hand_back(store, file.case.token, part, by=agent)
    with engines.transaction(known.office) as store:
        casefile.tell(store, file, known.clock(), agent, "draft_handed_back", {"part": part})


def _begin(
    known: Site, store: Session, agent: str, file: CaseFile, part: Part, secret: CodeSecret | None, language: str,
    consented: bool, flags: dict[str, str],
) -> None:  # fmt: skip
    code = live_codes.live(store, file, secret)
    if code is None or secret is None:
        raise NotNow
    now, token = known.clock(), code.token
    draft = drafts.get(store, token, part.id)
    fresh = DraftBody(flags=flags)
    if draft is None:
        key = known.randomness(KEY_BYTES)
        draft = drafts.begin(
            store, token=token, part=part.id, wave=code.wave, wrapped_key=digests.wrap(key, secret.wrapping_key),
            body=draft_body.encode(fresh, key, token, part.id), language=language,
            instrument=_questionnaire(known, code).instrument, at=now,
        )  # fmt: skip
    elif draft.state != drafts.OPEN or drafts.is_held(draft, now, agent):
        raise NotNow
    elif draft.held_by == agent and draft.held_until is not None and draft.held_until > now:
        return
    else:
        if draft.version and not is_for_children(part) and not consented:
            raise NeedsConsent  # begun on line a moment ago
        key = digests.unwrap(draft.wrapped_key, secret.wrapping_key)
        if is_for_children(part):
            drafts.restart(store, token, part.id, body=draft_body.encode(fresh, key, token, part.id), at=now)
            store.refresh(draft)
        body = draft_body.decode(draft.body, key, token, part.id).in_sitting(SITTING)
        drafts.save(
            store, token, part.id, version=draft.version, body=draft_body.encode(body, key, token, part.id),
            language=language, at=now, by=agent,
        )  # fmt: skip
    drafts.hold(
        store, token, part.id, by=agent, until=now + known.settings.idle, consent_at=now if consented else None
    )  # fmt: skip


def _hold(known: Site, store: Session, draft: Draft, agent: str) -> None:
    until = known.clock() + known.settings.idle
    drafts.hold(store, draft.token, draft.part, by=agent, until=until, consent_at=draft.consent_at)


def _found(store: Session, file: CaseFile, part_id: str, secret: CodeSecret | None) -> Interview:
    known, agent = site(), desk().staff
    code = live_codes.live(store, file, secret)
    draft = drafts.get(store, file.case.token, part_id)
    if code is None or secret is None or draft is None:
        _leave(Notice.NOT_NOW)
    if draft.state != drafts.OPEN:
        _leave(Notice.SENT_BEFORE)
    if draft.held_by != agent or draft.held_until is None or draft.held_until <= known.clock():
        _leave(Notice.HOLD_LOST)
    questionnaire = _questionnaire(known, code)
    key = digests.unwrap(draft.wrapped_key, secret.wrapping_key)
    return Interview(store, known, agent, code, questionnaire, questionnaire.part(part_id), draft, key)


def _leave(notice: Notice) -> NoReturn:
    notices.leave(notice)
    abort(redirect(url_for("case.show"), 303))


def _questionnaire(known: Site, code: Code) -> Questionnaire:
    return opened_by(known.content, code.survey, code.questionnaire, code.instrument)
