"""Stationery as data: envelopes, windows, the letterhead's places, packs. All mm from the top left."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from fulfilment.surveys.definition import Value


class Box(Value):
    """A rectangle on a page, in mm from its top left corner."""

    left_mm: float
    top_mm: float
    right_mm: float
    bottom_mm: float

    @property
    def width_mm(self) -> float:
        """Width in mm."""
        return self.right_mm - self.left_mm

    @property
    def height_mm(self) -> float:
        """Height in mm."""
        return self.bottom_mm - self.top_mm

    def holds(self, other: Box) -> bool:
        """Whether another box lies wholly inside this one."""
        return (
            self.left_mm <= other.left_mm
            and self.top_mm <= other.top_mm
            and self.right_mm >= other.right_mm
            and self.bottom_mm >= other.bottom_mm
        )

    def grown(self, by_mm: float) -> Box:
        """The box with a margin on all sides."""
        return Box(
            left_mm=self.left_mm - by_mm,
            top_mm=self.top_mm - by_mm,
            right_mm=self.right_mm + by_mm,
            bottom_mm=self.bottom_mm + by_mm,
        )


class Envelope(Value):
    """An envelope: its size, its window (from its left and bottom edge) and the size of what lies folded in it."""

    id: str
    width_mm: float
    height_mm: float
    window_left_mm: float
    window_bottom_mm: float
    window_width_mm: float
    window_height_mm: float
    panel_width_mm: float
    panel_height_mm: float
    grams: float
    sheets_max: int
    grams_max: float


class Paper(Value):
    """What letters are printed on. A4, duplex."""

    width_mm: float
    height_mm: float
    grams_per_m2: float

    @property
    def sheet_grams(self) -> float:
        """Weight of one sheet in grams."""
        return self.width_mm * self.height_mm * self.grams_per_m2 / 1_000_000


class Places(Value):
    """Where things stand on a letter. ``window_mark`` is the one machine mark that may show in the window."""

    trust: Box
    address: Box
    window_mark: Box
    sheet_mark: Box
    date: Box
    first_body: Box
    body: Box
    footer: Box
    qr_side_mm: float
    fold_mm: float | None


class Type(Value):
    """Sizes in points. ``address_least_pt`` is how far an address may shrink before its piece is withheld."""

    body_pt: float
    body_leading_pt: float
    heading_pt: float
    subheading_pt: float
    small_pt: float
    address_pt: float
    address_least_pt: float
    address_leading: float
    code_pt: float


class Pack(Value):
    """What goes into an envelope. Each document starts on a new sheet."""

    id: str
    envelope: str
    component: str
    documents: tuple[str, ...]


class Stationery(Value):
    """Everything in letters/stationery.yaml."""

    paper: Paper
    envelopes: dict[str, Envelope]
    places: Places
    type: Type
    packs: dict[str, Pack]
    pieces_per_file: int

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        """In the file an envelope's and a pack's key is its id."""
        if not isinstance(data, dict):
            return data
        return {key: _with_ids(value) if key in ("envelopes", "packs") else value for key, value in data.items()}


def _with_ids(items: Any) -> Any:
    if not isinstance(items, dict):
        return items
    return {key: {**item, "id": key} if isinstance(item, dict) else item for key, item in items.items()}
