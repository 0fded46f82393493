"""Unicode text to positioned glyphs: cut into runs of one face, script and direction, each shaped by HarfBuzz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import uharfbuzz

from fulfilment.paper import bidi
from fulfilment.paper.atoms import atoms
from fulfilment.paper.faces import Face, FaceSet
from fulfilment.paper.glyphs import GlyphRun, Line, Piece
from fulfilment.paper.refusals import MissingGlyph
from fulfilment.paper.scripts import is_ignorable, is_mark, scripts

# Ligatures of Latin letters (fi) are left out: nobody misses them, and every letter can be read back by itself.
FEATURES = {"liga": False}
NO_FEATURES: dict[str, bool] = {}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``start`` to ``end`` of a text in one face, script and direction."""

    start: int
    end: int
    level: int
    face: Face
    script: str


@dataclass(frozen=True)
class Text:
    """A text cut into stretches. ``unbroken`` are its atoms: (start, end) that stay on one line."""

    characters: str
    language: str
    base_level: int
    stretches: tuple[Stretch, ...]
    unbroken: tuple[tuple[int, int], ...]

    def line(self, start: int = 0, end: int | None = None) -> Line:
        """Part of the text, shaped as a line of its own."""
        cut = list(self._cut(start, len(self.characters) if end is None else end))
        runs = tuple(
            shape(one.face, self.characters[one.start : one.end], one.level % 2 == 1, one.script, self.language)
            for one in bidi.in_visual_order(cut)
        )
        return Line(runs, sum(run.width for run in runs))

    def _cut(self, start: int, end: int) -> Iterator[Stretch]:
        for piece in self.stretches:
            first, last = max(start, piece.start), min(end, piece.end)
            if first < last:
                yield Stretch(first, last, piece.level, piece.face, piece.script)


def analyse(spans: Sequence[tuple[str, bool]], faces: FaceSet, base_level: int | None = None) -> Text:
    """Find faces, scripts and directions of a text given as (characters in NFC, strong or not).

    ``base_level`` is 1 for a paragraph that runs from right to left; None takes the direction of its first letter.
    Raises MissingGlyph with every character that no face has.
    """
    characters = "".join(text for text, _ in spans)
    strong = [is_strong for text, is_strong in spans for _ in text]
    base = bidi.base_level(characters) if base_level is None else base_level
    unbroken = atoms(characters)
    levels = bidi.levels(characters, base, unbroken)
    found = scripts(characters, unbroken, main="Arab" if base else None)
    chosen = _faces(characters, strong, found, faces)
    stretches = tuple(_stretches(levels, chosen, found))
    return Text(characters, faces.language, base, stretches, tuple(unbroken))


def _faces(characters: str, strong: Sequence[bool], found: Sequence[str], faces: FaceSet) -> list[Face]:
    chosen: list[Face | None] = []
    missing: list[str] = []
    for at, character in enumerate(characters):
        before = chosen[-1] if chosen else None
        face: Face | None
        if is_ignorable(character):
            face = before or faces.chain(found[at], strong[at])[0]
        elif is_mark(character) and before is not None and before.covers(character):
            face = before  # a mark is placed by the face of its letter
        else:
            face = faces.face_for(character, found[at], strong[at])
        if face is None:
            missing.append(character)
        chosen.append(face)
    if missing:
        raise MissingGlyph(missing)
    return [face for face in chosen if face is not None]


def _stretches(levels: Sequence[int], chosen: Sequence[Face], found: Sequence[str]) -> Iterator[Stretch]:
    start = 0
    for at in range(1, len(levels) + 1):
        same = at < len(levels) and (levels[at], chosen[at], found[at]) == (levels[start], chosen[start], found[start])
        if not same:
            yield Stretch(start, at, levels[start], chosen[start], found[start])
            start = at


@lru_cache(maxsize=8192)  # our choice: about 8 MB; towns, streets and first names come again and again
def shape(face: Face, text: str, is_rtl: bool, script: str, language: str) -> GlyphRun:
    """Shape a run. ``script`` is an ISO 15924 tag, ``language`` a BCP 47 one."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if is_rtl else "ltr"
    buffer.script = script
    buffer.language = language
    buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    uharfbuzz.shape(face.hb_font, buffer, FEATURES if script == "Latn" else NO_FEATURES)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions or []  # None where no glyph is left
    glyphs = tuple(info.codepoint for info in infos)
    width = face.scaled(sum(position.x_advance for position in positions))
    if not is_rtl and _said(face, glyphs) == _visible(text):
        return GlyphRun(face, (Piece(tuple(_shows(face, glyphs, positions))),), width, glyphs)
    words = _words(text, is_rtl)
    pieces = []
    for number, group in groupby(range(len(infos)), key=lambda at: words[infos[at].cluster]):
        indices = list(group)
        shown = slice(indices[0], indices[-1] + 1)
        word = _visible("".join(character for character, of in zip(text, words, strict=True) if of == number))
        # Right-to-left words always say what they are, in the order of reading (see embedding.to_unicode)
        actual_text = word if is_rtl or _said(face, glyphs[shown]) != word else None
        pieces.append(Piece(tuple(_shows(face, glyphs[shown], positions[shown])), actual_text))
    return GlyphRun(face, tuple(pieces), width, glyphs)


def spaced(face: Face, words: Sequence[str], language: str) -> GlyphRun | None:
    """A line of Latin words put together from words that were shaped before, which is much faster.

    In a face that kerns no letter with the space it is the same as the line shaped whole (a test holds Noto Sans to
    that). None where a word needs more than glyphs side by side.
    """
    runs = [shape(face, word, False, "Latn", language) for word in words if word]
    if len(runs) < len(words) or any(len(run.pieces) > 1 or not _is_plain(run.pieces[0]) for run in runs):
        return None
    space = face.glyph(" ")
    array = f"<{space:04X}>".join(run.pieces[0].shows[0][1] for run in runs).replace("><", "")
    width = sum(run.width for run in runs) + (len(runs) - 1) * face.advance(space)
    glyphs = (space, *(glyph for run in runs for glyph in run.glyphs))
    return GlyphRun(face, (Piece(((0.0, array),)),), width, glyphs)


def even(face: Face, text: str) -> GlyphRun:
    """Characters one by one, without kerning: the symbols of a code stand as far apart in each."""
    glyphs = tuple(map(face.glyph, text))
    array = "<" + "".join(f"{glyph:04X}" for glyph in glyphs) + ">"
    return GlyphRun(face, (Piece(((0.0, array),)),), sum(map(face.advance, glyphs)), glyphs)


def _is_plain(piece: Piece) -> bool:
    return piece.actual_text is None and len(piece.shows) == 1 and piece.shows[0][0] == 0


def _said(face: Face, glyphs: Sequence[int]) -> str:
    """What glyphs say one by one."""
    return "".join(map(face.text_of, glyphs))


def _words(text: str, is_rtl: bool) -> list[int]:
    """For each character the number of its word.

    The space behind a word belongs to it, or pdfium loses it; from right to left, spaces have numbers of their own.

    >>> _words("an old man", is_rtl=False)
    [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    """
    numbers = [0] * len(text)
    for at in range(1, len(text)):
        was_space, is_space = text[at - 1] == " ", text[at] == " "
        numbers[at] = numbers[at - 1] + (was_space != is_space if is_rtl else was_space and not is_space)
    return numbers


def _visible(text: str) -> str:
    return "".join(character for character in text if not is_ignorable(character))


def _shows(
    face: Face, glyphs: Sequence[int], positions: Sequence[uharfbuzz.GlyphPosition]
) -> Iterator[tuple[float, str]]:
    """TJ arrays, a new one at each change of height. A number in one moves the next glyph to the left."""
    parts: list[str] = []
    hexes: list[str] = []
    rise, owed = 0.0, 0.0  # owed: how far the next glyph has to move left
    for glyph, position in zip(glyphs, positions, strict=True):
        x_offset, y_offset = face.scaled(position.x_offset), face.scaled(position.y_offset)
        if not (x_offset or y_offset or rise or owed):  # nearly always, and only for speed
            hexes.append(f"{glyph:04X}")
            owed = face.advance(glyph) - face.scaled(position.x_advance)
            continue
        owed = round(owed - x_offset, 2)
        if (owed or y_offset != rise) and hexes:
            parts.append(f"<{''.join(hexes)}>")
            hexes = []
        if y_offset != rise:
            if parts:
                yield rise, "".join(parts)
            parts, rise = [], y_offset
        if owed:
            parts.append(f"{owed:g}")
        hexes.append(f"{glyph:04X}")
        owed = round(face.advance(glyph) - face.scaled(position.x_advance) + x_offset, 2)
    if hexes:
        parts.append(f"<{''.join(hexes)}>")
    if owed:
        parts.append(f"{owed:g}")
    if parts:
        yield rise, "".join(parts)
