"""The static checks of content: everything that can be wrong before anybody is written to. All faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fulfilment.errors import Fault
from fulfilment.surveys.checks import (
    glossaries,
    language_sheet,
    languages,
    never_asked,
    pictures,
    plain_english,
    questions,
    routes,
    scales,
    surveys,
    texts,
    translations,
)
from fulfilment.surveys.content import Content

CHECKS: tuple[Callable[[Content], Iterator[Fault]], ...] = (
    surveys.faults,
    questions.faults,
    routes.faults,
    never_asked.faults,
    pictures.faults,
    scales.faults,
    texts.faults,
    plain_english.faults,
    language_sheet.faults,
    translations.faults,
    languages.faults,
    glossaries.faults,
)


def faults(content: Content) -> list[Fault]:
    """Everything that is wrong with content that could be read, by file and line."""
    found = [fault for check in CHECKS for fault in check(content)]
    return sorted(dict.fromkeys(found), key=lambda fault: (fault.file or "", fault.line or 0, fault.code))
