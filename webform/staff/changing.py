"""What a caller may want changed beside stopping: a new letter, another address, "not for me", a stop that is wrong.

Each is one page with what it means and one button. What each does, and in which order, is told in fulfilment.returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from fulfilment.cases import postal
from fulfilment.cases.asked import Asked
from fulfilment.errors import FulfilmentError
from fulfilment.returns import reissuing, requests, stopping, undoing
from fulfilment.returns.place import Desk as Place
from fulfilment.returns.sending import PHONE
from fulfilment.room import Doing
from fulfilment.store.engines import reading
from fulfilment.store.office import reversals
from fulfilment.store.office.returns_models import Undo
from webform.staff import holds, notices, rendering
from webform.staff.case import opened
from webform.staff.casefile import CaseFile
from webform.staff.notices import Notice
from webform.staff.site import desk, site

changing = Blueprint("changing", __name__, url_prefix="/case/change")

TITLES = {
    "new_letter": "Send a new letter",
    "moved": "Another address",
    "not_for_me": "The letter is not for this household",
    "undo": "The stop is wrong",
}
CHANGES = "any(new_letter, moved, not_for_me, undo)"
ADDRESS = ("address_1", "address_2", "address_3", "address_4")
UNDO_REASONS: Mapping[str, str] = {
    "namesake": "It is about somebody with the same name",
    "twin": "It is about a twin or another member of the family",
    "wrong_click": "It was pressed by mistake",
    "wrong_case": "It was recorded on the wrong case",
    "changed_mind": "The person wants to take part after all",
}
Wrong = dict[str, str]


@changing.get(f"/<{CHANGES}:change>")
def ask(change: str) -> Response:
    """What it means, what to ask, and the button."""
    return _ask(opened(), change)


@changing.post(f"/<{CHANGES}:change>")
def do(change: str) -> Response:
    """Do it, or say what is missing."""
    file = opened()
    holds.let_go(site(), desk())
    try:
        wrong = DOING[change](file)
    except FulfilmentError as refusal:
        return _ask(file, change, {"change": refusal.what})
    if wrong:
        return _ask(file, change, wrong)
    notices.leave(NOTICES[change])
    return redirect(url_for("case.show"), 303)


def _new_letter(file: CaseFile) -> Wrong:
    hands = request.form.get("hands")
    if hands not in ("yes", "no"):
        return {"hands": "Select whether somebody else may have the letter"}
    reissuing.reissue(_place(file), site().content, file.case, _doing(), in_other_hands=hands == "yes")
    return {}


def _moved(file: CaseFile) -> Wrong:
    """Written down online as a request first, so that a crash before the office has it leaves it on the list."""
    address = postal.parse([request.form.get(line, "") for line in ADDRESS], request.form.get("postcode", ""))
    if address.faults:
        return {"postcode" if fault.endswith("UK postcode") else "address_1": fault for fault in address.faults}
    asked = Asked(
        kind="new_address", token=file.case.token, language=file.case.language, at=site().clock(),
        address=address.lines, postcode=address.postcode,
    )  # fmt: skip
    number = requests.note(_place(file), file.case, asked, PHONE, _doing())
    requests.settle(_place(file), number, _doing())
    return {}


def _not_for_me(file: CaseFile) -> Wrong:
    stopping.stop(_place(file), file.case, "not_for_me", PHONE, _useable(file), _doing())
    return {}


def _undo(file: CaseFile) -> Wrong:
    waiting = _waiting(file)
    if waiting is not None:
        undoing.confirm(_place(file), waiting.id, _useable(file), _doing())
        return {}
    reason = request.form.get("reason", "")
    if reason not in UNDO_REASONS:
        return {"reason": "Select why the stop is wrong"}
    undoing.ask(_place(file), file.case, reason, _useable(file), _doing())
    return {}


DOING: Mapping[str, Callable[[CaseFile], Wrong]] = {
    "new_letter": _new_letter,
    "moved": _moved,
    "not_for_me": _not_for_me,
    "undo": _undo,
}
NOTICES = {
    "new_letter": Notice.NEW_LETTER,
    "moved": Notice.MOVED,
    "not_for_me": Notice.STOPPED,
    "undo": Notice.UNDO,
}


def _ask(file: CaseFile, change: str, wrong: Wrong | None = None) -> Response:
    return rendering.page(
        "change.jinja",
        title=TITLES[change],
        status=422 if wrong else 200,
        error=bool(wrong),
        wrong=wrong or {},
        file=file,
        change=change,
        heading=TITLES[change],
        lines=ADDRESS,
        reasons=UNDO_REASONS,
        waiting=_waiting(file) if change == "undo" else None,
        me=desk().staff,
        typed=request.form.to_dict(),
    )


def _waiting(file: CaseFile) -> Undo | None:
    """The undo of this case that somebody asked for and that is not done."""
    with reading(site().office) as store:
        return next((undo for undo in reversals.of_case(store, file.case.token) if undo.state != "done"), None)


def _place(file: CaseFile) -> Place:
    known = site()
    return Place(known.office, known.online, known.keys, file.wave)


def _doing() -> Doing:
    return Doing(desk().staff, site().clock())


def _useable(file: CaseFile) -> int:
    return site().content.survey(file.case.survey).useable_answers
