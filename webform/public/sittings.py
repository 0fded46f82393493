"""A respondent's sitting: who is at the keys, of which case and part, read anew at every request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import abort, redirect, session, url_for
from sqlalchemy.orm import Session

from fulfilment.returns import draft as draft_body
from fulfilment.returns.draft import DraftBody
from fulfilment.returns.instruments import opened_by
from fulfilment.store import engines
from fulfilment.store.online import codes, drafts, sessions
from fulfilment.store.online.models import Code, Draft
from fulfilment.surveys.definition import Part, Questionnaire, Survey
from webform.public import speaking
from webform.public.opening import new_sitting
from webform.public.site import Site, site
from webform.sessions import id_hash


@dataclass(frozen=True)
class Sitting:
    """One person at one part of one case. ``part`` is None until somebody said who answers.

    Usable only inside the block that gave it: it holds rows of the store. ``keys`` are the draft keys in the cookie.
    """

    store: Session
    site: Site
    id_hash: str
    code: Code
    survey: Survey
    questionnaire: Questionnaire
    part: Part | None
    drafts: Mapping[str, Draft]
    keys: Mapping[str, bytes]

    @property
    def draft(self) -> Draft:
        """The draft of the sitting's part."""
        return self.drafts[self.at.id]

    @property
    def at(self) -> Part:
        """The sitting's part. Only where there is one."""
        if self.part is None:
            raise RuntimeError("nobody said who answers")
        return self.part

    @property
    def is_open(self) -> bool:
        """Whether answers can be seen and given: the draft is open, and the browser has its key."""
        return self.part is not None and self.draft.state == drafts.OPEN and self.part.id in self.keys

    @property
    def is_held(self) -> bool:
        """Whether the helpline holds the draft."""
        return self.part is not None and drafts.is_held(self.draft, self.site.clock())

    @property
    def body(self) -> DraftBody:
        """The answers on the way, as this sitting sees them."""
        draft = self.draft
        opened = draft_body.decode(draft.body, self.keys[draft.part], draft.token, draft.part)
        return opened.in_sitting(self.id_hash)

    def save(self, body: DraftBody) -> None:
        """Keep the answers. Raises DraftClosed, DraftHeld, DraftConflict."""
        draft = self.draft
        sealed = draft_body.encode(body, self.keys[draft.part], draft.token, draft.part)
        drafts.save(
            self.store,
            draft.token,
            draft.part,
            version=draft.version,
            body=sealed,
            language=speaking.language(),
            at=self.site.clock(),
        )

    def is_open_part(self, part: Part) -> bool:
        """Whether a part can still be answered by somebody."""
        return part.id not in self.drafts or self.drafts[part.id].state == drafts.OPEN

    def move_to(self, part: Part, keep: tuple[str, ...]) -> None:
        """Go on at another part as a new sitting: what was answered before is not shown to whoever answers now.

        ``keep``: the parts whose keys stay in the cookie.
        """
        sessions.revoke(self.store, self.id_hash, at=self.site.clock())
        session["sitting"] = new_sitting(self.store, self.site, self.code.token, part.id)
        session["keys"] = {name: key.hex() for name, key in self.keys.items() if name in keep}

    def forget_keys(self, *parts: str) -> None:
        """Take the keys of parts out of the cookie."""
        session["keys"] = {name: key.hex() for name, key in self.keys.items() if name not in parts}


@contextmanager
def reading() -> Iterator[Sitting]:
    """The sitting, for a page that only shows. Ends the request where there is none for this survey."""
    with engines.reading(site().engine) as store:
        yield _found(store)


@contextmanager
def writing() -> Iterator[Sitting]:
    """The sitting, for a form that was posted: one transaction, and the sitting's clock starts anew."""
    with engines.transaction(site().engine) as store:
        sitting = _found(store)
        sessions.touch(store, sitting.id_hash, language=speaking.language(), at=site().clock())
        yield sitting


def is_begun() -> bool:
    """Whether the browser has a sitting for this survey that still goes on."""
    with engines.reading(site().engine) as store:
        return _find(store) is not None


def end(sitting: Sitting) -> None:
    """The person goes: the row is revoked and the cookie emptied."""
    sessions.revoke(sitting.store, sitting.id_hash, at=sitting.site.clock())
    session.clear()


def _found(store: Session) -> Sitting:
    sitting = _find(store)
    if sitting is None:
        abort(redirect(url_for("entry.again"), 303))
    if sitting.part is not None:
        speaking.speak_to(sitting.part.audience, sitting.code.trust_name)
    else:
        speaking.speak_to(speaking.audience(), sitting.code.trust_name)
    return sitting


def _find(store: Session) -> Sitting | None:
    known = site()
    about = speaking.survey()
    if "sitting" not in session:
        return None
    hashed = id_hash(session["sitting"])
    row = sessions.current(store, hashed, at=known.clock(), idle=known.settings.idle)
    code = codes.live_code(store, row.token) if row else None
    if row is None or code is None or code.stop is not None or code.survey != about.id:
        return None
    questionnaire = opened_by(known.content, code.survey, code.questionnaire, code.instrument)
    return Sitting(
        store=store,
        site=known,
        id_hash=hashed,
        code=code,
        survey=about,
        questionnaire=questionnaire,
        part=questionnaire.part(row.part) if row.part else None,
        drafts=drafts.of_case(store, row.token),
        keys={name: bytes.fromhex(key) for name, key in session.get("keys", {}).items()},
    )
