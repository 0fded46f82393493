"""A PDF file written straight to a stream, object by object, in memory that does not grow with its pages.

Kept in memory are the place of each object (8 bytes) and the numbers of the nodes of the page tree. Nothing in the file
depends on when or where it is written.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence
from typing import BinaryIO

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # ISO 32000-1, 7.5.2: four bytes over 127 say that the file is binary
PAGES_A_NODE = 250  # our choice: a tree of two levels for any print file, each node a few kB
ROWS_A_WRITE = 5000
LEVEL = 1  # our choice: a personal stream is 2 % larger than at level 6 and takes half the time


class PdfStream:
    """Writes objects and pages in turn; ``close`` writes the page tree, the catalogue and the cross-reference table."""

    def __init__(self, out: BinaryIO, size_pt: tuple[float, float]) -> None:
        self._out, self._position = out, 0
        self._offsets = array("Q", [0])
        self._write(HEADER)
        self._catalogue, self._root = self.reserve(), self.reserve()
        self._media_box = f"[0 0 {size_pt[0]:g} {size_pt[1]:g}]".encode("ascii")
        self._node: int | None = None
        self._kids: list[int] = []
        self._nodes: list[int] = []
        self.pages = 0

    def reserve(self) -> int:
        """A number for an object that is written later. Each must be, before ``close``."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def add(self, body: bytes, number: int | None = None) -> int:
        """Write an object, under a reserved number or the next one. Returns its number."""
        number = self.reserve() if number is None else number
        self._offsets[number] = self._position
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def add_stream(self, content: bytes, level: int = LEVEL) -> int:
        """Write a stream, deflated (ISO 32000-1, 7.4.4). Returns its number."""
        return self.add_encoded(b"/Filter/FlateDecode", zlib.compress(content, level))

    def add_encoded(self, entries: bytes, encoded: bytes, number: int | None = None) -> int:
        """Write a stream that is encoded already; ``entries`` are its dictionary's but Length. Returns its number."""
        body = b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(encoded), encoded)
        return self.add(body, number)

    def add_page(self, contents: Sequence[int], resources: int) -> None:
        """Write a page whose contents are streams painted in turn."""
        if self._node is None:
            self._node = self.reserve()
        page = self.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources %d 0 R/Contents[%b]>>"
            % (self._node, self._media_box, resources, _references(contents))
        )
        self._kids.append(page)
        self.pages += 1
        if len(self._kids) == PAGES_A_NODE:
            self._end_node()

    def close(self, identity: bytes, language: str | None = None) -> None:
        """End the file. ``identity`` are 16 bytes that name its content (ISO 32000-1, 14.4)."""
        self._end_node()
        self.add(b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.pages, _references(self._nodes)), self._root)
        lang = f"/Lang({language})".encode("ascii") if language else b""
        self.add(b"<</Type/Catalog/Pages %d 0 R%b>>" % (self._root, lang), self._catalogue)
        start, size = self._position, len(self._offsets)
        self._write_offsets(size)
        name = identity.hex().encode("ascii")
        trailer = b"<</Size %d/Root %d 0 R/ID[<%b><%b>]>>" % (size, self._catalogue, name, name)
        self._write(b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, start))

    def _end_node(self) -> None:
        if self._node is None:
            return
        kids = _references(self._kids)
        node = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (self._root, len(self._kids), kids)
        self._nodes.append(self.add(node, self._node))
        self._node, self._kids = None, []

    def _write_offsets(self, size: int) -> None:
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for first in range(1, size, ROWS_A_WRITE):
            rows = self._offsets[first : first + ROWS_A_WRITE]
            self._write(b"".join(b"%010d 00000 n \n" % offset for offset in rows))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._position += len(data)


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
