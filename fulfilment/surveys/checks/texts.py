"""Checks of English texts: fields and slots that exist, typographic quotes, nothing empty."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fulfilment.errors import Fault
from fulfilment.surveys.content import Content
from fulfilment.surveys.documents import FIELDS, LETTER_SLOTS, PAGE_SLOTS, Slot, fields_in
from fulfilment.surveys.messages import Message, beginning, messages

PAPER_ONLY = {"letter_date", "signatory_name", "signatory_role"}
SCREEN = "screen/"  # texts whose fields the templates fill


def faults(content: Content) -> Iterator[Fault]:
    """Every fault of English texts."""
    for message in messages(content):
        for code, what, mend in _of_message(message):
            yield Fault(code, f"{message.context}: {what}", mend, file=message.file, line=message.line)
    for documents, slots in ((content.letters, LETTER_SLOTS), (content.pages, PAGE_SLOTS)):
        for document in documents.values():
            for block in document.blocks:
                if isinstance(block, Slot) and block.name not in slots:
                    what, mend = f"{document.context}: no slot {block.name}", f"Use one of {', '.join(sorted(slots))}."
                    yield Fault("slot-unknown", what, mend, file=document.file, line=block.line)


def _of_message(message: Message) -> Iterator[tuple[str, str, str]]:
    for text in message.texts:
        shown = beginning(text)
        if not text.strip():
            yield "text-missing", "an empty text", "Write it, or remove its key."
        if re.search("[\"'`]", text):
            yield "straight-quote", f"straight quotes in “{shown}”", "Use ’ for an apostrophe and “ ” for quotes."
        strange = sorted({sign for sign in text if sign.isalnum() and not _is_english(sign)})
        if strange:
            what = f"signs of another script ({' '.join(strange)}) in “{shown}”"
            yield "english-script", what, "Write English in Latin letters and the digits 0 to 9."
        if text != text.strip() or "  " in text:
            yield "text-space", f"spaces too many in “{shown}”", "Leave one between words, none at the ends."
        if re.search("[{}]", re.sub(r"\{\w+\}", "", text)):
            yield "brace", f"a brace that is not a field in “{shown}”", "Write fields as {trust}."
        known = FIELDS if message.catalogue == "letters" else FIELDS - PAPER_ONLY
        unknown = fields_in(text) - known
        if unknown and not message.context.startswith(SCREEN):
            yield "field-unknown", f"no field {', '.join(sorted(unknown))}", f"Use one of {', '.join(sorted(known))}."


def _is_english(sign: str) -> bool:
    return sign in "0123456789" or unicodedata.name(sign, "").startswith("LATIN")
