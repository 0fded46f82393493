"""The page that a trust gets about its sample file, opened from disk as a trust opens it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fulfilment.samples import report
from tests.browser.conftest import Axe, OpenPage
from tests.samples.trust_files import checked, row, rows, written


@pytest.mark.parametrize("device", ["phone", "desk"])
@pytest.mark.parametrize("clean", [True, False], ids=["clean", "faulty"])
def test_the_report_on_a_file_meets_wcag_and_fits_its_screen(
    open_page: OpenPage, axe: Axe, tmp_path: Path, device: str, clean: bool
) -> None:
    people = rows(2) if clean else [row(Surname="BrontÃ«", Gender="x" * 60), row(RecordNumber="2", Postcode="nowhere")]
    report.write([checked(written(tmp_path, people))], tmp_path / "report.html")
    page = open_page(device)
    page.goto((tmp_path / "report.html").as_uri())
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if not clean:
        assert page.get_by_role("row").count() == 4  # the header and three faults
