"""Small numbers hidden in a table of counts, so that they cannot be found by subtraction either.

A count from 1 to one below the limit is hidden; noughts are shown. Then, for each hidden count, further counts are
hidden along a closed way through rows and columns (totals are cells too), on which one person more here and one fewer
there leaves every number shown as it is: whoever reads the table cannot tell the hidden count, even knowing that
hidden counts are never nought. The way that hides least is taken (cell suppression in two-way tables: D. Gusfield, A
graph theoretic approach to statistical data security, SIAM J. Comput. 17 (1988), 552-571).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

Cell = tuple[int, int]
"""Row and column. The row after the last is the row of totals, the column after the last that of totals."""

Node = tuple[str, int]  # ("row", 2), ("column", 0)


@dataclass(frozen=True)
class Shown:
    """A table as it may be seen: None where a count is hidden. The last row and column are totals."""

    cells: tuple[tuple[int | None, ...], ...]

    @property
    def hidden(self) -> frozenset[Cell]:
        """Where nothing is shown."""
        rows = enumerate(self.cells)
        return frozenset((i, j) for i, row in rows for j, value in enumerate(row) if value is None)

    @property
    def hidden_totals(self) -> frozenset[int]:
        """The columns whose total is hidden."""
        return frozenset(j for i, j in self.hidden if i == len(self.cells) - 1)


def hide(counts: Sequence[Sequence[int]], least: int, hidden_totals: Collection[int] = ()) -> Shown:
    """A table of counts with its totals, counts from 1 to ``least - 1`` hidden for good.

    ``hidden_totals``: columns whose total must stay hidden for the sake of another table with the same totals.

    >>> hide([[3, 20, 30], [14, 25, 30]], least=10).cells
    ((None, None, 30, 53), (None, None, 30, 69), (17, 45, 60, 122))
    """
    table = [[*row, sum(row)] for row in counts]
    table.append([sum(column) for column in zip(*table, strict=True)])
    last = len(table) - 1
    hidden = {(i, j) for i, row in enumerate(table) for j, n in enumerate(row) if 0 < n < least}
    hidden |= {(last, j) for j in hidden_totals if table[last][j]}
    for cell in sorted(hidden):
        way = _way(table, hidden, cell, +1)
        if way is None and table[cell[0]][cell[1]] > 1:
            way = _way(table, hidden, cell, -1)
        if way is None:  # nothing left to hide it behind
            hidden = {(i, j) for i, row in enumerate(table) for j in range(len(row))}
            break
        hidden |= way
    rows = enumerate(table)
    return Shown(tuple(tuple(None if (i, j) in hidden else n for j, n in enumerate(row)) for i, row in rows))


def _way(table: Sequence[Sequence[int]], hidden: Collection[Cell], start: Cell, change: int) -> set[Cell] | None:
    """The cheapest cells that can balance one person more (or fewer) in a cell; None where none can.

    Written so that every line sums to nought (totals with the other sign), a closed way adds and takes one by turns.
    """
    goal: Node = ("row", start[0])
    first: Node = ("column", start[1])
    turn = change * _sign(table, start)
    costs: dict[Node, int] = {first: 0}
    before: dict[Node, tuple[Node, Cell]] = {}
    waiting: list[tuple[int, Node]] = [(0, first)]
    while waiting:
        cost, node = heappop(waiting)
        if node == goal:
            return set(_back(before, first, goal))
        if cost > costs[node]:
            continue
        for cell, beyond in _edges(table, node):
            step = (-turn if node[0] == "column" else turn) * _sign(table, cell)
            value = table[cell[0]][cell[1]]
            if cell == start or value + step < 1 or value < 1:
                continue
            further = cost + (0 if cell in hidden else value)
            if beyond not in costs or further < costs[beyond]:
                costs[beyond] = further
                before[beyond] = (node, cell)
                heappush(waiting, (further, beyond))
    return None


def _edges(table: Sequence[Sequence[int]], node: Node) -> Iterator[tuple[Cell, Node]]:
    kind, at = node
    if kind == "row":
        for j in range(len(table[at])):
            yield (at, j), ("column", j)
    else:
        for i in range(len(table)):
            yield (i, at), ("row", i)


def _sign(table: Sequence[Sequence[int]], cell: Cell) -> int:
    is_row_total, is_column_total = cell[1] == len(table[0]) - 1, cell[0] == len(table) - 1
    return -1 if is_row_total != is_column_total else 1


def _back(before: dict[Node, tuple[Node, Cell]], first: Node, goal: Node) -> Iterator[Cell]:
    node = goal
    while node != first:
        node, cell = before[node]
        yield cell
