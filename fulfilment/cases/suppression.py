"""Why a case gets no piece: one pure rule, asked when a mailing is planned and again when it is released."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Suppressed(StrEnum):
    """A reason, in the order in which reasons are tried: the gravest first."""

    DIED = "died"
    OPTED_OUT = "opted_out"
    WITHDRAWN = "withdrawn"
    NOT_FOR_ME = "not_for_me"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    OUTCOME = "outcome"
    NOT_APPROVED = "not_approved"
    NOT_CLEARED = "not_cleared"
    ALREADY_PLANNED = "already_planned"


OUTSTANDING = 6  # outcome code: not returned, reason not known


@dataclass(frozen=True)
class CaseFacts:
    """What suppression looks at. ``stop`` is the office's, ``online_stop`` the online store's word for it."""

    state: str
    outcome: int
    stop: str | None
    online_stop: str | None
    trust_approved: bool
    has_piece: bool


def why_not(case: CaseFacts) -> Suppressed | None:
    """The reason why nothing is sent to a case, or None where it is to get its piece.

    >>> why_not(CaseFacts("open", 6, None, "died", True, False))
    <Suppressed.DIED: 'died'>
    """
    stops = {case.stop, case.online_stop} - {None}
    for reason in (
        Suppressed.DIED,
        Suppressed.OPTED_OUT,
        Suppressed.WITHDRAWN,
        Suppressed.NOT_FOR_ME,
        Suppressed.ANSWERED,
    ):
        if reason.value in stops:
            return reason
    if stops:  # a stop this version does not know still stops
        return Suppressed.WITHDRAWN
    if case.state != "open":
        return Suppressed.SUPERSEDED
    if case.outcome != OUTSTANDING:
        return Suppressed.OUTCOME
    if not case.trust_approved:
        return Suppressed.NOT_APPROVED
    return Suppressed.ALREADY_PLANNED if case.has_piece else None
