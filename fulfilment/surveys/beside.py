"""Every English text beside its translations, in reading order, in the groups in which it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from fulfilment.surveys import notes
from fulfilment.surveys.catalogues import Translation
from fulfilment.surveys.content import SHARED, Content
from fulfilment.surveys.languages import SOURCE, Language
from fulfilment.surveys.messages import Message, messages


@dataclass(frozen=True)
class Said:
    """A text in one language. ``state`` is ``right``, ``fuzzy`` or ``untranslated``; what is not right is not shown
    to readers, who see the English.
    """

    forms: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Row:
    """One English text (or the two forms of one with a number), where it stands, and how each language says it."""

    english: tuple[str, ...]
    line: int
    seen: str
    said: Mapping[str, Said]


@dataclass(frozen=True)
class Block:
    """Texts that are read together: a question with its answers, or a whole letter or page. ``name`` is its id."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Group:
    """One file of letters/: ``kind`` is ``letter``, ``page``, ``questionnaire`` or ``words``.

    ``survey`` is its folder, "" for what stands outside all.
    """

    kind: str
    survey: str
    name: str
    file: str
    blocks: tuple[Block, ...]

    def untranslated(self, language: str) -> int:
        """How many of its texts readers of a language see in English."""
        return sum(row.said[language].state != "right" for block in self.blocks for row in block.rows)


def groups(content: Content) -> Iterator[Group]:
    """The files in the order of the content, each text once where it is read."""
    for file, of_file in groupby(messages(content), key=lambda message: message.file):
        every = list(of_file)
        name = file.rpartition("/")[2].rpartition(".")[0]
        blocks = tuple(
            Block(context.rpartition("/")[2], tuple(_rows(content, of_block)))
            for context, of_block in groupby(every, key=_block)
        )
        yield Group(_kind(file, every[0]), _survey(content, file), name, file, blocks)


def languages(content: Content) -> list[Language]:
    """The languages beside the English, as languages.yaml has them."""
    return [language for language in content.languages.values() if language.id != SOURCE]


def _rows(content: Content, some: Iterator[Message]) -> Iterator[Row]:
    for message in {(message.context, message.source): message for message in some}.values():
        said = {
            language.id: _said(message, content.catalogues[language.id].messages.get((message.context, message.source)))
            for language in languages(content)
        }
        yield Row(message.texts, message.line, notes.seen(message), said)


def _said(message: Message, found: Translation | None) -> Said:
    if found is None or not any(found.forms):
        return Said((), "untranslated")
    if found.fuzzy:
        return Said(found.forms, "fuzzy")
    is_whole = all(found.forms) and found.plural == message.plural
    return Said(found.forms, "right" if is_whole else "untranslated")


def _block(message: Message) -> str:
    """Words on screen belong together by the first word of their key, a document's texts by the document."""
    return message.context.partition(".")[0] if message.context.startswith("screen/") else message.context


def _kind(file: str, message: Message) -> str:
    if message.catalogue == "questionnaires":
        return "questionnaire"
    if not file.endswith(".md"):
        return "letter" if message.catalogue == "letters" else "words"
    return message.catalogue.removesuffix("s")


def _survey(content: Content, file: str) -> str:
    parts = file.split("/")
    return next((part for part in parts[:-1] if part in content.surveys or part == SHARED), "")
