"""What the staff site runs with: both stores, its keys, content, waves, clock and settings. And who is at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import current_app, g
from sqlalchemy import Engine

from fulfilment.keys.ring import StaffKeys
from fulfilment.keys.subkeys import Randomness
from fulfilment.london import london_day
from fulfilment.returns import collecting
from fulfilment.returns.sending import Seals
from fulfilment.surveys.content import Content
from fulfilment.waves import Wave
from webform.clock import Clock
from webform.staff.settings import StaffSettings
from webform.staff.wrong_sign_ins import WrongSignIns


@dataclass(frozen=True)
class Site:
    """The staff site's surroundings."""

    office: Engine
    online: Engine
    keys: StaffKeys
    content: Content
    waves: Mapping[str, Wave]
    clock: Clock
    settings: StaffSettings
    randomness: Randomness
    wrong_sign_ins: WrongSignIns

    @property
    def today(self) -> date:
        """This country's day: dates may not lie ahead of it."""
        return london_day(self.clock())

    def knows(self, wave: str) -> bool:
        """Whether cases of a wave can be opened: its folder and its keys are here. Both go when a wave has ended."""
        return wave in self.waves and wave in self.keys.waves

    @property
    def seals(self) -> Seals:
        """What sent answers are sealed to."""
        return Seals(self.keys.answers_pub, self.keys.escrow_pub)

    def collect(self, wave: str, actor: str) -> None:
        """Bring what respondents did on line into the office store."""
        useable = self.content.survey(self.waves[wave].survey).useable_answers
        collecting.collect(self.office, self.online, wave, useable, self.clock(), actor)


@dataclass(frozen=True)
class Desk:
    """A signed-in agent and the one case that is open. ``token`` is None where none is."""

    id_hash: str
    staff: str
    role: str
    token: str | None
    reason: str | None


def site() -> Site:
    """The surroundings of the application that answers this request."""
    found: Site = current_app.extensions["staff-site"]
    return found


def desk_or_none() -> Desk | None:
    """Who is at the desk, on pages that anybody may see too."""
    found: Desk | None = g.get("desk")
    return found


def desk() -> Desk:
    """Who is at the desk. Only where the access table asks for somebody."""
    found = desk_or_none()
    if found is None:
        raise RuntimeError("nobody is signed in")
    return found


def open_token() -> str:
    """The token of the open case. Only where the access table asks for one."""
    token = desk().token
    if token is None:
        raise RuntimeError("no case is open")
    return token
