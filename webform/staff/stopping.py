"""No more letters: a caller who wants none, or the news that the person has died. One page to confirm, one button."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from fulfilment.keys import sealing
from fulfilment.returns.sending import PHONE
from fulfilment.store.engines import transaction
from fulfilment.store.online import codes, drafts, requests
from webform.staff import casefile, holds, notices, rendering, scripts
from webform.staff.case import opened
from webform.staff.casefile import CaseFile
from webform.staff.site import Site, desk, site

stopping = Blueprint("stopping", __name__, url_prefix="/case/stop")

TITLES = {"opted_out": "Wants no more letters", "died": "The person has died"}
EVENTS = {"opted_out": "opt_out_recorded", "died": "death_recorded"}
STOPS = "any(opted_out, died)"


@stopping.get(f"/<{STOPS}:stop>")
def ask(stop: str) -> Response:
    """What it means, what to say, and the button."""
    file = opened()
    if _is_done(file, stop):
        return redirect(url_for("case.show"), 303)
    script = scripts.for_reason(file, stop)
    return rendering.page("stop.jinja", title=TITLES[stop], file=file, stop_kind=stop, script=script)


@stopping.post(f"/<{STOPS}:stop>")
def stop(stop: str) -> Response:
    """Stop on line first, then bring it into the office store: a crash between the two errs on the side of silence."""
    known, file, agent = site(), opened(), desk().staff
    if not _is_done(file, stop):
        holds.let_go(known, desk())
        _stop_online(known, file, stop)
        known.collect(file.case.wave, agent)
        with transaction(known.office) as store:
            casefile.tell(store, file, known.clock(), agent, EVENTS[stop])
    notices.leave(notices.Notice.STOPPED)
    return redirect(url_for("case.show"), 303)


def _is_done(file: CaseFile, stop: str) -> bool:
    return file.case.stop in (stop, "died")


def _stop_online(known: Site, file: CaseFile, stop: str) -> None:
    now, token, wave = known.clock(), file.case.token, file.case.wave
    told = {"kind": stop, "token": token, "language": file.case.language, "at": now.isoformat()}
    sealed = sealing.seal(told, known.keys.requests_pub(wave))
    with transaction(known.online) as store:
        requests.add(store, token=token, wave=wave, kind=stop, source=PHONE, sealed=sealed, at=now)
        codes.stop(store, token, stop, now)  # which ends every sitting too
        if stop == "opted_out":
            drafts.destroy(store, token)
