"""Errors in plain words, with a way on and without a detail."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from webform.staff import access, openings, rendering

TITLES = {
    400: "This page was open for too long",
    403: "You cannot do that here",
    404: "There is no such page",
    409: "Another case is open now",
    413: "That was too long",
    429: "Too many tries",
    500: "Something went wrong",
}


def refuse_politely(app: Flask) -> None:
    """Put our own pages in the place of Flask's."""

    @app.errorhandler(CSRFError)
    def old_form(error: CSRFError) -> Response:
        at_desk = access.see_desk()  # the form token is looked at before anything else
        if at_desk is None or not openings.is_about_a_case():
            return page(400)
        if at_desk.token is None:
            return access.no_case()
        return page(400 if openings.is_about_open_case(at_desk) else 409)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        if error.response is not None and (error.code is None or error.code < 400):
            return error.get_response()  # abort(redirect(...))
        return page(error.code or 500)


def page(status: int) -> Response:
    """Our own page of an error."""
    shown = status if status in TITLES else (500 if status >= 500 else 403)
    return rendering.page("error.jinja", title=TITLES[shown], status=status, about=shown)
