"""Queries on access codes, which the online store knows by their digests alone.

ready -> live -> void or closed. A stopped case has no live code, however its rows came in; of the issues of one case
only the highest can be live.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.errors import FulfilmentError
from fulfilment.store.online import sessions
from fulfilment.store.online.models import Code, Setting

Why = Literal["missing", "stopped", "void", "closed"]

BULK = 1000  # rows a transaction at most (a respondent's save waits for it), and values a statement


@dataclass(frozen=True)
class NewCode:
    """A code on its way online. ``questionnaire`` and ``instrument`` are what it opens; ``kind``: live, seed, proof."""

    token: str
    issue: int
    kind: str
    wave: str
    survey: str
    language: str
    questionnaire: str
    instrument: str
    trust_name: str
    age_band: str
    digest: str


@dataclass(frozen=True)
class Standing:
    """How a case stands online: its highest issue, that issue's state, and why the case was stopped, if it was."""

    issue: int
    state: str
    stop: str | None


@dataclass(frozen=True)
class GoneLive:
    """What ``go_live`` did: the (token, issue) that are live now, and why the others are not."""

    live: frozenset[tuple[str, int]]
    refused: dict[tuple[str, int], Why]


def salt(session: Session) -> bytes:
    """The salt of the store's digests. Raises FulfilmentError where the store was never made ready."""
    value = session.scalars(select(Setting.value).where(Setting.name == "salt")).one_or_none()
    if value is None:
        raise FulfilmentError("salt-missing", "the online store has no salt", "Run: fulfilment store upgrade.")
    return bytes.fromhex(value)


def add_ready(session: Session, rows: Sequence[NewCode], at: datetime) -> int:
    """Adds codes that are not yet live; gives how many were new. At most 1,000 a transaction is the caller's duty.

    Run again it changes nothing, but for what a code still ready opens (language, instrument, trust's name). A code of
    a stopped case, or below the case's highest issue, comes in void. Raises FulfilmentError where a code has another
    digest than before: then keys or salt were changed, and printed codes would not open.
    """
    known = _by_token(session, (row.token for row in rows))
    new = 0
    for row in sorted(rows, key=lambda row: (row.token, -row.issue)):
        of_case = known.setdefault(row.token, [])
        same = next((code for code in of_case if code.issue == row.issue), None)
        if same is None:
            code = Code(**vars(row), made_at=at, state=_first_state(of_case, row.issue), stop=_stop(of_case))
            session.add(code)
            of_case.append(code)
            new += 1
        elif same.digest != row.digest:
            what = "an access code has another digest than before: keys or salt were changed"
            raise FulfilmentError("code-digest", what, "Bring keys and stores back from the same backup.")
        elif same.state == "ready":
            same.language, same.trust_name = row.language, row.trust_name
            same.questionnaire, same.instrument = row.questionnaire, row.instrument
    session.flush()
    return new


def go_live(session: Session, wanted: Iterable[tuple[str, int]], at: datetime) -> GoneLive:
    """Makes ready codes live, given as (token, issue), and voids the lower issues of their cases.

    A stopped, void or closed code stays as it is and is told in the answer. Run again it changes nothing.
    """
    pairs = list(dict.fromkeys(wanted))
    known = _by_token(session, (token for token, _ in pairs))
    refused: dict[tuple[str, int], Why] = {}
    rising: list[Code] = []
    for token, issue in pairs:
        code = next((code for code in known.get(token, []) if code.issue == issue), None)
        if code is None:
            refused[token, issue] = "missing"
            continue
        if why := _why_not(code, known[token]):
            refused[token, issue] = why
            continue
        for lower in known[token]:
            if lower.issue < issue and lower.state in ("ready", "live"):
                _void(session, lower, at)
        rising.append(code)
    session.flush()  # the old code is void before the new one is live: at most one live code a case
    for code in rising:
        code.state = "live"
    session.flush()
    return GoneLive(frozenset(pairs) - refused.keys(), refused)


def void(session: Session, token: str, issue: int, at: datetime) -> None:
    """Makes a code open nothing any more, and ends the sittings that it began. Nothing for a code that is not there."""
    code = session.scalars(select(Code).where(Code.token == token, Code.issue == issue)).one_or_none()
    if code is not None and code.state in ("ready", "live"):
        _void(session, code, at)
        session.flush()


def stop(session: Session, token: str, reason: str, at: datetime) -> int:
    """Stops a case: every code void with the reason (opted_out, died, withdrawn, not_for_me), its sittings ended.

    A death overrides any other reason; no other reason overrides an earlier one. Gives how many codes the case has:
    a case that was never composed has none, and only the office store knows that it is stopped.
    """
    codes = _by_token(session, [token]).get(token, [])
    for code in codes:
        if code.state != "closed":
            code.state = "void"
        if code.stop is None or reason == "died":
            code.stop = reason
    session.flush()
    sessions.revoke_all(session, token, at=at)
    return len(codes)


def lift_stop(session: Session, token: str) -> None:
    """Takes a stop back: the highest issue is ready again, not yet live, and ``go_live`` makes it so."""
    codes = sorted(_by_token(session, [token]).get(token, []), key=lambda code: code.issue)
    if not any(code.stop for code in codes):
        return
    for code in codes:
        code.stop = None
    if codes[-1].state == "void":
        codes[-1].state = "ready"
    session.flush()


def of_issue(session: Session, token: str, issue: int) -> Code | None:
    """The code of one issue of a case, in whatever state."""
    return session.scalars(select(Code).where(Code.token == token, Code.issue == issue)).one_or_none()


def void_below(session: Session, tokens: Iterable[str], at: datetime) -> int:
    """Voids every code that is ready or live below the highest issue of its case; gives how many."""
    gone = 0
    for of_case in _by_token(session, tokens).values():
        for code in of_case[:-1]:
            if code.state in ("ready", "live"):
                _void(session, code, at)
                gone += 1
    session.flush()
    return gone


def by_digest(session: Session, digest: str, *, lock: bool = False) -> Code | None:
    """The code that was typed, in whatever state. Locked for who begins something with it: one begins at a time."""
    query = select(Code).where(Code.digest == digest)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def live_code(session: Session, token: str) -> Code | None:
    """The one live code of a case."""
    return session.scalars(select(Code).where(Code.token == token, Code.state == "live")).one_or_none()


def states(session: Session, tokens: Iterable[str]) -> dict[str, Standing]:
    """How cases stand online, by token; a case without a code is left out."""
    return {token: _standing(codes) for token, codes in _by_token(session, tokens, lock=False).items()}


def _by_token(session: Session, tokens: Iterable[str], *, lock: bool = True) -> dict[str, list[Code]]:
    """The codes of these cases, by issue; locked for who changes them, so that two programs never move one case."""
    unique = list(dict.fromkeys(tokens))
    found: dict[str, list[Code]] = {}
    for start in range(0, len(unique), BULK):
        query = select(Code).where(Code.token.in_(unique[start : start + BULK])).order_by(Code.token, Code.issue)
        for code in session.scalars(query.with_for_update() if lock else query):
            found.setdefault(code.token, []).append(code)
    return found


def _standing(codes: list[Code]) -> Standing:
    highest = max(codes, key=lambda code: code.issue)
    return Standing(highest.issue, highest.state, _stop(codes))


def _stop(codes: list[Code]) -> str | None:
    return next((code.stop for code in codes if code.stop), None)


def _first_state(codes: list[Code], issue: int) -> str:
    is_late = _stop(codes) is not None or any(code.issue > issue for code in codes)
    return "void" if is_late else "ready"


def _why_not(code: Code, of_case: list[Code]) -> Why | None:
    if code.stop:
        return "stopped"
    if code.state == "closed":
        return "closed"
    return "void" if code.state == "void" or any(other.issue > code.issue for other in of_case) else None


def _void(session: Session, code: Code, at: datetime) -> None:
    was_live = code.state == "live"
    code.state = "void"
    if was_live:
        sessions.revoke_all(session, code.token, at=at)
