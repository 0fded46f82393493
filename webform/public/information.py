"""Help, other ways, privacy, cookies, accessibility, after a death: pages of letters/ that anybody may read."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from fulfilment.surveys.definition import Audience
from webform.public import rendering, speaking
from webform.public.site import site

information = Blueprint("information", __name__)


@information.get('/<lang:language>/<any(help, "other-ways", cookies, accessibility, bereaved):name>')
def shared(name: str) -> Response:
    """A page that all surveys share."""
    return rendering.document_page(name.replace("-", "_"))


@information.get('/<lang:language>/<survey:survey>/<any(help, "other-ways", privacy, cookies, accessibility):name>')
def of_survey(name: str) -> Response:
    """A page about one survey, with its own helpline."""
    return rendering.document_page(name.replace("-", "_"))


@information.get("/<lang:language>/<survey:survey>/privacy/child", defaults={"reader": Audience.CHILD})
@information.get("/<lang:language>/<survey:survey>/privacy/young-person", defaults={"reader": Audience.YOUNG_PERSON})
def privacy_for_children(reader: Audience) -> Response:
    """Who sees the answers, in the words of a child or of a young person."""
    name = f"privacy_{reader}"
    if (speaking.survey().id, name) not in site().content.pages:
        abort(404)
    speaking.speak_to(reader)
    return rendering.document_page(name)
