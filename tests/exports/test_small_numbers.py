"""Small numbers hidden: whoever has the table and the rule cannot tell a hidden count."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from fulfilment.cases.small_numbers import Shown, hide

LEAST = 3
TABLES = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 5), min_size=columns, max_size=columns), min_size=1, max_size=3)
)


def readings(shown: Shown) -> Iterator[list[list[int]]]:
    """Every table that the numbers shown allow, hidden counts being at least 1, as a reader would try them."""
    *body, totals = shown.cells
    inner = [row[:-1] for row in body]
    places = [(i, j) for i, row in enumerate(inner) for j, value in enumerate(row) if value is None]
    for guess in product(range(1, 7), repeat=len(places)):
        filled = [[value or 0 for value in row] for row in inner]
        for (i, j), value in zip(places, guess, strict=True):
            filled[i][j] = value
        sums = [sum(row) for row in filled]
        columns = [*(sum(column) for column in zip(*filled, strict=True)), sum(sums)]
        row_totals = [row[-1] for row in body]
        if all(said is None or said == found for said, found in zip(row_totals, sums, strict=True)) and all(
            said is None or said == found for said, found in zip(totals, columns, strict=True)
        ):
            yield filled


@given(TABLES)
def test_a_hidden_small_count_could_be_another_one(table: list[list[int]]) -> None:
    shown = hide(table, LEAST)
    small = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) if 0 < n < LEAST]
    possible: dict[tuple[int, int], set[int]] = {cell: set() for cell in small}
    if len([cell for cell in shown.hidden if cell[0] < len(table) and cell[1] < len(table[0])]) > 6:
        return  # too many to try them all
    for reading in readings(shown):
        for i, j in small:
            possible[i, j].add(reading[i][j])
    assert all(len(values) > 1 for values in possible.values())


@given(TABLES)
def test_every_small_count_is_hidden_and_what_is_shown_is_true(table: list[list[int]]) -> None:
    shown = hide(table, LEAST)
    for i, row in enumerate(table):
        for j, count in enumerate(row):
            assert shown.cells[i][j] in (None, count)
            assert not 0 < count < LEAST or shown.cells[i][j] is None


def test_nineteen_is_hidden_and_twenty_is_shown() -> None:
    assert hide([[19], [500]], least=20).cells[0][0] is None
    assert hide([[20], [500]], least=20).cells[0][0] == 20


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert hide([[30, 0], [40, 25]], least=10).cells == ((30, 0, 30), (40, 25, 65), (70, 25, 95))


def test_one_hidden_count_takes_others_with_it_in_its_row_and_its_column() -> None:
    shown = hide([[4, 50, 60], [70, 80, 90], [100, 110, 120]], least=10)
    hidden = shown.hidden
    assert (0, 0) in hidden
    assert sum(i == 0 for i, _ in hidden) > 1
    assert sum(j == 0 for _, j in hidden) > 1


def test_two_ones_are_not_given_away_by_their_sum() -> None:
    shown = hide([[1, 1, 20]], least=10)
    assert shown.cells[0][2] is None or shown.cells[0][3] is None


def test_a_total_hidden_for_another_table_stays_hidden_and_cannot_be_found() -> None:
    shown = hide([[30, 40], [50, 60]], least=10, hidden_totals=[0])
    assert 0 in shown.hidden_totals
    assert len(shown.hidden) > 1


def test_a_national_table_keeps_most_of_what_it_shows() -> None:
    table = [[400 + row, row % 14, 15 + row % 9, 30 + row % 7, row % 5, 380 - row, row % 3] for row in range(130)]
    small = sum(0 < count < 10 for row in table for count in row)
    assert len(hide(table, least=10).hidden) <= 2 * small
