"""Checks of terms: what is one word in English is one word in each language, and the one of its glossary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fulfilment.errors import Fault
from fulfilment.surveys.catalogues import Translation
from fulfilment.surveys.checks.languages import ENGLISH_TERM, english_in
from fulfilment.surveys.content import Content
from fulfilment.surveys.glossary import Glossary, Term
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.messages import beginning, messages

_FIELD = re.compile(r"\{\w+\}")
# Marks of Arabic vowels: one may write them or not
_POINTS = re.compile("[\u064b-\u0652\u0670]")


def faults(content: Content) -> Iterator[Fault]:
    """Every translation that has a term's English and not its word, or a word that the glossary rules out."""
    current = {(message.context, message.source) for message in messages(content)}
    promised = {tag for survey in content.surveys.values() for tag in survey.languages if tag != SOURCE}
    for tag in sorted(promised & set(content.languages)):
        language = content.languages[tag].english_name
        glossary = content.glossaries.get(tag)
        if glossary is None:
            mend = "Add it: the words for our terms, names that stay, signs that are not used (docs/content.md)."
            yield Fault(
                "glossary-missing", f"{language} has no glossary", mend, file=f"translations/{tag}/glossary.yaml"
            )
            continue
        used: set[int] = set()
        for key, found in content.catalogues[tag].messages.items():
            if key in current and found.is_usable:
                yield from _of_translation(language, glossary, found)
                used |= _exemptions_met(glossary, found)
        yield from _not_needed(content, tag, glossary, used)


def _of_translation(language: str, glossary: Glossary, found: Translation) -> Iterator[Fault]:
    for name, term in glossary.terms.items():
        if not _is_in_english(name, term, found) or glossary.is_excepted(name, found.context, found.source):
            continue
        for form in dict.fromkeys(found.forms):
            shown = f"{language}: “{beginning(form)}” ({found.context})"
            if not _has(form, term.forms):
                what = f"{shown} lacks the word for {name} ({', '.join(term.forms)})"
                mend = "Use it, or name the text among the exceptions in glossary.yaml."
                yield Fault("glossary-term", what, mend, file=found.file, line=found.line)
            for wrong in term.never:
                if _has(form, (wrong,)):
                    what = f"{shown} says {wrong} for {name}"
                    mend = f"Use {' or '.join(term.forms)}."
                    yield Fault("glossary-never", what, mend, file=found.file, line=found.line)


def _is_in_english(name: str, term: Term, found: Translation) -> bool:
    text = _FIELD.sub("", found.source).lower()
    wanted = term.english or (name, f"{name}s")
    return any(re.search(rf"\b{re.escape(word.lower())}\b", text) for word in wanted)


def _has(form: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a word of a text begins so. Fields hold no words of the translator's."""
    text = _folded(_FIELD.sub(" ", form))
    return any(re.search(rf"(?<!\w){re.escape(_folded(beginning))}", text) for beginning in beginnings)


def _folded(text: str) -> str:
    return _POINTS.sub("", unicodedata.normalize("NFC", text).lower())


def _exemptions_met(glossary: Glossary, found: Translation) -> set[int]:
    """The exceptions that this translation needs."""
    meant = [
        (place, exemption.term)
        for place, exemption in enumerate(glossary.exceptions)
        if exemption.holds(exemption.term, found.context, found.source)
    ]
    return {place for place, term in meant if _needs(glossary, term, found)}


def _needs(glossary: Glossary, name: str, found: Translation) -> bool:
    """Whether a translation breaks the rule of a term, or holds English."""
    if name == ENGLISH_TERM:
        return any(any(english_in(form, found.source, glossary)) for form in found.forms)
    term = glossary.terms.get(name)
    return term is not None and _is_in_english(name, term, found) and not all(_has(f, term.forms) for f in found.forms)


def _not_needed(content: Content, tag: str, glossary: Glossary, used: set[int]) -> Iterator[Fault]:
    source = content.source(f"{tag}/glossary.yaml")
    for place, exemption in enumerate(glossary.exceptions):
        if place not in used:
            what = f"no text needs the exception of {exemption.term} in “{beginning(exemption.text)}”"
            line = source.line("exceptions", place)
            yield Fault("glossary-exception", what, "Take it away.", file=source.file, line=line)
