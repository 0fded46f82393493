"""How far lines stand apart in a language, and where the baseline lies between them, in mm."""

from __future__ import annotations

from dataclasses import dataclass

from fulfilment.paper.faces import PER_EM
from fulfilment.paper.pages import Drawing
from fulfilment.paper.static import POINTS_PER_MM
from fulfilment.surveys.stationery import Type

NATURAL_SHARE = 0.7  # our choice: lines of Nastaliq stand 1.75 em apart, Latin ones as letters/stationery.yaml says


@dataclass(frozen=True)
class Setting:
    """The setting of one language. ``natural`` is the height in em that its letters may take, above and below."""

    type: Type
    natural: float
    ascent_share: float

    @classmethod
    def of(cls, drawing: Drawing, type_: Type) -> Setting:
        """The setting for a drawing's language."""
        face = drawing.faces.main
        height = face.ascent - face.descent
        return cls(type_, height / PER_EM, face.ascent / height)

    def leading_mm(self, size_pt: float) -> float:
        """From baseline to baseline."""
        return max(self.latin_leading_mm(size_pt), size_pt * self.natural * NATURAL_SHARE / POINTS_PER_MM)

    def latin_leading_mm(self, size_pt: float) -> float:
        """The same for lines that are in Latin script whatever the language: names of trusts, addresses, codes."""
        return size_pt * self.type.body_leading_pt / self.type.body_pt / POINTS_PER_MM

    def baseline_mm(self, size_pt: float, tightness: float) -> float:
        """From the top of a line to its baseline."""
        return self.ascent_share * self.leading_mm(size_pt) * tightness

    def headroom_mm(self, size_pt: float, tightness: float) -> float:
        """How far the tallest letters of a line reach above its top."""
        ascent_mm = self.ascent_share * self.natural * size_pt / POINTS_PER_MM
        return max(0.0, ascent_mm - self.baseline_mm(size_pt, tightness))

    @property
    def body_mm(self) -> float:
        """A line of body text."""
        return self.leading_mm(self.type.body_pt)
