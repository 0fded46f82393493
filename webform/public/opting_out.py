"""Not taking part, or the person has died: asked once more, then written with the stop in one transaction.

Every sitting of the case ends with it. What a relative may say here is what an agent records by phone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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

OPTED_OUT, DIED = "opted_out", "died"


@dataclass(frozen=True)
class Pages:
    """Of one reason to stop: the page that asks, the page that says it is done, and the words on its buttons."""

    ask: str
    done: str
    yes: str
    panel: str | None
    without_a_letter: bool  # whether there is something to read for somebody who has no letter at hand


PAGES: Mapping[str, Pages] = {
    OPTED_OUT: Pages("opt_out", "opted_out", "button.opt_out", "opted_out.panel", without_a_letter=False),
    DIED: Pages("bereaved", "bereaved_done", "button.died", None, without_a_letter=True),
}


@opting_out.get("/opt-out", defaults={"reason": OPTED_OUT})
@opting_out.get("/bereaved", defaults={"reason": DIED})
def ask(reason: str) -> Response:
    """What it means, and a button to say so. What to do after a death can be read without a letter too."""
    _speak_to_the_addressee()
    about, pages = _about(), PAGES[reason]
    if about is None and not pages.without_a_letter:
        return redirect(url_for("entry.code"), 303)
    back = url_for("entry.start") if about else None
    return rendering.document_page(
        pages.ask, template="public/opt_out.jinja", about=about, yes=pages.yes, back=back, reason=reason
    )


@opting_out.post("/opt-out", defaults={"reason": OPTED_OUT})
@opting_out.post("/bereaved", defaults={"reason": DIED})
def opt_out(reason: str) -> Response:
    """Stop writing to this person. What was sent stays sent; whoever wants no part has what was not sent destroyed."""
    _speak_to_the_addressee()
    known = site()
    if request.form.get("_about") != _about():
        return redirect(url_for("entry.again"), 303)  # the letter has lapsed, or another one was opened since
    if letters.read() is None:
        with sittings.writing() as sitting:
            if sitting.part is not None and is_for_children(sitting.part):
                return redirect(url_for("questions.onward"), 303)  # for the parent to decide
            _stop(sitting.store, known, sitting.code, reason)
    else:
        refused = _stop_by_letter(known, reason)
        if refused is not None:
            return refused
    session.clear()
    response = redirect(url_for("opting_out.done", reason=reason), 303)
    letters.drop(response)
    return response


@opting_out.get("/opted-out", defaults={"reason": OPTED_OUT})
@opting_out.get("/bereaved/done", defaults={"reason": DIED})
def done(reason: str) -> Response:
    """It is done. Says nothing about anybody."""
    _speak_to_the_addressee()
    pages = PAGES[reason]
    if pages.panel is None:
        return rendering.document_page(pages.done)
    return rendering.document_page(pages.done, template="public/receipt.jinja", panel=pages.panel)


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


def _stop_by_letter(known: Site, reason: str) -> Response | None:
    """Stop straight from the letter: through the same guarded door as beginning."""
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
        _stop(found.store, known, found.code, reason)
    return None


def _stop(store: Session, known: Site, code: Code, reason: str) -> None:
    now = known.clock()
    asked = {"kind": reason, "token": code.token, "language": speaking.language(), "at": now.isoformat()}
    requests.add(
        store,
        token=code.token,
        wave=code.wave,
        kind=reason,
        source="online",
        sealed=sealing.seal(asked, known.keys.requests_pub[code.wave]),
        at=now,
    )
    codes.stop(store, code.token, reason, now)  # which ends every sitting too
    if reason == OPTED_OUT:
        drafts.destroy(store, code.token)


def _speak_to_the_addressee() -> None:
    bands = speaking.survey().age_bands
    parents = any(band.addressee is Addressee.PARENT for band in bands)
    speaking.speak_to(Audience.PARENT if parents else Audience.ADULT)
