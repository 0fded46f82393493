"""Claims on a case, with their event: what a collection, a trace, a trust or the post room says about somebody.

Writes office only, in the caller's transaction. A claim that stops somebody for good is written on line before. What
the printer has of a case that is stopped goes on a pull list in the same transaction.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Claim
from fulfilment.store.office import events, outcomes, pulling
from fulfilment.store.office.outcomes import Claimed


def claim(session: Session, wave: str, token: str, made: Claim, at: datetime, actor: str) -> Claimed | None:
    """Make a claim, and note it in the chain where it is new. None where there is no such case."""
    done = outcomes.claim(session, token, made, at, actor)
    if done is None or not done.new:
        return done
    if done.first and made.stop != "answered":
        detail = {"stop": made.stop, "source": made.source}
        events.record(session, at, actor, "case_stopped", wave=wave, token=token, detail=detail)
    if done.after.outcome != done.before.outcome:
        changed = {"old": int(done.before.outcome), "new": int(done.after.outcome), "source": made.source}
        events.record(session, at, actor, "outcome_set", wave=wave, token=token, detail=changed)
    if done.first and made.stop is not None:
        pulling.pull_if_handed_over(session, token, made.stop, at, actor)
    return done
