"""What the public site runs with: its store, its keys, its content, its clock, its settings, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import Engine

from fulfilment.keys.ring import PublicKeys
from fulfilment.keys.subkeys import Randomness
from fulfilment.london import london_day
from fulfilment.returns.sending import Seals
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Survey
from webform.clock import Clock
from webform.public.settings import PublicSettings
from webform.sessions import CookieJar


@dataclass(frozen=True)
class Site:
    """The public site's surroundings. ``letter`` is the cookie in which a code waits for the start button."""

    engine: Engine
    keys: PublicKeys
    content: Content
    clock: Clock
    settings: PublicSettings
    randomness: Randomness
    letter: CookieJar

    @property
    def today(self) -> date:
        """This country's day: dates may not lie ahead of it."""
        return london_day(self.clock())

    @property
    def seals(self) -> Seals:
        """What sent answers are sealed to."""
        return Seals(self.keys.answers_pub, self.keys.escrow_pub)

    def survey_of_letter(self, path_letter: str) -> Survey | None:
        """The survey whose letters carry this letter in the address."""
        surveys = self.content.surveys.values()
        return next((survey for survey in surveys if survey.path_letter.upper() == path_letter.upper()), None)

    def is_open(self, survey: str) -> bool:
        """Whether a survey takes answers today. One without a closing date has no wave, and takes none."""
        closes_on = self.settings.closing.get(survey)
        return closes_on is not None and self.today <= closes_on


def site() -> Site:
    """The surroundings of the application that answers this request."""
    found: Site = current_app.extensions["public-site"]
    return found
