"""Puts the public site together."""

from __future__ import annotations

import os

from flask import Flask, request
from sqlalchemy import Engine
from werkzeug.wrappers import Response

from fulfilment.keys.ring import PublicKeys
from fulfilment.keys.subkeys import Randomness
from fulfilment.surveys.content import Content
from webform.application import new_app
from webform.clock import Clock, utc_now
from webform.public import rendering, speaking
from webform.public.entry import entry
from webform.public.information import information
from webform.public.opting_out import opting_out
from webform.public.parts import parts
from webform.public.questions import questions
from webform.public.refusing import refuse_politely
from webform.public.sending import sending
from webform.public.settings import PublicSettings
from webform.public.site import Site, site
from webform.public.speaking import listen, one_of
from webform.sessions import CookieJar


def create_public_app(
    engine: Engine,
    keys: PublicKeys,
    content: Content,
    clock: Clock = utc_now,
    settings: PublicSettings | None = None,
    randomness: Randomness = os.urandom,
) -> Flask:
    """The public site on an online store. ``clock`` gives aware moments; everything it needs comes in here."""
    settings = settings or PublicSettings()
    app = new_app("webform.public", cookie="survey", sessions_key=keys.sessions_key, proxy_hops=settings.proxy_hops)
    letter = CookieJar("letter", keys.sessions_key, int(settings.letter_lasts.total_seconds()))
    app.extensions["public-site"] = Site(engine, keys, content, clock, settings, randomness, letter)
    app.url_map.converters["lang"] = one_of(content.languages)
    app.url_map.converters["survey"] = one_of(content.surveys)
    listen(app, content)
    for pages in (entry, information, opting_out, parts, sending, questions):
        app.register_blueprint(pages)
    app.before_request(_only_open_surveys)
    refuse_politely(app)
    return app


def _only_open_surveys() -> Response | None:
    """From the day after its closing date a survey takes nothing more; its help and privacy pages stay."""
    about = speaking.survey_or_none()
    if about is None or request.blueprint == information.name or site().is_open(about.id):
        return None
    return rendering.document_page("code_closed")
