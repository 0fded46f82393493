"""The words of one language for one audience: screen texts, questions, dates; English where one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date

from fulfilment.surveys.catalogues import Catalogue
from fulfilment.surveys.definition import Audience, Question, Wording
from fulfilment.surveys.documents import fill


@dataclass(frozen=True)
class ScreenText:
    """An entry of letters/screen.yaml: one text, or with ``other`` set the two forms of a number."""

    one: str
    other: str | None = None
    line: int = 0


class AskedOption(NamedTuple):
    """An option as it is shown. ``code`` is the same in every language."""

    code: str
    text: str
    exclusive: bool = False


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is shown: in the language, in the wording for mode or age, fields filled."""

    id: str
    text: str
    hint: str
    options: tuple[AskedOption, ...]
    low_text: str = ""
    high_text: str = ""


@dataclass(frozen=True)
class Words:
    """Everything that is said to a respondent, in one language.

    ``fields`` are values that every text may use (the trust, the helpline); ``with_fields`` adds some. A call's own
    fields come first.
    """

    language: str
    locale: Locale
    screen: Mapping[str, ScreenText]
    catalogue: Catalogue
    audience: Audience = Audience.ADULT
    fields: Mapping[str, object] = field(default_factory=dict)

    def for_audience(self, audience: Audience) -> Words:
        """The same language, spoken to someone else."""
        return replace(self, audience=audience)

    def with_fields(self, **fields: object) -> Words:
        """The same words with more values that any text may use."""
        return replace(self, fields={**self.fields, **fields})

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.locale.text_direction

    def say(self, key: str, /, **fields: object) -> str:
        """A text of letters/screen.yaml, in its variant for the audience if it has one, fields filled.

        Dates among the fields are written out. Raises KeyError for an unknown key and for a field without value.
        """
        found, entry = self._entry(key)
        if entry.other is not None:
            raise KeyError(f"{key} is a text with a number: use plural")
        return self.text(f"screen/{found}", entry.one, **fields)

    def plural(self, key: str, n: int, /, **fields: object) -> str:
        """A text of letters/screen.yaml in the form for a number, which fills ``{n}``. Raises KeyError as ``say``."""
        found, entry = self._entry(key)
        if entry.other is None:
            raise KeyError(f"{key} is a text without a number: use say")
        translation = self.catalogue.find(f"screen/{found}", entry.one)
        if translation and translation.plural == entry.other:
            form = translation.forms[self.catalogue.plural_index(n)]
        else:
            form = entry.one if n == 1 else entry.other
        return self._filled(form, {"n": n, **fields})

    def text(self, context: str, source: str, /, **fields: object) -> str:
        """The translation of any English text, fields filled; the English where there is none.

        Raises KeyError for a field without value.
        """
        return self._filled(self.unfilled(context, source), fields)

    def unfilled(self, context: str, source: str) -> str:
        """The translation of any English text with its ``{fields}`` as they stand."""
        translation = self.catalogue.find(context, source)
        return translation.forms[0] if translation else source

    def date(self, day: date) -> str:
        """A date in full, such as 12 April 2026. Always with the digits 0 to 9, as codes and phone numbers are."""
        return format_date(day, "long", locale=self.locale)

    def question(
        self, survey_id: str, question: Question, variant: str | None = None, fields: Mapping[str, object] | None = None
    ) -> AskedQuestion:
        """A question as it is shown, in the wording of a ``variant`` (``phone``) where the question has it."""
        wording = question.variants.get(variant or "", Wording())
        context = f"{survey_id}/{question.id}"

        def said(source: str) -> str:
            return self.text(context, source, **(fields or {})) if source else ""

        return AskedQuestion(
            id=question.id,
            text=said(wording.text or question.text),
            hint=said(question.hint if wording.hint is None else wording.hint),
            options=tuple(
                AskedOption(option.code, said(wording.options.get(option.code, option.text)), option.exclusive)
                for option in question.options
            ),
            low_text=said(question.low_text),
            high_text=said(question.high_text),
        )

    def _entry(self, key: str) -> tuple[str, ScreenText]:
        for name in (f"{key}@{self.audience}", key):
            if name in self.screen:
                return name, self.screen[name]
        raise KeyError(key)

    def _filled(self, text: str, fields: Mapping[str, object]) -> str:
        values = {**self.fields, **fields}
        return fill(text, {name: self.date(v) if isinstance(v, date) else v for name, v in values.items()})
