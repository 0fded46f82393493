"""Who may see which page: one table over all routes, asked before each request. A route without a row is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from flask import Flask, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import desks
from webform.sessions import id_hash
from webform.staff import notices, openings
from webform.staff.site import Desk, site


class Access(Enum):
    """What a page asks for."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed in"
    OPEN_CASE = "signed in, with a case open"


ACCESS: Mapping[str, Access] = {
    "static": Access.ANYBODY,
    "account.sign_in": Access.ANYBODY,
    "account.enter": Access.ANYBODY,
    "account.sign_out": Access.SIGNED_IN,
    "finding.home": Access.SIGNED_IN,
    "finding.by_reference": Access.SIGNED_IN,
    "finding.by_name": Access.SIGNED_IN,
    "finding.by_code": Access.SIGNED_IN,
    "finding.found": Access.SIGNED_IN,
    "finding.open_case": Access.SIGNED_IN,
    "case.show": Access.OPEN_CASE,
    "case.close": Access.OPEN_CASE,
    "stopping.ask": Access.OPEN_CASE,
    "stopping.stop": Access.OPEN_CASE,
    "changing.ask": Access.OPEN_CASE,
    "changing.do": Access.OPEN_CASE,
    "beginning.ask": Access.OPEN_CASE,
    "beginning.begin": Access.OPEN_CASE,
    "beginning.hand_back": Access.OPEN_CASE,
    "answering.show": Access.OPEN_CASE,
    "answering.answer": Access.OPEN_CASE,
    "sending.check": Access.OPEN_CASE,
    "sending.send": Access.OPEN_CASE,
    "scripts.show": Access.SIGNED_IN,
}


def guard(app: Flask) -> None:
    """Ask the table before each request."""
    app.before_request(_admit)


def _admit() -> Response | None:
    if request.endpoint is None:
        return None  # no such page: 404
    needed = ACCESS.get(request.endpoint)
    if needed is None:
        abort(403)
    at_desk = see_desk()
    if needed is Access.ANYBODY:
        return None
    if at_desk is None:
        was_signed_in = "desk" in session
        session.clear()
        if was_signed_in:
            notices.leave(notices.Notice.IDLE)
        return redirect(url_for("account.sign_in"), 303)
    if needed is Access.OPEN_CASE and at_desk.token is None:
        return no_case()
    if request.method == "POST":
        if needed is Access.OPEN_CASE and not openings.is_about_open_case(at_desk):
            abort(409)
        with transaction(site().office) as store:
            desks.touch(store, at_desk.id_hash, site().clock(), site().settings.idle)
    return None


def no_case() -> Response:
    """To the first page: whatever the form was about, no case is open."""
    notices.leave(notices.Notice.NO_CASE)
    return redirect(url_for("finding.home"), 303)


def see_desk() -> Desk | None:
    """Who the cookie says is here. Reading it changes nothing: only what is posted counts as being there."""
    known = site()
    g.desk = None
    if "desk" not in session:
        return None
    hashed, now = id_hash(session["desk"]), known.clock()
    with reading(known.office) as store:
        found = desks.current(store, hashed, now, known.settings.idle)
        if found is not None:
            row, account = found
            is_open = row.open_until is not None and row.open_until > now
            token, reason = (row.open_token, row.open_reason) if is_open else (None, None)
            g.desk = Desk(hashed, account.name, account.role, token, reason)
    at_desk: Desk | None = g.desk
    return at_desk
