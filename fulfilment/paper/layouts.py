"""Where to read what on the letters of a static letter: its declared places, as the independent reader wants them."""

from __future__ import annotations

from collections.abc import Iterator

from fulfilment.paper.readback import QR_SLOT, ReadLayout, Slot
from fulfilment.paper.static import POINTS_PER_MM, StaticLetter, StaticPage, TextPlace
from fulfilment.surveys.stationery import Box, Envelope, Stationery

PLAIN = frozenset({"reference", "code"})  # Latin letters, digits and hyphens in every language


def read_layout(static: StaticLetter, stationery: Stationery, envelope: Envelope) -> ReadLayout:
    """The layout of every piece on a static letter in an envelope.

    Its slots are the letter's own, and ``date``: that is the same on all letters, but a date that is not printed or is
    another mailing's must not go out.
    """
    date = Slot("date", 1, stationery.places.date, among=True)
    slots = [slot for number, page in enumerate(static.pages, start=1) for slot in _slots(page, number)]
    return ReadLayout(len(static.pages), stationery.paper, stationery.places, envelope, (date, *slots))


def _slots(page: StaticPage, number: int) -> Iterator[Slot]:
    if page.qr is not None:
        yield Slot(QR_SLOT, number, page.qr)
    for text in page.texts:
        yield Slot(text.slot, number, _band(text) if text.slot in PLAIN else text.box)


def _band(text: TextPlace) -> Box:
    """The middle of the line's digits and hyphens: the tall letters of an Urdu line beside it reach into its room."""
    em_mm = text.least_pt / POINTS_PER_MM
    bounds = {"top_mm": text.baseline_mm - 0.35 * em_mm, "bottom_mm": text.baseline_mm - 0.1 * em_mm}
    return text.box.model_copy(update=bounds)
