"""Pull lists: what the printer has and must not post. Written as numbered CSV files, confirmed row by row.

Order of writes for a list: its rows (office, in the transaction that learnt of the stop); the file's registration
(office); the file, whole; that it is written (office), after which it takes no more rows. A crash before the last
leaves a list that is written again, perhaps with more rows: nobody was told of it yet.

Order of writes for a confirmation: one office transaction.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sqlalchemy.orm import Session

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.files import write_whole
from fulfilment.keys import references
from fulfilment.mailings.folders import make_folder
from fulfilment.mailings.rows_of_csv import Table, piece_of, read_table
from fulfilment.paper import marks
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, handing_over, registered
from fulfilment.store.office import pulling as pull_rows
from fulfilment.store.office.ledger_models import PullList
from fulfilment.store.office.pulling import ToPull

FOLDER = "pulls"
COLUMNS = ("mark", "piece", "attempt", "reference", "file", "position", "page", "reason")
RESULTS = ("pulled", "posted")


@dataclass(frozen=True)
class Confirmed:
    """What a confirmation said, and how many letters were posted that should not have been."""

    number: int
    pulled: int
    posted: int
    breaches: int


def path_of(room: Room, pull_list: PullList) -> Path:
    """Where a pull list's file stands."""
    return room.mailing_folder(pull_list.mailing_id) / FOLDER / f"pull-{pull_list.wave}-{pull_list.number:04d}.csv"


def write_lists(room: Room, doing: Doing) -> list[Path]:
    """Write the file of every list of the wave that has none yet; returns the files."""
    with reading(room.office()) as session:
        waiting = pull_rows.unwritten(session, room.wave.id)
    written = []
    for pull_list in waiting:
        path = path_of(room, pull_list)
        with transaction(room.office()) as session:
            registered.register(session, room.relative(path), "pull_list", room.wave.id, doing.at)
        make_folder(path.parent)
        while not _written(room, pull_list, path, doing):  # another row came meanwhile: it goes in as well
            pass
        written.append(path)
    return written


def _written(room: Room, pull_list: PullList, path: Path, doing: Doing) -> bool:
    with reading(room.office()) as session:
        rows = pull_rows.rows(session, pull_list.id)
    write_whole(path, encode(rows))
    with transaction(room.office()) as session:
        if not pull_rows.note_written(session, pull_list.id, len(rows), doing.at, doing.actor):
            return False
        detail = {"list": pull_list.number, "pieces": len(rows)}
        events.record(
            session, doing.at, doing.actor, "pull_list_written", wave=pull_list.wave,
            mailing_id=pull_list.mailing_id, detail=detail,
        )  # fmt: skip
    return True


def encode(rows: Sequence[ToPull]) -> bytes:
    """A pull list as CSV: how the printer finds each envelope, and why it must be taken out."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        mark = marks.Mark(row.piece_id, row.attempt, marks.COMPONENTS[row.component], 1, max(row.sheets, 1), 1)
        writer.writerow(
            (marks.format(mark), row.piece_id, row.attempt, references.format(row.reference), row.file, row.position,
             row.page, row.reason)
        )  # fmt: skip
    return out.getvalue().encode()


def find(there: Sequence[PullList], number: int) -> PullList:
    """The one list with a number. Raises FulfilmentError where there is none, or one in each of several waves."""
    if not there:
        raise FulfilmentError("pull-list", f"There is no pull list {number}", "See `fulfilment mailing show`.")
    if len(there) > 1:
        waves = ", ".join(each.wave for each in there)
        raise FulfilmentError("pull-list", f"Pull list {number} is in several waves: {waves}", "Say --wave.")
    return there[0]


def confirm(room: Room, number: int, answers: Path | None, doing: Doing) -> Confirmed:
    """Take in the printer's answer to a list, row by row (columns mark or piece, and result), or all pulled (None).

    Raises FulfilmentError with every fault at once. A letter that was posted all the same is a breach, unless it only
    crossed an answer. Confirmed again, a list is refused.
    """
    with reading(room.office()) as session:
        pull_list = find(pull_rows.by_number(session, number, room.wave.id), number)
        rows = pull_rows.rows(session, pull_list.id)
    if pull_list.confirmed_at is not None:
        raise FulfilmentError("pull-confirmed", f"Pull list {number} is confirmed already", "Nothing changed.")
    if pull_list.written_at is None:
        what = f"Pull list {number} has not been written yet"
        raise FulfilmentError("pull-unwritten", what, f"Run `fulfilment mailing pull {pull_list.mailing_id}` first.")
    said = _all_pulled(rows) if answers is None else _read(answers, rows)
    with transaction(room.office()) as session:
        breaches = 0
        for result in RESULTS:
            chosen = [row for row in rows if said[row.piece_id, row.attempt] == result and row.result is None]
            breaches += _settle(session, pull_list, chosen, result, doing)
        pull_rows.note_confirmed(session, pull_list.id, doing.at, doing.actor)
        counts = {result: list(said.values()).count(result) for result in RESULTS}
        detail = {"list": number, **counts, "breaches": breaches}
        events.record(
            session, doing.at, doing.actor, "pull_list_confirmed", wave=pull_list.wave,
            mailing_id=pull_list.mailing_id, detail=detail,
        )  # fmt: skip
    return Confirmed(number, counts["pulled"], counts["posted"], breaches)


def _settle(session: Session, pull_list: PullList, rows: Sequence[ToPull], result: str, doing: Doing) -> int:
    pairs = [(row.piece_id, row.attempt) for row in rows]
    attempts = handing_over.attempts(session, pairs)
    ended = "pulled" if result == "pulled" else "despatched"
    handing_over.settle(session, list(attempts.values()), ended, None, doing.at, doing.actor)
    breaches = 0
    for pair in pairs:
        breaches += pull_rows.settle(session, pull_list.wave, attempts[pair], result, doing.at, doing.actor)
    return breaches


def _all_pulled(rows: Sequence[ToPull]) -> Mapping[tuple[int, int], str]:
    faults = [
        Fault("pull-known", f"piece {row.piece_id} is {row.result} by the printer's report", "Confirm with a file.")
        for row in rows
        if row.result == "posted"
    ]
    if faults:
        raise FulfilmentError("pull-list", "Not all of the list was pulled", "Nothing changed.", faults)
    return {(row.piece_id, row.attempt): "pulled" for row in rows}


def _read(path: Path, rows: Sequence[ToPull]) -> Mapping[tuple[int, int], str]:
    table = read_table(path, [("mark", "piece"), ("result",)])
    on_list = {(row.piece_id, row.attempt): row for row in rows}
    by_piece = {row.piece_id: row.attempt for row in rows}
    said: dict[tuple[int, int], str] = {}
    for number, row in table.rows:
        pair = piece_of(table, number, row, by_piece)
        result = row.get("result", "").lower()
        if result not in RESULTS:
            table.fault("pull-result", "not a result", f"Write {' or '.join(RESULTS)}.", number, "result")
        if pair is None:
            continue
        if pair not in on_list:
            table.fault("pull-strange", "this piece is not on the list", "Leave it out.", number, table.key)
        elif pair in said:
            table.fault("pull-twice", "this piece stands twice", "Keep one row.", number, table.key)
        elif (known := on_list[pair].result) not in (None, result, "spoiled"):
            table.fault("pull-known", f"the report said {known}", "Ask the printer which is right.", number, "result")
        said[pair] = result
    _refuse_missing(table, [pair for pair in on_list if pair not in said])
    table.refuse("pull-list", "The list was not confirmed")
    return said


def _refuse_missing(table: Table, missing: Sequence[tuple[int, int]]) -> None:
    for piece, attempt in missing:
        what = f"piece {piece}, attempt {attempt}, is on the list and not in the file"
        table.fault("pull-missing", what, "Every row of the list must be answered.")
