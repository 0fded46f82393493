"""Languages as data: how each is called, written and signed off. From translations/languages.yaml."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from pydantic import field_validator

from fulfilment.surveys.definition import Value

SOURCE = "en"  # the language in which letters/ is written


class SignOff(Value):
    """Who signed a language's text, when, and the hash of the text that was signed."""

    by: str
    on: date
    hash: str


class Language(Value):
    """A language. ``name`` is in itself; ``faces`` are the fonts on paper, in order of preference.

    ``locale`` borrows dates, plurals and direction from another language where Babel does not know this one.
    """

    id: str
    name: str
    english_name: str
    faces: tuple[str, ...]
    screen_face: str | None = None
    locale: str | None = None
    signed_off: SignOff | None = None

    @field_validator("signed_off", mode="before")
    @classmethod
    def _unsigned(cls, given: Any) -> Any:
        return None if given in ("", "null", "~") else given


@cache  # Babel looks on the disk for each tag that it does not have
def locale_of(tag: str) -> Locale:
    """The locale of a language as it is written in the United Kingdom, where Babel tells them apart.

    Raises KeyError for a language that Babel does not know.

    >>> locale_of("en"), locale_of("pl"), locale_of("ur").text_direction
    (Locale('en', territory='GB'), Locale('pl'), 'rtl')
    """
    for name in (f"{tag}_GB", tag):
        try:
            return Locale.parse(name.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            continue
    raise KeyError(tag)
