"""Check answers, send, receipt. Each part is checked and sent on its own, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from fulfilment.returns import sending as sealing_off
from fulfilment.returns.instruments import is_for_children
from fulfilment.store.online import drafts
from fulfilment.store.online.drafts import DraftConflict
from fulfilment.surveys.path import next_open, on_path, path
from webform.public import places, rendering, sittings, speaking
from webform.public.sittings import Sitting
from webform.questionnaire.forms import message
from webform.questionnaire.showing import shown

sending = Blueprint("sending", __name__, url_prefix="/<lang:language>/<survey:survey>")


@dataclass(frozen=True)
class Row:
    """A question on the check page. ``answer``: lines, none where left blank. ``earlier``: from another sitting."""

    id: str
    question: str
    answer: tuple[str, ...]
    earlier: bool
    change: str
    fault: str | None = None


@dataclass(frozen=True)
class Group:
    """A section on the check page."""

    number: int
    title: str
    rows: tuple[Row, ...]


@sending.get("/<part>/check")
def check(part: str) -> Response:
    """Every answer of the part that will be sent, to read once more."""
    with sittings.reading() as sitting:
        _ready(sitting, part)
        if sitting.is_held:
            return rendering.document_page("held")
        return _page(sitting)


@sending.post("/<part>/check")
def send(part: str) -> Response:
    """Judge all of it again, seal it, close the draft. A second sending finds it sent and shows the receipt."""
    try:
        with sittings.writing() as sitting:
            _ready(sitting, part)
            if request.form.get("_version", type=int) != sitting.draft.version:
                raise DraftConflict
            wrong = sealing_off.faults(sitting.at, sitting.body.answers, sitting.site.today)
            if wrong:
                said = speaking.words()
                return _page(sitting, status=422, faults={name: message(said, fault) for name, fault in wrong.items()})
            sealing_off.send(
                sitting.store,
                sitting.code,
                sitting.questionnaire,
                sitting.draft,
                sitting.body,
                sitting.site.seals,
                mode=sealing_off.ONLINE,
                language=speaking.language(),
                at=sitting.site.clock(),
            )
            sitting.forget_keys(part)
            if is_for_children(sitting.at):
                return redirect(url_for("parts.hand_over", part=part), 303)
            return redirect(url_for("sending.receipt", part=part), 303)
    except DraftConflict:
        with sittings.reading() as sitting:
            _ready(sitting, part)
            return _page(sitting, status=409, changed=True)


@sending.get("/<part>/sent")
def receipt(part: str) -> Response:
    """Thank you. Says nothing about anybody, and what was answered is not shown again to anyone."""
    with sittings.reading() as sitting:
        if sitting.part is None or sitting.part.id != part or sitting.draft.state != drafts.SENT:
            return redirect(places.place_of(sitting), 303)
        if is_for_children(sitting.part):
            return redirect(places.place_of(sitting), 303)
        others = [other for other in sitting.questionnaire.parts if other.id != part and sitting.is_open_part(other)]
        name = rendering.first_page("parent_sent", "sent") if others else "sent"
        return rendering.document_page(name, template="public/receipt.jinja", panel="sent.panel")


def _ready(sitting: Sitting, part: str) -> None:
    """Ends the request where the sitting belongs, unless every question of the part was passed."""
    if sitting.part is None or sitting.part.id != part or not sitting.is_open or places.needs_assent(sitting):
        abort(redirect(places.place_of(sitting), 303))
    body = sitting.body
    if next_open(sitting.part, body.answers, body.seen) is not None:
        abort(redirect(places.next_place(sitting), 303))


def _page(
    sitting: Sitting, *, status: int = 200, faults: dict[str, str] | None = None, changed: bool = False
) -> Response:
    child = is_for_children(sitting.at)
    said = rendering.document(rendering.first_page("check_child", "check") if child else "check")
    return rendering.page(
        "public/check.jinja",
        title=said.title,
        status=status,
        error=status != 200,
        document=said,
        groups=_groups(sitting, faults or {}),
        summary=_summary(faults or {}, changed),
        empty=not on_path(sitting.at, sitting.body.answers),
        version=sitting.draft.version,
        part=sitting.at.id,
        for_children=child,
        back=_last_question(sitting),
    )


def _summary(faults: dict[str, str], changed: bool) -> dict[str, Any] | None:
    words = speaking.words()
    errors = [{"href": f"#row-{name}", "text": text} for name, text in faults.items()]
    if changed:
        errors.append({"href": "#check", "text": words.say("error.conflict_check")})
    return {"heading": words.say("error.title"), "errorList": errors} if errors else None


def _groups(sitting: Sitting, faults: dict[str, str]) -> list[Group]:
    words, body, part = speaking.words(), sitting.body, sitting.at
    asked = path(part, body.answers)
    context = f"{sitting.survey.id}/{sitting.questionnaire.id}"
    groups: list[Group] = []
    for number, section in enumerate(part.sections, 1):
        rows = []
        for question in section.questions:
            if question not in asked:
                continue
            earlier = body.is_earlier(question.id)
            said = words.question(sitting.survey.id, question)
            answer = body.answers.get(question.id, ())
            address: dict[str, Any] = {"change": "1"} if earlier else {}
            rows.append(
                Row(
                    id=question.id,
                    question=said.text,
                    answer=() if earlier else shown(question, said, answer, words),
                    earlier=earlier,
                    change=url_for("questions.show", part=part.id, question=question.id, from_check="1", **address),
                    fault=faults.get(question.id),
                )
            )
        if rows:
            groups.append(Group(number, words.text(context, section.title), tuple(rows)))
    return groups


def _last_question(sitting: Sitting) -> str:
    last = path(sitting.at, sitting.body.answers)[-1]
    return url_for("questions.show", part=sitting.at.id, question=last.id)
