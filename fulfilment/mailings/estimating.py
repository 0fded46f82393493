"""What a mailing would be, before anything is written: its packs, sheets and weight, and everybody who is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fulfilment.mailings.choosing import Plan, draft
from fulfilment.mailings.jobs import ORDER
from fulfilment.mailings.packing import grams
from fulfilment.mailings.planning import refuse_unknown
from fulfilment.mailings.statics import Statics
from fulfilment.room import Room
from fulfilment.surveys.content import Content


@dataclass(frozen=True)
class PackEstimate:
    """One pack, language and format: pieces, sheets of paper, weight in kg with envelopes. Orders have neither."""

    component: str
    pack: str
    language: str
    format: str
    pieces: int
    sheets: int
    kilograms: float


@dataclass(frozen=True)
class Estimate:
    """A mailing that was not planned."""

    plan: Plan
    packs: tuple[PackEstimate, ...]


def estimate(room: Room, content: Content, contact: int, trusts: Sequence[str]) -> Estimate:
    """What planning would make now, with what is known now: writes nothing and collects nothing.

    Raises FulfilmentError where a trust or contact is unknown, or a letter does not fit its page or envelope.
    """
    survey = room.survey(content)
    refuse_unknown(room, trusts, contact, {number.number for number in survey.contacts})
    drafted = draft(room, content, contact, list(trusts) or [trust.code for trust in room.wave.trusts])
    counts = Counter((case.component, case.pack, case.language, case.format, case.trust) for case in drafted.cases)
    statics: dict[tuple[str, str], Statics] = {}
    totals: dict[tuple[str, str, str, str], tuple[int, int, float]] = {}
    for (component, pack, language, format_, trust), pieces in sorted(counts.items()):
        sheets, weight = 0, 0.0
        if component != ORDER:
            if (pack, language) not in statics:
                statics[pack, language] = Statics(room, contact, pack, language)
            sheets = statics[pack, language].letter(trust).sheets
            weight = grams(content.stationery, pack, sheets)
        key = (component, pack, language, format_)
        before = totals.get(key, (0, 0, 0.0))
        totals[key] = (before[0] + pieces, before[1] + pieces * sheets, before[2] + pieces * weight)
    packs = tuple(
        PackEstimate(*key, pieces, sheets, round(weight / 1000, 3)) for key, (pieces, sheets, weight) in totals.items()
    )
    return Estimate(drafted, packs)
