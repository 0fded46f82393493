"""The questions, one to a page: shown, answered, saved at each page, left blank or taken up another day."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from fulfilment.returns.draft import DraftBody
from fulfilment.returns.instruments import is_for_children
from fulfilment.store.online.drafts import DraftConflict, DraftHeld
from fulfilment.surveys.definition import Audience, Question, QuestionType
from fulfilment.surveys.path import after, before
from fulfilment.surveys.pictures import Picture
from webform.public import places, rendering, sittings, speaking
from webform.public.sittings import Sitting
from webform.questionnaire.forms import AnswerForm, answer_form
from webform.questionnaire.steps import is_reached, progress
from webform.questionnaire.widgets import component, error_summary

questions = Blueprint("questions", __name__, url_prefix="/<lang:language>/<survey:survey>")


@questions.get("/continue")
def onward() -> Response:
    """Wherever the sitting belongs now."""
    with sittings.reading() as sitting:
        return redirect(places.place_of(sitting), 303)


@questions.get("/<part>/<question>")
def show(part: str, question: str) -> Response:
    """A question with what was answered in this sitting; an answer from another day is not shown."""
    with sittings.reading() as sitting:
        asked = _asked(sitting, part, question)
        if sitting.is_held:
            return rendering.document_page("held")
        body = sitting.body
        earlier = body.is_earlier(asked.id)
        if earlier and "change" not in request.args:
            return _earlier(sitting, asked)
        form = _form(sitting, asked).show({} if earlier else body.answers)
        return _page(sitting, asked, form)


@questions.post("/<part>/<question>")
def answer(part: str, question: str) -> Response:
    """Save one page and go on. Blank is an answer too: the question was seen."""
    try:
        with sittings.writing() as sitting:
            asked = _asked(sitting, part, question)
            form = _form(sitting, asked).take(request.form)
            if "_switch" in request.form:
                return _page(sitting, asked, form)
            if sitting.is_held:
                raise DraftHeld
            if "_later" in request.form:
                return _leave(sitting, asked, form)
            if not form.validate():
                return _page(sitting, asked, form, status=422)
            _save(sitting, asked, form)
            return redirect(_next(sitting, asked), 303)
    except DraftConflict:
        return _conflict(part, question)


@questions.get("/saved", defaults={"reader": Audience.ADULT})
@questions.get("/saved/child", defaults={"reader": Audience.CHILD})
def saved(reader: Audience) -> Response:
    """What to do to carry on another day. Says nothing about anybody."""
    speaking.speak_to(reader)
    return rendering.document_page(rendering.first_page(f"finish_later_{reader}", "finish_later"))


def _asked(sitting: Sitting, part: str, question: str) -> Question:
    """The question, if the sitting may be at it; else the request ends where the sitting belongs."""
    if sitting.part is None or sitting.part.id != part or not sitting.is_open or places.needs_assent(sitting):
        abort(redirect(places.place_of(sitting), 303))
    found = sitting.part.question(question)
    if found is None:
        abort(404)
    body = sitting.body
    if not is_reached(sitting.part, body.answers, body.seen, found.id):
        abort(redirect(places.next_place(sitting), 303))
    return found


def _form(sitting: Sitting, question: Question) -> AnswerForm:
    return answer_form([question], speaking.words(), survey=sitting.survey.id, today=sitting.site.today)


def _save(sitting: Sitting, question: Question, form: AnswerForm) -> None:
    """Keep the page, unless another window changed this very question since it was shown here."""
    body = sitting.body
    given = form.answers
    if _changed_elsewhere(body, question, given):
        raise DraftConflict
    if not given and body.is_earlier(question.id):
        return  # opened empty to change it, and left empty: the earlier answer stays
    sitting.save(body.with_page([question.id], given, sitting.draft.version + 1))
    if not is_for_children(sitting.at):
        others = [name for name in sitting.keys if name != sitting.at.id]
        if others:
            sitting.forget_keys(*others)


def _changed_elsewhere(body: DraftBody, question: Question, given: dict[str, Any]) -> bool:
    shown = request.form.get("_version", type=int)
    stale = shown is None or body.saved.get(question.id, 0) > shown
    return stale and body.answers.get(question.id, ()) != given.get(question.id, ())


def _next(sitting: Sitting, question: Question) -> str:
    body = sitting.body
    following = after(sitting.at, body.answers, question.id)
    if "from_check" in request.args or following is None:
        return places.next_place(sitting)
    return url_for("questions.show", part=sitting.at.id, question=following.id)


def _leave(sitting: Sitting, question: Question, form: AnswerForm) -> Response:
    """Finish later: what is on the page is kept if it can be; a question left blank is asked again next time."""
    if form.validate() and form.answers:
        _save(sitting, question, form)
    reader = Audience.CHILD if sitting.at.audience is Audience.CHILD else Audience.ADULT
    sittings.end(sitting)
    return redirect(url_for("questions.saved", reader=reader), 303)


def _conflict(part: str, question: str) -> Response:
    """Two windows: what was typed here stays on the page, and the next Continue keeps it."""
    with sittings.reading() as sitting:
        asked = _asked(sitting, part, question)
        form = _form(sitting, asked).take(request.form)
        form[asked.id].errors = [speaking.words().say("error.conflict")]
        return _page(sitting, asked, form, status=409)


def _earlier(sitting: Sitting, question: Question) -> Response:
    following = after(sitting.at, sitting.body.answers, question.id)
    asked = speaking.words().question(sitting.survey.id, question)
    onward = (
        url_for("questions.show", part=sitting.at.id, question=following.id)
        if following and "from_check" not in request.args
        else places.next_place(sitting)
    )
    changing = {**rendering.kept_arguments(), "change": "1"}
    return rendering.page(
        "public/earlier.jinja",
        title=asked.text,
        **_around(sitting, question),
        asked=asked,
        onward=onward,
        change=url_for("questions.show", part=sitting.at.id, question=question.id, **changing),
    )


def _page(sitting: Sitting, question: Question, form: AnswerForm, *, status: int = 200) -> Response:
    words = speaking.words()
    wrong = bool(form[question.id].errors)
    return rendering.page(
        "public/question.jinja",
        title=form.asked[question.id].text,
        status=status,
        error=wrong,
        **_around(sitting, question),
        component=component(form, question, words, pictures=_pictures(sitting)),
        summary=error_summary(form, words) if wrong else None,
        version=sitting.draft.version,
        is_comment=question.type is QuestionType.TEXT,
        is_sensitive=question.sensitive,
        may_hurt=sitting.at.may_hurt(question),
        changing=sitting.body.is_earlier(question.id),
        carries_input=True,
    )


def _pictures(sitting: Sitting) -> dict[str, Picture]:
    """The drawings of the survey, by name."""
    drawn = sitting.site.content.pictures
    return {name: picture for (survey, name), picture in drawn.items() if survey == sitting.survey.id}


def _around(sitting: Sitting, question: Question) -> dict[str, Any]:
    """What stands around a question: its section, and the way back."""
    at = progress(sitting.at, question.id)
    context = f"{sitting.survey.id}/{sitting.questionnaire.id}"
    return {
        "section": speaking.words().text(context, at.section.title),
        "progress": at,
        "back": _back(sitting, question),
    }


def _back(sitting: Sitting, question: Question) -> str:
    part = sitting.at
    if "from_check" in request.args:
        return url_for("sending.check", part=part.id)
    preceding = before(part, sitting.body.answers, question.id)
    if preceding is not None:
        return url_for("questions.show", part=part.id, question=preceding.id)
    if is_for_children(part):
        return url_for("parts.assent", part=part.id)
    if len(sitting.questionnaire.parts) > 1 and len(sitting.keys) > 1:
        return url_for("parts.who")
    return url_for("entry.start")
