"""Checks of the language sheet: each part in its script, with the helpline, and true about what is on screen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from babel.core import get_global

from fulfilment.errors import Fault
from fulfilment.surveys.content import Content
from fulfilment.surveys.documents import FIELDS, Document, InLanguage, fields_in, source_of

HELPLINE = "helpline_phone"
# What the Unicode Character Database calls letters of the scripts (ISO 15924) that our languages are written in.
LETTERS = {
    "Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC", "Beng": "BENGALI", "Deva": "DEVANAGARI",
    "Gujr": "GUJARATI", "Guru": "GURMUKHI", "Hans": "CJK", "Taml": "TAMIL",
}  # fmt: skip
Found = tuple[str, str, str]


def faults(content: Content) -> Iterator[Fault]:
    """Every fault of the sheet, if there is one."""
    for document in content.letters.values():
        for block in document.blocks:
            if isinstance(block, InLanguage):
                for code, what, mend in _of_part(block, _on_screen(content, document)):
                    yield Fault(code, f"{block.language}: {what}", mend, file=document.file, line=block.line)


def _on_screen(content: Content, sheet: Document) -> list[frozenset[str]]:
    """The languages of each survey that sends the sheet; of all surveys, while none does."""
    packs = content.stationery.packs
    sending = [
        frozenset(survey.languages)
        for survey in content.surveys.values()
        for contact in survey.contacts
        if any(sheet.name in packs[pack].documents for _, _, pack in contact.all_packs if pack in packs)
    ]
    return sending or [frozenset(survey.languages) for survey in content.surveys.values()]


def _of_part(part: InLanguage, on_screen: list[frozenset[str]]) -> Iterator[Found]:
    text = source_of(part.spans)
    if re.search("[\"'`]", text):
        yield "straight-quote", "straight quotes", "Use the quotes and apostrophes of the language."
    if HELPLINE not in fields_in(text):
        yield "sheet-helpline", "no telephone number", f"Write {{{HELPLINE}}} into it."
    if unknown := fields_in(text) - FIELDS:
        yield "field-unknown", f"no field {', '.join(sorted(unknown))}", f"Use one of {', '.join(sorted(FIELDS))}."
    if re.search("[{}]", re.sub(r"\{\w+\}", "", text)) or text.count("*") != 4 * sum(s.strong for s in part.spans):
        yield "sheet-markup", "a brace or asterisk too many", "Write fields as {name}, strong words as **words**."
    if not part.is_line:
        yield from _of_screen(part, on_screen)
    script = _script(part.language)
    if script not in LETTERS:
        yield "sheet-script", f"no letters are known for the script {script}", "Add it to LETTERS, with its fonts."
    elif not _is_written_in(LETTERS[script], part.name) or not _is_written_in(LETTERS[script], text):
        yield "sheet-script", f"it is not written in the script {script}", "Check which language stands here."


def _of_screen(part: InLanguage, on_screen: list[frozenset[str]]) -> Iterator[Found]:
    if "QR" not in source_of(part.spans):
        yield "sheet-qr", "nothing is said of the square code (QR)", "Tell how to answer on line."
    if part.is_online and not all(part.language in languages for languages in on_screen):
        mend = "Write that they are in English, and take `online: true` away."
        yield "sheet-online", "it says that the questions are on screen in this language", mend
    if not part.is_online and all(part.language in languages for languages in on_screen):
        mend = "Write that they are, and add `online: true`."
        yield "sheet-online", "it does not say that the questions are on screen in this language", mend


def _script(tag: str) -> str:
    """The script of a language, as CLDR's likely subtags have it.

    >>> _script("pa"), _script("zh-Hans"), _script("ckb")
    ('Guru', 'Hans', 'Arab')
    """
    parts = tag.split("-")
    return parts[1] if len(parts) > 1 else str(get_global("likely_subtags")[tag]).split("_")[1]


def _is_written_in(letters: str, text: str) -> bool:
    """Whether at least half of the letters of a text, fields aside, are of a script."""
    found = [unicodedata.name(sign, "") for sign in re.sub(r"\{\w+\}", "", text) if sign.isalpha()]
    return 2 * sum(name.startswith(letters) for name in found) >= len(found) > 0
