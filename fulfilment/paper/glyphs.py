"""Positioned glyphs, and the PDF operators that show them.

A line of one face is one TJ operator: a reader then finds its text two or three times as fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from fulfilment.paper.faces import PER_EM, Face


class Piece(NamedTuple):
    """Glyphs shown together. ``shows`` pairs a rise above the baseline (1/1000 em) with the inside of a TJ array.

    ``actual_text`` is what a word says where its glyphs by themselves don't.
    """

    shows: tuple[tuple[float, str], ...]
    actual_text: str | None = None


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Shaped glyphs of one face from left to right. ``width`` is in 1/1000 em."""

    face: Face
    pieces: tuple[Piece, ...]
    width: float
    glyphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, shaped, its runs from left to right. ``width`` is in 1/1000 em."""

    runs: tuple[GlyphRun, ...]
    width: float

    def width_pt(self, size_pt: float) -> float:
        """How wide the line is in a size."""
        return self.width * size_pt / PER_EM

    def operators(self, x_pt: float, y_pt: float, size_pt: float) -> str:
        """The text object that shows the line; x and y are the left end of its baseline."""
        parts = [f"BT 1 0 0 1 {x_pt:.2f} {y_pt:.2f} Tm"]
        face: Face | None = None
        raised = 0.0
        for run in self.runs:
            if run.face is not face:
                face = run.face
                parts.append(f"/{face.name} {size_pt:g} Tf")
            for shows, actual_text in run.pieces:
                if actual_text is not None:  # ISO 32000-1, 14.9.4
                    parts.append(f"/Span<</ActualText<FEFF{actual_text.encode('utf-16-be').hex().upper()}>>>BDC")
                for rise, array in shows:
                    if rise != raised:
                        parts.append(f"{rise * size_pt / PER_EM:.2f} Ts")
                        raised = rise
                    parts.append(f"[{array}]TJ")
                if actual_text is not None:
                    parts.append("EMC")
        parts.append("0 Ts ET" if raised else "ET")
        return " ".join(parts)
