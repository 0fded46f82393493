"""Letting go of drafts that an agent holds: on hand-back, on closing a case, on signing out."""

from __future__ import annotations

from fulfilment.store.engines import transaction
from fulfilment.store.online import drafts
from webform.staff.site import Desk, Site


def let_go(known: Site, at_desk: Desk) -> None:
    """Hand back every draft of the open case that this agent holds. The respondent goes on in the same rows."""
    if at_desk.token is None:
        return
    with transaction(known.online) as store:
        for part in drafts.of_case(store, at_desk.token):
            drafts.hand_back(store, at_desk.token, part, by=at_desk.staff)
