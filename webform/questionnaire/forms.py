"""From questions to a WTForms form: one field a question, judged by the same rules as every other way of answering."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import Optional, ValidationError

from fulfilment.surveys.answering import AnswerFault, accept, scale_high, scale_low
from fulfilment.surveys.definition import Question, QuestionType
from fulfilment.surveys.path import Answers
from fulfilment.surveys.words import AskedQuestion, Words

DATE_PARTS = ("day", "month", "year")


class DateField(Field):
    """A date in three boxes, ``<name>-day``, ``-month`` and ``-year``; its data is the three texts as typed."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the three boxes from the form, or an ISO date from the draft."""
        self.process_errors = []
        self.object_data = data
        self.data = _date_boxes(data)
        if formdata is not None:
            self.data = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in DATE_PARTS}
        typed = "-".join(self.data[part] for part in reversed(DATE_PARTS))
        # Optional() looks here to tell a blank answer; a date half filled in is not blank
        self.raw_data = [typed] if any(self.data.values()) else []


def _date_boxes(iso: str | None) -> dict[str, str]:
    if not iso:
        return dict.fromkeys(DATE_PARTS, "")
    moment = date.fromisoformat(iso)
    return {"day": str(moment.day), "month": str(moment.month), "year": str(moment.year)}


class Accepted:
    """Puts the canonical answer on the field (``field.answer``), or says in the person's language how to mend it."""

    def __init__(self, question: Question, words: Words, today: date) -> None:
        self.question, self.words, self.today = question, words, today

    def __call__(self, form: BaseForm, field: Any) -> None:
        values = list(field.data.values()) if isinstance(field, DateField) else field.raw_data
        try:
            field.answer = accept(self.question, values, today=self.today)
        except AnswerFault as fault:
            raise ValidationError(message(self.words, fault)) from fault


def message(words: Words, fault: AnswerFault) -> str:
    """What is wrong with an answer, in the person's language, with bounds as a person writes them."""
    fields = {name: words.date(bound) if isinstance(bound, date) else bound for name, bound in fault.fields.items()}
    return words.say(f"error.{fault.code}", **fields)


def _one(question: Question, asked: AskedQuestion, **common: Any) -> Any:
    return RadioField(choices=_offered(asked), validate_choice=False, **common)


def _many(question: Question, asked: AskedQuestion, **common: Any) -> Any:
    return SelectMultipleField(choices=_offered(asked), validate_choice=False, **common)


def _scale(question: Question, asked: AskedQuestion, **common: Any) -> Any:
    numbers = {str(n): str(n) for n in range(scale_low(question), scale_high(question) + 1)}
    return RadioField(choices=numbers | _offered(asked), validate_choice=False, **common)


def _offered(asked: AskedQuestion) -> dict[str, str]:
    return {option.code: option.text for option in asked.options}


def _number(question: Question, asked: AskedQuestion, **common: Any) -> Any:
    return StringField(**common)


def _date(question: Question, asked: AskedQuestion, **common: Any) -> Any:
    return DateField(**common)


def _text(question: Question, asked: AskedQuestion, **common: Any) -> Any:
    return TextAreaField(**common)


FIELDS: Mapping[QuestionType, Callable[..., Any]] = {
    QuestionType.ONE: _one,
    QuestionType.MANY: _many,
    QuestionType.SCALE: _scale,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.TEXT: _text,
}


class AnswerForm(BaseForm):
    """The questions of one page. ``form[question id]`` is a field; after ``validate`` its ``answer`` is canonical."""

    def __init__(
        self, questions: Sequence[Question], words: Words, survey: str, today: date, variant: str | None
    ) -> None:
        self.questions = tuple(questions)
        self.asked = {question.id: words.question(survey, question, variant) for question in questions}
        super().__init__({question.id: self._field(question, words, today) for question in questions})

    def _field(self, question: Question, words: Words, today: date) -> Any:
        asked = self.asked[question.id]
        # Without Optional() a radio group that nobody touched is "not a valid choice", and no question is compulsory.
        validators = [Optional(), Accepted(question, words, today)]
        return FIELDS[question.type](question, asked, label=asked.text, description=asked.hint, validators=validators)

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """What was answered on this page, canonical; a question left blank has no entry."""
        given = {field.short_name: getattr(field, "answer", ()) for field in self}
        return {name: answer for name, answer in given.items() if answer}

    def show(self, answers: Answers) -> AnswerForm:
        """Fill in what the draft holds."""
        self.process(data={question.id: _shown(question, answers.get(question.id, ())) for question in self.questions})
        return self

    def take(self, posted: MultiDict[str, str]) -> AnswerForm:
        """Fill in what was typed, judged or not."""
        self.process(formdata=posted)
        return self


def _shown(question: Question, answer: tuple[str, ...]) -> Any:
    if question.type is QuestionType.MANY:
        return list(answer)
    return answer[0] if answer else None


def answer_form(
    questions: Sequence[Question], words: Words, *, survey: str, today: date, variant: str | None = None
) -> AnswerForm:
    """A form for one question (respondents) or for those of a page (staff). ``variant``: ``phone`` or an age band.

    Follow with ``.show(answers)`` for a fresh page, or ``.take(request.form)`` and ``.validate()`` for a posted one.
    """
    return AnswerForm(questions, words, survey, today, variant)
