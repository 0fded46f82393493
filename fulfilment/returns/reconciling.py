"""Reconciling the two stores after a crash or a restored backup: FLOWS, rule 2. Run again, it changes nothing.

Of each case the higher issue number of the two stores counts: the lower store is raised to it, codes below are void.
Undos that were confirmed and answers whose withdrawal was begun are brought to their end. Order of writes: online
before office for whatever stops or voids; a code that is raised on line is ready, never live.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from fulfilment.returns import undoing, withdrawing
from fulfilment.returns.collecting import collect
from fulfilment.returns.place import Place
from fulfilment.returns.reissuing import new_code, raise_office
from fulfilment.room import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, reissues
from fulfilment.store.online import codes
from fulfilment.surveys.content import Content

AT_ONCE = 1000  # cases in one transaction (FLOWS, rule 5)


@dataclass(frozen=True)
class Reconciled:
    """What was not as it should be, and is now. Nothing but zeros where all was well."""

    office_raised: int
    online_raised: int
    voided: int
    undone: int
    withdrawn: int


def reconcile(place: Place, content: Content, doing: Doing) -> Reconciled:
    """Bring the two stores of a wave to the same issues, and half-done undos and withdrawals to their end."""
    collect(
        place.office(),
        place.online(),
        place.wave.id,
        content.survey(place.wave.survey).useable_answers,
        doing.at,
        doing.actor,
    )
    with reading(place.office()) as session:
        known = reissues.issues(session, place.wave.id)
    office_raised = online_raised = voided = 0
    for tokens in _batches(known):
        with transaction(place.online()) as session:
            voided += codes.void_below(session, tokens, doing.at)
            there = codes.states(session, tokens)
        for token, standing in there.items():
            issue = known[token][1]
            if standing.issue > issue:
                office_raised += 1
                with transaction(place.office()) as session:
                    case = cases.get(session, token)
                    assert case is not None  # it was listed a moment ago
                    raise_office(session, case, standing.issue, doing, in_other_hands=False)
            elif standing.issue < issue:
                online_raised += 1
                _raise_online(place, content, token, standing, doing)
    return Reconciled(
        office_raised, online_raised, voided, undoing.finish(place, doing), withdrawing.finish(place, doing)
    )


def _raise_online(place: Place, content: Content, token: str, standing: codes.Standing, doing: Doing) -> None:
    """The online store came from an older backup: the newer code is added, live where its letter was released."""
    with reading(place.office()) as session:
        case = cases.get(session, token)
        was_live = case is not None and reissues.was_live(session, token, case.issue)
    assert case is not None  # it was listed a moment ago
    new_code(place, content, case, standing.issue, case.issue, doing, keep_drafts=True)
    if was_live:
        with transaction(place.online()) as session:
            codes.go_live(session, [(token, case.issue)], doing.at)


def _batches(known: dict[str, tuple[str, int]]) -> Iterator[list[str]]:
    rest = iter(known)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
