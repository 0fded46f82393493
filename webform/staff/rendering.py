"""From a template's name to a page. Staff read English; only questions are in the caller's language."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, make_response, render_template

from fulfilment.keys import references
from fulfilment.london import london_moment
from fulfilment.surveys.languages import SOURCE
from webform.staff import notices
from webform.staff.site import desk_or_none, site

SERVICE = "Survey helpline"


def page(template: str, *, title: str, status: int = 200, error: bool = False, **context: Any) -> Response:
    """A whole page. ``title`` names nobody: titles stay in the browser's history."""
    words = site().content.words(SOURCE)
    full = f"{title} – {SERVICE} – NHS"
    html = render_template(
        f"staff/{template}",
        say=words.say,
        language=SOURCE,
        direction=words.direction,
        audience="staff",
        service=SERVICE,
        window_title=f"Error: {full}" if error else full,
        nhs_logo=site().settings.nhs_logo,
        desk=desk_or_none(),
        notice=notices.take(),
        error=error,
        **context,
    )
    return make_response(html, status)


def add_filters(app: Flask) -> None:
    """How moments and days are written for staff."""
    app.jinja_env.filters["moment"] = london_moment
    app.jinja_env.filters["reference"] = references.format
    app.jinja_env.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"
