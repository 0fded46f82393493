"""Before the first question by phone: which language, and what the caller has agreed to. And handing back."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from webform.staff import interviews, notices, rendering
from webform.staff.case import opened
from webform.staff.casefile import CaseFile, PartLine
from webform.staff.interviews import NeedsConsent, NotNow
from webform.staff.notices import Notice
from webform.staff.site import site

beginning = Blueprint("beginning", __name__, url_prefix="/case/answers")

CONSENT = "Tick the box once the caller has agreed, or leave the answers for the caller to finish on line"
AGREED = "Tick the box once the parent or carer has agreed"


@beginning.get("/<part>")
def ask(part: str) -> Response:
    """Language and agreements. Where the interview goes on already, its next page."""
    file = opened()
    line = _line(file, part)
    if line.state == "held_by_me":
        with interviews.reading(file, part) as interview:
            return redirect(interview.next_place(), 303)
    return _ask(file, line)


@beginning.post("/<part>")
def begin(part: str) -> Response:
    """Hold the part for this agent and go to its next question."""
    file = opened()
    line = _line(file, part)
    agreed, consented = "parent_agreed" in request.form, "consent" in request.form
    language = request.form.get("language", "")
    if language not in _languages(file):
        abort(400)
    if line.for_children and not agreed:
        return _ask(file, line, {"parent_agreed": AGREED})
    try:
        interviews.begin(file, line.part, language, consented=consented, parent_agreed=agreed)
    except NeedsConsent:
        return _ask(opened(), _line(opened(), part), {"consent": CONSENT})
    except NotNow:
        notices.leave(Notice.NOT_NOW)
        return redirect(url_for("case.show"), 303)
    with interviews.reading(file, part) as interview:
        return redirect(interview.next_place(), 303)


@beginning.post("/<part>/hand-back")
def hand_back(part: str) -> Response:
    """The respondent goes on alone."""
    file = opened()
    _line(file, part)
    interviews.hand_back(file, part)
    notices.leave(Notice.HANDED_BACK)
    return redirect(url_for("case.show"), 303)


def _line(file: CaseFile, part: str) -> PartLine:
    line = file.part(part)
    if line is None:
        abort(404)
    return line


def _languages(file: CaseFile) -> dict[str, str]:
    """The languages of the survey, by English name: the agent picks, not the caller."""
    known = site().content
    return {tag: known.languages[tag].english_name for tag in known.survey(file.case.survey).languages}


def _ask(file: CaseFile, line: PartLine, wrong: dict[str, str] | None = None) -> Response:
    if file.barred or not line.is_open:
        notices.leave(Notice.NOT_NOW)
        return redirect(url_for("case.show"), 303)
    return rendering.page(
        "begin.jinja",
        title="Answers by phone",
        status=422 if wrong else 200,
        error=bool(wrong),
        wrong=wrong or {},
        file=file,
        line=line,
        languages=_languages(file),
        chosen=request.form.get("language", file.case.language),
        ticked=request.form.to_dict(),
    )
