"""Preflight of a layout: one sample piece of it looked at as a whole, once, before thousands like it are read in crops.

The reader of every piece looks only where things are declared to stand. Here the whole pages are searched: for codes
that nobody declared, for ink too near the edge of the paper, for quiet zones that are not quiet, for slots that the
window can show and QR codes on the fold.
"""

from __future__ import annotations

from collections.abc import Iterator

from fulfilment.errors import Fault
from fulfilment.paper import marks, qr, window
from fulfilment.paper.decoding import DATA_MATRIX, QR, FoundCode, whole_page_scan
from fulfilment.paper.readback import QR_SLOT, Reader, ReadLayout, has_ink, is_right_size
from fulfilment.paper.rendering import PageView
from fulfilment.surveys.stationery import Box

INK_DPI = 150
QUIET_DPI = 300  # the quiet zone of a mark is 0.4 mm: 5 pixels
EDGE_MM = 4.3  # our choice: what laser printers leave blank at each edge
NEAR_MM = 1.0  # our choice: a code within this of its declared box is the declared one
SHRINK_MM = 0.1  # a pixel's smoothing at the edges of a quiet zone is not ink in it


def preflight(reader: Reader, first_page: int, layout: ReadLayout) -> list[Fault]:
    """Everything wrong with the layout, seen on the piece that begins on this page, counted from 1."""
    faults = window.envelope_faults(layout.envelope, layout.places) + list(_slot_faults(layout))
    pages = min(layout.pages, reader.page_count - first_page + 1)
    if pages < layout.pages:
        faults.append(Fault("pages", f"a piece of {layout.pages} pages ends after {pages}", file=reader.name))
    for number in range(pages):
        with reader.page(first_page + number) as page:
            place = f"{reader.name}, page {first_page + number}"
            faults += [Fault(code, what, mend, file=place) for code, what, mend in _page_faults(page, layout, number)]
    return faults


def _slot_faults(layout: ReadLayout) -> Iterator[Fault]:
    """What can be said of the declared slots without looking at a page."""
    for slot in layout.slots:
        if slot.page == 1 and window.meet(slot.box, layout.ever):
            yield Fault("window-leak", f"the slot {slot.name} can show in the window", "Place it further down.")
        fold = layout.places.fold_mm
        if slot.name == QR_SLOT and fold is not None and slot.box.top_mm < fold < slot.box.bottom_mm:
            yield Fault("fold", f"the QR code on page {slot.page} lies on the fold", "Place it beside the fold.")


def _page_faults(page: PageView, layout: ReadLayout, number: int) -> Iterator[tuple[str, str, str]]:
    if not is_right_size(page, layout.paper):
        size = f"{page.width_mm:.1f} by {page.height_mm:.1f} mm"
        yield "page-size", f"the page is {size}", "Print on the declared paper."
    inner = page.whole.grown(-EDGE_MM)
    if has_ink(page.crop(page.whole, INK_DPI), allowed=(inner,)):
        yield "page-edge", f"there is ink within {EDGE_MM:g} mm of the paper's edge", "Keep printers' margin."
    if number == 0 and has_ink(page.crop(layout.ever, INK_DPI), layout.allowed):
        yield "ink-in-window", "more than address and mark can show in the window", "Move it out."
    yield from _code_faults(page, layout, number)


def _code_faults(page: PageView, layout: ReadLayout, number: int) -> Iterator[tuple[str, str, str]]:
    declared = [(QR, slot.box) for slot in layout.slots_by_page[number] if slot.name == QR_SLOT]
    declared += [(DATA_MATRIX, box) for box in _mark_boxes(layout, number)]
    found = whole_page_scan(page)
    for code in found:
        if not any(_is_at(code, kind.name, box) for kind, box in declared):
            where = f"{code.box.left_mm:.0f} mm from the left, {code.box.top_mm:.0f} mm from the top"
            yield "stray-code", f"there is a {code.kind} that nothing declares, {where}", "Remove it."
    for kind, box in declared:
        here = [code for code in found if _is_at(code, kind.name, box)]
        for code in here[:1]:
            yield from _size_faults(page, code, box)
        if not here and kind == QR:
            yield "qr", "the QR code can't be found on the whole page", "Look at the page."


def _size_faults(page: PageView, code: FoundCode, box: Box) -> Iterator[tuple[str, str, str]]:
    """Modules large enough, and a quiet zone without ink."""
    quiet = marks.QUIET_MODULES if code.side_modules is None else qr.QUIET_MODULES
    side_modules = marks.SIDE_MODULES if code.side_modules is None else code.side_modules
    module_mm = box.width_mm / side_modules
    least_mm = marks.MODULE_LEAST_MM if code.side_modules is None else qr.MODULE_LEAST_MM
    if module_mm < least_mm:
        yield "module", f"the {code.kind} has modules of {module_mm:.2f} mm, less than {least_mm}", "Print it larger."
    zone = box.grown(quiet * module_mm - SHRINK_MM)
    if has_ink(page.crop(zone, QUIET_DPI), allowed=(box.grown(SHRINK_MM),)):
        yield "quiet-zone", f"there is ink in the quiet zone of the {code.kind}", f"Leave {quiet} modules white."


def _mark_boxes(layout: ReadLayout, number: int) -> list[Box]:
    """The symbols of the marks on a page, without the quiet zones that are part of their places."""
    places = [layout.places.sheet_mark] + ([layout.places.window_mark] if number == 0 else [])
    modules = marks.SIDE_MODULES + 2 * marks.QUIET_MODULES
    return [box.grown(-box.width_mm * marks.QUIET_MODULES / modules) for box in places]


def _is_at(code: FoundCode, kind: str, box: Box) -> bool:
    return code.kind == kind and box.grown(NEAR_MM).holds(code.box)
