"""Outcome codes of a case, 1 to 7, as the national programme counts them; the sub-code says how."""

from __future__ import annotations

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


def of_response(answered: int, useable_answers: int) -> Outcome:
    """The outcome of a sent response: useable from the survey's least number of answers on; sent blank is an opt-out.

    Sent with a few answers only, the case stays outstanding in the counts, though nothing more is sent to it.

    >>> of_response(7, 5), of_response(0, 5), of_response(2, 5)
    (<Outcome.USEABLE: 1>, <Outcome.OPTED_OUT: 4>, <Outcome.OUTSTANDING: 6>)
    """
    if answered == 0:
        return Outcome.OPTED_OUT
    return Outcome.USEABLE if answered >= useable_answers else Outcome.OUTSTANDING
