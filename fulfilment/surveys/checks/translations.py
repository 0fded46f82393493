"""Checks of translations: complete, current, with the same fields and strong words as the English."""

from __future__ import annotations

from collections.abc import Iterator

from babel.messages.plurals import get_plural

from fulfilment.errors import Fault
from fulfilment.surveys.catalogues import Catalogue, Key, Translation
from fulfilment.surveys.content import Content
from fulfilment.surveys.documents import fields_in, spans_of
from fulfilment.surveys.languages import SOURCE, Language, locale_of
from fulfilment.surveys.messages import Message, messages

NUMBER = "n"  # a form may say the number in words


def faults(content: Content) -> Iterator[Fault]:
    """Every fault of every language but English."""
    every: dict[Key, Message] = {}
    for message in messages(content):
        every.setdefault((message.context, message.source), message)
    for language in content.languages.values():
        if language.id != SOURCE:
            catalogue = content.catalogues[language.id]
            yield from _missing(content, language, catalogue, every)
            yield from _unused(catalogue, every)
            yield from _of_language(content, language, catalogue)
            for key, translation in catalogue.messages.items():
                if key in every and translation.is_usable:
                    yield from _differs(every[key], translation)


def _missing(content: Content, language: Language, catalogue: Catalogue, every: dict[Key, Message]) -> Iterator[Fault]:
    surveys = {survey.id for survey in content.surveys.values() if language.id in survey.languages}
    if not surveys:
        return  # nothing is promised in it
    for file in catalogue.missing:
        what, mend = "no such catalogue", "Add it, or take the language out of the surveys."
        yield Fault("po-missing", what, mend, file=file, line=1)
    absent = {file.rpartition("/")[2].removesuffix(".po") for file in catalogue.missing}
    for key, message in every.items():
        if (message.survey and message.survey not in surveys) or message.catalogue in absent:
            continue
        found = catalogue.messages.get(key)
        shown = f"{language.english_name}: “{_short(message.source)}” ({message.context})"
        if found is None or not all(found.forms) or found.plural != message.plural:
            mend = f"Translate it in {message.catalogue}.po."
            yield Fault("translation-missing", f"{shown} is not translated", mend, file=message.file, line=message.line)
        elif found.fuzzy:
            mend = "Check the translation and take the mark away."
            yield Fault("translation-fuzzy", f"{shown} is marked fuzzy", mend, file=found.file, line=found.line)


def _unused(catalogue: Catalogue, every: dict[Key, Message]) -> Iterator[Fault]:
    for key, found in catalogue.messages.items():
        if key not in every:
            what = f"“{_short(found.source)}” ({found.context}) is no text of ours"
            mend = "The English has changed or gone: mend or remove the message."
            yield Fault("translation-unused", what, mend, file=found.file, line=found.line)


def _of_language(content: Content, language: Language, catalogue: Catalogue) -> Iterator[Fault]:
    source = content.source("languages.yaml")
    forms = get_plural(str(locale_of(language.locale or language.id))).num_plurals
    if len(catalogue.missing) == 0 and catalogue.plural_forms != forms:
        what = f"{language.english_name} has {forms} forms for numbers, pages.po says {catalogue.plural_forms}"
        mend = "Mend Plural-Forms in its head."
        yield Fault("plural-forms", what, mend, file=source.file, line=source.line(language.id))
    if language.signed_off and language.signed_off.hash != catalogue.signature:
        what = f"{language.english_name}: the text is not the one that was signed off"
        mend = f"Have it signed again; its hash is now {catalogue.signature}."
        line = source.line(language.id, "signed_off")
        yield Fault("signed-text-changed", what, mend, file=source.file, line=line)


def _differs(message: Message, found: Translation) -> Iterator[Fault]:
    wanted = frozenset().union(*map(fields_in, message.texts))
    may_lack = {NUMBER} if message.plural is not None else set()
    for form in found.forms:
        given = fields_in(form)
        if given - wanted or wanted - given - may_lack:
            what = f"“{_short(form)}” has the fields {_list(given)}, the English has {_list(wanted)}"
            yield Fault("translation-fields", what, "Use the same fields.", file=found.file, line=found.line)
        if _strong(form) != _strong(message.source) or form.count("*") != message.source.count("*"):
            what = f"“{_short(form)}” has other **strong** words than the English"
            yield Fault("translation-strong", what, "Make as many strong.", file=found.file, line=found.line)


def _strong(text: str) -> int:
    return sum(span.strong for span in spans_of(text))


def _list(fields: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(fields)) or "none"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
