"""Opening a code: throttle, one Argon2id, one look-up, and what it leads to. The slow and guarded door of the site."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from fulfilment.keys import digests
from fulfilment.keys.digests import CodeSecret
from fulfilment.returns import draft as draft_body
from fulfilment.returns.draft import DraftBody
from fulfilment.returns.instruments import opened_by
from fulfilment.store.engines import reading, transaction
from fulfilment.store.online import attempts, codes, drafts, sessions
from fulfilment.store.online.models import Code
from webform import throttle
from webform.public import rendering, speaking
from webform.public.site import Site, site
from webform.sessions import id_hash

log = logging.getLogger(__name__)

KEY_BYTES = 32
NOT_OPEN, SENT, CLOSED, TOO_MANY = "code_not_open", "code_sent", "code_closed", "too_many_tries"
STATUS = {NOT_OPEN: 404, SENT: 200, CLOSED: 200, TOO_MANY: 429}


@dataclass(frozen=True)
class Refused:
    """A code that opens nothing now. ``page`` is the page that says so."""

    page: str
    wait: timedelta = timedelta()


@dataclass(frozen=True)
class Opened:
    """A code that opens, inside the transaction that found it."""

    store: Session
    code: Code
    wrapping_key: bytes


@dataclass(frozen=True)
class Begun:
    """A sitting: its id, and part -> draft key (hex) of the parts that are open. Both belong in the cookie only."""

    sitting: str
    keys: dict[str, str]


@contextmanager
def opened(code: str) -> Iterator[Opened | Refused]:
    """Open a code (parsed): throttle, Argon2id, and one transaction with the look-up, in which the block goes on."""
    known = site()
    secret = _secret(known, code)
    if isinstance(secret, Refused):
        yield secret
        return
    with transaction(known.engine) as store:
        found = _live(store, known, secret.digest)
        yield found if isinstance(found, Refused) else Opened(store, found, secret.wrapping_key)


def begin(door: Opened) -> Begun:
    """A new sitting. Parts that were never begun get a draft key, wrapped under the code."""
    known = site()
    keys = _draft_keys(door.store, known, door.code, door.wrapping_key)
    part = next(iter(keys)) if len(keys) == 1 else ""
    sitting = new_sitting(door.store, known, door.code.token, part)
    return Begun(sitting, {name: key.hex() for name, key in keys.items()})


def refuse(refused: Refused) -> Response:
    """The page of a code that does not open."""
    minutes = max(1, ceil(refused.wait / timedelta(minutes=1)))
    response = rendering.document_page(
        refused.page, status=STATUS[refused.page], template="public/refused.jinja", minutes=minutes
    )
    if refused.page == TOO_MANY:
        response.headers["Retry-After"] = str(ceil(refused.wait.total_seconds()))
    return response


def new_sitting(store: Session, known: Site, token: str, part: str) -> str:
    """Add a sitting with a random id, which is given back and kept nowhere but in the cookie."""
    sitting = known.randomness(KEY_BYTES).hex()
    sessions.begin(
        store, id_hash=id_hash(sitting), token=token, part=part, language=speaking.language(), at=known.clock()
    )
    return sitting


def _client(known: Site, now: datetime) -> str:
    return throttle.client_hash(known.keys.sessions_key, request.remote_addr or "", now)


def _secret(known: Site, code: str) -> CodeSecret | Refused:
    """The code's secret, unless this address has to wait: that is known before anything slow is done."""
    now = known.clock()
    since = now - known.settings.allowance.window
    with reading(known.engine) as store:
        tries = attempts.moments(store, _client(known, now), since=since)
        everybody = attempts.count(store, attempts.SITE, since=since)
        salt = codes.salt(store)
    delay = throttle.wait(tries, everybody, now, known.settings.allowance)
    if delay is not None:
        return Refused(TOO_MANY, delay)
    return known.keys.secret_of(code, salt)


def _live(store: Session, known: Site, digest: str) -> Code | Refused:
    """The code's row, if it opens. Unknown, void, withdrawn and not yet live look alike and take as long."""
    code = codes.by_digest(store, digest, lock=True)
    if code is not None and code.state == "closed":
        return Refused(CLOSED)
    if code is None or code.state != "live" or code.stop is not None:
        _count(store, known, is_unknown=code is None)
        return Refused(NOT_OPEN)
    questionnaire = opened_by(known.content, code.survey, code.questionnaire, code.instrument)
    begun = drafts.of_case(store, code.token)
    if all(part.id in begun and begun[part.id].state != drafts.OPEN for part in questionnaire.parts):
        return Refused(SENT)
    return code


def _count(store: Session, known: Site, *, is_unknown: bool) -> None:
    """Only a code that nobody has counts. Any other is written down for nobody: the same work takes the same time."""
    now = known.clock()
    window = known.settings.allowance.window
    client = _client(known, now)
    if is_unknown:
        attempts.record(store, client, at=now)
    else:
        attempts.record_for_nobody(store, at=now)
    attempts.forget(store, before=now - window)
    everybody = attempts.count(store, attempts.SITE, since=now - window)
    if throttle.is_tight(everybody, known.settings.allowance):
        log.warning("wrong codes: %d in the last %s, more than the site's budget", everybody, window)


def _draft_keys(store: Session, known: Site, code: Code, wrapping_key: bytes) -> dict[str, bytes]:
    """Part -> draft key, for each part that is open, in the order of the questionnaire."""
    questionnaire = opened_by(known.content, code.survey, code.questionnaire, code.instrument)
    begun = drafts.of_case(store, code.token)
    keys: dict[str, bytes] = {}
    for part in questionnaire.parts:
        if part.id not in begun:
            keys[part.id] = known.randomness(KEY_BYTES)
            drafts.begin(
                store,
                token=code.token,
                part=part.id,
                wave=code.wave,
                wrapped_key=digests.wrap(keys[part.id], wrapping_key),
                body=draft_body.encode(DraftBody(), keys[part.id], code.token, part.id),
                language=speaking.language(),
                instrument=questionnaire.instrument,
                at=known.clock(),
            )
        elif begun[part.id].state == drafts.OPEN:
            keys[part.id] = digests.unwrap(begun[part.id].wrapped_key, wrapping_key)
    return keys
