"""What the public site runs with: its store, its keys, its content, its clock, its settings, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import Engine

from fulfilment.keys.ring import PublicKeys
from fulfilment.keys.subkeys import Randomness
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Questionnaire, Survey
from webform.public.settings import PublicSettings
from webform.questionnaire.sending import Seals
from webform.sessions import CookieJar

Clock = Callable[[], datetime]


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
        """The day on which dates may not lie ahead."""
        return self.clock().date()

    @property
    def seals(self) -> Seals:
        """What sent answers are sealed to."""
        return Seals(self.keys.answers_pub, self.keys.escrow_pub)

    def survey_of_letter(self, path_letter: str) -> Survey | None:
        """The survey whose letters carry this letter in the address."""
        surveys = self.content.surveys.values()
        return next((survey for survey in surveys if survey.path_letter.upper() == path_letter.upper()), None)

    def questionnaire(self, survey: str, questionnaire: str, instrument: str) -> Questionnaire:
        """The questionnaire as it was when the code was made; after a change of wording, as it is now."""
        try:
            return self.content.by_instrument(instrument)
        except KeyError:
            return self.content.questionnaire(survey, questionnaire)


def site() -> Site:
    """The surroundings of the application that answers this request."""
    found: Site = current_app.extensions["public-site"]
    return found
