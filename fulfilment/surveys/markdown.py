"""The Markdown of letters and pages: a closed subset. Whatever is not in it is a fault with its line.

Headings ``#`` and ``##``, paragraphs, ``**strong**``, lists with ``-``, ``***`` for a page break, slots ``{{name}}``
alone on their lines, and ``![](name.svg)`` on the line above the words that the picture stands beside. It must come out
the same on paper, on screen, in large print and read aloud, so nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from fulfilment.errors import Fault
from fulfilment.surveys.documents import Block, Bullets, Heading, PageBreak, Paragraph, PictureRow, Slot, Span, Spans

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_PICTURE = re.compile(r"!\[\]\(([a-z0-9_]+)\.svg\)")
# Everything of CommonMark is recognised, so that it can be refused. Two rules are off: link definitions, which leave no
# trace in the result, and joining of escaped signs with the text around them, which hides them.
_PARSER = MarkdownIt("commonmark").disable(["reference", "text_join"])

REFUSED = {
    "ordered_list_open": ("a numbered list", "Use a list with `-`."),
    "blockquote_open": ("a quotation", "Write it as a paragraph."),
    "code_block": ("an indented line", "Take the spaces at its start away."),
    "fence": ("a block of code", "Write it as a paragraph."),
    "html_block": ("HTML", "Use Markdown."),
    "html_inline": ("HTML", "Use Markdown."),
    "code_inline": ("text in backquotes", "Take the backquotes away."),
    "em_open": ("text in single asterisks or underscores", "Use `**strong**` or nothing."),
    "link_open": ("a link", "Write the address out, or leave it to the page."),
    "image": ("a picture", "Write `![](name.svg)` on a line of its own, straight above the words beside it."),
    "hardbreak": ("a forced new line", "Take the spaces or backslash at the line's end away."),
    "text_special": ("an escaped sign", "Write the sign itself."),
}


def parse(text: str, file: str, first_line: int = 1) -> tuple[tuple[Block, ...], list[Fault]]:
    """The blocks of a text, and whatever in it the subset does not know. ``first_line`` is its place in a file."""
    reader = _Reader(file, first_line)
    return tuple(reader.blocks(_PARSER.parse(text))), reader.faults


class _Reader:
    """Walks the tokens of one text."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file, self.first_line = file, first_line
        self.faults: list[Fault] = []

    def refuse(self, what: str, mend: str, line: int) -> None:
        self.faults.append(Fault("markdown", f"{what} cannot be used here", mend, file=self.file, line=line))

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        place = 0
        while place < len(tokens):
            end = _end(tokens, place)
            yield from self.block(tokens[place:end])
            place = end

    def block(self, tokens: list[Token]) -> Iterator[Block]:
        first = tokens[0]
        line = (first.map or [0])[0] + self.first_line
        if first.type == "heading_open":
            yield from self.heading(first, tokens[1], line)
        elif first.type == "paragraph_open":
            yield from self.paragraph(tokens[1], line)
        elif first.type == "bullet_list_open":
            yield self.bullets(tokens, line)
        elif first.type == "hr":
            if set(first.markup) != {"*"}:
                self.refuse("a line of dashes or underscores", "Write `***` for a page break.", line)
            yield PageBreak(line)
        else:
            what, mend = REFUSED.get(first.type, (first.type, "Use a paragraph."))
            self.refuse(what, mend, line)

    def heading(self, opening: Token, inline: Token, line: int) -> Iterator[Block]:
        level = int(opening.tag[1:])
        if level > 2:
            self.refuse(f"a heading of level {level}", "Use # or ##.", line)
        if opening.markup not in ("#", "##", "###", "####", "#####", "######"):
            self.refuse("a heading that is underlined", "Start the line with # or ##.", line)
        if not inline.content:
            self.refuse("a heading without text", "Remove it.", line)
        yield Heading(level, self.spans(inline, line), line)

    def paragraph(self, inline: Token, line: int) -> Iterator[Block]:
        written = inline.content.split("\n")
        slots = [_SLOT.fullmatch(one.strip()) for one in written]
        if all(slots):
            yield from (Slot(slot[1], line + offset) for offset, slot in enumerate(slots) if slot)
        elif (picture := _PICTURE.fullmatch(written[0].strip())) and len(written) > 1:
            words = (inline.children or [])[2:]  # behind the picture and its line's end
            yield PictureRow(picture[1], self.spans(inline, line + 1, words), line)
        else:
            yield Paragraph(self.spans(inline, line), line)

    def bullets(self, tokens: list[Token], line: int) -> Bullets:
        if tokens[0].markup != "-":
            self.refuse(f"a list with `{tokens[0].markup}`", "Start each point with `-`.", line)
        items: list[Spans] = []
        lines: list[int] = []
        place = 1
        while tokens[place].type == "list_item_open":
            end = _end(tokens, place)
            at = (tokens[place].map or [0])[0] + self.first_line
            inside = [token.type for token in tokens[place + 1 : end - 1]]
            if inside == ["paragraph_open", "inline", "paragraph_close"]:
                items.append(self.spans(tokens[place + 2], at))
                lines.append(at)
            else:
                self.refuse("a point with anything but one line of text", "Keep one paragraph a point.", at)
            place = end
        return Bullets(tuple(items), line, tuple(lines))

    def spans(self, inline: Token, line: int, tokens: list[Token] | None = None) -> Spans:
        if "{{" in inline.content:
            self.refuse("a slot within a text", "Put the slot on a line of its own, between empty lines.", line)
        spans: list[Span] = []
        strong = False
        for token in tokens or inline.children or ():
            if token.type in ("strong_open", "strong_close"):
                strong = token.type == "strong_open"
                if token.markup != "**":
                    self.refuse("text in double underscores", "Use `**strong**`.", line)
            elif token.type in ("text", "softbreak"):
                if "*" in token.content:
                    self.refuse(
                        "an asterisk that makes nothing strong", "Put ** close to both ends of the words.", line
                    )
                spans.append(Span(" " if token.type == "softbreak" else token.content, strong))
            elif token.type in REFUSED:
                self.refuse(*REFUSED[token.type], line)
            line += token.type == "softbreak"
        return _joined(spans)


def _joined(spans: list[Span]) -> Spans:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].strong == span.strong:
            joined[-1] = Span(joined[-1].text + span.text, span.strong)
        elif span.text:
            joined.append(span)
    return tuple(joined)


def _end(tokens: list[Token], start: int) -> int:
    """The place after the token that closes the one at ``start``."""
    depth = 0
    for place in range(start, len(tokens)):
        depth += tokens[place].nesting
        if depth == 0:
            return place + 1
    return len(tokens)
