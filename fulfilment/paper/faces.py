"""The typefaces for paper: what each has, and which one sets a character.

A letter in one language holds other scripts too: an Urdu letter has web addresses, an English letter goes to
``عائشہ خان``. So a face is chosen for each character, by its script and by what the language prefers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import uharfbuzz

from fulfilment.errors import FulfilmentError

PER_EM = 1000  # ISO 32000-1, 9.2.4: glyph space is 1/1000 of text space; all measures of a face are given in it

# By ISO 15924 script. Latin script never comes from a face made for another one: their Latin is there for emergencies.
SCRIPT_FAMILIES: Mapping[str, str] = {
    "Latn": "NotoSans",
    "Cyrl": "NotoSans",
    "Grek": "NotoSans",
    "Arab": "NotoNaskhArabic",
    "Beng": "NotoSansBengali",
    "Deva": "NotoSansDevanagari",
    "Gujr": "NotoSansGujarati",
    "Guru": "NotoSansGurmukhi",
    "Hani": "NotoSansSC",
    "Taml": "NotoSansTamil",
}
RADICALS = range(0x2E80, 0x2FE0)  # Unicode: CJK Radicals Supplement, Kangxi Radicals; Noto draws them as characters
WESTERN = frozenset({"Latn", "Cyrl", "Grek"})


class Face:
    """One font file. Measures are in 1/1000 em."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.hb_face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))  # mapped: Chinese has 10 MB
        self.hb_font = uharfbuzz.Font(self.hb_face)
        self._scale = PER_EM / self.hb_face.upem
        self._advances: dict[int, float] = {}
        extents = self.hb_font.get_font_extents("ltr")
        self.ascent: float = extents.ascender * self._scale
        self.descent: float = extents.descender * self._scale

    def __repr__(self) -> str:
        return f"Face({self.name!r})"

    def covers(self, character: str) -> bool:
        """Whether the face has a glyph for a character."""
        return ord(character) in self._glyphs

    def glyph(self, character: str) -> int:
        """The glyph of a character by itself. Raises KeyError for one that the face lacks."""
        return self._glyphs[ord(character)]

    def scaled(self, units: float) -> float:
        """Font units in 1/1000 em; a whole number stays one."""
        return units if self._scale == 1 else round(units * self._scale, 2)

    def advance(self, glyph: int) -> float:
        """How far a glyph by itself moves the pen; the widths that are written into the PDF."""
        if glyph not in self._advances:
            self._advances[glyph] = self.scaled(self.hb_font.get_glyph_h_advance(glyph))
        return self._advances[glyph]

    def text_of(self, glyph: int) -> str:
        """The text a glyph stands for by itself; empty for a form that depends on its neighbours."""
        return self._texts.get(glyph, "")

    @cached_property
    def _glyphs(self) -> Mapping[int, int]:
        """By code point; only once asked for, since most letters never come to the 30,000 of Chinese."""
        return dict(_nominal_glyphs(self.hb_face, self.hb_font))

    @cached_property
    def _texts(self) -> Mapping[int, str]:
        texts: dict[int, str] = {}
        # the lowest code point names a glyph shared by several, such as the spaces; but Chinese is not read as radicals
        for point in sorted(self._glyphs, key=lambda point: (point in RADICALS, point)):
            texts.setdefault(self._glyphs[point], _plain(chr(point)))
        return texts


def _plain(character: str) -> str:
    """The character itself; for an Arabic presentation form, the letters that it is a form of (NFKC)."""
    is_form = "\ufb50" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefe"
    return unicodedata.normalize("NFKC", character) if is_form else character


def _nominal_glyphs(face: uharfbuzz.Face, font: uharfbuzz.Font) -> Iterable[tuple[int, int]]:
    for point in face.unicodes:
        glyph = font.get_nominal_glyph(point)
        if glyph is not None:
            yield point, glyph


class Faces:
    """All faces of a folder, by the name of their file: ``NotoSans-Regular``, ``NotoSans-Bold``.

    ``families`` are those with a regular cut.
    """

    def __init__(self, by_name: Mapping[str, Face]) -> None:
        self._by_name = by_name
        self._sets: dict[tuple[str, tuple[str, ...]], FaceSet] = {}
        regular = "-Regular"
        self.families = tuple(name.removesuffix(regular) for name in by_name if name.endswith(regular))

    @classmethod
    def load(cls, folder: Path) -> Faces:
        """Read every ``.ttf`` in a folder. Raises FulfilmentError where there is none."""
        paths = sorted(folder.glob("*.ttf"))
        if not paths:
            raise FulfilmentError("no-fonts", f"there are no fonts in {folder}", "Run the set-up again.")
        return cls({path.stem: Face(path) for path in paths})

    def __getitem__(self, name: str) -> Face:
        return self._by_name[name]

    def for_language(self, language: str, families: Iterable[str] = ()) -> FaceSet:
        """The faces of a text in a language (BCP 47), which may prefer families of its own.

        Raises FulfilmentError for a family that is not there.
        """
        key = (language, tuple(families))
        if key not in self._sets:  # one for all: text that was shaped is found again by its set
            self._sets[key] = FaceSet(self, *key)
        return self._sets[key]


class FaceSet:
    """What sets a text in one language: regular and bold, with what stands in for characters that these lack."""

    def __init__(self, faces: Faces, language: str, families: tuple[str, ...]) -> None:
        unknown = [family for family in families if family not in faces.families]
        if unknown:
            what = f"language {language} wants fonts that are not there: {', '.join(unknown)}"
            raise FulfilmentError("unknown-font", what, f"There are: {', '.join(faces.families)}.")
        self.faces, self.language, self.families = faces, language, families
        self._chosen: dict[tuple[str, str, bool], Face | None] = {}
        self._chains: dict[tuple[str, bool], tuple[Face, ...]] = {}

    @property
    def main(self) -> Face:
        """The regular cut of the family that most of the text is in; it decides how far apart lines stand."""
        family = self.families[0] if self.families else SCRIPT_FAMILIES["Latn"]
        return self.faces[f"{family}-Regular"]

    def face_for(self, character: str, script: str, is_strong: bool = False) -> Face | None:
        """The face that sets a character of a run in this script; None where no face has it."""
        key = (character, script, is_strong)
        if key not in self._chosen:
            chain = self.chain(script, is_strong)
            self._chosen[key] = next((face for face in chain if face.covers(character)), None)
        return self._chosen[key]

    def chain(self, script: str, is_strong: bool = False) -> tuple[Face, ...]:
        """The faces to try for a script, best first."""
        key = (script, is_strong)
        if key not in self._chains:
            self._chains[key] = tuple(self._chain(script, is_strong))
        return self._chains[key]

    def _chain(self, script: str, is_strong: bool) -> Iterator[Face]:
        usual = SCRIPT_FAMILIES.get(script)
        preferred = [usual] if script in WESTERN else [*self.families, usual]
        families = dict.fromkeys([*preferred, *SCRIPT_FAMILIES.values(), *self.faces.families])
        weight = "Bold" if is_strong else "Regular"
        return (self.faces[f"{family}-{weight}"] for family in families if family in self.faces.families)
