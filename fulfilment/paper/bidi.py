"""Left to right or right to left: the level of each character, and the order of runs on a line (Unicode UAX #9).

The levels come from the pure-Python part of python-bidi; its fast part gives only reordered text, and text must be
shaped in its logical order. That part knows embeddings (LRE ... PDF) and no isolates.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from bidi import algorithm

LEFT_TO_RIGHT_EMBEDDING, POP = "\u202a", "\u202c"
# Unicode 16, BidiBrackets.txt: the pairs that letters in our languages use, each opening sign with its closing one.
BRACKETS = dict(zip("([{（［〈《「『【", ")]}）］〉》」』】", strict=True))
RIGHT_TO_LEFT_TYPES = frozenset({"R", "AL", "AN"})  # UAX #9, table 4


class HasLevel(Protocol):
    """Anything on a line that has an embedding level."""

    @property
    def level(self) -> int: ...


Run = TypeVar("Run", bound=HasLevel)


def base_level(text: str) -> int:
    """1 where the first letter is written from right to left, else 0 (rules P2 and P3)."""
    level: int = algorithm.get_base_level(text)
    return level


def needs_bidi(text: str) -> bool:
    """Whether any character is written from right to left."""
    return any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT_TYPES for character in text)


def has_rtl_letters(text: str) -> bool:
    """Whether any character is a letter written from right to left; the digits of Arabic are none.

    >>> has_rtl_letters("خان"), has_rtl_letters("٢٠")
    (True, False)
    """
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def levels(text: str, base: int, embedded: Iterable[tuple[int, int]] = ()) -> list[int]:
    """The embedding level of each character of a paragraph: odd is right to left.

    ``embedded`` are stretches (start, end) that keep their order from left to right whatever is round them: without
    that, a telephone number in a right-to-left paragraph is printed with its groups reversed (rules N1 and L2).
    """
    if base == 0 and not needs_bidi(text):
        return [0] * len(text)
    wrapped, places = _wrapped(text, embedded)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(wrapped, storage)
    for character, place in zip(storage["chars"], places, strict=True):
        character["place"] = place
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    for run in storage["runs"]:
        _pair_brackets(storage["chars"][run["start"] : run["start"] + run["length"]], run["sor"])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    resolved = [-1] * len(text)
    for character in storage["chars"]:
        if character["place"] is not None:
            resolved[character["place"]] = character["level"]
    return _filled(resolved, base)


def in_visual_order(runs: Sequence[Run]) -> list[Run]:
    """Runs of a line from left to right (rule L2).

    >>> from types import SimpleNamespace as Run
    >>> order = in_visual_order([Run(level=1, text="a"), Run(level=2, text="b"), Run(level=1, text="c")])
    >>> [run.text for run in order]
    ['c', 'b', 'a']
    """
    ordered = list(runs)
    for level in range(max((run.level for run in ordered), default=0), 0, -1):
        start = 0
        while start < len(ordered):
            end = start
            while end < len(ordered) and ordered[end].level >= level:
                end += 1
            ordered[start:end] = reversed(ordered[start:end])
            start = end + 1
    return ordered


def _pair_brackets(run: Sequence[dict[str, Any]], before: str) -> None:
    """Give both signs of each bracket pair one direction (rule N0), which the library leaves out.

    Without it the closing bracket behind a Latin name in Urdu text is printed on the other side of the name.
    ``before`` is the direction of what precedes the run.
    """
    for start, end in sorted(_bracket_pairs(run)):
        embedding = "LR"[run[start]["level"] % 2]
        inside = {_strong(character["type"]) for character in run[start + 1 : end]} - {None}
        if not inside:
            continue
        direction = embedding
        if embedding not in inside:
            earlier = (_strong(character["type"]) for character in reversed(run[:start]))
            direction = next((found for found in earlier if found), before)
        run[start]["type"] = run[end]["type"] = direction


def _bracket_pairs(run: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """The places of matching brackets (BD16)."""
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(run):
        sign = character["ch"]
        if character["type"] != "ON":
            continue
        if sign in BRACKETS:
            waiting.append((BRACKETS[sign], place))
        elif sign in BRACKETS.values():
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == sign:
                    yield waiting[depth][1], place
                    del waiting[depth:]
                    break


def _strong(bidi_type: str) -> str | None:
    """The direction that a resolved type counts as for brackets: numbers are written like right to left (N0)."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(bidi_type)


def _wrapped(text: str, embedded: Iterable[tuple[int, int]]) -> tuple[str, list[int | None]]:
    """The text with embeddings round the stretches, and for each of its characters the place in the text."""
    parts: list[str] = []
    places: list[int | None] = []
    at = 0
    for start, end in embedded:
        parts += [text[at:start], LEFT_TO_RIGHT_EMBEDDING, text[start:end], POP]
        places += [*range(at, start), None, *range(start, end), None]
        at = end
    parts.append(text[at:])
    places += range(at, len(text))
    return "".join(parts), places


def _filled(resolved: list[int], base: int) -> list[int]:
    """Give characters that rule X9 took out (marks of direction, joiners) the level of the one before."""
    level = base
    for at, found in enumerate(resolved):
        level = found if found >= 0 else level
        resolved[at] = level
    return resolved
