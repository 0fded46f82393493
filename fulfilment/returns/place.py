"""Where returns are dealt with: both stores, the keys and one wave. The mailing room, or the desk of the helpline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from fulfilment.keys.ring import OfficeKeys
from fulfilment.waves import Wave


class Place(Protocol):
    """Both stores of a wave, and the keys for it."""

    @property
    def keys(self) -> OfficeKeys:
        """The back office's keys, or the helpline's, which hold them."""

    @property
    def wave(self) -> Wave:
        """The wave."""

    def office(self) -> Engine:
        """The office store."""

    def online(self) -> Engine:
        """The online store."""


@dataclass(frozen=True)
class Desk:
    """A place whose stores are open already."""

    office_store: Engine
    online_store: Engine
    keys: OfficeKeys
    wave: Wave

    def office(self) -> Engine:
        """The office store."""
        return self.office_store

    def online(self) -> Engine:
        """The online store."""
        return self.online_store
