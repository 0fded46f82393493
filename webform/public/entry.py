"""The ways in: a letter's QR code, a typed code, and the button that starts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.form import BaseForm

from fulfilment.keys import codes
from fulfilment.surveys.languages import SOURCE
from webform.public import letters, opening, rendering, sittings, speaking
from webform.public.site import site

entry = Blueprint("entry", __name__)

LONGEST_TYPED = 80  # our choice: a code with a good deal of clumsy spacing


@entry.get("/<string(length=1):path_letter>-<path_language>/<string(maxlength=80):code>")
def scanned(path_letter: str, path_language: str, code: str) -> Response:
    """The address in the QR code. Looks nothing up and writes nothing: mail and QR scanners follow links too."""
    known = site()
    about = known.survey_of_letter(path_letter)
    if about is None:
        abort(404)
    tag = path_language.lower()
    if tag not in about.languages or tag not in known.content.languages:
        tag = SOURCE
    response = redirect(url_for("entry.start", language=tag, survey=about.id), 303)
    letters.keep(response, code, about.id)
    return response


@entry.get("/")
def home() -> Response:
    """The bare address, in the language that the browser asks for."""
    return redirect(url_for("entry.code"), 303)


@entry.get("/<lang:language>/")
def code() -> Response:
    """One box for the code."""
    return _ask(_form())


@entry.get("/<lang:language>/again")
def again() -> Response:
    """The sitting is over: the same box, and why."""
    return _ask(_form(), document=rendering.document("session_over"))


@entry.post("/<lang:language>/")
def typed() -> Response:
    """A typed code. Mistakes are said at once and cost nothing; a real one leads to the page that says which survey."""
    form = _form(request.form)
    if "_switch" in request.form:
        return _ask(form)
    try:
        parsed = codes.parse(form["code"].data or "")
    except codes.CodeFault as fault:
        return _mistyped(form, fault)
    with opening.opened(parsed) as found:
        if isinstance(found, opening.Refused):
            return opening.refuse(found)
        survey = found.code.survey
    response = redirect(url_for("entry.start", survey=survey), 303)
    letters.keep(response, parsed, survey)
    return response


@entry.get("/<lang:language>/<survey:survey>/start")
def start() -> Response:
    """Which survey this is, what it asks and how long it takes. Shown before anything is looked up."""
    letter = letters.read()
    if letter is None and not sittings.is_begun():
        return redirect(url_for("entry.code"), 303)
    return rendering.document_page("start", template="public/start.jinja", resumable=letter is None)


@entry.post("/<lang:language>/<survey:survey>/start")
def begin() -> Response:
    """The button: throttle, check symbol, Argon2id, look-up, and a sitting."""
    letter = letters.read()
    if letter is None:
        return redirect(url_for("entry.again"), 303)
    try:
        parsed = codes.parse(letter)
    except codes.CodeFault as fault:
        return _mistyped(_form(MultiDict({"code": letter})), fault)
    with opening.opened(parsed) as found:
        if isinstance(found, opening.Refused):
            return opening.refuse(found)
        begun, survey = opening.begin(found), found.code.survey
    session.clear()  # with it goes the form token of whoever used this browser before
    session["sitting"], session["keys"] = begun.sitting, begun.keys
    response = redirect(url_for("questions.onward", survey=survey), 303)
    letters.drop(response)
    return response


def _form(posted: MultiDict[str, str] | None = None) -> BaseForm:
    fields: dict[str, Any] = {"code": StringField()}
    form = BaseForm(fields)
    form.process(formdata=posted)
    return form


def _mistyped(form: BaseForm, fault: codes.CodeFault) -> Response:
    form["code"].errors = [speaking.words().say(f"error.code_{fault.kind}")]
    return _ask(form, status=422)


def _ask(form: BaseForm, *, status: int = 200, document: object = None) -> Response:
    words = speaking.words()
    return rendering.page(
        "public/code.jinja",
        title=words.say("code.title"),
        status=status,
        error=status == 422,
        field=form["code"],
        longest=LONGEST_TYPED,
        document=document,
        carries_input=True,
        post_to="entry.typed",
    )
