"""The blocks of a letter, broken into lines and measured, ready to be drawn one below the other, in mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fulfilment.paper.glyphs import Line
from fulfilment.paper.pages import Drawing
from fulfilment.paper.setting import Setting
from fulfilment.paper.static import TextPlace
from fulfilment.surveys.documents import InLanguage, Span
from fulfilment.surveys.pictures import Picture
from fulfilment.surveys.stationery import Box, Type

BULLET, BULLET_INDENT_MM = "•", 5.5
PARAGRAPH_GAP, HEADING_GAP_BEFORE, HEADING_GAP_AFTER, POINT_GAP = 0.5, 0.8, 0.3, 0.2  # of a line of body text
SIGNATURE_GAP = 1.0
NAME_GAP = 0.7  # above the name of a language
PICTURE_MM, PICTURE_GAP_MM, PICTURE_ROW_GAP = 28.0, 6.0, 0.6  # our choice; easy read wants them large


@dataclass
class Places:
    """What a page turned out to hold for the person's own."""

    texts: list[TextPlace] = field(default_factory=list)
    qr: Box | None = None


class Block(Protocol):
    """Something with a height. ``tightness`` of 1 is as it should be; less brings lines and gaps nearer."""

    @property
    def gap_before_mm(self) -> float: ...

    @property
    def gap_after_mm(self) -> float: ...

    @property
    def stays_off_fold(self) -> bool: ...

    def headroom_mm(self, tightness: float) -> float: ...

    def height_mm(self, tightness: float) -> float: ...

    def draw(self, drawing: Drawing, box: Box, top_mm: float, tightness: float, places: Places) -> None: ...


@dataclass(frozen=True)
class TextBlock:
    """Lines of one size. ``marker`` stands before the first one, outside ``indent_mm``."""

    lines: tuple[Line, ...]
    size_pt: float
    setting: Setting
    gap_before_mm: float
    gap_after_mm: float
    indent_mm: float = 0
    marker: Line | None = None
    stays_off_fold: bool = False

    def headroom_mm(self, tightness: float) -> float:
        """How far the tallest letters of the first line reach above the block."""
        return self.setting.headroom_mm(self.size_pt, tightness)

    def height_mm(self, tightness: float) -> float:
        """All lines."""
        return len(self.lines) * self.setting.leading_mm(self.size_pt) * tightness

    def draw(self, drawing: Drawing, box: Box, top_mm: float, tightness: float, places: Places) -> None:
        """Draw every line."""
        inner = indented(box, self.indent_mm, drawing.is_rtl)
        baseline_mm = top_mm + self.setting.baseline_mm(self.size_pt, tightness)
        if self.marker:
            drawing.show(self.marker, box, baseline_mm, self.size_pt)
        for line in self.lines:
            drawing.show(line, inner, baseline_mm, self.size_pt)
            baseline_mm += self.setting.leading_mm(self.size_pt) * tightness


@dataclass(frozen=True)
class SlotBlock:
    """Room for one line of a person's own."""

    slot: str
    size_pt: float
    least_pt: float
    is_strong: bool
    setting: Setting
    gap_before_mm: float
    gap_after_mm: float
    stays_off_fold: bool = False

    def headroom_mm(self, tightness: float) -> float:
        """How far the tallest letters reach above the block."""
        return self.setting.headroom_mm(self.size_pt, tightness)

    def height_mm(self, tightness: float) -> float:
        """One line."""
        return self.setting.leading_mm(self.size_pt) * tightness

    def draw(self, drawing: Drawing, box: Box, top_mm: float, tightness: float, places: Places) -> None:
        """Nothing is drawn; the place is noted."""
        bottom_mm = top_mm + self.height_mm(tightness)
        room = Box(left_mm=box.left_mm, top_mm=top_mm, right_mm=box.right_mm, bottom_mm=bottom_mm)
        baseline_mm = top_mm + self.setting.baseline_mm(self.size_pt, tightness)
        is_rtl = drawing.is_rtl
        places.texts.append(
            TextPlace(
                self.slot,
                room,
                baseline_mm,
                self.size_pt,
                self.least_pt,
                is_strong=self.is_strong,
                is_rtl=is_rtl,
                align_right=is_rtl,
            )
        )


@dataclass(frozen=True)
class PictureBlock:
    """A picture where lines begin, and the words beside it at its middle."""

    picture: Picture | None
    words: TextBlock
    side_mm: float
    gap_before_mm: float
    gap_after_mm: float
    stays_off_fold: bool = False

    def headroom_mm(self, tightness: float) -> float:
        """None: the words stand in the middle."""
        return 0.0

    def height_mm(self, tightness: float) -> float:
        """As high as the picture, which does not shrink, or as the words."""
        return max(self.side_mm, self.words.height_mm(tightness))

    def draw(self, drawing: Drawing, box: Box, top_mm: float, tightness: float, places: Places) -> None:
        """Draw both, each in the middle of the height."""
        height_mm, side_mm = self.height_mm(tightness), self.side_mm
        left_mm = box.right_mm - side_mm if drawing.is_rtl else box.left_mm
        at_mm = top_mm + (height_mm - side_mm) / 2
        square = Box(left_mm=left_mm, top_mm=at_mm, right_mm=left_mm + side_mm, bottom_mm=at_mm + side_mm)
        if self.picture:
            drawing.figure(self.picture, square)
        self.words.draw(drawing, box, top_mm + (height_mm - self.words.height_mm(tightness)) / 2, tightness, places)


@dataclass(frozen=True)
class ForeignBlock:
    """A block in another language than the letter's, drawn with that language's faces and direction."""

    block: TextBlock
    own: Drawing
    stays_off_fold: bool = False

    @property
    def gap_before_mm(self) -> float:
        """The block's."""
        return self.block.gap_before_mm

    @property
    def gap_after_mm(self) -> float:
        """The block's."""
        return self.block.gap_after_mm

    def headroom_mm(self, tightness: float) -> float:
        """The block's."""
        return self.block.headroom_mm(tightness)

    def height_mm(self, tightness: float) -> float:
        """The block's."""
        return self.block.height_mm(tightness)

    def draw(self, drawing: Drawing, box: Box, top_mm: float, tightness: float, places: Places) -> None:
        """Draw it with its own drawing."""
        self.block.draw(self.own, box, top_mm, tightness, places)


class Blocks:
    """Makes the blocks of one language and width."""

    def __init__(self, drawing: Drawing, type_: Type, width_mm: float) -> None:
        self._drawing, self._type, self._width_mm = drawing, type_, width_mm
        self._setting = Setting.of(drawing, type_)

    @property
    def setting(self) -> Setting:
        """How lines are set in this language."""
        return self._setting

    def heading(self, level: int, spans: Sequence[Span]) -> TextBlock:
        """A heading of level 1 or 2, in bold."""
        size_pt = self._type.heading_pt if level == 1 else self._type.subheading_pt
        strong = [Span(span.text, strong=True) for span in spans]
        return self._text(strong, size_pt, HEADING_GAP_BEFORE, HEADING_GAP_AFTER)

    def paragraph(self, spans: Sequence[Span]) -> TextBlock:
        """A paragraph of body text."""
        return self._text(spans, self._type.body_pt, PARAGRAPH_GAP, PARAGRAPH_GAP)

    def points(self, items: Sequence[Sequence[Span]]) -> list[TextBlock]:
        """The points of a list, each a block of its own."""
        marker = self._drawing.line(BULLET, is_strong=True)
        last = len(items) - 1
        return [
            self._text(
                spans,
                self._type.body_pt,
                PARAGRAPH_GAP if at == 0 else POINT_GAP,
                PARAGRAPH_GAP if at == last else POINT_GAP,
                indent_mm=BULLET_INDENT_MM,
                marker=marker,
            )
            for at, spans in enumerate(items)
        ]

    def picture_row(self, picture: Picture | None, spans: Sequence[Span]) -> PictureBlock:
        """A picture with the words beside it, as easy read has them."""
        words = self._text(spans, self._type.body_pt, 0, 0, indent_mm=PICTURE_MM + PICTURE_GAP_MM)
        gap_mm = PICTURE_ROW_GAP * self._setting.body_mm
        return PictureBlock(picture, words, PICTURE_MM, gap_mm, gap_mm)

    def in_language(self, part: InLanguage) -> list[ForeignBlock]:
        """A part of the language sheet: the language's name above its words, or before them where it is one line."""
        own = self._drawing.in_language(part.language, part.faces, part.is_rtl)
        blocks = Blocks(own, self._type, self._width_mm)
        if part.is_line:
            named = (Span(part.name, strong=True), Span(" – "), *part.spans)
            return [ForeignBlock(blocks._text(named, self._type.body_pt, POINT_GAP, POINT_GAP), own)]
        name = blocks._text((Span(part.name, strong=True),), self._type.subheading_pt, NAME_GAP, 0)
        return [
            ForeignBlock(name, own),
            ForeignBlock(blocks._text(part.spans, self._type.body_pt, 0, PARAGRAPH_GAP), own),
        ]

    def signature(self, name: str, role: str) -> list[TextBlock]:
        """Who signs, below some room."""
        size_pt = self._type.body_pt
        return [
            self._text([Span(name, strong=True)], size_pt, SIGNATURE_GAP, 0),
            self._text([Span(role)], size_pt, 0, PARAGRAPH_GAP),
        ]

    def slot(self, name: str) -> SlotBlock:
        """Room for a person's salutation, hello or child line."""
        type_ = self._type
        size_pt, is_strong = (type_.subheading_pt, True) if name == "hello" else (type_.body_pt, name == "child")
        gap_mm = PARAGRAPH_GAP * self._setting.body_mm
        return SlotBlock(name, size_pt, type_.small_pt, is_strong, self._setting, gap_mm, gap_mm)

    def _text(
        self,
        spans: Sequence[Span],
        size_pt: float,
        gap_before: float,
        gap_after: float,
        indent_mm: float = 0,
        marker: Line | None = None,
    ) -> TextBlock:
        lines = tuple(self._drawing.lines(spans, self._width_mm - indent_mm, size_pt))
        body_mm = self._setting.body_mm
        return TextBlock(
            lines,
            size_pt,
            self._setting,
            gap_before * body_mm,
            gap_after * body_mm,
            indent_mm,
            marker,
        )


def indented(box: Box, indent_mm: float, is_rtl: bool) -> Box:
    """The box without a strip on the side where lines begin."""
    if is_rtl:
        return box.model_copy(update={"right_mm": box.right_mm - indent_mm})
    return box.model_copy(update={"left_mm": box.left_mm + indent_mm})
