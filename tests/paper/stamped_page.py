"""A page that holds nothing but one stamped symbol, and what an independent reader finds on it, at its place."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from fulfilment.paper.decoding import whole_page_scan
from fulfilment.paper.rendering import Rendering
from fulfilment.paper.symbol import PT_PER_MM, Stamp, Symbol
from fulfilment.surveys.stationery import Box

PLACE = Box(left_mm=40, top_mm=70, right_mm=70, bottom_mm=100)


def decode_stamped(path: Path, symbol: Symbol) -> list[tuple[str, str]]:
    """Kind and text of each code on a page on which a symbol is painted. Fails where it does not stand at its place."""
    stamp = Stamp.on(PLACE, 297, symbol.side_modules)
    writer = PdfWriter()
    page = writer.add_blank_page(210 * PT_PER_MM, 297 * PT_PER_MM)
    content = DecodedStreamObject()
    content.set_data(stamp.paint(symbol))
    page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(path)
    with Rendering(path) as file, file.page(1) as view:
        found = whole_page_scan(view)
    for code in found:
        assert PLACE.grown(0.5).holds(code.box)
        assert code.box.grown(0.5).holds(PLACE)
    return [(code.kind, code.text) for code in found]
