"""From a field to an NHS component: which macro of the design system, with which parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from fulfilment.surveys.answering import scale_high, scale_low
from fulfilment.surveys.definition import Question, QuestionType
from fulfilment.surveys.pictures import Picture
from fulfilment.surveys.words import AskedOption, AskedQuestion, Words
from webform.questionnaire.forms import DATE_PARTS, AnswerForm

COUNTED_FROM = 75  # per cent of the longest text: the count is shown when it begins to matter, our choice
PLURALS = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True)
class Component:
    """A macro of the NHS frontend (``radios``, ``checkboxes``, ...) and its parameters."""

    name: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Drawn:
    """What drawing a field needs: ``heading`` makes the question the heading of its page.

    ``instructed``: where the question has no hint, say how to answer its type. ``pictures``: the drawings that may
    stand beside the words, by name.
    """

    question: Question
    asked: AskedQuestion
    words: Words
    field: Any
    heading: bool
    instructed: bool
    pictures: Mapping[str, Picture]

    @property
    def legend(self) -> dict[str, Any]:
        """The question as legend or label."""
        said = self.with_picture(self.asked.text, self.question.picture)
        return {**said, "size": "l" if self.heading else "m", "isPageHeading": self.heading}

    @property
    def hint(self) -> dict[str, Any] | None:
        """The question's own hint, or else how to answer this type."""
        text = self.asked.hint or (self.words.say(f"hint.{self.question.type}") if self.instructed else "")
        return {"text": text} if text else None

    @property
    def error(self) -> dict[str, Any] | None:
        """The message beside the field."""
        if not self.field.errors:
            return None
        return {"text": self.field.errors[0], "visuallyHiddenText": self.words.say("error.prefix").rstrip(":")}

    def with_picture(self, text: str, name: str | None) -> dict[str, Any]:
        """Words with their drawing before them, as text or as HTML."""
        picture = self.pictures.get(name or "")
        if picture is None:
            return {"text": text}
        svg = Markup(picture.svg)  # written anew by fulfilment.surveys.pictures: nothing in it but shapes
        return {"html": Markup('<span class="app-pictured">{}<span>{}</span></span>').format(svg, escape(text))}

    def item(self, option: AskedOption, *, checked: bool) -> dict[str, Any]:
        """An answer to choose."""
        known = self.question.option(option.code)
        said = self.with_picture(option.text, known.picture if known else None)
        return {"value": option.code, **said, "checked": checked}

    @property
    def group(self) -> dict[str, Any]:
        """What a fieldset of choices takes."""
        id_ = self.field.id
        return {
            "idPrefix": id_,
            "name": self.field.name,
            "fieldset": {"legend": self.legend},
            "hint": self.hint,
            "errorMessage": self.error,
        }


def component(
    form: AnswerForm,
    question: Question,
    words: Words,
    *,
    heading: bool = True,
    instructed: bool = True,
    pictures: Mapping[str, Picture] | None = None,
) -> Component:
    """The component for a question of a form, filled in and with its error."""
    drawn = Drawn(question, form.asked[question.id], words, form[question.id], heading, instructed, pictures or {})
    return COMPONENTS[question.type](drawn)


def _radios(drawn: Drawn) -> Component:
    items = [drawn.item(option, checked=option.code == drawn.field.data) for option in drawn.asked.options]
    return Component("radios", {**drawn.group, "items": items})


def _checkboxes(drawn: Drawn) -> Component:
    chosen = set(drawn.field.data or ())
    items: list[dict[str, Any]] = []
    for option in drawn.asked.options:
        if option.exclusive and items and not any("divider" in item for item in items):
            items.append({"divider": drawn.words.say("question.or")})
        behaviour = {"behaviour": "exclusive"} if option.exclusive else {}
        items.append(drawn.item(option, checked=option.code in chosen) | behaviour)
    return Component("checkboxes", {**drawn.group, "items": items})


def _scale(drawn: Drawn) -> Component:
    low, high = scale_low(drawn.question), scale_high(drawn.question)
    ends = {low: ("scale.low", drawn.asked.low_text), high: ("scale.high", drawn.asked.high_text)}
    items: list[dict[str, Any]] = []
    for n in range(low, high + 1):
        key, text = ends.get(n, ("", ""))
        label = drawn.words.say(key, n=n, text=text) if text else str(n)
        items.append({"value": str(n), "text": label, "checked": drawn.field.data == str(n)})
    if drawn.asked.options:
        items.append({"divider": drawn.words.say("question.or")})
    for option in drawn.asked.options:
        items.append(drawn.item(option, checked=drawn.field.data == option.code))
    return Component("radios", {**drawn.group, "items": items, "classes": "app-scale"})


def _number(drawn: Drawn) -> Component:
    typed = drawn.field.data or ""
    codes = {option.code for option in drawn.asked.options}
    params = {
        "id": drawn.field.id,
        "name": drawn.field.name,
        "value": "" if typed in codes else typed,
        "label": drawn.legend,
        "hint": drawn.hint,
        "errorMessage": drawn.error,
        "inputmode": "numeric",
        "width": 4,
        "autocomplete": "off",
    }
    beside = [
        {"value": option.code, "text": option.text, "checked": option.code == typed, "name": drawn.field.name}
        for option in drawn.asked.options
    ]
    return Component("number", {"input": params, "beside": beside, "or": drawn.words.say("question.or")})


def _date(drawn: Drawn) -> Component:
    items = [
        {
            "id": f"{drawn.field.id}-{part}" if part != DATE_PARTS[0] else drawn.field.id,
            "name": f"{drawn.field.name}-{part}",
            "label": drawn.words.say(f"label.{part}"),
            "width": 4 if part == "year" else 2,
            "value": drawn.field.data[part],
            "autocomplete": "off",
        }
        for part in DATE_PARTS
    ]
    params = {
        "id": f"{drawn.field.id}-group",
        "fieldset": {"legend": drawn.legend},
        "hint": drawn.hint,
        "errorMessage": drawn.error,
        "items": items,
    }
    return Component("dateInput", params)


def _text(drawn: Drawn) -> Component:
    longest = drawn.question.longest
    counted = {
        "charactersUnderLimitText": _counted(drawn.words, "label.characters_left"),
        "charactersAtLimitText": drawn.words.plural("label.characters_left", 0),
        "charactersOverLimitText": _counted(drawn.words, "label.characters_over"),
        "textareaDescriptionText": drawn.words.say("label.characters", longest=longest),
    }
    params = {
        "id": drawn.field.id,
        "name": drawn.field.name,
        "value": drawn.field.data or "",
        "label": drawn.legend,
        "hint": drawn.hint,
        "errorMessage": drawn.error,
        "maxlength": longest,
        "threshold": COUNTED_FROM,
        "rows": 6,
        **counted,
    }
    return Component("characterCount", params)


def _counted(words: Words, key: str) -> dict[str, str]:
    """A plural text for the script that counts, by CLDR category; %{count} is the script's own field."""
    examples = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}
    return {category: words.plural(key, examples[category]) for category in PLURALS}


COMPONENTS: Mapping[QuestionType, Callable[[Drawn], Component]] = {
    QuestionType.ONE: _radios,
    QuestionType.MANY: _checkboxes,
    QuestionType.SCALE: _scale,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.TEXT: _text,
}


def error_summary(form: AnswerForm, words: Words) -> dict[str, Any]:
    """The parameters of the error summary: every fault, each a link to its field."""
    errors = [
        {"href": f"#{form[question.id].id}", "text": form[question.id].errors[0]}
        for question in form.questions
        if form[question.id].errors
    ]
    return {"heading": words.say("error.title"), "errorList": errors}
