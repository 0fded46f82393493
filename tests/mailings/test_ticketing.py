"""The job ticket beside each print file says what the file is, and says it of no person."""

from __future__ import annotations

import json

from fulfilment.mailings import index, ticketing
from fulfilment.mailings.jobs import hash_of
from fulfilment.paper.readback import Reader
from fulfilment.store.engines import reading
from fulfilment.store.office import mailings as ledger
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer


def test_a_ticket_tells_what_to_print_and_whom_to_ring_and_is_in_the_manifest(checked: Workspace) -> None:
    printer.released(checked)
    folder = checked.path / "mailings" / "1"
    manifest = {file["name"]: file for file in json.loads((folder / "manifest.json").read_text())["files"]}
    with reading(checked.office) as session:
        files = ledger.print_files(session, 1)
    for file in files:
        path = ticketing.path_of(folder / file.name)
        assert manifest[file.name]["ticket_sha256"] == hash_of(path)
        with Reader(path) as reader:
            assert reader.page_count == 1
            with reader.page(1) as page:
                text = " ".join(page.text(page.whole).split())
        entries = index.decode(index.path_of(folder / file.name).read_bytes())
        said = [
            file.name, f"{file.pieces}, one envelope each", f"{file.sheets} in all", "printed on both sides", "80 g/m2",
            printer.mark_of(entries[0].piece), printer.mark_of(entries[-1].piece), "0808 157 0123", "within 5 days",
            f"{sum(entry.grams for entry in entries) / 1000:.3f} kg",
        ]  # fmt: skip
        assert [words for words in said if words not in text] == []
        assert file.sha256 is not None
        assert file.sha256 in text.replace(" ", "")
        names = [season.person_of(checked, case).family for case in season.cases_of(checked, season.ADULT)]
        assert not any(f" {name} " in f" {text} " for name in names)


def test_the_same_release_draws_the_same_ticket(checked: Workspace) -> None:
    printer.released(checked)
    room, at = checked.room(season.ADULT), season.doing(season.later(printer.RELEASED))
    with reading(checked.office) as session:
        mailing, files = ledger.mailing(session, 1), ledger.print_files(session, 1)
    assert mailing is not None
    first = ticketing.write(room, mailing, files, at)
    assert ticketing.write(room, mailing, files, at) == first
