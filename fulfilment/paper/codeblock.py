"""The block that opens the questionnaire: the QR code, and beside it the address to type and the access code."""

from __future__ import annotations

from dataclasses import dataclass

from fulfilment.paper.blocks import Places, indented
from fulfilment.paper.glyphs import Line
from fulfilment.paper.pages import Drawing
from fulfilment.paper.setting import Setting
from fulfilment.paper.static import TextPlace
from fulfilment.surveys.stationery import Box
from fulfilment.surveys.words import Words

QUIET_MM = 5.5  # 4 modules (ISO/IEC 18004, 6.3.8) of a symbol of 25 modules, 30 mm wide, are 4.8 mm
COLUMN_GAP_MM = 3.0  # between the quiet zone and the words
FRAME_GAP, CODE_GAP = 0.4, 0.3  # of a line of body text: round the frame, above the access code


@dataclass(frozen=True)
class Row:
    """A line beside the QR code; without a ``line``, room for the access code."""

    line: Line | None
    size_pt: float
    leading_mm: float
    gap_before_mm: float = 0


@dataclass(frozen=True)
class CodeBlock:
    """The QR code in a frame, with the words beside it. It never lies across the fold, where no telephone reads it."""

    rows: tuple[Row, ...]
    setting: Setting
    qr_side_mm: float
    gap_before_mm: float
    gap_after_mm: float
    stays_off_fold: bool = True

    @classmethod
    def of(cls, drawing: Drawing, setting: Setting, words: Words, address: str, qr_side_mm: float) -> CodeBlock:
        """The block in a language; ``address`` is what to type, without a scheme."""
        body_pt, address_pt, code_pt = setting.type.body_pt, setting.type.subheading_pt, setting.type.code_pt
        scan = drawing.line(words.say("letter.scan"), is_strong=True)
        rows = (
            Row(scan, body_pt, setting.body_mm),
            Row(drawing.line(words.say("letter.address_type")), body_pt, setting.body_mm),
            Row(drawing.line(address, is_strong=True), address_pt, setting.latin_leading_mm(address_pt)),
            Row(drawing.line(words.say("letter.code")), body_pt, setting.body_mm, CODE_GAP * setting.body_mm),
            Row(None, code_pt, setting.latin_leading_mm(code_pt)),
        )
        gap_mm = FRAME_GAP * setting.body_mm
        return cls(rows, setting, qr_side_mm, gap_mm, gap_mm)

    def headroom_mm(self, tightness: float) -> float:
        """None: the frame holds its words."""
        return 0.0

    def height_mm(self, tightness: float) -> float:
        """The frame: as high as the QR code with its quiet zone, or as the words."""
        return max(self.qr_side_mm + 2 * QUIET_MM, self._words_mm(tightness) + 2 * COLUMN_GAP_MM)

    def draw(self, drawing: Drawing, box: Box, top_mm: float, tightness: float, places: Places) -> None:
        """Draw frame and words, and note the places of QR code and access code."""
        height_mm = self.height_mm(tightness)
        frame = box.model_copy(update={"top_mm": top_mm, "bottom_mm": top_mm + height_mm})
        drawing.frame(frame)
        places.qr = self._qr(frame, drawing.is_rtl)
        column = indented(frame, self.qr_side_mm + 2 * QUIET_MM + COLUMN_GAP_MM, drawing.is_rtl)
        at_mm = top_mm + (height_mm - self._words_mm(tightness)) / 2
        for row in self.rows:
            at_mm += row.gap_before_mm * tightness
            leading_mm = row.leading_mm * tightness
            baseline_mm = at_mm + self.setting.ascent_share * leading_mm
            if row.line:
                drawing.show(row.line, column, baseline_mm, row.size_pt)
            else:
                room = column.model_copy(update={"top_mm": at_mm, "bottom_mm": at_mm + leading_mm})
                size_pt, at_right = row.size_pt, drawing.is_rtl
                places.texts.append(
                    TextPlace("code", room, baseline_mm, size_pt, size_pt, is_strong=True, align_right=at_right)
                )
            at_mm += leading_mm

    def _qr(self, frame: Box, is_rtl: bool) -> Box:
        side_mm = self.qr_side_mm
        left_mm = frame.right_mm - QUIET_MM - side_mm if is_rtl else frame.left_mm + QUIET_MM
        top_mm = (frame.top_mm + frame.bottom_mm - side_mm) / 2
        return Box(left_mm=left_mm, top_mm=top_mm, right_mm=left_mm + side_mm, bottom_mm=top_mm + side_mm)

    def _words_mm(self, tightness: float) -> float:
        return tightness * sum(row.leading_mm + row.gap_before_mm for row in self.rows)
