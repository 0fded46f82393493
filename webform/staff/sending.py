"""The end of an interview: every answer to read back, and sending. What was sent is never shown again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from fulfilment.returns import sending as sealing_off
from fulfilment.returns.sending import PHONE
from fulfilment.store.engines import transaction
from fulfilment.store.online.drafts import DraftClosed, DraftConflict, DraftHeld
from fulfilment.surveys.path import next_open, on_path
from webform.questionnaire.forms import message
from webform.questionnaire.showing import shown
from webform.staff import casefile, interviews, notices, rendering
from webform.staff.answering import VARIANT
from webform.staff.case import opened
from webform.staff.casefile import CaseFile
from webform.staff.interviews import Interview
from webform.staff.notices import Notice
from webform.staff.site import desk, site

sending = Blueprint("sending", __name__, url_prefix="/case/answers/<part>/check")


@dataclass(frozen=True)
class Row:
    """A question and its answer as it is read back; ``answer`` is in lines, none for a blank one."""

    id: str
    question: str
    answer: tuple[str, ...]
    change: str
    fault: str | None


@dataclass(frozen=True)
class Group:
    """The rows of a section."""

    title: str
    rows: tuple[Row, ...]


@sending.get("")
def check(part: str) -> Response:
    """Every answer that will be sent."""
    file = opened()
    with interviews.reading(file, part) as interview:
        _ready(interview)
        return _page(file, interview)


@sending.post("")
def send(part: str) -> Response:
    """Judge all of it again, seal it, close the draft; then bring it into the office store."""
    known, file, agent = site(), opened(), desk().staff
    try:
        with interviews.writing(file, part) as interview:
            _ready(interview)
            if request.form.get("_version", type=int) != interview.draft.version:
                return _page(file, interview, status=409)
            wrong = sealing_off.faults(interview.part, interview.body.answers, known.today)
            if wrong:
                said = {name: message(interview.words, fault) for name, fault in wrong.items()}
                return _page(file, interview, status=422, faults=said)
            added = sealing_off.send(
                interview.store,
                interview.code,
                interview.questionnaire,
                interview.draft,
                interview.body,
                known.seals,
                mode=PHONE,
                language=interview.draft.language,
                at=known.clock(),
                by=agent,
            )
    except (DraftClosed, DraftConflict, DraftHeld):
        notices.leave(Notice.SENT_BEFORE)
        return redirect(url_for("case.show"), 303)
    known.collect(file.case.wave, agent)
    with transaction(known.office) as store:
        casefile.tell(store, file, known.clock(), agent, "phone_sent", {"part": part})
    notices.leave(Notice.SENT if added else Notice.SENT_BEFORE)
    return redirect(url_for("case.show"), 303)


def _ready(interview: Interview) -> None:
    """Ends the request at the next open question, unless every one was passed."""
    body = interview.body
    if next_open(interview.part, body.answers, body.seen) is not None:
        abort(redirect(interview.next_place(), 303))


def _page(file: CaseFile, interview: Interview, *, status: int = 200, faults: dict[str, str] | None = None) -> Response:
    faults = faults or {}
    words, part = interview.words, interview.part
    return rendering.page(
        "check.jinja",
        title="Check the answers",
        status=status,
        error=status != 200,
        file=file,
        part=part,
        groups=_groups(interview, faults),
        faults=faults,
        empty=not on_path(part, interview.body.answers),
        version=interview.draft.version,
        spoken=words.language,
        spoken_direction=words.direction,
        changed=status == 409,
        back=url_for("answering.show", part=part.id, page=interview.pages[-1].id),
    )


def _groups(interview: Interview, faults: dict[str, str]) -> list[Group]:
    words, answers, survey = interview.words, interview.body.answers, interview.code.survey
    groups: dict[str, list[Row]] = {}
    for page in interview.pages:
        title = words.text(f"{survey}/{interview.questionnaire.id}", page.section.title)
        rows = groups.setdefault(title, [])
        for question in page.questions:
            asked = words.question(survey, question, VARIANT)
            change = url_for("answering.show", part=interview.part.id, page=page.id, from_check="1")
            rows.append(
                Row(
                    id=question.id,
                    question=asked.text,
                    answer=shown(question, asked, answers.get(question.id, ()), words),
                    change=f"{change}#{question.id}",
                    fault=faults.get(question.id),
                )
            )
    return [Group(title, tuple(rows)) for title, rows in groups.items()]
