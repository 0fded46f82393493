"""Signing in with name, password and one-time code on one page, and out. Nothing says which of the three was wrong."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from fulfilment.keys import accounts
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import desks, events, staff
from webform import throttle
from webform.sessions import id_hash
from webform.staff import holds, notices, refusing, rendering
from webform.staff.site import Site, desk, desk_or_none, site

account = Blueprint("account", __name__)

ID_BYTES = 32
LONGEST_PASSWORD = 200  # our choice: hashing must not be given megabytes to chew


@account.get("/sign-in")
def sign_in() -> Response:
    """One page for all three."""
    if desk_or_none() is not None:
        return redirect(url_for("finding.home"), 303)
    return rendering.page("sign_in.jinja", title="Sign in", name="")


@account.post("/sign-in")
def enter() -> Response:
    """Begin a session with an id of its own, whatever the browser brought."""
    known = site()
    client = throttle.client_hash(known.keys.sessions_key, request.remote_addr or "", known.clock())
    delay = known.wrong_sign_ins.wait(client, known.clock())
    if delay is not None:
        response = refusing.page(429)
        response.headers["Retry-After"] = str(ceil(delay.total_seconds()))
        return response
    name = request.form.get("name", "").strip().lower()
    if not _is_right(known, name, request.form.get("password", ""), request.form.get("code", "")):
        _count(known, client)
        return rendering.page("sign_in.jinja", title="Sign in", status=422, error=True, name=name)
    _leave_desk(known)
    session.clear()
    session["desk"] = known.randomness(ID_BYTES).hex()
    with transaction(known.office) as store:
        desks.begin(store, id_hash(session["desk"]), name, known.clock())
    return redirect(url_for("finding.home"), 303)


@account.post("/sign-out")
def sign_out() -> Response:
    """End the session, and hand back what the agent holds."""
    known, at_desk = site(), desk()
    _leave_desk(known)
    with transaction(known.office) as store:
        events.record(store, known.clock(), at_desk.staff, "sign_out")
    session.clear()
    notices.leave(notices.Notice.SIGNED_OUT)
    return redirect(url_for("account.sign_in"), 303)


def _leave_desk(known: Site) -> None:
    """End the session that this browser had, if it had one."""
    at_desk = desk_or_none()
    if at_desk is None:
        return
    holds.let_go(known, at_desk)
    with transaction(known.office) as store:
        desks.end(store, at_desk.id_hash, known.clock())


def _count(known: Site, client: str) -> None:
    """Count a failure of an address; the one that shuts it out leaves an event, but no more than one a window."""
    now = known.clock()
    failures = known.wrong_sign_ins.note(client, now)
    if failures is not None:
        with transaction(known.office) as store:
            staff.note_shut_out(store, failures, now)


def _is_right(known: Site, name: str, password: str, code: str) -> bool:
    """Judge all three, always all three: an unknown name takes as long as a known one."""
    now = known.clock()
    with reading(known.office) as store:
        found = staff.get(store, name)
    right = accounts.is_password(found.password_hash if found else None, password[:LONGEST_PASSWORD])
    secret = accounts.open_totp(found.totp_sealed, known.keys.staff_key, name) if found else None
    step = accounts.step_of(secret or accounts.NOBODYS_TOTP, code, now)
    with transaction(known.office) as store:
        if found is not None and right and step is not None and staff.admit(store, name, step, now):
            return True
        staff.refuse(store, name, now)
    return False
