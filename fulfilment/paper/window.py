"""What an envelope's window shows of the letter in it, wherever the letter has slid: the tap test and the leak test.

A folded letter is smaller than its envelope by the play, and can lie anywhere between the envelope's edges. Where it
lies top left, the window stands on it as on the envelope; sliding right and down, the window moves left and up on it.
The address must be seen in every position, and nothing private may be seen in any. Turning is left out: the play of a
panel as large as A5 or a third of A4 allows less than the 5 degrees that postal machines read (Royal Mail).

>>> c5 = Envelope(id="c5", width_mm=229, height_mm=162, window_left_mm=20, window_bottom_mm=60, window_width_mm=90,
...     window_height_mm=44, panel_width_mm=210, panel_height_mm=148.5, grams=7, sheets_max=4, grams_max=100)
>>> print(always_visible(c5))
left_mm=20.0 top_mm=58.0 right_mm=91.0 bottom_mm=88.5
>>> print(ever_visible(c5))
left_mm=1.0 top_mm=44.5 right_mm=110.0 bottom_mm=102.0
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fulfilment.errors import Fault
from fulfilment.paper import marks
from fulfilment.surveys.stationery import Box, Envelope, Places, Stationery

FILE = "letters/stationery.yaml"
PRIVATE = ("trust", "date", "first_body", "sheet_mark")  # places on a first page that no window may show
MARK_CLEAR_MM = 1.0  # our choice: the address never touches the mark's quiet zone, whose own width comes on top


@dataclass(frozen=True)
class Play:
    """How far a folded letter can slide from the envelope's top left corner."""

    right_mm: float
    down_mm: float


def play(envelope: Envelope) -> Play:
    """The room between envelope and folded letter. Negative where the letter doesn't go in."""
    return Play(envelope.width_mm - envelope.panel_width_mm, envelope.height_mm - envelope.panel_height_mm)


def window(envelope: Envelope) -> Box:
    """The window in mm from the envelope's top left corner."""
    top_mm = envelope.height_mm - envelope.window_bottom_mm - envelope.window_height_mm
    return Box(
        left_mm=envelope.window_left_mm,
        top_mm=top_mm,
        right_mm=envelope.window_left_mm + envelope.window_width_mm,
        bottom_mm=top_mm + envelope.window_height_mm,
    )


def always_visible(envelope: Envelope) -> Box:
    """The part of the first page that the window shows wherever the letter has slid."""
    seen, room = window(envelope), play(envelope)
    return Box(
        left_mm=seen.left_mm,
        top_mm=seen.top_mm,
        right_mm=min(seen.right_mm - room.right_mm, envelope.panel_width_mm),
        bottom_mm=min(seen.bottom_mm - room.down_mm, envelope.panel_height_mm),
    )


def ever_visible(envelope: Envelope) -> Box:
    """The part of the first page that the window can show in some position: nothing private may stand in it."""
    seen, room = window(envelope), play(envelope)
    return Box(
        left_mm=max(0.0, seen.left_mm - room.right_mm),
        top_mm=max(0.0, seen.top_mm - room.down_mm),
        right_mm=min(seen.right_mm, envelope.panel_width_mm),
        bottom_mm=min(seen.bottom_mm, envelope.panel_height_mm),
    )


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return (
        one.left_mm < other.right_mm
        and other.left_mm < one.right_mm
        and one.top_mm < other.bottom_mm
        and other.top_mm < one.bottom_mm
    )


def faults(stationery: Stationery) -> list[Fault]:
    """Everything in the declared places that would show in the window or hide from it, for each envelope in use."""
    found = [
        Fault("window-envelope", f"pack {pack.id} wants envelope {pack.envelope}, which is not there", file=FILE,
              mend="Name one of the envelopes, or add it.")
        for pack in stationery.packs.values()
        if pack.envelope not in stationery.envelopes
    ]  # fmt: skip
    found += _mark_faults(stationery.places)
    used = {pack.envelope for pack in stationery.packs.values()}
    for name in sorted(used & set(stationery.envelopes)):
        found += envelope_faults(stationery.envelopes[name], stationery.places)
    return found


def envelope_faults(envelope: Envelope, places: Places) -> list[Fault]:
    """What one envelope's window would hide or show of these places."""
    return list(_envelope_faults(envelope, places))


def _envelope_faults(envelope: Envelope, places: Places) -> Iterator[Fault]:
    room = play(envelope)
    if room.right_mm < 0 or room.down_mm < 0:
        yield _fault("window-panel", f"envelope {envelope.id} is smaller than the letter folded for it",
                     "Give the outer size of the envelope and the size of the folded letter.")  # fmt: skip
        return
    always, ever = always_visible(envelope), ever_visible(envelope)
    if not always.holds(places.address):
        yield _fault("window-address", f"the address can slide out of the window of envelope {envelope.id}",
                     f"Keep it inside {_spelt(always)}.")  # fmt: skip
    if not always.holds(places.window_mark):
        yield _fault("window-mark", f"the mark can slide out of the window of envelope {envelope.id}",
                     f"Keep it, with its quiet zone, inside {_spelt(always)}.")  # fmt: skip
    for name in PRIVATE:
        if meet(getattr(places, name), ever):
            yield _fault("window-leak", f"{name} can show in the window of envelope {envelope.id}",
                         f"Keep it out of {_spelt(ever)}.")  # fmt: skip


def _mark_faults(places: Places) -> Iterator[Fault]:
    least_mm = marks.MODULE_LEAST_MM * (marks.SIDE_MODULES + 2 * marks.QUIET_MODULES)
    for name in ("window_mark", "sheet_mark"):
        box: Box = getattr(places, name)
        if abs(box.width_mm - box.height_mm) > 0.01 or box.width_mm < least_mm:
            yield _fault("mark-size", f"{name} is {box.width_mm:.1f} by {box.height_mm:.1f} mm",
                         f"Make it a square of {least_mm:.1f} mm or more; its quiet zone is part of it.")  # fmt: skip
    if meet(places.window_mark.grown(MARK_CLEAR_MM), places.address):
        yield _fault("window-mark-quiet", "the address comes too near to window_mark",
                     f"Leave {MARK_CLEAR_MM:g} mm between them.")  # fmt: skip


def _fault(code: str, what: str, mend: str) -> Fault:
    return Fault(code, what, mend, file=FILE)


def _spelt(box: Box) -> str:
    return f"x {box.left_mm:g} to {box.right_mm:g}, y {box.top_mm:g} to {box.bottom_mm:g} mm"
