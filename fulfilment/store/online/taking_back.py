"""Codes that were live and are ready again: their letters never left us, so nobody can hold them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from fulfilment.store.online.models import Code, Draft, Response

AT_ONCE = 400  # (token, issue) pairs in one statement


def take_back(session: Session, pairs: Sequence[tuple[str, int]]) -> int:
    """Live codes become ready; returns how many. At most 1,000 a transaction is the caller's duty.

    Left live: the code of a case that began or sent anything, for then it was made live without a letter, by phone.
    Run again it changes nothing.
    """
    begun = exists().where(Draft.token == Code.token) | exists().where(Response.token == Code.token)
    taken = 0
    for start in range(0, len(pairs), AT_ONCE):
        chosen = set(pairs[start : start + AT_ONCE])
        live = select(Code).where(Code.token.in_({token for token, _ in chosen}), Code.state == "live", ~begun)
        for code in session.scalars(live.with_for_update()):
            if (code.token, code.issue) in chosen:
                code.state = "ready"
                taken += 1
    session.flush()
    return taken
