"""The life of a piece: the one table of states and of the changes that are allowed.

A piece is one envelope for one person. The table is enforced here, when the ledger is written, and by the store, which
accepts no other state.
"""

from __future__ import annotations

from enum import StrEnum

from fulfilment.errors import FulfilmentError


class PieceState(StrEnum):
    """Where a piece is on its way."""

    PLANNED = "planned"
    COMPOSED = "composed"
    CHECKED = "checked"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    DESPATCHED = "despatched"
    RETURNED = "returned"
    WITHHELD = "withheld"
    PULLED = "pulled"
    SPOILED = "spoiled"


ALLOWED: dict[PieceState, frozenset[PieceState]] = {
    PieceState.PLANNED: frozenset({PieceState.COMPOSED, PieceState.WITHHELD}),
    # Back to planned: the person's printed fields changed, so the piece is composed again.
    PieceState.COMPOSED: frozenset({PieceState.CHECKED, PieceState.WITHHELD, PieceState.PLANNED}),
    PieceState.CHECKED: frozenset({PieceState.RELEASED, PieceState.WITHHELD, PieceState.PLANNED}),
    # Back to checked: released, but not despatched in time.
    PieceState.RELEASED: frozenset({PieceState.HANDED_OVER, PieceState.CHECKED}),
    PieceState.HANDED_OVER: frozenset({PieceState.DESPATCHED, PieceState.PULLED, PieceState.SPOILED}),
    # The next attempt; withheld where the reprint cannot be set, or the person must get nothing any more.
    PieceState.SPOILED: frozenset({PieceState.COMPOSED, PieceState.WITHHELD}),
    PieceState.DESPATCHED: frozenset({PieceState.RETURNED}),
    PieceState.RETURNED: frozenset(),
    PieceState.WITHHELD: frozenset(),
    PieceState.PULLED: frozenset(),
}


def change(old: PieceState, new: PieceState) -> PieceState:
    """The new state, where the table allows it.

    >>> change(PieceState.CHECKED, PieceState.RELEASED)
    <PieceState.RELEASED: 'released'>
    >>> change(PieceState.WITHHELD, PieceState.RELEASED)
    Traceback (most recent call last):
    fulfilment.errors.FulfilmentError: A piece cannot go from withheld to released.
    """
    if new not in ALLOWED[old]:
        raise FulfilmentError("piece-change", f"A piece cannot go from {old} to {new}")
    return new
