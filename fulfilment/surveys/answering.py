"""What counts as an answer: from the values of a form to one canonical tuple of strings, by type of question.

The same rules hold on screen, by phone and for keyed booklets. Faults carry a code that names the respondent's message:
``error.<code>`` in letters/screen.yaml, with its fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from fulfilment.surveys.definition import Question, QuestionType

TODAY = "today"
FAULT_CODES = (
    "one",  # several answers to a question that takes one
    "unknown",  # not one of the answers offered
    "exclusive",  # "none of these" together with others
    "number",  # not a whole number
    "number_low",  # {lowest}
    "number_high",  # {highest}
    "date_incomplete",  # day, month or year is missing or not a number
    "date_impossible",  # 31 April
    "date_low",  # {lowest}
    "date_high",  # {highest}
    "date_future",  # after today
    "text_long",  # {longest}
)


class AnswerFault(Exception):
    """An answer that cannot be taken. ``fields`` fill the message: bounds as strings, dates as date."""

    def __init__(self, code: str, **fields: str | date) -> None:
        super().__init__(code)
        self.code = code
        self.fields: Mapping[str, str | date] = fields


def accept(question: Question, values: Sequence[str], *, today: date) -> tuple[str, ...]:
    """The canonical answer; ``()`` for a blank one.

    ``values`` are what the form sends: codes for one, many and scale; the typed number or text; for a date either one
    ISO date or day, month and year. Codes come back in the order of the definition, without repeats; numbers without
    leading zeros; dates as ISO dates. ``today`` bounds dates that may not lie ahead. Raises AnswerFault.
    """
    return TYPES[question.type](question, values, today)


def _one(question: Question, values: Sequence[str], today: date) -> tuple[str, ...]:
    codes = _codes(question, values)
    if len(codes) > 1:
        raise AnswerFault("one")
    return codes


def _many(question: Question, values: Sequence[str], today: date) -> tuple[str, ...]:
    codes = _codes(question, values)
    if len(codes) > 1 and any(option.exclusive for option in question.options if option.code in codes):
        raise AnswerFault("exclusive")
    return codes


def _codes(question: Question, values: Sequence[str]) -> tuple[str, ...]:
    given = {stripped for value in values if (stripped := value.strip())}
    codes = tuple(option.code for option in question.options if option.code in given)
    if len(codes) < len(given):
        raise AnswerFault("unknown")
    return codes


def _scale(question: Question, values: Sequence[str], today: date) -> tuple[str, ...]:
    given = _single(values)
    if given is None:
        return ()
    number = _whole(given)
    if number is None or not scale_low(question) <= number <= scale_high(question):
        raise AnswerFault("unknown")
    return (str(number),)


def scale_low(question: Question) -> int:
    """The lowest point of a scale; 0 where the question names none."""
    return int(question.lowest or 0)


def scale_high(question: Question) -> int:
    """The highest point of a scale; 10 where the question names none."""
    return int(question.highest or 10)


def _number(question: Question, values: Sequence[str], today: date) -> tuple[str, ...]:
    given = _single(values)
    if given is None:
        return ()
    number = _whole(given)
    if number is None:
        raise AnswerFault("number")
    if question.lowest and number < int(question.lowest):
        raise AnswerFault("number_low", lowest=question.lowest)
    if question.highest and number > int(question.highest):
        raise AnswerFault("number_high", highest=question.highest)
    return (str(number),)


def _date(question: Question, values: Sequence[str], today: date) -> tuple[str, ...]:
    typed = _day_month_year(values)
    if not any(typed):
        return ()
    numbers = [_whole(value) for value in typed]
    if len(numbers) != 3 or any(number is None for number in numbers) or len(typed[2]) != 4:
        raise AnswerFault("date_incomplete")
    day, month, year = (number or 0 for number in numbers)
    try:
        given = date(year, month, day)
    except ValueError as error:
        raise AnswerFault("date_impossible") from error
    _bounded(given, question, today)
    return (given.isoformat(),)


def _day_month_year(values: Sequence[str]) -> list[str]:
    """The three numbers as typed: from one ISO date, or from three fields of which some may be empty."""
    stripped = [value.strip() for value in values]
    if len(stripped) == 1:
        return list(reversed(stripped[0].split("-"))) if stripped[0] else []
    return stripped


def _bounded(given: date, question: Question, today: date) -> None:
    lowest, highest = bound_on(question.lowest, today), bound_on(question.highest, today)
    if lowest is not None and given < lowest:
        raise AnswerFault("date_low", lowest=lowest)
    if highest is not None and given > highest:
        raise AnswerFault("date_future" if question.highest == TODAY else "date_high", highest=highest)


def bound_on(bound: str | None, today: date) -> date | None:
    """A date's bound: an ISO date or ``today``. Raises ValueError for anything else.

    >>> bound_on("today", date(2026, 4, 12))
    datetime.date(2026, 4, 12)
    """
    if bound is None:
        return None
    return today if bound == TODAY else date.fromisoformat(bound)


def _text(question: Question, values: Sequence[str], today: date) -> tuple[str, ...]:
    text = clean_text("\n".join(values))
    if len(text) > question.longest:
        raise AnswerFault("text_long", longest=str(question.longest))
    return (text,) if text else ()


def clean_text(typed: str) -> str:
    """Text as it is kept: newlines as ``\\n``, no control characters, nothing blank at the ends.

    Joiners and direction marks stay: Urdu and Persian need them. A text of such marks alone is blank.

    >>> clean_text(" One\\r\\ntwo\\x00 ")
    'One\\ntwo'
    """
    lines = re.sub("\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", typed)
    kept = "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    visible = any(not sign.isspace() and unicodedata.category(sign) != "Cf" for sign in kept)
    return kept.strip() if visible else ""


def _single(values: Sequence[str]) -> str | None:
    given = [stripped for value in values if (stripped := value.strip())]
    if len(set(given)) > 1:
        raise AnswerFault("one")
    return given[0] if given else None


def _whole(typed: str) -> int | None:
    """A whole number in any script's digits; None for anything else.

    >>> _whole("۱۲"), _whole("007"), _whole("1e3"), _whole("-4")
    (12, 7, None, -4)
    """
    plain = typed.replace("\N{MINUS SIGN}", "-")
    return int(plain) if re.fullmatch(r"-?\d{1,18}", plain) else None  # 18 digits: longer is no answer, and slow


TYPES: dict[QuestionType, Callable[[Question, Sequence[str], date], tuple[str, ...]]] = {
    QuestionType.ONE: _one,
    QuestionType.MANY: _many,
    QuestionType.SCALE: _scale,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.TEXT: _text,
}
