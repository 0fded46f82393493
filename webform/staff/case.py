"""The page of the open case, and closing it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from fulfilment.store.engines import transaction
from fulfilment.store.office import desks
from webform.staff import casefile, holds, notices, openings, rendering, scripts
from webform.staff.casefile import CaseFile
from webform.staff.site import desk, open_token, site

case = Blueprint("case", __name__, url_prefix="/case")


def opened() -> CaseFile:
    """The file of the open case. Ends the request where it has gone."""
    found = casefile.load(site(), open_token(), desk().staff)
    if found is None:
        abort(404)
    return found


@case.get("")
def show() -> Response:
    """Who it is, and what can be done."""
    file, reason = opened(), desk().reason
    return rendering.page("case.jinja", title="Case", file=file, reason=reason, script=scripts.for_reason(file, reason))


@case.post("/close")
def close() -> Response:
    """The call is over. A draft that the agent holds goes back to the respondent."""
    known, at_desk = site(), desk()
    holds.let_go(known, at_desk)
    with transaction(known.office) as store:
        desks.close_case(store, at_desk.id_hash)
    openings.renew()
    notices.leave(notices.Notice.CLOSED)
    return redirect(url_for("finding.home"), 303)
