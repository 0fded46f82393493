"""Pages of a finished PDF as pictures, for people: previews, the README, golden pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
from PIL import Image

POINTS_PER_INCH = 72


def picture(pdf: bytes, page: int = 1, dpi: float = 100) -> Image.Image:
    """A page as a printer would print it; pages count from 1. Raises IndexError for a page that is not there."""
    with _opened(pdf) as document:
        return _rendered(document[page - 1], dpi)


def pictures(pdf: bytes, dpi: float = 100) -> list[Image.Image]:
    """Every page."""
    with _opened(pdf) as document:
        return [_rendered(document[number], dpi) for number in range(len(document))]


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def _rendered(page: Any, dpi: float) -> Image.Image:
    bitmap = page.render(scale=dpi / POINTS_PER_INCH)
    rendered: Image.Image = bitmap.to_pil().copy()  # its own pixels: pdfium frees the bitmap's with the page
    bitmap.close()
    page.close()
    return rendered
