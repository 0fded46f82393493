"""A language's glossary: how its words for our terms begin, what stays in English, which signs it does not use."""

from __future__ import annotations

import re
from functools import cached_property

from pydantic import Field

from fulfilment.surveys.definition import Value


class Term(Value):
    """An English term: the words that it goes by (its name, if none are given), and how its translations begin.

    ``never`` is how words begin that the language does not use for it here.
    """

    english: tuple[str, ...] = ()
    forms: tuple[str, ...] = Field(min_length=1)
    never: tuple[str, ...] = ()


class Exemption(Value):
    """A text that may do without a term's word, and why. ``text`` is how its English begins."""

    term: str
    text: str
    reason: str
    context: str = ""

    def holds(self, term: str, context: str, source: str) -> bool:
        """Whether a text is meant."""
        return self.term == term and source.startswith(self.text) and self.context in ("", context)


class Glossary(Value):
    """Everything in translations/<language>/glossary.yaml.

    ``names`` stay as they are in English; ``loans`` are words, in small letters, that the language shares with English;
    ``never`` maps a sign that the language does not write to the one it does.
    """

    terms: dict[str, Term] = Field(default_factory=dict)
    names: tuple[str, ...] = ()
    loans: tuple[str, ...] = ()
    never: dict[str, str] = Field(default_factory=dict)
    exceptions: tuple[Exemption, ...] = ()

    @cached_property
    def names_pattern(self) -> re.Pattern[str]:
        """Any of the names as a whole word, the longest first."""
        longest = sorted(map(re.escape, self.names), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)" if longest else r"(?!)")

    def is_excepted(self, term: str, context: str, source: str) -> bool:
        """Whether a text may do without a term."""
        return any(exemption.holds(term, context, source) for exemption in self.exceptions)
