"""Finds translations that were left behind: the English of a text changed, and its translation is still the old one's.

The English text is itself the key of its translation, so a changed text shows as one that is missing and one that is
not used, in the same place. These two are told as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from fulfilment.surveys.catalogues import Translation
from fulfilment.surveys.messages import Message

LEAST_ALIKE = 0.5  # our choice: a text with fewer words in common is another text


def pairs(missing: Sequence[Message], unused: Sequence[Translation]) -> list[tuple[Message, Translation]]:
    """Which missing text is which unused translation's, the most alike first; each at most once."""
    by_place: dict[tuple[str, bool], list[Translation]] = {}
    for found in unused:
        by_place.setdefault((found.context, found.plural is None), []).append(found)
    rows = [
        (likeness(message.source, found.source), message, found)
        for message in missing
        for found in by_place.get((message.context, message.plural is None), [])
    ]
    rows.sort(key=lambda row: (-row[0], row[1].line, row[2].line))
    paired: list[tuple[Message, Translation]] = []
    taken: set[int] = set()
    for alike, message, found in rows:
        if alike >= LEAST_ALIKE and not taken & {id(message), id(found)}:
            taken |= {id(message), id(found)}
            paired.append((message, found))
    return paired


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common in the same order, from 0 to 1.

    >>> round(likeness("You can ring us free.", "You can ring us."), 2)
    0.67
    """
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
