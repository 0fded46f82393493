"""An answer as a person reads it back: the words of the options, a date in full, a comment line by line."""

from __future__ import annotations

from datetime import date

from fulfilment.surveys.answering import scale_high, scale_low
from fulfilment.surveys.definition import Question, QuestionType
from fulfilment.surveys.words import AskedQuestion, Words


def shown(question: Question, asked: AskedQuestion, answer: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """The answer in lines; none for a blank one."""
    texts = {option.code: option.text for option in asked.options}
    if question.type is QuestionType.SCALE:
        low, high = str(scale_low(question)), str(scale_high(question))
        ends = {low: ("scale.low", asked.low_text), high: ("scale.high", asked.high_text)}
        texts |= {n: words.say(key, n=n, text=text) for n, (key, text) in ends.items() if text}
    elif question.type is QuestionType.DATE:
        return tuple(words.date(date.fromisoformat(value)) for value in answer)
    elif question.type is QuestionType.TEXT:
        return tuple(line for value in answer for line in value.splitlines())
    return tuple(texts.get(value, value) for value in answer)
