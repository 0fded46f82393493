"""The static pages of a letter, laid out once for a trust and language: ``typeset`` is what the others call.

A document says itself where a page ends. What is too long for its page is refused, with how much; a little too long is
mended first by bringing lines and gaps nearer.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.paper.blocks import Block, Blocks, Places
from fulfilment.paper.codeblock import CodeBlock
from fulfilment.paper.embedding import embed
from fulfilment.paper.faces import FaceSet
from fulfilment.paper.letterhead import Letterhead, draw_letterhead, draw_page_number
from fulfilment.paper.lines import WordTooWide
from fulfilment.paper.pages import Drawing, PageCanvas
from fulfilment.paper.refusals import MissingGlyph
from fulfilment.paper.static import POINTS_PER_MM, StaticLetter, StaticPage
from fulfilment.surveys.definition import Audience
from fulfilment.surveys.documents import Bullets, Document, Heading, InLanguage, PageBreak, Paragraph, PictureRow, Slot
from fulfilment.surveys.stationery import Box, Stationery, Type
from fulfilment.surveys.words import Words

TIGHTNESSES = (1.0, 0.96, 0.92, 0.88, 0.85)  # our choice: body text never stands nearer than 1.1 em
FOLD_CLEAR_MM = 1.5
CHILD_TYPE = 1.15  # our choice
HEADING_SIZES = ("heading_pt", "subheading_pt")


def typeset(
    documents: Sequence[Document], letterhead: Letterhead, stationery: Stationery, faces: FaceSet, words: Words
) -> StaticLetter:
    """Lay out a pack's documents, each on sheets of its own; the first one carries address, date and reference.

    The documents are already in the language of ``words``. Raises FulfilmentError with every text that is too long
    for its page, too wide for its line, or has a character that no font has.
    """
    return _Typesetter(letterhead, stationery, faces, words).letter(documents)


@dataclass(frozen=True)
class _Sheet:
    """One page to be: its blocks and where they may stand."""

    document: Document
    number: int
    blocks: tuple[Block, ...]
    box: Box
    is_first: bool


class _Typesetter:
    def __init__(self, letterhead: Letterhead, stationery: Stationery, faces: FaceSet, words: Words) -> None:
        self._letterhead, self._stationery, self._words = letterhead, stationery, words
        self._layout, self._type = stationery.places, stationery.type
        paper = stationery.paper
        self._size_mm = (paper.width_mm, paper.height_mm)
        self._out = io.BytesIO()
        size_pt = (round(paper.width_mm * POINTS_PER_MM, 3), round(paper.height_mm * POINTS_PER_MM, 3))
        self._canvas = PageCanvas(self._out, size_pt, words.language)
        self._drawing = Drawing(self._canvas, faces, words.direction == "rtl", paper.height_mm)
        self._faults: list[Fault] = []

    def letter(self, documents: Sequence[Document]) -> StaticLetter:
        pages: list[StaticPage] = []
        for document in documents:
            sheets = list(self._sheets(document, has_address=document is documents[0]))
            for sheet in sheets:
                pages.append(self._draw(sheet, total=len(sheets)))
            if len(sheets) % 2:
                self._canvas.showPage()
                pages.append(StaticPage(sheet_mark=self._layout.sheet_mark, is_blank=True))
        if self._faults:
            raise FulfilmentError("typesetting", "the letter cannot be typeset", faults=self._faults)
        return self._finished(documents, tuple(pages))

    def _finished(self, documents: Sequence[Document], pages: tuple[StaticPage, ...]) -> StaticLetter:
        faces = self._drawing.faces
        glyphs = {name: frozenset(used) for name, used in sorted(self._drawing.glyphs.items())}
        embed(self._canvas, faces.faces, glyphs)
        self._canvas.setTitle(documents[0].title)
        self._canvas.save()
        return StaticLetter(
            template=self._out.getvalue(),
            pages=pages,
            language=self._words.language,
            families=faces.families,
            glyphs=glyphs,
            type=self._type,
            page_width_mm=self._size_mm[0],
            page_height_mm=self._size_mm[1],
        )

    def _sheets(self, document: Document, *, has_address: bool) -> Iterator[_Sheet]:
        """The pages of a document, its blocks measured. What can't be set is noted as a fault and left out."""
        number, collected = 1, list[Block]()
        for block in (*document.blocks, PageBreak()):
            is_first = has_address and number == 1
            box = self._layout.first_body if is_first else self._layout.body
            if not isinstance(block, PageBreak):
                collected += self._measured(document, block, box)
            elif collected:
                yield _Sheet(document, number, tuple(collected), box, is_first)
                number, collected = number + 1, []

    def _measured(self, document: Document, block: object, box: Box) -> list[Block]:
        blocks = Blocks(self._drawing, _type_for(document, self._type), box.width_mm)
        try:
            return list(self._made(blocks, block))
        except (MissingGlyph, WordTooWide) as refused:
            what = f"{self._named(document)}: {refused.what}"
            line = getattr(block, "line", None) or None
            self._faults.append(Fault(refused.code, what, refused.mend, document.file or None, line))
            return []

    def _made(self, blocks: Blocks, block: object) -> Iterator[Block]:
        match block:
            case Heading():
                yield blocks.heading(block.level, block.spans)
            case Paragraph():
                yield blocks.paragraph(block.spans)
            case Bullets():
                yield from blocks.points(block.items)
            case PictureRow():
                yield blocks.picture_row(block.picture, block.spans)
            case InLanguage():
                yield from blocks.in_language(block)
            case Slot(name="code"):
                address, side_mm = self._letterhead.address, self._layout.qr_side_mm
                yield CodeBlock.of(self._drawing, blocks.setting, self._words, address, side_mm)
            case Slot(name="signature"):
                yield from blocks.signature(self._letterhead.signatory_name, self._letterhead.signatory_role)
            case Slot():
                yield blocks.slot(block.name)

    def _draw(self, sheet: _Sheet, total: int) -> StaticPage:
        setting = Blocks(self._drawing, self._type, sheet.box.width_mm).setting
        places = Places()
        if sheet.is_first:
            places = draw_letterhead(self._drawing, self._letterhead, self._layout, setting, self._words)
        tightness = self._tightness(sheet)
        for block, top_mm in self._stacked(sheet, tightness):
            block.draw(self._drawing, sheet.box, top_mm, tightness, places)
        draw_page_number(self._drawing, sheet.number, total, self._layout, self._type.small_pt, self._words)
        self._canvas.showPage()
        return StaticPage(
            sheet_mark=self._layout.sheet_mark,
            texts=tuple(places.texts),
            address=self._layout.address if sheet.is_first else None,
            window_mark=self._layout.window_mark if sheet.is_first else None,
            qr=places.qr,
        )

    def _tightness(self, sheet: _Sheet) -> float:
        """The loosest setting in which a page holds its blocks; none is a fault."""
        over_mm = 0.0
        for tightness in TIGHTNESSES:
            last, top_mm = self._stacked(sheet, tightness)[-1]
            over_mm = top_mm + last.height_mm(tightness) - sheet.box.bottom_mm
            if over_mm <= 0:
                return tightness
        what = f"{self._named(sheet.document)}: page {sheet.number} is {over_mm:.1f} mm too long"
        mend = "Shorten the text, or move some of it behind a page break (***)."
        self._faults.append(Fault("page-too-long", what, mend, sheet.document.file or None))
        return TIGHTNESSES[-1]

    def _stacked(self, sheet: _Sheet, tightness: float) -> list[tuple[Block, float]]:
        """Each block with its top. Where two gaps meet, the larger one counts; tall letters stay inside the box."""
        stacked: list[tuple[Block, float]] = []
        bottom_mm, gap_mm = sheet.box.top_mm + sheet.blocks[0].headroom_mm(tightness), 0.0
        for block in sheet.blocks:
            top_mm = bottom_mm
            if stacked:
                top_mm += max(gap_mm, block.gap_before_mm) * (2 * tightness - 1)  # gaps give way before lines do
            height_mm = block.height_mm(tightness)
            if block.stays_off_fold:
                top_mm = _off_fold(top_mm, height_mm, self._layout.fold_mm)
            stacked.append((block, top_mm))
            bottom_mm, gap_mm = top_mm + height_mm, block.gap_after_mm
        return stacked

    def _named(self, document: Document) -> str:
        return f"{document.context or document.name} ({self._words.language})"


def _type_for(document: Document, type_: Type) -> Type:
    """The sizes for a reader: the document's own, or larger for children. The access code is large as it is."""
    usual = CHILD_TYPE if document.audience is Audience.CHILD else 1.0
    scale = document.body_pt / type_.body_pt if document.body_pt else usual
    larger = {name: getattr(type_, name) * scale for name in ("body_pt", "body_leading_pt", *HEADING_SIZES)}
    return type_.model_copy(update=larger)


def _off_fold(top_mm: float, height_mm: float, fold_mm: float | None) -> float:
    if fold_mm is None or top_mm + height_mm + FOLD_CLEAR_MM <= fold_mm or top_mm >= fold_mm + FOLD_CLEAR_MM:
        return top_mm
    return fold_mm + FOLD_CLEAR_MM
