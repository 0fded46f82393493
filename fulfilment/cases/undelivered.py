"""Undelivered post: the ten reasons for which a letter comes back, and what each does to its case.

Codes and names are those of NHS Notify's supplier interface (return reasons R01 to R10).
"""

from __future__ import annotations

from enum import StrEnum

from fulfilment.cases.outcomes import BAD_ADDRESS, REFUSED, Outcome

REASONS = {
    "R01": "gone away",
    "R02": "address incomplete",
    "R03": "address inaccessible",
    "R04": "not known there",
    "R05": "refused",
    "R06": "not called for",
    "R07": "no such address",
    "R08": "no reason given",
    "R09": "deceased",
    "R10": "other",
}


class Consequence(StrEnum):
    """What a letter that came back does to its case."""

    DIED = "died"  # everything stops
    REFUSED = "refused"  # nothing more is sent; the code stays good
    NO_ADDRESS = "no_address"  # nothing more is sent until there is another address
    TRY_AGAIN = "try_again"  # the next contact is sent all the same


def consequence(reason: str) -> Consequence:
    """What a reason (R01 to R10) does.

    >>> consequence("R09"), consequence("R06")
    (<Consequence.DIED: 'died'>, <Consequence.TRY_AGAIN: 'try_again'>)
    """
    if reason == "R09":
        return Consequence.DIED
    if reason == "R05":
        return Consequence.REFUSED
    return Consequence.NO_ADDRESS if reason in BAD_ADDRESS else Consequence.TRY_AGAIN


def outcome(reason: str, *, is_last: bool) -> tuple[Outcome, str]:
    """Outcome and sub-code of a letter that came back for a reason other than a death.

    ``is_last``: no further contact is to come, and every letter to the case came back. Until then a letter that may be
    tried again leaves the case outstanding: the next one may arrive.
    """
    what = consequence(reason)
    if what is Consequence.REFUSED:
        return Outcome.OPTED_OUT, REFUSED
    if what is Consequence.TRY_AGAIN and not is_last:
        return Outcome.OUTSTANDING, reason
    return Outcome.UNDELIVERED, reason
