"""The Markdown of letters and pages: what the closed subset gives, and that nothing else slips through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.surveys import markdown
from fulfilment.surveys.documents import Bullets, Heading, PageBreak, Paragraph, PictureRow, Slot, Span

TEXT = """\
{{salutation}}
{{child}}

# One **strong** heading

A paragraph that goes
on **here and
there** at {trust}.

- First point
- Second, **strong**
  on two lines

***

## Last
"""


def test_the_subset_gives_blocks_with_their_lines():
    blocks, faults = markdown.parse(TEXT, "x.md", first_line=6)
    assert faults == []
    assert blocks == (
        Slot("salutation", 6),
        Slot("child", 7),
        Heading(1, (Span("One "), Span("strong", strong=True), Span(" heading")), 9),
        Paragraph((Span("A paragraph that goes on "), Span("here and there", strong=True), Span(" at {trust}.")), 11),
        Bullets(
            ((Span("First point"),), (Span("Second, "), Span("strong", strong=True), Span(" on two lines"))),
            15,
            (15, 16),
        ),
        PageBreak(19),
        Heading(2, (Span("Last"),), 21),
    )


def test_a_picture_stands_beside_the_words_below_it():
    blocks, faults = markdown.parse("![](letter.svg)\nWe **write**\nto you.\n", "x.md", first_line=4)
    assert faults == []
    assert blocks == (PictureRow("letter", (Span("We "), Span("write", strong=True), Span(" to you.")), 4),)


@pytest.mark.parametrize(
    "text",
    [
        "![](letter.svg)",
        "![](letter.svg)\n\nWords.",
        "Words ![](letter.svg) within",
        "![what it shows](letter.svg)\nWords.",
        "![](../letter.svg)\nWords.",
        "![](letter.png)\nWords.",
        "![](one.svg)\n![](two.svg)\nWords.",
        "- ![](letter.svg)\n  Words.",
        "1. one\n2. two",
        "> quoted",
        "    indented",
        "```\ncode\n```",
        "<div>\n</div>",
        "a <b>b</b>",
        "a `b`",
        "a *b*",
        "a _b_",
        "a __b__",
        "a [b](https://example.org)",
        "<https://example.org>",
        "![a](b.png)",
        "a  \nb",
        "a\\\nb",
        "a \\* b",
        "a &amp; b",
        "### deep",
        "Under\n=====",
        "Under\n-----",
        "#",
        "---",
        "___",
        "* star",
        "+ plus",
        "- a\n  - b",
        "- a\n\n  b",
        "-",
        "Dear {{salutation}}",
        "{{salutation}} and more",
        "{{salutation}}\nand more",
        "# {{code}}",
        "- {{code}}",
        "**a *b* c**",
        "a ** b",
        "** a **",
    ],
)
def test_whatever_else_markdown_knows_is_refused_by_line(text):
    _, faults = markdown.parse(f"Before.\n\n{text}\n\nAfter.", "x.md")
    assert faults
    assert all(fault.code == "markdown" and fault.mend and 3 <= (fault.line or 0) <= 5 for fault in faults)


def test_a_link_definition_does_not_vanish():
    blocks, _ = markdown.parse("[a]: https://example.org", "x.md")
    assert blocks == (Paragraph((Span("[a]: https://example.org"),), 1),)


def test_every_fault_of_a_text_is_told():
    _, faults = markdown.parse("# One\n\na `b`\n\n> c\n\n- d\n\n1. e\n", "x.md", first_line=10)
    assert [fault.line for fault in faults] == [12, 14, 18]


@given(st.text("ab*_-#`<>[](){}\\&;!1. \n\t"))
def test_any_text_is_read_without_breaking(text):
    blocks, faults = markdown.parse(text, "x.md")
    assert all(1 <= (fault.line or 0) <= text.count("\n") + 1 for fault in faults)
    assert isinstance(blocks, tuple)
