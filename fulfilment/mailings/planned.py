"""A case that is to get a piece: what decides its print file, and where it stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from fulfilment.mailings.jobs import ORDER

MIXED = "mixed"  # language and format of a file of orders


@dataclass(frozen=True)
class Planned:
    """A case that gets a piece, with the pack and the print file it belongs to. ``kind``: live, seed."""

    token: str
    issue: int
    trust: str
    reference: str
    age_band: str
    pack: str
    language: str
    format: str
    component: str
    kind: str = "live"

    @property
    def group(self) -> tuple[str, str, str]:
        """What one print file has in common: pack, language, format."""
        return (ORDER, MIXED, MIXED) if self.component == ORDER else (self.pack, self.language, self.format)
