"""Children and their parents: who answers now, whether the child wants to, and the hand-over without a way back."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from fulfilment.returns.instruments import is_for_children
from fulfilment.store.online import drafts
from fulfilment.surveys.definition import Part
from webform.public import places, rendering, sittings, speaking
from webform.public.sittings import Sitting

parts = Blueprint("parts", __name__, url_prefix="/<lang:language>/<survey:survey>")


@parts.get("/who")
def who() -> Response:
    """Who answers now. With one part left, or a part begun, there is nothing to ask."""
    with sittings.reading() as sitting:
        if not _may_choose(sitting):
            return redirect(places.place_of(sitting), 303)
        return _who(sitting)


@parts.post("/who")
def choose() -> Response:
    """Go on as the one who answers. Each begins a sitting of their own."""
    with sittings.writing() as sitting:
        if not _may_choose(sitting):
            return redirect(places.place_of(sitting), 303)
        offered = {part.id: part for part in _open_parts(sitting)}
        chosen = offered.get(request.form.get("part", ""))
        if chosen is None:
            return _who(sitting, status=422)
        sitting.move_to(chosen, keep=tuple(sitting.keys))
        return redirect(url_for("questions.onward"), 303)


@parts.get("/<part>/begin")
def assent(part: str) -> Response:
    """The child's own page: what this is, and yes, no or later."""
    with sittings.reading() as sitting:
        _childs(sitting, part)
        if not sitting.is_open:
            return redirect(places.place_of(sitting), 303)
        names = (f"assent_{sitting.at.audience}", "assent_child")
        back = url_for("parts.who") if _may_choose(sitting) else url_for("entry.start")
        return rendering.document_page(
            rendering.first_page(*names), template="public/assent.jinja", part=part, back=back
        )


@parts.post("/<part>/begin")
def assented(part: str) -> Response:
    """Yes: the questions. No, thanks: the part is closed for good, nothing is kept. Later: it stays open."""
    with sittings.writing() as sitting:
        _childs(sitting, part)
        if not sitting.is_open:
            return redirect(places.place_of(sitting), 303)
        match request.form.get("answer"):
            case "yes":
                sitting.save(sitting.body.with_flag(places.ASSENT, "yes"))
                return redirect(url_for("questions.onward"), 303)
            case "no":
                drafts.hand_over(sitting.store, sitting.code.token, part, at=sitting.site.clock())
                sitting.forget_keys(part)
            case "later":
                sitting.forget_keys(part)
            case _:
                abort(400)
        return redirect(url_for("parts.hand_over", part=part), 303)


@parts.get("/<part>/leave")
def leave(part: str) -> Response:
    """Whether the child really wants to stop without sending."""
    with sittings.reading() as sitting:
        _childs(sitting, part)
        if not sitting.is_open:
            return redirect(places.place_of(sitting), 303)
        if sitting.is_held:
            return rendering.document_page("held")
        title = speaking.words().say("leave.title")
        return rendering.page("public/leave.jinja", title=title, back=places.place_of(sitting))


@parts.post("/<part>/leave")
def left(part: str) -> Response:
    """The part is closed for good and its answers destroyed."""
    with sittings.writing() as sitting:
        _childs(sitting, part)
        if sitting.is_open:
            drafts.hand_over(sitting.store, sitting.code.token, part, at=sitting.site.clock())
            sitting.forget_keys(part)
        return redirect(url_for("parts.hand_over", part=part), 303)


@parts.get("/<part>/hand-over")
def hand_over(part: str) -> Response:
    """Thank the child, and have the phone given to the parent. Nothing of the child's part is on it."""
    with sittings.reading() as sitting:
        _childs(sitting, part)
        if sitting.is_open:
            return redirect(places.place_of(sitting), 303)
        following = _next_part(sitting)
        was_sent = sitting.draft.state == drafts.SENT
        own = rendering.first_page(f"part_sent_{sitting.at.audience}", "part_sent")
        thanks = rendering.document(own) if was_sent else None
        turn = rendering.document("handover") if following else None
        waits = rendering.first_page(f"finish_later_{sitting.at.audience}", "finish_later")
        later = rendering.document(waits) if _comes_back(sitting) and not following else None
        shown = thanks or turn or later
        return rendering.page(
            "public/hand_over.jinja",
            title=shown.title if shown else speaking.words().say("leave.done"),
            thanks=thanks,
            turn=turn,
            later=later,
            part=part,
        )


@parts.post("/<part>/hand-over")
def handed_over(part: str) -> Response:
    """From here on the browser is the parent's: no page of the child's part can be fetched any more."""
    with sittings.writing() as sitting:
        _childs(sitting, part)
        following = _next_part(sitting)
        if sitting.is_open or following is None:
            return redirect(places.place_of(sitting), 303)
        sitting.move_to(following, keep=(following.id,))
        return redirect(url_for("questions.onward"), 303)


def _comes_back(sitting: Sitting) -> bool:
    """Whether the child said later: its part is open, and this browser no longer has the key."""
    return sitting.draft.state == drafts.OPEN


def _open_parts(sitting: Sitting) -> list[Part]:
    """The parts that this browser may answer: open, and their keys in the cookie."""
    return [
        part
        for part in sitting.questionnaire.parts
        if part.id in sitting.keys and sitting.drafts[part.id].state == drafts.OPEN
    ]


def _may_choose(sitting: Sitting) -> bool:
    return len(_open_parts(sitting)) > 1


def _next_part(sitting: Sitting) -> Part | None:
    return next((part for part in _open_parts(sitting) if not is_for_children(part)), None)


def _childs(sitting: Sitting, part: str) -> None:
    """Ends the request, unless the sitting is the child's own and at this part."""
    if sitting.part is None or sitting.part.id != part or not is_for_children(sitting.part):
        abort(redirect(places.place_of(sitting), 303))


def _who(sitting: Sitting, *, status: int = 200) -> Response:
    words = speaking.words()
    said = rendering.document("who_answers")
    choices = []
    for part in _open_parts(sitting):
        key = "who.child" if is_for_children(part) else "who.parent"
        choices.append({"value": part.id, "text": words.for_audience(part.audience).say(key)})
    return rendering.page(
        "public/who.jinja",
        title=said.title,
        status=status,
        error=status != 200,
        document=said,
        choices=choices,
        back=url_for("entry.start"),
    )
