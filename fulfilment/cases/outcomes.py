"""Outcomes of a case, 1 to 7, as the national programme counts them: everything that was ever claimed, and what counts.

A claim is one thing that somebody or something said about a case. Claims are kept, never overwritten; what a case comes
to is worked out from all of them, whatever order they came in. Taking a claim back is leaving it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum


class Outcome(IntEnum):
    """What became of a case (standard set of the patient survey programme)."""

    USEABLE = 1
    UNDELIVERED = 2
    DIED = 3
    OPTED_OUT = 4
    NOT_ELIGIBLE = 5
    OUTSTANDING = 6
    DIED_BEFORE_FIELDWORK = 7


STOP_OUTCOMES = {
    "died": Outcome.DIED,
    "opted_out": Outcome.OPTED_OUT,
    "withdrawn": Outcome.OPTED_OUT,
    "not_for_me": Outcome.UNDELIVERED,
}

# Sub-codes with a meaning of their own here; the others only tell how.
BLANK, TOO_ILL, DISSENT, REFUSED, ANSWERS_WITHDRAWN = "blank", "too_ill", "dissent", "refused", "answers_withdrawn"
NOT_FOR_ME, SENSITIVE, NEW_ADDRESS = "not_for_me", "sensitive", "new_address"
# The address itself is wrong: nothing more is sent to it (NHS Notify's return reasons; "gone away", "incomplete",
# "unknown", "no such address").
BAD_ADDRESS = ("R01", "R02", "R04", "R07")

SUB_CODES: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.USEABLE: ("online", "phone", "paper"),
    Outcome.UNDELIVERED: (*BAD_ADDRESS, "R03", "R06", "R08", "R10", NOT_FOR_ME),
    Outcome.DIED: ("formal", "informal", "told", "R09"),
    Outcome.OPTED_OUT: ("asked", BLANK, TOO_ILL, DISSENT, REFUSED, ANSWERS_WITHDRAWN),
    Outcome.NOT_ELIGIBLE: (SENSITIVE, "no_such_care", "age", "not_a_patient"),
    Outcome.OUTSTANDING: ("online", "phone", "paper", "R03", "R06", "R08", "R10", NEW_ADDRESS),
    Outcome.DIED_BEFORE_FIELDWORK: ("formal", "informal", "told"),
}
"""What a sub-code can be, by outcome. None is always possible."""


@dataclass(frozen=True)
class Claim:
    """One thing said about a case. ``source``: online, phone, paper, clearance, trust, post, sample, office.

    ``at`` is the moment for which it was said, ``on`` the day it tells of (a death), ``stop`` what it stops.
    """

    outcome: Outcome
    source: str
    at: datetime
    sub_code: str | None = None
    stop: str | None = None
    on: date | None = None


@dataclass(frozen=True)
class Standing:
    """What a case comes to: the outcome that counts, who said so and when, and why nothing more is sent, if so."""

    outcome: Outcome = Outcome.OUTSTANDING
    sub_code: str | None = None
    source: str | None = None
    at: datetime | None = None
    stop: str | None = None


# The gravest first. Who replied and then died stays a respondent, so the outcome may say otherwise than the stop.
STOP_ORDER = ("died", "withdrawn", "opted_out", "not_for_me", "answered")

_WEIGHTS = {
    Outcome.USEABLE: 8.0,  # never lost, but by the person's own wish
    Outcome.DIED_BEFORE_FIELDWORK: 7.0,
    Outcome.DIED: 6.0,  # learnt of late, it takes a non-respondent out of the denominator
    Outcome.NOT_ELIGIBLE: 5.0,
    Outcome.OPTED_OUT: 4.0,
    Outcome.UNDELIVERED: 3.0,  # only where nobody answered
    Outcome.OUTSTANDING: 0.0,
}
_WITHDRAWN, _TOO_FEW, _BLANK = 9.0, 3.6, 3.4  # an answer, however short, shows that the letter arrived


def standing(claims: Iterable[Claim]) -> Standing:
    """What these claims come to. Their order does not matter, only the moments for which they were said.

    >>> from datetime import UTC
    >>> said = datetime(2026, 11, 9, tzinfo=UTC)
    >>> answered = Claim(Outcome.USEABLE, "online", said, "online", "answered")
    >>> died = Claim(Outcome.DIED, "clearance", said, stop="died")
    >>> come_to = standing([died, answered])
    >>> int(come_to.outcome), come_to.stop
    (1, 'died')
    """
    counted = _at_the_right_address(list(claims))
    weighty = [claim for claim in counted if _weight(claim)]
    stops = {claim.stop for claim in counted}
    stop = next((stop for stop in STOP_ORDER if stop in stops), None)
    if not weighty:
        return Standing(stop=stop)
    first = min(weighty, key=_order)
    return Standing(first.outcome, first.sub_code, first.source, first.at, stop)


def of_response(answered: int, useable_answers: int) -> Outcome:
    """The outcome of a sent response: useable from the survey's least number of answers on; sent blank is an opt-out.

    Sent with a few answers only, the case stays outstanding in the counts, though nothing more is sent to it.

    >>> of_response(7, 5), of_response(0, 5), of_response(2, 5)
    (<Outcome.USEABLE: 1>, <Outcome.OPTED_OUT: 4>, <Outcome.OUTSTANDING: 6>)
    """
    if answered == 0:
        return Outcome.OPTED_OUT
    return Outcome.USEABLE if answered >= useable_answers else Outcome.OUTSTANDING


def of_death(on: date, fieldwork_starts: date) -> Outcome:
    """The outcome of a death on a day, or known on that day.

    >>> of_death(date(2026, 11, 1), date(2026, 11, 2))
    <Outcome.DIED_BEFORE_FIELDWORK: 7>
    """
    return Outcome.DIED_BEFORE_FIELDWORK if on < fieldwork_starts else Outcome.DIED


def _at_the_right_address(claims: list[Claim]) -> list[Claim]:
    """Without letters that came back from an address that was mended since."""
    mended = [claim.at for claim in claims if claim.sub_code == NEW_ADDRESS]
    if not mended:
        return claims
    return [
        claim
        for claim in claims
        if claim.outcome is not Outcome.UNDELIVERED or claim.sub_code == NOT_FOR_ME or claim.at > max(mended)
    ]


def _order(claim: Claim) -> tuple[float, datetime, str, str, int]:
    return -_weight(claim), claim.at, claim.source, claim.sub_code or "", int(claim.outcome)


def _weight(claim: Claim) -> float:
    if claim.sub_code == ANSWERS_WITHDRAWN:
        return _WITHDRAWN
    if claim.sub_code == BLANK:
        return _BLANK
    if claim.outcome is Outcome.OUTSTANDING and claim.stop == "answered":
        return _TOO_FEW
    return _WEIGHTS[claim.outcome]
