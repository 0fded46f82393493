"""What the window shows wherever the letter lies, and what the stationery's places make of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import fulfilment
from fulfilment.paper.window import always_visible, ever_visible, faults, meet, window
from fulfilment.surveys.stationery import Box, Envelope, Stationery
from tests.paper.drawn_letters import C5, PLACES, box

SHIPPED = Path(fulfilment.__file__).parent.parent / "letters" / "stationery.yaml"


def envelope(width: float, height: float, left: float, up: float, w: float, h: float, panel: float) -> Envelope:
    """An envelope with a window ``w`` by ``h``, for A4 folded to panels ``panel`` mm high."""
    return Envelope(
        id="it", width_mm=width, height_mm=height, window_left_mm=left, window_bottom_mm=up, window_width_mm=w,
        window_height_mm=h, panel_width_mm=210, panel_height_mm=panel, grams=5, sheets_max=4, grams_max=100,
    )  # fmt: skip


def shipped() -> Stationery:
    """The stationery that comes with the project."""
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    for kind in ("envelopes", "packs"):
        data[kind] = {name: {"id": name, **value} for name, value in data[kind].items()}
    return Stationery.model_validate(data)


def changed(**places: Box) -> Stationery:
    """The shipped stationery with places moved."""
    stationery = shipped()
    return stationery.model_copy(update={"places": stationery.places.model_copy(update=places)})


# Envelopes of several makers, measured and computed by hand: always x, y; ever x, y
ENVELOPES = [
    (envelope(220, 110, 20, 18, 90, 35, 99), box(20, 57, 100, 81), box(10, 46, 110, 92)),
    (envelope(220, 110, 20, 20, 90, 35, 99), box(20, 55, 100, 79), box(10, 44, 110, 90)),
    (envelope(220, 110, 20, 18, 93, 39, 105), box(20, 53, 103, 87), box(10, 48, 113, 92)),
    (envelope(220, 110, 18, 22, 93, 39, 105), box(18, 49, 101, 83), box(8, 44, 111, 88)),
    (C5, box(20, 58, 91, 88.5), box(1, 44.5, 110, 102)),
    (envelope(220, 110, 20, 15, 90, 45, 105), box(20, 50, 100, 90), box(10, 45, 110, 95)),
]


@pytest.mark.parametrize(("it", "always", "ever"), ENVELOPES)
def test_common_envelopes_show_what_was_computed_by_hand(it: Envelope, always: Box, ever: Box) -> None:
    assert always_visible(it) == always
    assert ever_visible(it) == ever


envelopes = st.builds(
    envelope,
    width=st.integers(210, 240), height=st.integers(105, 180), left=st.integers(15, 40), up=st.integers(18, 30),
    w=st.integers(60, 110), h=st.integers(30, 45), panel=st.sampled_from([99, 105]),
)  # fmt: skip
shares = st.floats(0, 1)


@given(envelopes, shares, shares, shares, shares)
def test_wherever_the_letter_slides_always_is_seen_and_nothing_but_ever(
    it: Envelope, right: float, down: float, x: float, y: float
) -> None:
    slid_right, slid_down = right * (it.width_mm - 210), down * (it.height_mm - it.panel_height_mm)
    seen = window(it)
    on_letter = box(
        seen.left_mm - slid_right, seen.top_mm - slid_down, seen.right_mm - slid_right, seen.bottom_mm - slid_down
    )
    always, ever = always_visible(it), ever_visible(it)
    assert on_letter.grown(1e-9).holds(always)
    point_x = on_letter.left_mm + x * on_letter.width_mm
    point_y = on_letter.top_mm + y * on_letter.height_mm
    if 0 <= point_x <= 210 and 0 <= point_y <= it.panel_height_mm:
        assert ever.grown(1e-9).holds(box(point_x, point_y, point_x, point_y))


boxes = st.tuples(*[st.integers(0, 20)] * 4).map(
    lambda it: box(min(it[0], it[1]), min(it[2], it[3]), max(it[0], it[1]) + 1, max(it[2], it[3]) + 1)
)


@given(boxes, boxes)
def test_boxes_meet_where_they_share_a_square_millimetre(one: Box, other: Box) -> None:
    def squares(it: Box) -> set[tuple[int, int]]:
        return {
            (x, y) for x in range(int(it.left_mm), int(it.right_mm)) for y in range(int(it.top_mm), int(it.bottom_mm))
        }

    assert meet(one, other) == meet(other, one) == bool(squares(one) & squares(other))


def test_the_shipped_stationery_has_no_fault() -> None:
    assert faults(shipped()) == []


def test_the_places_of_the_drawn_letters_are_the_shipped_ones() -> None:
    assert shipped().places == PLACES


@pytest.mark.parametrize(
    ("place", "moved", "code"),
    [
        ("address", box(19.9, 59, 81, 88), "window-address"),
        ("address", box(21, 59, 81, 88.6), "window-address"),
        ("address", box(21, 59, 82, 88), "window-mark-quiet"),
        ("window_mark", box(84, 66, 91.2, 73.2), "window-mark"),
        ("window_mark", box(83, 66, 89, 72), "mark-size"),
        ("sheet_mark", box(196, 8, 203.2, 16), "mark-size"),
        ("sheet_mark", box(100, 40, 107.2, 47.2), "window-leak"),
        ("trust", box(20, 10, 190, 44.6), "window-leak"),
        ("date", box(109.9, 60, 190, 90), "window-leak"),
        ("first_body", box(20, 101.9, 190, 278), "window-leak"),
    ],
)
def test_a_place_that_hides_or_shows_is_a_fault(place: str, moved: Box, code: str) -> None:
    found = faults(changed(**{place: moved}))
    assert [fault.code for fault in found] == [code]
    assert found[0].file == "letters/stationery.yaml"
    assert found[0].mend


def test_another_envelope_is_checked_for_the_same_letter() -> None:
    stationery = shipped()
    common_dl = ENVELOPES[0][0]
    packs = {"adult-1": stationery.packs["adult-1"].model_copy(update={"envelope": "dl"})}
    other = stationery.model_copy(update={"envelopes": {"dl": common_dl}, "packs": packs})
    assert {fault.code for fault in faults(other)} == {"window-address"}


def test_an_envelope_that_no_pack_uses_is_not_checked() -> None:
    stationery = shipped()
    other = stationery.model_copy(update={"envelopes": {**stationery.envelopes, "dl": ENVELOPES[0][0]}})
    assert faults(other) == []


def test_an_envelope_smaller_than_the_letter_is_a_fault() -> None:
    stationery = shipped()
    small = stationery.envelopes["c5"].model_copy(update={"height_mm": 148})
    found = faults(stationery.model_copy(update={"envelopes": {"c5": small}}))
    assert [fault.code for fault in found] == ["window-panel"]


def test_a_pack_in_an_envelope_that_is_not_there_is_a_fault() -> None:
    stationery = shipped()
    packs = {"adult-1": stationery.packs["adult-1"].model_copy(update={"envelope": "c4"})}
    found = faults(stationery.model_copy(update={"packs": packs}))
    assert [(fault.code, "c4" in fault.what) for fault in found] == [("window-envelope", True)]
