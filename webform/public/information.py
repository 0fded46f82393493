"""Help, privacy, cookies, accessibility: pages of letters/ that anybody may read."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from fulfilment.surveys.definition import Audience
from webform.public import rendering, speaking
from webform.public.site import site

information = Blueprint("information", __name__)


@information.get("/<lang:language>/<any(help, cookies, accessibility):name>")
def shared(name: str) -> Response:
    """A page that all surveys share."""
    return rendering.document_page(name)


@information.get("/<lang:language>/<survey:survey>/<any(help, privacy, cookies, accessibility):name>")
def of_survey(name: str) -> Response:
    """A page about one survey, with its own helpline."""
    return rendering.document_page(name)


@information.get("/<lang:language>/<survey:survey>/privacy/child")
def privacy_for_children() -> Response:
    """Who sees the answers, in a child's words."""
    if (speaking.survey().id, "privacy_child") not in site().content.pages:
        abort(404)
    speaking.speak_to(Audience.CHILD)
    return rendering.document_page("privacy_child")
