"""The questions by phone: a section a page, cut at each question that routes; saved at each page; blank is allowed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from fulfilment.store.online.drafts import DraftClosed, DraftConflict, DraftHeld
from webform.questionnaire.forms import AnswerForm, answer_form
from webform.questionnaire.steps import StaffPage
from webform.questionnaire.widgets import component, error_summary
from webform.staff import interviews, notices, rendering
from webform.staff.case import opened
from webform.staff.casefile import CaseFile
from webform.staff.interviews import Interview
from webform.staff.notices import Notice
from webform.staff.site import site

answering = Blueprint("answering", __name__, url_prefix="/case/answers/<part>/page")

VARIANT = "phone"


@answering.get("/<page>")
def show(part: str, page: str) -> Response:
    """A page of questions with what was answered so far."""
    file = opened()
    with interviews.reading(file, part) as interview:
        at = _page(interview, page)
        return _shown(file, interview, at, _form(interview, at).show(interview.body.answers))


@answering.post("/<page>")
def answer(part: str, page: str) -> Response:
    """Save a page and go on; the path is computed anew from what is known now."""
    file = opened()
    try:
        with interviews.writing(file, part) as interview:
            at = _page(interview, page)
            form = _form(interview, at).take(request.form)
            if not form.validate():
                return _shown(file, interview, at, form, status=422)
            if request.form.get("_version", type=int) != interview.draft.version:
                return _shown(file, interview, at, form, status=409, changed=True)
            ids = [question.id for question in at.questions]
            language = _language(file)
            interview.save(interview.body.with_page(ids, form.answers, interview.draft.version + 1), language)
            if "_language" in request.form:
                return redirect(url_for("answering.show", part=part, page=page), 303)
            return redirect(_next(interview, at), 303)
    except (DraftClosed, DraftConflict, DraftHeld):
        notices.leave(Notice.HOLD_LOST)
        return redirect(url_for("case.show"), 303)


def _page(interview: Interview, page_id: str) -> StaffPage:
    """The page, if its turn has come; else the request ends at the next open question."""
    body = interview.body
    for page in interview.pages:
        if page.id == page_id:
            return page
        if any(question.id not in body.answers and question.id not in body.seen for question in page.questions):
            break
    if not any(question.id == page_id for question in interview.part.questions):
        abort(404)
    abort(redirect(interview.next_place(), 303))


def _next(interview: Interview, at: StaffPage) -> str:
    """The page after this one; from the check page back to it, past what is answered."""
    pages = interview.pages
    place = {question.id: number for number, question in enumerate(interview.part.questions)}
    following = next((page for page in pages if place[page.id] > place[at.id]), None)
    if "from_check" in request.args or following is None:
        # what a changed answer opens is asked first, then comes the check page again
        return interview.next_place(from_check="from_check" in request.args)
    return url_for("answering.show", part=interview.part.id, page=following.id)


def _back(interview: Interview, at: StaffPage) -> str:
    part = interview.part.id
    if "from_check" in request.args:
        return url_for("sending.check", part=part)
    pages = interview.pages
    number = pages.index(at)
    return url_for("answering.show", part=part, page=pages[number - 1].id) if number else url_for("case.show")


def _language(file: CaseFile) -> str | None:
    """The language that the agent changed to, if it is one of the survey's."""
    chosen = request.form.get("_language")
    return chosen if chosen in site().content.survey(file.case.survey).languages else None


def _form(interview: Interview, at: StaffPage) -> AnswerForm:
    return answer_form(
        at.questions, interview.words, survey=interview.code.survey, today=site().today, variant=VARIANT
    )  # fmt: skip


def _shown(
    file: CaseFile, interview: Interview, at: StaffPage, form: AnswerForm, *, status: int = 200, changed: bool = False
) -> Response:
    words, part = interview.words, interview.part
    questions = [
        {
            "type": str(question.type),
            "may_hurt": part.may_hurt(question),
            "component": component(form, question, words, heading=False, instructed=False),
        }
        for question in at.questions
    ]
    context: dict[str, Any] = {
        "file": file,
        "part": part,
        "section": words.text(f"{interview.code.survey}/{interview.questionnaire.id}", at.section.title),
        "number": part.sections.index(at.section) + 1,
        "total": len(part.sections),
        "questions": questions,
        "version": interview.draft.version,
        "back": _back(interview, at),
        "spoken": words.language,
        "spoken_direction": words.direction,
        "summary": error_summary(form, words)["errorList"] if status == 422 else [],
        "changed": changed,
        "languages": _choices(file, words.language),
    }
    return rendering.page("questions.jinja", title="Answers by phone", status=status, error=status != 200, **context)


def _choices(file: CaseFile, spoken: str) -> list[dict[str, Any]]:
    known = site().content
    return [
        {"id": tag, "name": known.languages[tag].english_name, "current": tag == spoken}
        for tag in known.survey(file.case.survey).languages
    ]
