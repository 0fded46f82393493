"""Checks of plain English: reading age, sentences and words of every block against what its reader can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from fulfilment.errors import Fault
from fulfilment.surveys.content import Content
from fulfilment.surveys.messages import beginning
from fulfilment.surveys.passages import Block, Passage, blocks
from fulfilment.surveys.plain_english import Exemption, PlainEnglish, Reader
from fulfilment.surveys.readability import hard_words, longest_sentence, reading_age, words

NONE = Exemption(block="", reason="")
LIMITS = ("reading_age", "sentence_words", "question_words")


def faults(content: Content) -> Iterator[Fault]:
    """Every block that is harder than its reader's limits, and every exception that nothing needs."""
    rules = content.plain_english
    if rules is None:
        mend = "Add it: how plain the English must be, by reader (docs/content.md)."
        yield Fault("plain-english-missing", "no such file", mend, file="letters/plain_english.yaml")
        return
    excepted = {exemption.block: exemption for exemption in rules.exceptions}
    needed: set[tuple[str, str]] = set()
    for block in blocks(content):
        reader = rules.readers.get(block.reader)
        if reader is None:
            what, mend = f"{block.name}: no limits for the reader {block.reader}", "Add them to plain_english.yaml."
            yield Fault("reader-unknown", what, mend, file=block.file, line=block.line)
            continue
        exemption = excepted.get(block.name, NONE)
        if exemption is not NONE:
            needed |= {(block.name, limit) for limit in LIMITS if _is_over(block, reader, rules, limit)}
        yield from _of_block(block, _allowed(reader, exemption), rules)
    yield from _not_needed(content, rules, needed)


def _allowed(reader: Reader, exemption: Exemption) -> Reader:
    """The limits of a block: its reader's, but for what is excepted."""
    excepted = {name: value for name in LIMITS if (value := getattr(exemption, name)) is not None}
    return reader.model_copy(update=excepted)


def _of_block(block: Block, limits: Reader, rules: PlainEnglish) -> Iterator[Fault]:
    age = reading_age((passage.text for passage in block.passages), rules.hard_words)
    if age is not None and age > limits.reading_age:
        what = f"{block.name} has a reading age of {age:g}, more than {limits.reading_age} ({block.reader})"
        mend = "Use shorter words and shorter sentences."
        yield Fault("reading-age", what, mend, file=block.file, line=block.line)
    if block.is_summary:
        return  # its sentences were looked at where they stand
    for passage in block.passages:
        for code, what, mend in _of_text(passage, limits, rules):
            yield Fault(code, f"{block.name}: {what} ({block.reader})", mend, file=block.file, line=passage.line)


def _of_text(passage: Passage, limits: Reader, rules: PlainEnglish) -> Iterator[tuple[str, str, str]]:
    sentence = longest_sentence(passage.text)
    count, most = len(words(sentence)), limits.question_words
    shown, mend = f"“{beginning(sentence, 60)}”", "Make two of it, or leave words out."
    if passage.is_question and most is not None and count > most:
        yield "question-long", f"a question of {count} words, more than {most}, {shown}", mend
    elif count > limits.sentence_words:
        yield "sentence-long", f"a sentence of {count} words, more than {limits.sentence_words}, {shown}", mend
    for word in hard_words(passage.text, limits.syllables, rules.hard_words):
        mend = "Use a plainer word, or give it a reason among hard_words in plain_english.yaml."
        yield "hard-word", f"“{word}” is hard", mend


def _is_over(block: Block, reader: Reader, rules: PlainEnglish, limit: str) -> bool:
    """Whether a block breaks one of its reader's own limits."""
    code = {"reading_age": "reading-age", "sentence_words": "sentence-long", "question_words": "question-long"}[limit]
    return any(fault.code == code for fault in _of_block(block, reader, rules))


def _not_needed(content: Content, rules: PlainEnglish, needed: set[tuple[str, str]]) -> Iterator[Fault]:
    source = content.source("plain_english.yaml")
    for place, exemption in enumerate(rules.exceptions):
        asked = [limit for limit in LIMITS if getattr(exemption, limit) is not None]
        for limit in asked:
            if (exemption.block, limit) not in needed:
                what = f"{exemption.block} needs no exception of {limit}, or is not there"
                line = source.line("exceptions", place)
                yield Fault("exception-unused", what, "Take it away.", file=source.file, line=line)
