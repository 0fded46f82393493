"""Letters and pages as values: blocks of spans, in logical order, in any language, with fields and slots.

A **field** (``{trust}``) stands in running text and says the same for everyone in a trust. A **slot** (``{{code}}``)
stands alone on a line and is the person's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from fulfilment.surveys.definition import Audience
from fulfilment.surveys.pictures import Picture

FIELDS = frozenset(
    {
        *("trust", "hospital", "signatory_name", "signatory_role"),
        *("survey", "helpline_phone", "helpline_email", "helpline_hours"),
        *("address", "letter_date", "closing_date"),
    }
)
LETTER_SLOTS = frozenset({"salutation", "hello", "child", "code", "signature"})
PAGE_LINKS = frozenset({"bereaved", "other_ways", "privacy_child", "privacy_young_person"})  # slots that lead to pages
PAGE_SLOTS = frozenset({"helpline", "wait", "form"}) | PAGE_LINKS  # a form's buttons are its template's

_FIELD = re.compile(r"\{(\w+)\}")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)


class Translator(Protocol):
    """What a document needs of ``Words``."""

    def unfilled(self, context: str, source: str) -> str:
        """The text in the language, fields not yet filled."""


@dataclass(frozen=True)
class Span:
    """A run of text in one weight."""

    text: str
    strong: bool = False


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2."""

    level: int
    spans: Spans
    line: int = 0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    spans: Spans
    line: int = 0


@dataclass(frozen=True)
class Bullets:
    """A list of points; each point is a line of spans."""

    items: tuple[Spans, ...]
    line: int = 0
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A place for what is the person's own."""

    name: str
    line: int = 0


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""

    line: int = 0


@dataclass(frozen=True)
class PictureRow:
    """A picture and the words beside it. ``name`` is that of its file, without ``.svg``.

    ``picture`` is what the file holds; None where there is none, and then the words stand alone.
    """

    name: str
    spans: Spans
    line: int = 0
    picture: Picture | None = None


@dataclass(frozen=True)
class InLanguage:
    """One language's part of the language sheet: the same words, whatever language the letter is in.

    ``name`` is the language in itself; ``is_online`` says that the questions can be answered on screen in it.
    ``is_line`` is a part of one line only; ``is_signed`` one that somebody qualified has signed off.
    """

    language: str
    name: str
    faces: tuple[str, ...]
    is_rtl: bool
    spans: Spans
    is_online: bool = False
    is_line: bool = False
    is_signed: bool = False
    line: int = 0


Block: TypeAlias = Heading | Paragraph | Bullets | Slot | PageBreak | PictureRow | InLanguage


@dataclass(frozen=True)
class Document:
    """A letter or a page. ``context`` names it in the catalogues: ``adult/letters/invitation``.

    ``line`` is that of the title. ``body_pt`` is the size of its text, where it is not the stationery's.
    """

    name: str
    title: str
    audience: Audience
    blocks: tuple[Block, ...]
    context: str = ""
    file: str = ""
    line: int = 1
    body_pt: float | None = None

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of its slots, in order."""
        return tuple(block.name for block in self.blocks if isinstance(block, Slot))

    @property
    def is_easy_read(self) -> bool:
        """Whether it is easy to read: its words have pictures beside them."""
        return any(isinstance(block, PictureRow) for block in self.blocks)

    def texts(self) -> Iterator[tuple[str, int]]:
        """Every text that is translated, as it stands in the catalogues, with its line. The title comes first."""
        yield self.title, self.line
        for block in self.blocks:
            if isinstance(block, Heading | Paragraph | PictureRow):
                yield source_of(block.spans), block.line
            elif isinstance(block, Bullets):
                yield from ((source_of(item), line) for item, line in zip(block.items, block.lines, strict=True))

    def with_pictures(self, drawn: Mapping[str, Picture]) -> Document:
        """The document with the pictures of its survey, by name, beside its words."""
        blocks = (replace(b, picture=drawn.get(b.name)) if isinstance(b, PictureRow) else b for b in self.blocks)
        return replace(self, blocks=tuple(blocks))

    def signed(self) -> Document | None:
        """The document without the parts of a language sheet that nobody has signed off; None where none is left."""
        parts = [block for block in self.blocks if isinstance(block, InLanguage)]
        if parts and not any(part.is_signed for part in parts):
            return None
        kept = (block for block in self.blocks if not isinstance(block, InLanguage) or block.is_signed)
        return replace(self, blocks=tuple(kept))

    def translated(self, words: Translator, fields: Mapping[str, str]) -> Document:
        """The document in the language of ``words``, its fields filled. Untranslated blocks stay English.

        A field's value is plain text: asterisks and braces in it mean nothing. Raises KeyError for a field
        without one.
        """

        def say(spans: Spans) -> Spans:
            return filled(spans_of(words.unfilled(self.context, source_of(spans))), fields)

        return replace(
            self,
            title=fill(words.unfilled(self.context, self.title), fields),
            blocks=tuple(_said(block, say, fields) for block in self.blocks),
        )


def _said(block: Block, say: Callable[[Spans], Spans], fields: Mapping[str, str]) -> Block:
    match block:
        case InLanguage():
            return replace(block, spans=filled(block.spans, fields))
        case Heading() | Paragraph() | PictureRow():
            return replace(block, spans=say(block.spans))
        case Bullets():
            return replace(block, items=tuple(say(item) for item in block.items))
    return block


def source_of(spans: Spans) -> str:
    """The spans as one text, as it stands in letters/ and in the catalogues.

    >>> source_of((Span("Please "), Span("ring us", strong=True), Span(".")))
    'Please **ring us**.'
    """
    return "".join(f"**{span.text}**" if span.strong else span.text for span in spans)


def spans_of(text: str) -> Spans:
    """The runs of a text with ``**strong**`` parts.

    >>> spans_of("Please **ring us**.")
    (Span(text='Please ', strong=False), Span(text='ring us', strong=True), Span(text='.', strong=False))
    """
    pieces = _STRONG.split(text)  # plain, strong, plain, strong, ...
    return tuple(Span(piece, strong=place % 2 == 1) for place, piece in enumerate(pieces) if piece)


def fields_in(text: str) -> frozenset[str]:
    """The names of the fields in a text.

    >>> sorted(fields_in("Ring {helpline_phone}, {helpline_hours}."))
    ['helpline_hours', 'helpline_phone']
    """
    return frozenset(_FIELD.findall(text))


def filled(spans: Spans, fields: Mapping[str, object]) -> Spans:
    """The spans with their fields filled. Raises KeyError."""
    return tuple(replace(span, text=fill(span.text, fields)) for span in spans)


def fill(text: str, fields: Mapping[str, object]) -> str:
    """A text with its fields filled, each once: a value with braces is not filled again. Raises KeyError.

    >>> fill("Ring {helpline_phone}.", {"helpline_phone": "0808 157 0100"})
    'Ring 0808 157 0100.'
    """
    return _FIELD.sub(lambda found: str(fields[found[1]]), text)
