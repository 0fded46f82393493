"""Where a sitting belongs now: the one rule behind every redirect."""

from __future__ import annotations

from flask import url_for

from fulfilment.returns.instruments import is_for_children
from fulfilment.store.online import drafts
from fulfilment.surveys.path import next_open
from webform.public.sittings import Sitting

ASSENT = "assent"  # a flag of the child's draft


def needs_assent(sitting: Sitting) -> bool:
    """Whether a child still has to say that it wants to answer."""
    return is_for_children(sitting.at) and sitting.body.flags.get(ASSENT) != "yes"


def place_of(sitting: Sitting) -> str:
    """The address at which the sitting goes on."""
    if sitting.part is None:
        return url_for("parts.who")
    part = sitting.part.id
    if not sitting.is_open:
        if is_for_children(sitting.part):
            return url_for("parts.hand_over", part=part)
        if sitting.draft.state == drafts.SENT:
            return url_for("sending.receipt", part=part)
        return url_for("entry.again")
    if needs_assent(sitting):
        return url_for("parts.assent", part=part)
    return next_place(sitting)


def next_place(sitting: Sitting) -> str:
    """The next open question, or the page to check the answers."""
    body = sitting.body
    question = next_open(sitting.at, body.answers, body.seen)
    if question is None:
        return url_for("sending.check", part=sitting.at.id)
    return url_for("questions.show", part=sitting.at.id, question=question.id)
