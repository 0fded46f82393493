"""How easy each block of the English is, beside what its reader can be asked: the rows of a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fulfilment.surveys.content import Content
from fulfilment.surveys.passages import blocks
from fulfilment.surveys.plain_english import PlainEnglish
from fulfilment.surveys.readability import longest_sentence, reading_age, words


@dataclass(frozen=True)
class Readability:
    """One block. ``reading_age`` in years, None where it has too few words for it; both limits as its reader's are."""

    block: str
    reader: str
    words: int
    reading_age: float | None
    reading_age_limit: int
    longest_sentence: int
    sentence_limit: int
    reason: str = ""


def rows(content: Content) -> Iterator[Readability]:
    """Every block with a reader whose limits are known, in the order of the files."""
    rules = content.plain_english or PlainEnglish(readers={})
    reasons = {exemption.block: exemption.reason for exemption in rules.exceptions}
    for block in blocks(content):
        limits = rules.readers.get(block.reader)
        if limits is not None:
            texts = [passage.text for passage in block.passages]
            yield Readability(
                block=block.name,
                reader=block.reader,
                words=sum(len(words(text)) for text in texts),
                reading_age=reading_age(texts, rules.hard_words),
                reading_age_limit=limits.reading_age,
                longest_sentence=max(len(words(longest_sentence(text))) for text in texts),
                sentence_limit=limits.sentence_words,
                reason=reasons.get(block.name, ""),
            )
