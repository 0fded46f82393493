"""Objects of a PDF that reportlab made, copied with pypdf into a file that is being streamed."""

from __future__ import annotations

import io
from collections.abc import Mapping

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from fulfilment.paper.stream import PdfStream

SKIPPED = ("/Parent", "/Length")  # a copy hangs under another parent; the stream's writer counts for itself


class Graft:
    """Copies objects, with everything they refer to, from one template; what was copied once is referred to again."""

    def __init__(self, template: bytes, out: PdfStream) -> None:
        self._pages = PdfReader(io.BytesIO(template), strict=True).pages
        self._out = out
        self._numbers: dict[int, int] = {}

    def contents(self, page: int) -> bytes:
        """What a page paints, decoded; pages count from 0."""
        contents = self._pages[page]["/Contents"].get_object()
        assert isinstance(contents, StreamObject)
        return contents.get_data()

    def resources(self, page: int, replaced: Mapping[str, bytes]) -> bytes:
        """A page's resource dictionary, with some entries replaced."""
        resources = self._pages[page]["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        entries = {key: self._written(value) for key, value in resources.items() if key not in replaced}
        return _dictionary(entries | dict(replaced))

    def fonts(self, page: int, number: int) -> None:
        """Copy a page's dictionary of fonts under a reserved number."""
        resources = self._pages[page]["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        self._out.add(self._body(resources["/Font"].get_object()), number)

    def _written(self, value: PdfObject) -> bytes:
        """The value as it stands in another object: a reference stays one, to the copy."""
        if not isinstance(value, IndirectObject):
            return self._body(value)
        if value.idnum not in self._numbers:
            number = self._numbers[value.idnum] = self._out.reserve()
            target = value.get_object()
            if isinstance(target, StreamObject):
                # pypdf's own name for the bytes as they stand in the file: they are copied without decoding
                self._out.add_encoded(self._entries(target), target._data, number)
            else:
                self._out.add(self._body(target), number)
        return b"%d 0 R" % self._numbers[value.idnum]

    def _body(self, value: PdfObject | None) -> bytes:
        if isinstance(value, DictionaryObject):
            return b"<<" + self._entries(value) + b">>"
        if isinstance(value, ArrayObject):
            return b"[" + b" ".join(self._written(item) for item in value) + b"]"
        buffer = io.BytesIO()
        if value is not None:
            value.write_to_stream(buffer)
        return buffer.getvalue() or b"null"

    def _entries(self, value: DictionaryObject) -> bytes:
        items = ((key, self._written(value.raw_get(key))) for key in value if key not in SKIPPED)
        return b"".join(key.encode("ascii") + b" " + written for key, written in items)


def _dictionary(entries: Mapping[str, bytes]) -> bytes:
    return b"<<" + b"".join(key.encode("ascii") + b" " + value for key, value in entries.items()) + b">>"
