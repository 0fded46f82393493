"""Stopping a case for good, as it is told by phone, by post or at a desk: on line first, then in the office.

Order of writes: online, in one transaction, the sealed request, the stop on every code, and the end of unsent answers
where the person wants no part; then office, by collecting. A crash between the two errs on the side of silence: the
code is void already, and the next collection (plan, release, opening a case) brings the rest.
"""

from __future__ import annotations

from fulfilment.cases.asked import Asked
from fulfilment.keys import sealing
from fulfilment.returns.collecting import collect
from fulfilment.returns.place import Place
from fulfilment.room import Doing
from fulfilment.store.engines import transaction
from fulfilment.store.office.models import Case
from fulfilment.store.online import codes, drafts, requests

KINDS = ("died", "opted_out", "not_for_me")
ENDS_DRAFTS = ("opted_out", "not_for_me")  # a letter in other hands: what was begun is nobody's to go on with


def stop(place: Place, case: Case, kind: str, source: str, useable_answers: int, doing: Doing) -> None:
    """Stop a case: died, opted_out, not_for_me. ``source``: phone, paper. Told again, it changes nothing."""
    asked = Asked(kind=kind, token=case.token, language=case.language, at=doing.at)
    sealed = sealing.seal(asked.payload(), place.keys.requests_pub(case.wave))
    with transaction(place.online()) as session:
        there = codes.states(session, [case.token]).get(case.token)
        if there is None or there.stop != kind:
            requests.add(
                session, token=case.token, wave=case.wave, kind=kind, source=source, sealed=sealed, at=doing.at
            )  # fmt: skip
        codes.stop(session, case.token, kind, doing.at)
        if kind in ENDS_DRAFTS:
            drafts.destroy(session, case.token)
    collect(place.office(), place.online(), case.wave, useable_answers, doing.at, doing.actor)
