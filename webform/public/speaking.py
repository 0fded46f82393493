"""In which language, to whom and about which survey a request speaks: from its address, and from the sitting's part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask, g, request
from werkzeug.routing import BaseConverter

from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience, Survey
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.words import Words
from webform.public.site import site


def one_of(names: Iterable[str]) -> type[BaseConverter]:
    """A segment of the address that is one of the names the content has."""

    class OneOf(BaseConverter):
        regex = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    return OneOf


def listen(app: Flask, content: Content) -> None:
    """Take language and survey out of each address, and put them into each address that is made."""

    @app.url_value_preprocessor
    def take(endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.place = dict(values or {})
        g.language = (values or {}).pop("language", None) or _guessed(content)
        survey = (values or {}).pop("survey", None)
        g.survey = content.surveys.get(survey) if survey else None
        g.audience = Audience.ADULT
        g.trust = None

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "language"):
            values.setdefault("language", language())
        survey = survey_or_none()
        if survey is not None and app.url_map.is_endpoint_expecting(endpoint, "survey"):
            values.setdefault("survey", survey.id)


def language() -> str:
    """The language of the answer; also where the address matched nothing."""
    if "language" not in g:
        g.language = _guessed(site().content)
    found: str = g.language
    return found


def _guessed(content: Content) -> str:
    """What an address that matched nothing begins with, or what the browser asks for, among the languages we have."""
    first = request.path.strip("/").partition("/")[0]
    if first in content.languages:
        return first
    return request.accept_languages.best_match(list(content.languages)) or SOURCE


def survey_or_none() -> Survey | None:
    """The survey that the address names."""
    found: Survey | None = g.get("survey")
    return found


def survey() -> Survey:
    """The survey that the address names. Only for addresses that name one."""
    found = survey_or_none()
    if found is None:
        raise RuntimeError("this address names no survey")
    return found


def speak_to(audience: Audience, trust: str | None = None) -> None:
    """From here on the answer speaks to somebody else, and may name the trust."""
    g.audience = audience
    if trust is not None:
        g.trust = trust


def audience() -> Audience:
    """To whom the answer speaks."""
    found: Audience = g.get("audience", Audience.ADULT)
    return found


def fields() -> dict[str, str]:
    """The values that every text of this answer may use."""
    known = site()
    about = survey_or_none() or next(iter(known.content.surveys.values()))
    said = known.content.words(language())
    values = known.content.fields(about.id, said)
    closes = known.settings.closing.get(about.id)
    if closes is not None:
        values["closing_date"] = said.date(closes)
    if g.get("trust"):
        values |= {"trust": g.trust, "hospital": g.trust}
    return values


def words() -> Words:
    """The words of this answer: language, audience, fields."""
    return site().content.words(language()).for_audience(audience()).with_fields(**fields())
