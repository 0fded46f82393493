"""What a pack weighs, and whether it may go: arithmetic on the stationery, before anything is printed."""

from __future__ import annotations

from fulfilment.errors import FulfilmentError
from fulfilment.surveys.stationery import Stationery


def grams(stationery: Stationery, pack: str, sheets: int) -> float:
    """The weight of one piece in grams: its envelope and its sheets, to a tenth.

    Raises FulfilmentError where the envelope holds fewer sheets or the postage ends below that weight.
    """
    envelope = stationery.envelopes[stationery.packs[pack].envelope]
    weight = round(envelope.grams + sheets * stationery.paper.sheet_grams, 1)
    if sheets > envelope.sheets_max or weight > envelope.grams_max:
        what = f"Pack {pack} has {sheets} sheets and weighs {weight} g"
        mend = f"Envelope {envelope.id} holds {envelope.sheets_max} sheets and {envelope.grams_max} g."
        raise FulfilmentError("pack-limits", what, mend)
    return weight
