"""What stands round a letter's text: the trust, the date, the reference, the number of the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fulfilment.paper.blocks import Places
from fulfilment.paper.glyphs import Line
from fulfilment.paper.pages import Drawing
from fulfilment.paper.setting import Setting
from fulfilment.paper.static import TextPlace
from fulfilment.surveys.documents import Span
from fulfilment.surveys.stationery import Box
from fulfilment.surveys.stationery import Places as Layout
from fulfilment.surveys.words import Words

NAME_WIDTH_MM, NAME_STEP_MM = 100.0, 5.0
LOGO_WIDTH_MM, LOGO_HEIGHT_MM = 80.0, 20.0
FOOTER_BASELINE_SHARE = 0.6


@dataclass(frozen=True)
class Letterhead:
    """What the letters of one trust and contact say beside their text. ``address`` is typed by hand: no scheme.

    ``logo`` is a PNG that takes the place of the trust's name.
    """

    trust_name: str
    date_text: str
    signatory_name: str
    signatory_role: str
    address: str
    logo: Path | None = None


def draw_letterhead(drawing: Drawing, letterhead: Letterhead, layout: Layout, setting: Setting, words: Words) -> Places:
    """Draw a first page's head; gives the place of the reference."""
    _draw_trust(drawing, letterhead, layout.trust, setting)
    places = Places()
    _draw_date(drawing, letterhead.date_text, layout.date, setting, words, places)
    return places


def draw_page_number(drawing: Drawing, number: int, total: int, layout: Layout, size_pt: float, words: Words) -> None:
    """Draw the number of a page; nothing where there is only one."""
    if total > 1:
        line = drawing.line(words.say("letter.page", n=number, total=total))
        baseline_mm = layout.footer.top_mm + FOOTER_BASELINE_SHARE * layout.footer.height_mm
        drawing.show_centred(line, layout.footer, baseline_mm, size_pt)


def _draw_trust(drawing: Drawing, letterhead: Letterhead, box: Box, setting: Setting) -> None:
    """At the top right in every language, as on all letters of the NHS."""
    if letterhead.logo:
        left_mm, bottom_mm = box.right_mm - LOGO_WIDTH_MM, min(box.bottom_mm, box.top_mm + LOGO_HEIGHT_MM)
        drawing.picture(letterhead.logo, box.model_copy(update={"left_mm": left_mm, "bottom_mm": bottom_mm}))
        return
    size_pt = setting.type.subheading_pt
    leading_mm = setting.latin_leading_mm(size_pt)
    for number, line in enumerate(_balanced(drawing, letterhead.trust_name, size_pt), start=1):
        drawing.show(line, box, box.top_mm + number * leading_mm, size_pt, align_right=True)


def _balanced(drawing: Drawing, name: str, size_pt: float) -> list[Line]:
    """A name in as few lines as it needs, and these about equally long."""
    spans = [Span(name, strong=True)]
    width_mm, narrower = NAME_WIDTH_MM, drawing.lines(spans, NAME_WIDTH_MM, size_pt)
    lines = narrower
    while len(narrower) == len(lines) and width_mm > NAME_WIDTH_MM / 2:
        lines, width_mm = narrower, width_mm - NAME_STEP_MM
        narrower = drawing.lines(spans, width_mm, size_pt)
    return lines


def _draw_date(drawing: Drawing, date: str, box: Box, setting: Setting, words: Words, places: Places) -> None:
    """Date and reference, each below its name; the reference itself is the person's own."""
    small_pt, body_pt = setting.type.small_pt, setting.type.body_pt
    small_mm, body_mm = setting.leading_mm(small_pt), setting.leading_mm(body_pt)
    share, top_mm = setting.ascent_share, box.top_mm
    drawing.show(drawing.line(words.say("letter.date")), box, top_mm + share * small_mm, small_pt)
    drawing.show(drawing.line(date), box, top_mm + small_mm + share * body_mm, body_pt)
    top_mm += small_mm + 1.25 * body_mm
    drawing.show(drawing.line(words.say("letter.reference")), box, top_mm + share * small_mm, small_pt)
    top_mm += small_mm
    room = box.model_copy(update={"top_mm": top_mm, "bottom_mm": top_mm + body_mm})
    baseline_mm = top_mm + share * body_mm
    places.texts.append(TextPlace("reference", room, baseline_mm, body_pt, body_pt, align_right=drawing.is_rtl))
