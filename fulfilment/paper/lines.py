"""A paragraph broken into lines that fit a width. No hyphens and no justified lines: both are harder to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fulfilment.paper.glyphs import Line
from fulfilment.paper.refusals import PieceRefused
from fulfilment.paper.shaping import Text

SPACE = " "
# Chinese is written without spaces: a line may end behind any character but an opening sign, and before any but a
# closing one (W3C, Requirements for Chinese Text Layout, 3.1.4).
_WIDE = re.compile("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uffee]")
_OPENING, _CLOSING = frozenset("（“‘《〈「『【"), frozenset("）”’》〉」』】，。、；：？！…")


class WordTooWide(PieceRefused):
    """A word or an atom is wider than the line. ``over_pt`` is by how much."""

    def __init__(self, word: str, over_pt: float) -> None:
        self.word, self.over_pt = word, over_pt
        super().__init__("word-too-wide", f"a word is {over_pt:.0f} pt wider than its line", "Write it shorter.")


def break_lines(text: Text, width_pt: float, size_pt: float) -> list[Line]:
    """Lines no wider than a width, each as full as it can be. Raises WordTooWide."""
    lines: list[Line] = []
    start, fitting = 0, None
    for end in _ends(text):
        candidate = text.line(start, _without_space(text, start, end))
        if candidate.width_pt(size_pt) <= width_pt:
            fitting = (candidate, end)
            continue
        if fitting is None:
            raise WordTooWide(text.characters[start:end], candidate.width_pt(size_pt) - width_pt)
        lines.append(fitting[0])
        start = fitting[1]
        candidate = text.line(start, _without_space(text, start, end))
        if candidate.width_pt(size_pt) > width_pt:
            raise WordTooWide(text.characters[start:end], candidate.width_pt(size_pt) - width_pt)
        fitting = (candidate, end)
    return [*lines, fitting[0]] if fitting else lines


def _ends(text: Text) -> Iterator[int]:
    """Where a line may end: behind a space or in Chinese, not inside an atom; and at the end of the text."""
    for at in range(1, len(text.characters)):
        before, after = text.characters[at - 1], text.characters[at]
        may_end = (before == SPACE or _is_chinese_break(before, after)) and after != SPACE
        if may_end and not any(start < at < end for start, end in text.unbroken):
            yield at
    if text.characters:
        yield len(text.characters)


def _is_chinese_break(before: str, after: str) -> bool:
    has_wide = _WIDE.match(before) or _WIDE.match(after)
    return bool(has_wide) and before not in _OPENING and after not in _CLOSING


def _without_space(text: Text, start: int, end: int) -> int:
    while end > start and text.characters[end - 1] == SPACE:
        end -= 1
    return end
