from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys

import pypdf
import pypdfium2
import pytest

from fulfilment.paper.printfile import PrintFile, Totals
from fulfilment.paper.refusals import PieceRefused
from tests.paper.sample_letters import CODE, NAMES, REFERENCE, faces, personal, printed, static

OTHER_TRUST = "Lowmarsh Hospital NHS Trust"
IN_ANOTHER_PROCESS = """
import hashlib
from tests.paper.sample_letters import personal, printed, static
letters = [static(language) for language in ("en", "pl", "ur")]
pdf, _ = printed(letters, [(n % 3, personal(letters[n % 3], n + 1)) for n in range(30)])
print(hashlib.sha256(pdf).hexdigest())
"""


def many(count=30):
    letters = [static(language) for language in ("en", "pl", "ur")]
    return printed(letters, [(n % 3, personal(letters[n % 3], n + 1)) for n in range(count)])


@pytest.fixture(scope="module")
def file_of_all_names():
    people = [(0, personal(static(), number, name)) for number, name in enumerate(NAMES, start=1)]
    return printed([static()], people)


def test_a_file_opens_in_strict_readers_with_every_page(file_of_all_names):
    pdf, _ = file_of_all_names
    assert len(pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages) == 2 * len(NAMES)
    assert len(pypdfium2.PdfDocument(pdf)) == 2 * len(NAMES)


def test_everything_on_a_letter_is_read_from_its_first_page(file_of_all_names):
    pdf, placed = file_of_all_names
    document = pypdfium2.PdfDocument(pdf)
    for number, (name, piece) in enumerate(zip(NAMES, placed, strict=True), start=1):
        read = document[piece.first_page - 1].get_textpage().get_text_bounded()
        for said in ("12 April 2027", REFERENCE, CODE, "survey.example", f"{number} Larkspur Row", "WX1 4AB", "Dear "):
            assert said in read
        for word in name.split():
            assert word in read


def test_pieces_stand_one_behind_the_other_and_are_counted():
    out = io.BytesIO()
    file = PrintFile(out, [static(), static("ur")], faces())
    placed = [file.add(0, personal(static())), file.add(1, personal(static("ur"))), file.add(0, personal(static(), 2))]
    assert [(piece.first_page, piece.pages, piece.sheets) for piece in placed] == [(1, 2, 1), (3, 2, 1), (5, 2, 1)]
    assert file.close() == Totals(pieces=3, pages=6, sheets=3)


def test_the_same_pieces_give_the_same_bytes_in_another_process_with_other_hashes():
    pdf, _ = many()
    environment = os.environ | {"PYTHONHASHSEED": "77"}
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS]
    there = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert there.stdout.strip() == hashlib.sha256(pdf).hexdigest()


def test_a_file_begun_and_left_changes_nothing_for_the_one_that_is_made_again():
    expected, _ = many(6)
    file = PrintFile(io.BytesIO(), [static("ur")], faces())
    file.add(0, personal(static("ur"), 99, "Łukasz Żółć"))
    again, _ = many(6)
    assert again == expected


def test_a_refused_piece_leaves_the_file_as_it_was():
    expected, _ = printed([static()], [(0, personal(static(), 1)), (0, personal(static(), 3))])
    out = io.BytesIO()
    file = PrintFile(out, [static()], faces())
    file.add(0, personal(static(), 1))
    with pytest.raises(PieceRefused):
        file.add(0, personal(static(), 2, name="Ŷ ሀ"))
    with pytest.raises(PieceRefused):
        file.add(0, personal(static(), 2, lines=["Ŵ" * 60]))
    file.add(0, personal(static(), 3))
    file.close()
    assert out.getvalue() == expected


def test_a_pieces_digest_does_not_depend_on_where_it_stands():
    _, alone = printed([static()], [(0, personal(static(), 5))])
    _, among = printed([static("ur"), static()], [(0, personal(static("ur"))), (1, personal(static(), 5))])
    assert alone[0].sha256 == among[1].sha256


def test_a_pieces_digest_can_be_computed_again_from_the_file():
    pdf, placed = many(5)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    for piece in placed:
        own = [pages[piece.first_page - 1 + at]["/Contents"] for at in range(piece.pages)]
        static_streams, personal_streams = ([page[part].get_object().get_data() for page in own] for part in (0, 1))
        assert hashlib.sha256(b"".join([*static_streams, *personal_streams])).hexdigest() == piece.sha256


@pytest.mark.parametrize(
    "other",
    [personal(static(), 2), personal(static(), 1, name="Margaret Ast"), personal(static(), 1, lines=("WX1 4AC",))],
)
def test_a_pieces_digest_changes_with_anything_on_it(other):
    _, one = printed([static()], [(0, personal(static(), 1))])
    _, another = printed([static()], [(0, other)])
    assert one[0].sha256 != another[0].sha256


def test_letters_of_several_trusts_share_fonts_and_keep_their_own_names():
    letters = [static(), static(trust=OTHER_TRUST)]
    pdf, placed = printed(letters, [(0, personal(letters[0])), (1, personal(letters[1]))])
    document = pypdfium2.PdfDocument(pdf)
    texts = [document[piece.first_page - 1].get_textpage().get_text_bounded() for piece in placed]
    assert (OTHER_TRUST in texts[0], OTHER_TRUST in texts[1]) == (False, True)
    assert pdf.count(b"/FontFile2") == 2  # regular and bold


def test_static_text_stands_in_the_file_once():
    few, _ = printed([static()], [(0, personal(static(), 1))])
    more, _ = printed([static()], [(0, personal(static(), number)) for number in range(1, 102)])
    assert (len(more) - len(few)) / 100 < 1500


def test_a_full_disk_is_told_to_the_caller():
    class Full(io.BytesIO):
        def write(self, data):
            if self.tell() > 20_000:
                raise OSError(28, "No space left on device")
            return super().write(data)

    with pytest.raises(OSError, match="No space left"):  # noqa: PT012 - wherever it comes
        file = PrintFile(Full(), [static()], faces())
        for number in range(1, 50):
            file.add(0, personal(static(), number))
        file.close()


def test_a_print_file_without_letters_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="at least one letter"):
        PrintFile(io.BytesIO(), [], faces())
