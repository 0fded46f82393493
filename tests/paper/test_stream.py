from __future__ import annotations

import io
import os
from typing import Any

import pypdf
import pypdfium2
import pytest

from fulfilment.paper.stream import PAGES_A_NODE, PdfStream

A4_PT = (595.276, 841.89)


def written(pages, identity=b"0123456789abcdef", language=None):
    """A PDF of pages that each paint a square at a place of their own."""
    out = io.BytesIO()
    pdf = PdfStream(out, A4_PT)
    resources = pdf.add(b"<<>>")
    shared = pdf.add_stream(b"0 g")
    for page in range(pages):
        pdf.add_page([shared, pdf.add_stream(b"%d 100 10 10 re f" % page)], resources)
    pdf.close(identity, language)
    return out.getvalue()


@pytest.mark.parametrize("pages", [1, 2, PAGES_A_NODE - 1, PAGES_A_NODE, PAGES_A_NODE + 1, 3 * PAGES_A_NODE + 7])
def test_a_file_opens_in_strict_readers_with_every_page_in_its_place(pages):
    pdf = written(pages)
    read = pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages
    assert len(read) == len(pypdfium2.PdfDocument(pdf)) == pages
    for page in {0, pages // 2, pages - 1}:
        assert b"%d 100 10 10 re" % page in read[page].get_contents().get_data()


def test_every_object_stands_where_the_table_says():
    pdf = written(300)
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    rows = pdf[start:].split(b"trailer")[0].split(b"\n")[3:-1]
    assert len(rows) > 600
    for number, row in enumerate(rows, start=1):
        assert pdf[int(row[:10]) :].startswith(b"%d 0 obj" % number)


def test_the_same_pages_are_the_same_bytes():
    assert written(5) == written(5)


def test_a_file_says_its_language_and_its_identity():
    reader = pypdf.PdfReader(io.BytesIO(written(1, identity=b"\x01" * 16, language="ur")))
    assert str(reader.root_object["/Lang"]) == "ur"
    identity: Any = reader.trailer["/ID"]
    assert identity[0].original_bytes == b"\x01" * 16


def test_the_writer_only_ever_writes_on():
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as reader, os.fdopen(write_end, "wb") as out:
        pdf = PdfStream(out, A4_PT)
        pdf.add_page([pdf.add_stream(b"")], pdf.add(b"<<>>"))
        pdf.close(b"0" * 16)
        out.close()
        assert reader.read().endswith(b"%%EOF\n")
