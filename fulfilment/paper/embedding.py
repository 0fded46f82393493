"""Fonts in a PDF: Type 0, Identity-H, cut down to the glyphs in use (ISO 32000-1, 9.7.4 and 9.7.5.2).

The glyph numbers of the font file stay as they are, so text that was shaped with the whole font can be written before
it is known what else the file will hold. reportlab's own embedding knows single bytes and no glyph without a character.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

import uharfbuzz
from reportlab.pdfbase import pdfdoc

from fulfilment.paper.bidi import has_rtl_letters
from fulfilment.paper.faces import Face, Faces

SHAPING_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "kern", "meta", "DSIG", "gasp", "name", "post", "OS/2")
SYMBOLIC = 4  # ISO 32000-1, table 123, bit 3: glyphs outside the standard Latin set
ROWS_A_BLOCK = 100  # ISO 32000-1, 9.10.3 refers to Adobe 5014: at most 100 rows between beginbfchar and endbfchar

Glyphs = Mapping[str, Collection[int]]  # the name of a face -> glyphs


class EmbeddedFont:
    """One face as a font of a reportlab document: a delayed font, as reportlab calls those written when it is saved."""

    def __init__(self, face: Face, glyphs: Collection[int]) -> None:
        self.face, self.glyphs = face, sorted({0, *glyphs})

    def addObjects(self, document: Any) -> None:  # noqa: N802 - reportlab's name
        """Add the font and its parts to a document. reportlab calls this once, at the end."""
        key = self.face.name
        program = subset(self.face, self.glyphs)
        # ISO 32000-1, 9.6.4: six letters of our choice and a plus sign say that this is a subset
        base = f"/{_tag(program)}+{key}"
        descriptor = document.Reference(self._descriptor(document, base, program), f"descriptor {key}")
        descendant = document.Reference(self._descendant(base, descriptor), f"descendant {key}")
        parts = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": base,
            "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([descendant]),
            "ToUnicode": document.Reference(_stream(to_unicode(self.face, self.glyphs)), f"texts {key}"),
        }
        fonts = document.idToObject[pdfdoc.BasicFonts]
        fonts[key] = document.Reference(pdfdoc.PDFDictionary(parts), f"font {key}")

    def _descriptor(self, document: Any, base: str, program: bytes) -> pdfdoc.PDFDictionary:
        face = self.face
        stream = _stream(program)
        stream.dictionary["Length1"] = len(program)
        return pdfdoc.PDFDictionary({
            "Type": "/FontDescriptor",
            "FontName": base,
            "Flags": SYMBOLIC,
            "FontBBox": pdfdoc.PDFArray([-1000, round(face.descent), 3000, round(face.ascent)]),
            "ItalicAngle": 0,
            "Ascent": round(face.ascent),
            "Descent": round(face.descent),
            "CapHeight": 714,  # of Noto Sans; only of use where a reader replaces a font, and ours are embedded
            "StemV": 80,
            "FontFile2": document.Reference(stream, f"program {face.name}"),
        })  # fmt: skip

    def _descendant(self, base: str, descriptor: pdfdoc.PDFObjectReference) -> pdfdoc.PDFDictionary:
        identity = {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
        return pdfdoc.PDFDictionary({
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": base,
            "CIDSystemInfo": pdfdoc.PDFDictionary(identity),
            "CIDToGIDMap": "/Identity",
            "DW": 0,
            "W": pdfdoc.PDFArray(list(_widths(self.face, self.glyphs))),
            "FontDescriptor": descriptor,
        })  # fmt: skip


def embed(canvas: Any, faces: Faces, glyphs: Glyphs) -> None:
    """Put faces into a reportlab canvas's document under their own names, such as ``/NotoSans-Regular``."""
    document: Any = canvas._doc
    for name in sorted(glyphs):
        document.fontMapping[name] = f"/{name}"
        document.delayedFonts.append(EmbeddedFont(faces[name], glyphs[name]))


def subset(face: Face, glyphs: Iterable[int]) -> bytes:
    """The font file with only these glyphs, under their own numbers, and without what only shaping needs."""
    return _subset(face, frozenset(glyphs))


@lru_cache(maxsize=32)  # our choice: of Chinese, which takes 20 ms, each trust's language sheet needs the same glyphs
def _subset(face: Face, glyphs: frozenset[int]) -> bytes:
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).set(set(glyphs))
    wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
    tags = {int.from_bytes(tag.encode("ascii"), "big") for tag in SHAPING_TABLES}
    wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(tags)
    program: bytes = uharfbuzz.subset(face.hb_face, wanted).blob.data
    return program


def to_unicode(face: Face, glyphs: Iterable[int]) -> bytes:
    """The CMap from glyphs to text (ISO 32000-1, 9.10.3), for glyphs that mean the same wherever they stand.

    Right-to-left letters are left out: every such word has ActualText, and pdfium, finding letters of that kind in the
    font, would turn the ActualText round.
    """
    texts = ((glyph, face.text_of(glyph)) for glyph in glyphs)
    rows = [
        f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for glyph, text in texts
        if text and not has_rtl_letters(text)
    ]
    blocks = [rows[at : at + ROWS_A_BLOCK] for at in range(0, len(rows), ROWS_A_BLOCK)]
    body = [f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks]
    lines = (
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
        *body,
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    )
    return ("\n".join(lines) + "\n").encode("ascii")


def _widths(face: Face, glyphs: Iterable[int]) -> Iterable[object]:
    for glyph in glyphs:
        yield glyph
        yield pdfdoc.PDFArray([face.advance(glyph)])


def _tag(program: bytes) -> str:
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def _stream(content: bytes) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
