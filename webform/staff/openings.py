"""Which case a form is about. An agent may have two windows, but one case is open: a form of another is refused.

Each form on a case's page carries a keyed hash of desk and case. Forms of an earlier opening are refused too: opening
and closing a case begin a new form token.
"""

from __future__ import annotations

from flask import Flask, request, session

from fulfilment.keys.subkeys import keyed_hash
from webform.staff.site import Desk, desk, open_token, site

FIELD = "_opening"
FORM_TOKEN = "csrf_token"  # Flask-WTF's name for it in the session


def of_page() -> str:
    """What a form on this page carries. Only on pages that the access table asks an open case for."""
    return _name(desk(), open_token())


def is_about_open_case(at_desk: Desk) -> bool:
    """Whether the form that was posted is about the case that is open at the desk now."""
    return at_desk.token is not None and request.form.get(FIELD) == _name(at_desk, at_desk.token)


def is_about_a_case() -> bool:
    """Whether the form that was posted comes from a case's page."""
    return FIELD in request.form


def renew() -> None:
    """From here on the forms of other windows are old."""
    session.pop(FORM_TOKEN, None)


def add_to(app: Flask) -> None:
    """Let templates name the opening."""
    app.jinja_env.globals["opening"] = of_page
    app.jinja_env.globals["opening_field"] = FIELD


def _name(at_desk: Desk, token: str) -> str:
    return keyed_hash(site().keys.sessions_key, "opening", at_desk.id_hash, token)
