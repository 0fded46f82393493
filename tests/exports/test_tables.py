"""Outcome tables, rates and the weekly file: what was worked by hand, small numbers hidden, seeds never counted."""

from __future__ import annotations

import csv
from collections import Counter
from io import BytesIO, StringIO

from python_calamine import CalamineWorkbook
from sqlalchemy import text

from fulfilment.cases.rates import Cases
from fulfilment.exports import outcomes, tables, weekly
from fulfilment.exports.rates import rates
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events
from tests.databases import Stores
from tests.exports import counted

LEAST = 10


def test_the_tables_are_those_that_were_worked_by_hand(stores: Stores) -> None:
    counted.fill(stores.office)
    found = rates(stores.office, counted.WAVE, LEAST)
    written = {
        table.name: table.written()
        for table in (outcomes.outcomes(stores.office, counted.WAVE, LEAST), found.rates, found.modes)
    }
    assert written == counted.hand_worked()


def test_one_row_a_case_tells_what_became_of_it_and_how_many_letters_it_had(stores: Stores) -> None:
    counted.fill(stores.office)
    rows = list(csv.DictReader(StringIO(outcomes.cases(stores.office, "under16", counted.WAVE).decode("utf-8-sig"))))
    assert len(rows) == 392 - 1  # every open case of the sample; no seed, no proof, none that was superseded
    assert Counter(row["contacts"] for row in rows) == {"1": 379, "0": 12}
    assert {row["sub_code"] for row in rows if row["outcome"] == "2"} == {"R01"}


def test_the_workbook_and_the_csv_of_a_week_tell_the_same(stores: Stores) -> None:
    counted.fill(stores.office)
    file = weekly.weekly(stores.office, "under16", counted.WAVE, LEAST, counted.NOW)
    book = CalamineWorkbook.from_filelike(BytesIO(weekly.as_workbook(file)))
    for table in file.tables:
        rows = book.get_sheet_by_name(table.name).to_python()
        assert [[_plain(cell) for cell in row] for row in rows] == table.written()
    blocks = weekly.as_csv(file).decode("utf-8-sig").split("\r\n\r\n")
    assert [block.splitlines()[0] for block in blocks[1:]] == [f"table,{table.name}" for table in file.tables]
    with reading(stores.office) as session:
        assert ("chain head", events.head(session)) in file.about


def _plain(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def test_a_week_counts_letters_those_that_came_back_and_calls_with_small_numbers_hidden(stores: Stores) -> None:
    counted.fill(stores.office)
    found = {t.name: t.rows for t in weekly.weekly(stores.office, "under16", counted.WAVE, LEAST, counted.NOW).tables}
    assert found["posted"] == (("1", 379), ("all", 379))
    assert found["undelivered"] == (("1", 24), ("all", 24))
    calls = found["calls"]
    assert ("died", None) in calls
    assert [number for _, number in calls].count(None) > 1


def test_the_same_counts_give_the_same_workbook(stores: Stores) -> None:
    counted.fill(stores.office)
    file = weekly.weekly(stores.office, "under16", counted.WAVE, LEAST, counted.NOW)
    assert weekly.as_workbook(file) == weekly.as_workbook(file)


def test_a_wave_without_any_letter_has_empty_tables_and_no_rates(stores: Stores) -> None:
    found = rates(stores.office, counted.WAVE, LEAST)
    assert found.rates.written()[1:] == [["all", "all", "0", "0", "0", "-", "-"]]
    assert found.modes.rows == ()


def test_an_adjusted_rate_that_would_tell_a_small_count_is_hidden_and_a_coarse_one_is_shown() -> None:
    def adjusted(mailed: int) -> object:
        cases = [Cases(t, "adult", code, "online", n) for t in ("RZA", "RZB") for code, n in _spread(mailed)]
        table = tables.response_rates(tables.groups(cases, LEAST), LEAST)
        return next(row for row in table.rows if row[1] == "RZA")[-1]

    assert adjusted(60) is None
    assert adjusted(3000) == 51


def _spread(mailed: int) -> list[tuple[int, int]]:
    """Half useable, four died, the rest silent."""
    return [(1, mailed // 2 + mailed // 100), (3, 4), (6, mailed - mailed // 2 - mailed // 100 - 4)]


def test_a_total_that_one_table_hides_is_hidden_in_the_other() -> None:
    cases = [
        Cases("RYA", "0-7", 2, None, 4), Cases("RYB", "8-11", 2, None, 5), Cases("RYA", "8-11", 1, "online", 90),
        Cases("RYB", "0-7", 1, "online", 80), Cases("RYA", "0-7", 6, None, 70), Cases("RYB", "8-11", 6, None, 60),
    ]  # fmt: skip
    everybody, *groups = tables.groups(cases, LEAST)
    assert everybody.count(2) is None
    for of in ("trust", "age_band"):
        assert [group.count(2) for group in groups if group.of == of] == [None, None]


def test_after_the_close_what_is_learnt_later_changes_no_count(stores: Stores) -> None:
    counted.fill(stores.office)
    before = outcomes.outcomes(stores.office, counted.WAVE, LEAST)
    with transaction(stores.office) as session:
        session.execute(
            text(
                "INSERT INTO final_outcomes SELECT token, wave, outcome, sub_code, outcome_source, outcome_at "
                "FROM cases WHERE kind = 'live'"
            )
        )
        session.execute(
            text(
                "INSERT INTO wave_closings (wave, state, begun_at, begun_by, drafts, closed_at) "
                "VALUES ('under16-2026', 'closed', '2026-11-30', 'ash', 0, '2026-11-30')"
            )
        )
        session.execute(text("UPDATE cases SET outcome = 3 WHERE outcome = 6"))
    assert outcomes.outcomes(stores.office, counted.WAVE, LEAST) == before
