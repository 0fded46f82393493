"""Puts the staff site together."""

from __future__ import annotations

import os
from collections.abc import Mapping

from flask import Flask
from sqlalchemy import Engine

from fulfilment.keys.ring import StaffKeys
from fulfilment.keys.subkeys import Randomness
from fulfilment.surveys.content import Content
from fulfilment.waves import Wave
from webform.application import new_app
from webform.clock import Clock, utc_now
from webform.staff.access import guard
from webform.staff.answering import answering
from webform.staff.beginning import beginning
from webform.staff.case import case
from webform.staff.changing import changing
from webform.staff.finding import finding
from webform.staff.openings import add_to as name_openings
from webform.staff.refusing import refuse_politely
from webform.staff.rendering import add_filters
from webform.staff.scripts import scripts
from webform.staff.sending import sending
from webform.staff.settings import StaffSettings
from webform.staff.signing_in import account
from webform.staff.site import Site
from webform.staff.stopping import stopping
from webform.staff.wrong_sign_ins import WrongSignIns


def create_staff_app(
    office: Engine,
    online: Engine,
    keys: StaffKeys,
    content: Content,
    waves: Mapping[str, Wave],
    clock: Clock = utc_now,
    settings: StaffSettings | None = None,
    randomness: Randomness = os.urandom,
) -> Flask:
    """The staff site on both stores. ``waves`` by name; ``clock`` gives aware moments; everything comes in here."""
    settings = settings or StaffSettings()
    app = new_app(
        "webform.staff",
        cookie="desk",
        sessions_key=keys.sessions_key,
        proxy_hops=settings.proxy_hops,
        samesite="Strict",
    )
    app.extensions["staff-site"] = Site(
        office, online, keys, content, waves, clock, settings, randomness, WrongSignIns()
    )  # fmt: skip
    for pages in (account, finding, case, stopping, changing, beginning, answering, sending, scripts):
        app.register_blueprint(pages)
    add_filters(app)
    name_openings(app)
    guard(app)
    refuse_politely(app)
    return app
