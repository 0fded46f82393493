"""Why one piece cannot be printed. Whoever composes withholds that piece and goes on with the next.

None of the texts quotes what a person's letter would have said: they may be logged.
"""

from __future__ import annotations

from collections.abc import Iterable

from fulfilment.errors import FulfilmentError


class PieceRefused(FulfilmentError):
    """This piece cannot be printed as it should; nothing of it was written."""


class MissingGlyph(PieceRefused):
    """A text holds characters that no font has. ``characters`` are they, each once."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(dict.fromkeys(characters))
        points = ", ".join(f"U+{ord(character):04X}" for character in self.characters)
        super().__init__("no-glyph", f"no font has {points}", "Correct the text, or add a font that has it.")


class TextTooWide(PieceRefused):
    """A person's text does not fit on its line, even in the smallest size allowed. ``slot`` names the line."""

    def __init__(self, slot: str, over_mm: float) -> None:
        self.slot = slot
        super().__init__("text-too-wide", f"the {slot} is {over_mm:.1f} mm too wide", "Shorten it.")


class AddressTooWide(PieceRefused):
    """A line of the address is too wide for the window, even in the smallest size allowed."""

    def __init__(self, line: int, over_mm: float) -> None:
        self.line = line
        what = f"line {line} of the address is {over_mm:.1f} mm too wide for the window"
        super().__init__("address-too-wide", what, "Shorten or divide the line.")


class AddressTooLong(PieceRefused):
    """The address has more lines than the window shows."""

    def __init__(self, lines: int, allowed: int) -> None:
        what = f"the address has {lines} lines, and the window shows {allowed}"
        super().__init__("address-too-long", what, "Put two short lines into one.")
