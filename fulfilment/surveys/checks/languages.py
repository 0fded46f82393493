"""Checks of how a translation is written: in its own script and signs, with digits 0 to 9, no English left in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from babel.core import get_global

from fulfilment.errors import Fault
from fulfilment.surveys.catalogues import Translation
from fulfilment.surveys.content import Content
from fulfilment.surveys.glossary import Glossary
from fulfilment.surveys.languages import SOURCE, Language
from fulfilment.surveys.messages import beginning, messages

# How Unicode's names of letters begin, by ISO 15924 script
NAMED = {
    **{"Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Arab": "ARABIC", "Hebr": "HEBREW"},
    **{"Beng": "BENGALI", "Deva": "DEVANAGARI", "Gujr": "GUJARATI", "Guru": "GURMUKHI", "Taml": "TAMIL"},
    **{"Hans": "CJK", "Hant": "CJK"},
}
LATIN = "Latn"
# English words that are none in another language of the Latin script that we know of, and stand in most sentences
ENGLISH = frozenset(
    {"the", "and", "you", "your", "our", "they", "their", "what", "which", "have", "has", "are", "were", "with", "this"}
)
ENGLISH_TERM = "english"  # what an exception is called that lets English stand
LEAST_LETTERS = 3  # our choice: shorter words are often the same in two languages (I, do, no, to)
# Fields, addresses, names of cookies, numbers and codes
_LEFT_OUT = re.compile(r"\{\w+\}|[\w.]+@[\w.]+|__[\w-]+|\b\w*\d[\w-]*|(?<=\d)-\w+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


def faults(content: Content) -> Iterator[Fault]:
    """Every translation that is not written as its language is."""
    current = {(message.context, message.source) for message in messages(content)}
    for language in content.languages.values():
        if language.id == SOURCE:
            continue
        glossary = content.glossaries.get(language.id, Glossary())
        for key, found in content.catalogues[language.id].messages.items():
            if key in current and found.is_usable:
                for form in dict.fromkeys(found.forms):
                    for code, what, mend in _of_form(form, found, script_of(language), glossary):
                        shown = f"{language.english_name}, {found.context}: {what} in “{beginning(form)}”"
                        yield Fault(code, shown, mend, file=found.file, line=found.line)


def script_of(language: Language) -> str:
    """The script a language is mostly written in (ISO 15924).

    >>> script_of(Language(id="ur", name="اردو", english_name="Urdu", faces=()))
    'Arab'
    """
    known = get_global("likely_subtags")
    parts = (language.locale or language.id).replace("-", "_").split("_")
    written = [part for part in parts if part in NAMED]
    return (written or [part for part in known.get(parts[0], "").split("_") if part in NAMED] or [LATIN])[0]


def _of_form(form: str, found: Translation, script: str, glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    foreign = sorted({sign for sign in form if sign.isdigit() and sign not in "0123456789"})
    if foreign:
        yield "digits", f"the digits {' '.join(foreign)}", "Write all numbers with 0 to 9, as codes and telephones are."
    if re.search("[\"'`]", form):
        yield "quotes", "straight quotes", "Use the language’s own quotation marks, and ’ for an apostrophe."
    own = _without_english(form, glossary)
    for sign in (sign for sign in glossary.never if sign in own):
        yield "sign-never", f"the sign {sign} (U+{ord(sign):04X})", f"Write {glossary.never[sign]}."
    left = list(english_in(form, found.source, glossary))
    if left and not glossary.is_excepted(ENGLISH_TERM, found.context, found.source):
        mend = "Translate it, or name it among the names in glossary.yaml."
        yield "english-left", f"English (“{' '.join(left)}”)", mend
    strange = [word for word in _words(form, glossary) if word not in left and not _is_in(word, script)]
    if strange:
        mend = "Write it in the language’s script, or name it among the names in glossary.yaml."
        yield "script", f"letters of another script (“{' '.join(strange)}”)", mend


def _words(text: str, glossary: Glossary) -> list[str]:
    """The words that a translator wrote: no fields, numbers and names that stay."""
    return _WORD.findall(_without_english(text, glossary))


def _without_english(text: str, glossary: Glossary) -> str:
    """A text without fields, numbers and whole names."""
    return _LEFT_OUT.sub(" ", glossary.names_pattern.sub(" ", text))


def english_in(form: str, source: str, glossary: Glossary) -> Iterator[str]:
    """Words that are English left in a translation: the same as in the English text, or English wherever they stand.

    Very short words may be both languages' own: of these only two that follow each other as in the English are told.
    """
    words, english = _words(form, glossary), [word.lower() for word in _words(source, glossary)]
    pairs = set(pairwise(english))
    small = [word.lower() for word in words]
    for at, word in enumerate(small):
        beside = {(word, *small[at + 1 : at + 2]), (*small[max(at - 1, 0) : at], word)}
        is_same = word in english and word not in glossary.loans and len(word) >= LEAST_LETTERS
        if is_same or word in ENGLISH or pairs & beside:
            yield words[at]


def _is_in(word: str, script: str) -> bool:
    return all(unicodedata.name(sign, "").startswith(NAMED[script]) for sign in word if sign.isalpha())
