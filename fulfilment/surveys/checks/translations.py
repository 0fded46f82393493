"""Checks of translations: complete, current, with the fields, strong words, numbers and addresses of the English."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator

from babel.messages.plurals import get_plural

from fulfilment.errors import Fault
from fulfilment.surveys.catalogues import Catalogue, Key, Translation
from fulfilment.surveys.checks.stale import pairs
from fulfilment.surveys.content import Content
from fulfilment.surveys.documents import fields_in, spans_of
from fulfilment.surveys.languages import SOURCE, Language, locale_of
from fulfilment.surveys.messages import Message, beginning, messages

NUMBER = "n"  # a form may say the number in words
NUMBERS = range(201)  # our choice: no language we know has a rule that first shows beyond it
# What must be the same in every language: longer numbers (telephones, laws, years) and addresses of any kind.
# Short numbers may be words, and times of day are written differently.
_FIXED = re.compile(r"\d{3,}|[\w.+-]+@[\w.-]+\w|\bwww\.[\w./-]+\w|https?://\S+\w")
# Signs of layout that a text never has: it stands in a heading, a point or a button already
_LAYOUT = re.compile(r"^[#>*-] |\n|</?\w+[^>]*>|&\w+;|!?\[[^\]]*\]\(|__|\{\{|\}\}")


def faults(content: Content) -> Iterator[Fault]:
    """Every fault of every language but English."""
    every: dict[Key, Message] = {}
    for message in messages(content):
        every.setdefault((message.context, message.source), message)
    for language in content.languages.values():
        if language.id != SOURCE:
            catalogue = content.catalogues[language.id]
            yield from _missing(content, language, catalogue, every)
            yield from _of_language(content, language, catalogue)
            for key, translation in catalogue.messages.items():
                if key in every and translation.is_usable:
                    for form in dict.fromkeys(translation.forms):
                        shown = f"{language.english_name}: “{beginning(form)}” ({translation.context})"
                        for code, what, mend in _differs(every[key], form):
                            yield Fault(code, f"{shown} {what}", mend, file=translation.file, line=translation.line)


def _missing(content: Content, language: Language, catalogue: Catalogue, every: dict[Key, Message]) -> Iterator[Fault]:
    """What is promised and not there, what is there and not wanted, and what is both: a text that has changed."""
    surveys = {survey.id for survey in content.surveys.values() if language.id in survey.languages}
    unused = [found for key, found in catalogue.messages.items() if key not in every]
    wanted: dict[Key, Message] = {}
    if surveys:  # else nothing is promised in it
        for file in catalogue.missing:
            what, mend = "no such catalogue", "Add it, or take the language out of the surveys."
            yield Fault("po-missing", what, mend, file=file, line=1)
        absent = {file.rpartition("/")[2].removesuffix(".po") for file in catalogue.missing}
        wanted = {
            key: message
            for key, message in every.items()
            if (not message.survey or message.survey in surveys) and message.catalogue not in absent
        }
    stale = pairs([message for key, message in wanted.items() if key not in catalogue.messages], unused)
    for message, found in stale:
        what = (
            f"{language.english_name}: the English of {message.context} is now “{beginning(message.source)}”"
            f" ({message.file}, line {message.line}), and was “{beginning(found.source)}”"
        )
        mend = "Translate what has changed, and put the new English into msgid."
        yield Fault("translation-stale", what, mend, file=found.file, line=found.line)
    told = {(message.context, message.source) for message, _ in stale}
    for key, message in wanted.items():
        if key not in told:
            yield from _incomplete(language, message, catalogue.messages.get(key), catalogue.plural_forms)
    for found in unused:
        if found not in [gone for _, gone in stale]:
            what = f"{language.english_name}: “{beginning(found.source)}” ({found.context}) is no text of ours"
            mend = "The English has changed or gone: mend or remove the message."
            yield Fault("translation-unused", what, mend, file=found.file, line=found.line)


def _incomplete(language: Language, message: Message, found: Translation | None, forms: int) -> Iterator[Fault]:
    shown = f"{language.english_name}: “{beginning(message.source)}” ({message.context})"
    mend = f"Translate it in {message.catalogue}.po."
    if found is None or not any(found.forms):
        yield Fault("translation-missing", f"{shown} is not translated", mend, file=message.file, line=message.line)
    elif found.fuzzy and found.previous:
        what = f"{shown} was “{beginning(found.previous)}” when it was translated"
        mend = "Translate what has changed, and take the mark and the old English away."
        yield Fault("translation-stale", what, mend, file=found.file, line=found.line)
    elif found.fuzzy:
        mend = "Check the translation and take the mark away."
        yield Fault("translation-fuzzy", f"{shown} is marked fuzzy", mend, file=found.file, line=found.line)
    elif found.plural != message.plural:
        has, wanted = (beginning(text or "no form of its own") for text in (found.plural, message.plural))
        what = f"{shown} has “{has}” for many, the English has “{wanted}”"
        mend = "Translate what has changed, and put the new English into msgid_plural."
        yield Fault("translation-stale", what, mend, file=found.file, line=found.line)
    elif message.plural is not None and (not all(found.forms) or len(found.forms) != forms):
        what = f"{shown} has {sum(map(bool, found.forms))} of the {forms} forms for numbers"
        yield Fault("plural-incomplete", what, "Fill in every msgstr.", file=found.file, line=found.line)


def _of_language(content: Content, language: Language, catalogue: Catalogue) -> Iterator[Fault]:
    source = content.source("languages.yaml")
    wanted = get_plural(str(locale_of(language.locale or language.id)))
    if catalogue.missing:
        pass  # told already
    elif catalogue.plural_forms != wanted.num_plurals:
        forms = wanted.num_plurals
        what = f"{language.english_name} has {forms} forms for numbers, pages.po says {catalogue.plural_forms}"
        mend = "Mend Plural-Forms in its head."
        yield Fault("plural-forms", what, mend, file=source.file, line=source.line(language.id))
    elif wrong := _chosen_otherwise(catalogue.plural_index, wanted.plural_expr):
        what = f"{language.english_name}: pages.po chooses another form than CLDR for {', '.join(map(str, wrong[:5]))}"
        mend = f"Write plural={wanted.plural_expr} into Plural-Forms."
        yield Fault("plural-rule", what, mend, file=source.file, line=source.line(language.id))
    if language.signed_off and language.signed_off.hash != catalogue.signature:
        what = f"{language.english_name}: the text is not the one that was signed off"
        mend = f"Have it signed again; its hash is now {catalogue.signature}."
        line = source.line(language.id, "signed_off")
        yield Fault("signed-text-changed", what, mend, file=source.file, line=line)


def _differs(message: Message, form: str) -> Iterator[tuple[str, str, str]]:
    """What a form of a translation has and the English has not, or the other way round."""
    wanted = frozenset().union(*map(fields_in, message.texts))
    may_lack = {NUMBER} if message.plural is not None else set()
    given = fields_in(form)
    if given - wanted or wanted - given - may_lack:
        what = f"has the fields {_list(given)}, the English has {_list(wanted)}"
        yield "translation-fields", what, "Use the same fields."
    if _strong(form) != _strong(message.source) or form.count("*") != message.source.count("*"):
        yield "translation-strong", "has other **strong** words than the English", "Make as many strong."
    differing = _fixed(form) ^ _fixed(" ".join(message.texts))
    if differing:
        what = f"and the English differ in {', '.join(sorted(differing))}"
        yield "translation-numbers", what, "Use the same numbers and addresses."
    layout = _LAYOUT.findall(form)
    if layout and not _LAYOUT.findall(message.source):
        what = f"has signs of layout ({' '.join(map(repr, layout))})"
        yield "translation-layout", what, "Take them away: only **strong** and {fields} mean anything."
    if re.search("[{}]", re.sub(r"\{\w+\}", "", form)):
        yield "translation-brace", "has a brace that is no field", "Write fields as {trust}."
    if form != form.strip() or "  " in form:
        yield "translation-space", "has spaces too many", "Leave one between words, none at the ends."


def _chosen_otherwise(index: Callable[[int], int], expression: str) -> list[int]:
    """The numbers for which a catalogue takes another form than CLDR's rule."""
    rule = gettext.c2py(expression)
    return [n for n in NUMBERS if index(n) != rule(n)]


def _fixed(text: str) -> set[str]:
    return set(_FIXED.findall(text))


def _strong(text: str) -> int:
    return sum(span.strong for span in spans_of(text))


def _list(fields: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(fields)) or "none"
