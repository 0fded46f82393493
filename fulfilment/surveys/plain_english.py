"""How plain the English must be, by reader, with exceptions and their reasons: letters/plain_english.yaml."""

from __future__ import annotations

from pydantic import Field

from fulfilment.surveys.definition import Value


class Reader(Value):
    """What a reader can be asked to read: the reading age in years, words a sentence and a question, syllables a word.

    ``syllables`` is the length from which a rare word is too hard.
    """

    reading_age: int
    sentence_words: int
    syllables: int
    question_words: int | None = None


class Exemption(Value):
    """A block that may be harder than its reader's limits, in what, and why."""

    block: str
    reason: str
    reading_age: int | None = None
    sentence_words: int | None = None
    question_words: int | None = None


class PlainEnglish(Value):
    """Everything in letters/plain_english.yaml. ``hard_words`` are long words that stay, each with its reason."""

    readers: dict[str, Reader]
    hard_words: dict[str, str] = Field(default_factory=dict)
    exceptions: tuple[Exemption, ...] = ()
