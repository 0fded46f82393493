"""QR and Data Matrix symbols read from pixels, through zxing-cpp."""

from __future__ import annotations

from dataclasses import dataclass

import zxingcpp

from fulfilment.paper.rendering import MM_PER_INCH, Crop, Gray, PageView
from fulfilment.surveys.stationery import Box

QR = zxingcpp.BarcodeFormat.QRCode
DATA_MATRIX = zxingcpp.BarcodeFormat.DataMatrix
WHOLE_PAGE_DPI = 150  # measured: at 100 dpi one page of 2,000 was missed, at 150 none


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A symbol found on a whole page: its kind as zxing-cpp names it, its text, the box round its modules."""

    kind: str
    text: str
    box: Box
    side_modules: int | None = None


def read_upright(gray: Gray, *kinds: zxingcpp.BarcodeFormat) -> list[zxingcpp.Barcode]:
    """The symbols of some kinds that stand upright, in their full size, black on white.

    A print file holds no others; looking for turned, shrunk and negative ones halves the rate (measured).
    """
    formats = zxingcpp.BarcodeFormats(kinds)
    return zxingcpp.read_barcodes(gray, formats, try_rotate=False, try_downscale=False, try_invert=False)


def read_qr(crop: Crop) -> tuple[str, ...]:
    """The texts of the QR symbols in a crop: one, where all is well."""
    return tuple(barcode.text for barcode in read_upright(crop.gray, QR))


def read_data_matrix(crop: Crop) -> tuple[str, ...]:
    """The texts of the Data Matrix symbols in a crop: one, where all is well."""
    return tuple(barcode.text for barcode in read_upright(crop.gray, DATA_MATRIX))


def whole_page_scan(page: PageView, dpi: int = WHOLE_PAGE_DPI) -> list[FoundCode]:
    """Every symbol of any kind on a page, in the order in which they stand from the top.

    Turned, small and white-on-black symbols are looked for as well. Slow (10 ms): for a sample and for each layout.
    """
    crop = page.crop(page.whole, dpi)
    found = [_found(barcode, dpi) for barcode in zxingcpp.read_barcodes(crop.gray)]
    return sorted(found, key=lambda code: (code.box.top_mm, code.box.left_mm))


def _found(barcode: zxingcpp.Barcode, dpi: int) -> FoundCode:
    mm = MM_PER_INCH / dpi
    place = barcode.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    columns, rows = [corner.x for corner in corners], [corner.y for corner in corners]
    box = Box(left_mm=min(columns) * mm, top_mm=min(rows) * mm, right_mm=max(columns) * mm, bottom_mm=max(rows) * mm)
    return FoundCode(barcode.format.name, barcode.text, box, _side_modules(barcode))


def _side_modules(barcode: zxingcpp.Barcode) -> int | None:
    """Modules along the side of a QR symbol (ISO/IEC 18004:2015, 6.1), None for other kinds."""
    if barcode.format != QR or not isinstance(barcode.extra, dict):
        return None
    return 17 + 4 * int(barcode.extra["Version"])
