"""A finished PDF as pixels and as text, through pdfium: what a printer's own program would make of the file.

Independent of everything that draws: nothing here knows how a page was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2

from fulfilment.errors import FulfilmentError
from fulfilment.surveys.stationery import Box

PT_PER_MM = 72 / 25.4
MM_PER_INCH = 25.4
TAIL_BYTES = 1024  # ISO 32000-1, annex H.3, note 18: readers look for %%EOF in the last 1,024 bytes
Gray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a page in grey, 0 black to 255 white, and where on the page it lies."""

    gray: Gray
    left_px: int
    top_px: int
    px_per_mm: float

    def part(self, box: Box, grown_px: int = 0) -> Gray:
        """The pixels of a box of the page (mm from its top left), as far as the crop shows it; may be written to."""
        scale, height, width = self.px_per_mm, *self.gray.shape
        top = min(max(floor(box.top_mm * scale) - self.top_px - grown_px, 0), height)
        bottom = min(max(ceil(box.bottom_mm * scale) - self.top_px + grown_px, 0), height)
        left = min(max(floor(box.left_mm * scale) - self.left_px - grown_px, 0), width)
        right = min(max(ceil(box.right_mm * scale) - self.left_px + grown_px, 0), width)
        return self.gray[top:bottom, left:right]


class PageView:
    """One page of an open document. ``width_mm`` and ``height_mm`` are the page's own."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._text: Any = None
        self._width_pt, self._height_pt = page.get_size()

    @property
    def width_mm(self) -> float:
        """Width in mm."""
        return float(self._width_pt / PT_PER_MM)

    @property
    def height_mm(self) -> float:
        """Height in mm."""
        return float(self._height_pt / PT_PER_MM)

    @property
    def whole(self) -> Box:
        """The page as a box."""
        return Box(left_mm=0, top_mm=0, right_mm=self.width_mm, bottom_mm=self.height_mm)

    def crop(self, box: Box, dpi: int) -> Crop:
        """A part of the page, rendered; only that part is drawn, which is what makes reading back fast."""
        scale, px_per_mm = dpi / 72, dpi / MM_PER_INCH
        width_px, height_px = ceil(self._width_pt * scale), ceil(self._height_pt * scale)
        left, top = max(0, floor(box.left_mm * px_per_mm)), max(0, floor(box.top_mm * px_per_mm))
        right = max(0, width_px - ceil(box.right_mm * px_per_mm))
        bottom = max(0, height_px - ceil(box.bottom_mm * px_per_mm))
        # pdfium's binding rounds each margin up to whole pixels: a hair less keeps ours as they are
        margins = tuple(max(0.0, (px - 0.01) / scale) for px in (left, bottom, right, top))
        bitmap = self._page.render(scale=scale, crop=margins, grayscale=True, may_draw_forms=False)
        gray = bitmap.to_numpy().reshape(bitmap.height, -1).copy()
        bitmap.close()
        return Crop(gray, left, top, px_per_mm)

    def text(self, box: Box) -> str:
        """The text of the characters in a box, in pdfium's order; lines end with a carriage return and a line feed."""
        if self._text is None:
            self._text = self._page.get_textpage()
        height = self.height_mm
        return str(
            self._text.get_text_bounded(
                box.left_mm * PT_PER_MM,
                (height - box.bottom_mm) * PT_PER_MM,
                box.right_mm * PT_PER_MM,
                (height - box.top_mm) * PT_PER_MM,
            )
        )

    def close(self) -> None:
        """Give back what pdfium holds for the page."""
        if self._text is not None:
            self._text.close()
        self._page.close()


class Rendering:
    """An open PDF. Use it in a ``with`` statement."""

    def __init__(self, path: Path) -> None:
        """Open a file. Raises FulfilmentError where it is missing, cut off or no PDF."""
        self.path = path
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - TAIL_BYTES))
                is_whole = b"%%EOF" in file.read()
            # pdfium mends a file that is cut off by searching it: for a print file, mended is not good enough
            if not is_whole:
                raise self._refused("it is cut off: its end is missing")
            self._document = pypdfium2.PdfDocument(path)
        except OSError as error:
            raise self._refused(error.strerror or "it can't be read") from error
        except pypdfium2.PdfiumError as error:
            raise self._refused("it is not a whole PDF") from error
        self.page_count = len(self._document)

    @contextmanager
    def page(self, number: int) -> Iterator[PageView]:
        """A page, counted from 1. Raises FulfilmentError where the file is damaged there, IndexError beyond its end."""
        if not 1 <= number <= self.page_count:
            raise IndexError(number)
        try:
            view = PageView(self._document[number - 1])
        except pypdfium2.PdfiumError as error:
            raise self._refused(f"its page {number} is damaged") from error
        try:
            yield view
        finally:
            view.close()

    def close(self) -> None:
        """Close the file."""
        self._document.close()

    def __enter__(self) -> Rendering:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def _refused(self, why: str) -> FulfilmentError:
        return FulfilmentError(
            "print-file-broken", f"{self.path.name} can't be read: {why}", "Compose the mailing again."
        )
