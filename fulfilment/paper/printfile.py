"""A print file: letters of many people on a few static letters, written straight to disk.

The static streams stand in the file once and are shared through each page's ``/Contents [static personal]``. The fonts
are written last, when it is known which glyphs the file holds. The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from fulfilment.paper.embedding import Glyphs, embed
from fulfilment.paper.faces import Faces
from fulfilment.paper.graft import Graft
from fulfilment.paper.pages import PageCanvas
from fulfilment.paper.personal import Personal, PersonalPages
from fulfilment.paper.static import StaticLetter
from fulfilment.paper.stream import PdfStream

STATIC_LEVEL = 9  # written once, shared by thousands of pages


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a piece stands. ``first_page`` counts from 1.

    ``sha256`` is over what its pages paint, decoded: all static streams in page order, then all personal ones. It does
    not depend on where in which file the piece stands.
    """

    first_page: int
    pages: int
    sheets: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What a print file holds."""

    pieces: int
    pages: int
    sheets: int


class PrintFile:
    """Writes one print file. ``add`` each piece, then ``close``.

    A piece that is refused leaves the file as it was. ``out`` is only written to, in turn: no seek, no read. An OSError
    of ``out`` (disk full) passes through; the caller throws the file away.
    """

    def __init__(self, out: BinaryIO, statics: Sequence[StaticLetter], faces: Faces) -> None:
        if len({static.size_pt for static in statics}) != 1:
            raise ValueError("a print file has pages of one size, and at least one letter")
        self._faces, self._statics = faces, tuple(statics)
        self._used: dict[str, set[int]] = {}
        self._pdf = PdfStream(out, statics[0].size_pt)
        self._fonts = self._pdf.reserve()
        self._grafted = [_Grafted(static, faces, self._pdf, self._fonts, self._used) for static in statics]
        self._identity = hashlib.sha256()
        self._pieces = self._sheets = 0

    def add(self, static: int, personal: Personal) -> Placed:
        """Write a piece on one of the static letters. Raises PieceRefused, with nothing written."""
        grafted = self._grafted[static]
        streams = grafted.personal.streams(personal)
        digest = grafted.digest.copy()
        first_page = self._pdf.pages + 1
        for page, stream in enumerate(streams):
            digest.update(stream)
            self._pdf.add_page((grafted.contents[page], self._pdf.add_stream(stream)), grafted.resources[page])
        self._identity.update(digest.digest())
        self._pieces += 1
        self._sheets += self._statics[static].sheets
        return Placed(first_page, len(streams), self._statics[static].sheets, digest.hexdigest())

    def close(self) -> Totals:
        """Write fonts, page tree and cross-references. ``out`` stays open: syncing and renaming are the caller's."""
        for static in self._statics:
            for name, glyphs in static.glyphs.items():
                self._used.setdefault(name, set()).update(glyphs)
        template = _fonts_only(self._faces, self._used, self._statics[0].size_pt)
        Graft(template, self._pdf).fonts(0, self._fonts)
        languages = {static.language for static in self._statics}
        self._pdf.close(self._identity.digest()[:16], languages.pop() if len(languages) == 1 else None)
        return Totals(self._pieces, self._pdf.pages, self._sheets)


class _Grafted:
    """A static letter in a print file: its streams' numbers, its resources, and the digest of what it paints."""

    def __init__(
        self, static: StaticLetter, faces: Faces, pdf: PdfStream, fonts: int, used: dict[str, set[int]]
    ) -> None:
        graft = Graft(static.template, pdf)
        painted = [b"q\n%b\nQ\n" % graft.contents(page).strip() for page in range(len(static.pages))]
        self.digest = hashlib.sha256(b"".join(painted))
        self.contents = [pdf.add_stream(stream, STATIC_LEVEL) for stream in painted]
        shared = {"/Font": b"%d 0 R" % fonts}
        self.resources = [pdf.add(graft.resources(page, shared)) for page in range(len(static.pages))]
        self.personal = PersonalPages(static, faces, used)


def _fonts_only(faces: Faces, glyphs: Glyphs, size_pt: tuple[float, float]) -> bytes:
    """A PDF of one empty page with the fonts of a whole print file."""
    out = io.BytesIO()
    canvas = PageCanvas(out, size_pt)
    embed(canvas, faces, glyphs)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
