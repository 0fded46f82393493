"""Finding a case: by the reference, by surname and postcode, or by the code that a caller reads out. And opening it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from fulfilment.keys import codes as access_codes
from fulfilment.keys import references
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, desks, events, people
from fulfilment.store.office.models import Case
from fulfilment.store.online import codes
from webform.staff import holds, openings, rendering, scripts
from webform.staff.reasons import REASONS
from webform.staff.site import Site, desk, site

finding = Blueprint("finding", __name__)

MOST_SHOWN = 10


@dataclass(frozen=True)
class Hit:
    """A case as a list shows it: nobody's name."""

    reference: str
    wave: str
    trust: str
    age_band: str


@finding.get("/")
def home() -> Response:
    """The box for the reference, and two other ways."""
    return _home()


@finding.post("/find/reference")
def by_reference() -> Response:
    """A reference. A mistyped one is said at once, without a look-up."""
    typed = request.form.get("reference", "")
    try:
        reference = references.parse(typed)
    except references.ReferenceFault as fault:
        return _home(wrong={"reference": REFERENCE_FAULTS[fault.kind]})
    with reading(site().office) as store:
        case = cases.case_by_reference(store, reference)
    if case is None or not site().knows(case.wave):
        return _home(wrong={"reference": "No case has this reference. Ask the caller to read it again"})
    return _found("reference", [case.token])


@finding.post("/find/name")
def by_name() -> Response:
    """Surname and postcode together, in every wave whose keys are here."""
    known = site()
    surname, postcode = request.form.get("surname", "").strip(), request.form.get("postcode", "").strip()
    wrong = {}
    if not surname:
        wrong["surname"] = "Enter the surname of the person the letter is about"
    if not postcode:
        wrong["postcode"] = "Enter the postcode on the letter"
    if wrong:
        return _home(wrong=wrong)
    with reading(known.office) as store:
        tokens = [
            token
            for wave in sorted(filter(known.knows, known.waves))
            for token in people.find(store, known.keys.people(wave), postcode=postcode, surname=surname)
        ]
    if not tokens:
        return _home(wrong={"surname": "No case has this surname and postcode. Check how both are spelt"})
    return _found("name", tokens)


@finding.post("/find/code")
def by_code() -> Response:
    """An access code that the caller reads out: current or of an earlier letter."""
    known = site()
    try:
        parsed = access_codes.parse(request.form.get("code", ""))
    except access_codes.CodeFault as fault:
        return _home(wrong={"code": CODE_FAULTS[fault.kind]})
    with reading(known.online) as store:
        salt = codes.salt(store)
    secret = known.keys.secret_of(parsed, salt)  # slow, so outside of any transaction
    with reading(known.online) as store:
        code = codes.by_digest(store, secret.digest)
    with reading(known.office) as store:
        case = cases.get(store, code.token) if code else None
    if case is None or not known.knows(case.wave):
        return _home(wrong={"code": "No letter has this code. Ask the caller to read it again"})
    return _found("code", [case.token])


@finding.get("/found")
def found() -> Response:
    """What was found, and why the caller rings."""
    with reading(site().office) as store:
        known = _cases(site(), store, session.get("found", ()))
    return _ask(known) if known else redirect(url_for("finding.home"), 303)


@finding.post("/open")
def open_case() -> Response:
    """Open one of the cases that were found. What happened on line is collected first."""
    known, at_desk = site(), desk()
    reason = request.form.get("reason", "")
    with reading(known.office) as store:
        offered = _cases(known, store, session.get("found", ()))
    if not offered:
        return redirect(url_for("finding.home"), 303)
    chosen = next((case for case in offered if case.reference == request.form.get("case")), None)
    wrong = {}
    if chosen is None:
        wrong["case"] = "Select the case to open"
    if reason not in REASONS:
        wrong["reason"] = "Select why the caller is ringing"
    if chosen is None or wrong:
        return _ask(offered, wrong=wrong)
    holds.let_go(known, at_desk)
    known.collect(chosen.wave, at_desk.staff)
    now = known.clock()
    with transaction(known.office) as store:
        desks.open_case(store, at_desk.id_hash, chosen.token, reason, now + known.settings.idle)
        detail = {"reason": reason, "found_by": session.get("found_by", "reference")}
        events.record(
            store, now, at_desk.staff, "case_opened", wave=chosen.wave, token=chosen.token, detail=detail
        )  # fmt: skip
    session.pop("found", None)
    session.pop("found_by", None)
    openings.renew()
    return redirect(url_for("case.show"), 303)


REFERENCE_FAULTS = {
    "empty": "Enter the reference",
    "length": "A reference has 8 digits and one more sign. Check that none is missing",
    "symbol": "One sign cannot be in a reference. Ask the caller to read it again",
    "check": "One sign is wrong, or two have changed places. Ask the caller to read it again",
}
CODE_FAULTS = {
    "empty": "Enter the access code",
    "length": "An access code has 12 letters and numbers. Check that none is missing",
    "symbol": "One sign cannot be in an access code. Ask the caller to read it again",
    "check": "One sign is wrong, or two have changed places. Ask the caller to read it again",
}


def _found(how: str, tokens: Sequence[str]) -> Response:
    """Note the search, and keep what it found in the sealed cookie: no address may tell whom an agent looks at."""
    known = site()
    with transaction(known.office) as store:
        detail = {"by": how, "found": len(tokens)}
        events.record(store, known.clock(), desk().staff, "case_searched", detail=detail)
    session["found"], session["found_by"] = list(tokens[:MOST_SHOWN]), how
    session["found_more"] = len(tokens) > MOST_SHOWN
    return redirect(url_for("finding.found"), 303)


def _home(wrong: dict[str, str] | None = None) -> Response:
    wrong = wrong or {}
    typed = {} if not wrong else request.form.to_dict()
    return rendering.page(
        "home.jinja",
        title="Find a case",
        status=422 if wrong else 200,
        error=bool(wrong),
        wrong=wrong,
        typed=typed,
        surveys=scripts.links(site().content),
    )


def _ask(offered: Sequence[Case], wrong: dict[str, str] | None = None) -> Response:
    wrong = wrong or {}
    context: dict[str, Any] = {
        "hits": [_hit(site(), case) for case in offered],
        "more": session.get("found_more", False),
        "reasons": REASONS,
        "chosen": request.form.get("case"),
        "reason": request.form.get("reason"),
    }
    status = 422 if wrong else 200
    return rendering.page(
        "found.jinja", title="Open the case", status=status, error=bool(wrong), wrong=wrong, **context
    )


def _cases(known: Site, store: Session, tokens: Sequence[str]) -> list[Case]:
    """The cases that can still be opened: between the search and now a wave may have ended."""
    return [case for token in tokens if (case := cases.get(store, token)) and known.knows(case.wave)]


def _hit(known: Site, case: Case) -> Hit:
    return Hit(case.reference, case.wave, known.waves[case.wave].trust(case.trust).name, case.age_band)
