"""Errors in the person's language, with a way on and without a detail."""

from __future__ import annotations

from flask import Flask, redirect, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from fulfilment.store.online.drafts import DraftClosed, DraftHeld
from webform.public import rendering

PAGES = {403: "error_403", 404: "error_404", 429: "error_429"}
OTHERWISE = {4: "error_403", 5: "error_500"}


def refuse_politely(app: Flask) -> None:
    """Put our own pages in the place of Flask's."""

    @app.errorhandler(CSRFError)
    def old_form(error: CSRFError) -> Response:
        return rendering.document_page("error_403", status=400, template="public/error.jinja")

    @app.errorhandler(DraftHeld)
    def held(error: DraftHeld) -> Response:
        return rendering.document_page("held", status=409)

    @app.errorhandler(DraftClosed)
    def closed(error: DraftClosed) -> Response:
        return redirect(url_for("questions.onward"), 303)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        if error.response is not None and (error.code is None or error.code < 400):
            return error.get_response()  # abort(redirect(...))
        status = error.code or 500
        name = PAGES.get(status) or OTHERWISE[status // 100]
        return rendering.document_page(name, status=status, template="public/error.jinja", minutes=1)
