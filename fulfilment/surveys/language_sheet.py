"""The language sheet: in many languages, what the letter is about and how to answer. From letters/language_sheet.yaml.

Its languages are not those of the survey: each has a few sentences, written here once, and no catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from pydantic import Field

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys.definition import Audience, Value
from fulfilment.surveys.documents import Block, Document, Heading, InLanguage, PageBreak, Paragraph, spans_of
from fulfilment.surveys.languages import SignOff, locale_of
from fulfilment.surveys.reading import Source, convert

NAME = "language_sheet"
FILE = f"{NAME}.yaml"


class Part(Value):
    """What is said in one language. ``online`` says that the survey can be answered on screen in it.

    ``signed_off`` is left out until somebody qualified has checked the words.
    """

    name: str = Field(min_length=1)
    faces: tuple[str, ...] = Field(min_length=1)
    text: str = Field(min_length=1)
    online: bool = False
    signed_off: SignOff | None = None

    @property
    def signature(self) -> str:
        """SHA-256 over what is read, in 16 hex digits: what a sign-off holds."""
        return hashlib.sha256(f"{self.name}\x1f{self.text}".encode()).hexdigest()[:16]


class Sheet(Value):
    """The file: title and introduction are translated with the letters; parts by language tag, ``more`` a line each."""

    title: str = Field(min_length=1)
    introduction: str = Field(min_length=1)
    front: Mapping[str, Part]
    back: Mapping[str, Part]
    more: Mapping[str, Part]


def read(source: Source, context: str) -> Document:
    """The sheet as a document that a pack can name. Raises FulfilmentError with every fault."""
    sheet = convert(Sheet, source)
    line, faults = source.line("introduction"), list(_faults(sheet, source))
    if faults:
        raise FulfilmentError("content", f"{source.file} does not fit", faults=faults)
    blocks: tuple[Block, ...] = (
        Heading(1, spans_of(sheet.title), source.line("title")),
        Paragraph(spans_of(sheet.introduction), line),
        *_parts(sheet.front, source, "front"),
        PageBreak(source.line("back")),
        *_parts(sheet.back, source, "back"),
        *_parts(sheet.more, source, "more"),
    )
    return Document(NAME, sheet.title, Audience.ADULT, blocks, context, source.file, source.line("title"))


def _parts(parts: Mapping[str, Part], source: Source, place: str) -> Iterator[InLanguage]:
    for tag, part in parts.items():
        is_rtl = locale_of(tag).text_direction == "rtl"
        yield InLanguage(
            tag, part.name, part.faces, is_rtl, spans_of(part.text), is_online=part.online, is_line=place == "more",
            is_signed=part.signed_off is not None, line=source.line(place, tag, "text"),
        )  # fmt: skip


def _faults(sheet: Sheet, source: Source) -> Iterator[Fault]:
    for place, parts in (("front", sheet.front), ("back", sheet.back), ("more", sheet.more)):
        for tag, part in parts.items():
            try:
                locale_of(tag)
            except KeyError:
                what, mend = f"Babel does not know the language {tag}", "Check the tag."
                yield Fault("language-unknown", what, mend, file=source.file, line=source.line(place, tag))
            if part.signed_off and part.signed_off.hash != part.signature:
                what = f"{tag}: the text is not the one that was signed off"
                mend = f"Have it signed again; its hash is now {part.signature}."
                line = source.line(place, tag, "signed_off")
                yield Fault("signed-text-changed", what, mend, file=source.file, line=line)
