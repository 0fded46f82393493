"""Not taking part: asked once more, then written with the stop in the same transaction, and every sitting ends."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from fulfilment.keys import codes as access_codes
from fulfilment.keys import sealing
from fulfilment.keys.subkeys import keyed_hash
from fulfilment.returns.instruments import is_for_children
from fulfilment.store.online import codes, drafts, requests
from fulfilment.store.online.models import Code
from fulfilment.surveys.definition import Addressee, Audience
from webform.public import letters, opening, rendering, sittings, speaking
from webform.public.site import Site, site

opting_out = Blueprint("opting_out", __name__, url_prefix="/<lang:language>/<survey:survey>")

OPTED_OUT = "opted_out"


@opting_out.get("/opt-out")
def ask() -> Response:
    """What it means, and a button to say so."""
    _speak_to_the_addressee()
    about = _about()
    if about is None:
        return redirect(url_for("entry.code"), 303)
    return rendering.document_page("opt_out", template="public/opt_out.jinja", about=about, back=url_for("entry.start"))


@opting_out.post("/opt-out")
def opt_out() -> Response:
    """Stop writing to this person. Their unsent answers are destroyed; what was sent stays sent."""
    _speak_to_the_addressee()
    known = site()
    if request.form.get("_about") != _about():
        return redirect(url_for("entry.again"), 303)  # the letter has lapsed, or another one was opened since
    if letters.read() is None:
        with sittings.writing() as sitting:
            if sitting.part is not None and is_for_children(sitting.part):
                return redirect(url_for("questions.onward"), 303)  # for the parent to decide
            _stop(sitting.store, known, sitting.code)
    else:
        refused = _stop_by_letter(known)
        if refused is not None:
            return refused
    session.clear()
    response = redirect(url_for("opting_out.done"), 303)
    letters.drop(response)
    return response


@opting_out.get("/opted-out")
def done() -> Response:
    """It is done. Says nothing about anybody."""
    _speak_to_the_addressee()
    return rendering.document_page("opted_out", template="public/receipt.jinja", panel="opted_out.panel")


def _about() -> str | None:
    """A keyed name of the letter that the page is about, or else of the sitting; None where there is neither.

    The letter comes first: whoever opened it holds it now, and the sitting may be somebody else's at the same device.
    """
    letter = letters.read()
    if letter is not None:
        whose = ("letter", letter)
    elif sittings.is_begun():
        whose = ("sitting", session["sitting"])
    else:
        return None
    return keyed_hash(site().keys.sessions_key, "opt-out", *whose)


def _stop_by_letter(known: Site) -> Response | None:
    """Opt out straight from the letter: through the same guarded door as beginning."""
    letter = letters.read()
    if letter is None:
        return redirect(url_for("entry.again"), 303)
    try:
        parsed = access_codes.parse(letter)
    except access_codes.CodeFault:
        return redirect(url_for("entry.again"), 303)
    with opening.opened(parsed) as found:
        if isinstance(found, opening.Refused):
            return opening.refuse(found)
        _stop(found.store, known, found.code)
    return None


def _stop(store: Session, known: Site, code: Code) -> None:
    now = known.clock()
    asked = {"kind": OPTED_OUT, "token": code.token, "language": speaking.language(), "at": now.isoformat()}
    requests.add(
        store,
        token=code.token,
        wave=code.wave,
        kind=OPTED_OUT,
        source="online",
        sealed=sealing.seal(asked, known.keys.requests_pub[code.wave]),
        at=now,
    )
    codes.stop(store, code.token, OPTED_OUT, now)  # which ends every sitting too
    drafts.destroy(store, code.token)


def _speak_to_the_addressee() -> None:
    bands = speaking.survey().age_bands
    parents = any(band.addressee is Addressee.PARENT for band in bands)
    speaking.speak_to(Audience.PARENT if parents else Audience.ADULT)
