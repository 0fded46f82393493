"""A report that a trust can act on, and that runs nothing."""

from __future__ import annotations

import csv
import io
import json
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.samples import report
from fulfilment.samples.checking import Checked
from fulfilment.samples.rules import Effect
from tests.samples.trust_files import NUMBERS, checked, row, written

NASTY = "=HYPERLINK(1)<script>alert(1)</script>"


@pytest.fixture
def faulty(tmp_path: Path) -> Checked:
    people = [
        row(Gender=NASTY, Surname="BrontÃ«"),
        row(RecordNumber="2", NHSNumber=NUMBERS[1], PatientClassification="3"),
    ]
    return checked(written(tmp_path, people))


class Page(HTMLParser):
    """Tags, addresses and cells of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [name for name, _ in attrs if name in ("src", "href", "action")]
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells and self.lasttag == "td":
            self.cells[-1] += data.strip("\n")


def test_the_page_names_each_finding_by_row_and_column_with_what_was_found_and_what_to_do(faulty: Checked) -> None:
    page = Page(report.as_html([faulty]))
    lines = [page.cells[n : n + 6] for n in range(0, len(page.cells), 6)]
    assert [line[:4] for line in lines] == [
        ["To mend", "2", "Gender", NASTY],
        ["To mend", "2", "Surname", "BrontÃ«"],
        ["Left out", "3", "PatientClassification", "3"],
    ]
    assert lines[1][5].endswith("Perhaps Brontë.")


def test_the_page_stands_alone_and_is_marked_up_for_screen_readers(faulty: Checked) -> None:
    text = report.as_html([faulty])
    page = Page(text)
    assert page.fetched == []
    assert "script" not in page.tags
    assert [page.tags.count(tag) for tag in ("main", "h1", "table", "caption")] == [1, 1, 1, 1]
    assert text.count('scope="col"') == 6
    assert '<html lang="en-GB">' in text


def test_no_cell_of_the_csv_runs_as_a_formula(faulty: Checked) -> None:
    lines = list(csv.reader(io.StringIO(report.as_csv([faulty]).removeprefix("\ufeff"))))
    assert lines[0] == list(report.HEADINGS)
    assert lines[1][4] == f"'{NASTY}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


def test_the_json_has_every_finding_and_the_counts(faulty: Checked) -> None:
    [plain] = json.loads(report.as_json([faulty]))
    assert (plain["blocked"], plain["blocks"], plain["rows_left_out"]) == (
        True,
        {"gender-invalid": 1, "name-damaged": 1},
        1,
    )
    assert tuple(plain["findings"][0][name] for name in ("code", "row", "found")) == ("gender-invalid", 2, NASTY)


def test_the_summary_holds_nothing_of_one_person(faulty: Checked) -> None:
    text = json.dumps(report.summary(faulty), ensure_ascii=False) + "".join(
        str(finding.fault(faulty.file)) for finding in faulty.of(Effect.BLOCKS)
    )
    assert not any(word in text for word in (NASTY, "Bront", "9990000018", "Tansy"))


@pytest.mark.parametrize("suffix", report.FORMATS)
def test_a_report_may_be_read_by_its_owner_only(faulty: Checked, tmp_path: Path, suffix: str) -> None:
    report.write([faulty], tmp_path / f"report{suffix}")
    assert stat.S_IMODE((tmp_path / f"report{suffix}").stat().st_mode) == 0o600


def test_a_report_of_an_unknown_kind_or_in_no_folder_is_refused(faulty: Checked, tmp_path: Path) -> None:
    with pytest.raises(FulfilmentError, match="no kind of report"):
        report.write([faulty], tmp_path / "report.docx")
    with pytest.raises(FulfilmentError, match="cannot be written"):
        report.write([faulty], tmp_path / "nowhere" / "report.html")
