"""Release: the last look before the printer. Cuts who must get nothing, writes the manifest, makes the codes live.

Order of writes, each step safe to run again:
1. collect (office);
2. a print file with a piece that falls out is written anew as the next generation, under a new name; every remaining
   piece is proved by hash to be the one that was read back, and the new file is read back whole;
3. office, one transaction a file: the pieces withheld, the file's new name, hash and counts;
4. the manifest, written whole;
5. codes ready -> live, in transactions of at most 1,000;
6. office, one transaction: pieces, files and mailing released; then what the ledger does not know is deleted.
A crash after 2 leaves a file that the ledger does not know: the next run writes it again. After 3 or 4 nothing is live.
After 5 the codes in the manifest are live: running again finishes, and cuts who stopped meanwhile (a stop goes online
first, so their codes are void already).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fulfilment.cases.pieces import PieceState
from fulfilment.cases.suppression import CaseFacts, Suppressed, why_not
from fulfilment.errors import FulfilmentError
from fulfilment.files import write_whole
from fulfilment.mailings import index
from fulfilment.mailings.checking import unchanged
from fulfilment.mailings.clearing import fresh
from fulfilment.mailings.lettering import Letterer
from fulfilment.mailings.manifest import NAME, manifest
from fulfilment.mailings.rewriting import cut
from fulfilment.returns.collecting import collect
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import clearances, events
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.store.online import codes as online_codes
from fulfilment.store.online.collecting import stopped_tokens
from fulfilment.surveys.content import Content

AT_ONCE = 1000  # rows in a bulk transaction: a respondent's save never waits long (FLOWS, rule 5)
NEXT = {"planned": "Compose and check it first.", "composed": "Check it first.", "released": "It is released already."}


@dataclass(frozen=True)
class Released:
    """What a release did: pieces that go out, codes that are live, and how many pieces were cut for which reason."""

    pieces: int
    live: int
    cut: Mapping[str, int]


def release(room: Room, content: Content, mailing_id: int, doing: Doing) -> Released:
    """Release a checked mailing. Raises FulfilmentError where it is not checked, or the clearance is too old."""
    survey = room.survey(content)
    collect(room.office(), room.online(), room.wave.id, survey.useable_answers, doing.at, doing.actor)
    with reading(room.office()) as session:
        mailing = _checked(room, ledger.mailing(session, mailing_id), mailing_id)
        clearance = fresh(clearances.latest(session, room.wave.id), doing.at, survey.clearance_max_age_days)
        files = ledger.print_files(session, mailing_id)
    _refuse_changed(room, mailing_id, files)
    _refuse_stale(room, content, files, doing)
    fallen = _fallen(room, mailing_id)
    for file in files:
        if file.id in fallen:
            cut(room, mailing, file, fallen[file.id], doing)
    with reading(room.office()) as session:
        files = [file for file in ledger.print_files(session, mailing_id) if file.pieces]
        withheld, head = piece_rows.withheld(session, mailing_id), events.head(session)
    folder = room.mailing_folder(mailing_id)
    write_whole(folder / NAME, manifest(mailing, files, head, doing.at, withheld))
    live = _go_live(room, mailing_id, doing)
    with transaction(room.office()) as session:
        row = _checked(room, ledger.mailing(session, mailing_id), mailing_id)
        pieces = piece_rows.release(session, mailing_id)
        ledger.release_mailing(session, row, doing.at, doing.actor)
        detail = {"pieces": pieces, "clearance": clearance.id, "files": len(files)}
        events.record(
            session, doing.at, doing.actor, "mailing_released", wave=row.wave, mailing_id=mailing_id, detail=detail
        )
    _sweep(room, mailing_id, files)
    return Released(pieces, live, Counter(why for pieces in fallen.values() for why in pieces.values()))


def _checked(room: Room, mailing: Mailing | None, mailing_id: int) -> Mailing:
    if mailing is None or mailing.wave != room.wave.id:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    if mailing.state != "checked":
        what = f"Mailing {mailing_id} is {mailing.state}, not checked"
        raise FulfilmentError("mailing-state", what, NEXT.get(mailing.state, ""))
    return mailing


def _refuse_changed(room: Room, mailing_id: int, files: Sequence[PrintFile]) -> None:
    faults = [fault for file in files if file.pieces for fault in unchanged(room, file, file.name)]
    if faults:
        what = f"Files of mailing {mailing_id} are not those that were checked"
        raise FulfilmentError("mailing-changed", what, "Nothing was released.", faults)


def _refuse_stale(room: Room, content: Content, files: Sequence[PrintFile], doing: Doing) -> None:
    """Send print files with a piece whose printed fields have changed back to be composed: they are never released."""
    people_key = room.keys.people(room.wave.id)
    stale: Counter[int] = Counter()
    for file in files:
        letterer = Letterer(content, room.keys, room.wave, file.language)
        with reading(room.office()) as session:
            for piece in piece_rows.to_print(session, file.id, [PieceState.CHECKED]):
                if letterer.letter(piece).fields_hash(people_key) != piece.fields_hash:
                    stale[file.id] += 1
    if not stale:
        return
    with transaction(room.office()) as session:
        for file_id in stale:
            ledger.reopen_file(session, file_id)
        detail = {"files": len(stale), "pieces": stale.total()}
        events.record(session, doing.at, doing.actor, "pieces_stale", wave=room.wave.id, detail=detail)
    what = f"{stale.total()} pieces no longer say what their cases say: names or addresses were mended since"
    raise FulfilmentError("mailing-stale", what, "Compose and check again, then release.")


def _fallen(room: Room, mailing_id: int) -> dict[int, dict[int, str]]:
    """Print file -> piece -> reason, of every piece whose case must get nothing any more."""
    fallen: dict[int, dict[int, str]] = defaultdict(dict)
    with reading(room.online()) as session:
        stopped = stopped_tokens(session, room.wave.id)
    with reading(room.office()) as session:
        approved = ledger.approved_trusts(session, room.wave.id)
        cleared = clearances.cleared_tokens(session, room.wave.id)
        for piece in piece_rows.with_cases(session, mailing_id, [PieceState.CHECKED]):
            facts = CaseFacts(
                state=piece.case_state, outcome=piece.outcome, stop=piece.stop, online_stop=stopped.get(piece.token),
                trust_approved=piece.trust in approved, has_piece=False,
            )  # fmt: skip
            reason = why_not(facts) or (None if piece.token in cleared else Suppressed.NOT_CLEARED)
            if reason is not None:
                fallen[piece.print_file_id][piece.piece_id] = reason.value
    return dict(fallen)


def _go_live(room: Room, mailing_id: int, doing: Doing) -> int:
    """ready -> live for every checked piece; returns how many codes are live."""
    with reading(room.office()) as session:
        pieces = [(row.token, row.issue) for row in piece_rows.with_cases(session, mailing_id, [PieceState.CHECKED])]
    live = 0
    for start in range(0, len(pieces), AT_ONCE):
        batch = pieces[start : start + AT_ONCE]
        with transaction(room.online()) as session:
            gone = online_codes.go_live(session, batch, doing.at)
        live += len(gone.live)
        doing.progress("codes made live", start + len(batch), len(pieces))
    return live


def _sweep(room: Room, mailing_id: int, files: Sequence[PrintFile]) -> None:
    """Delete what the ledger does not know: earlier generations and temporary files."""
    folder = room.mailing_folder(mailing_id)
    known = {NAME} | {name for file in files for name in (file.name, index.path_of(folder / file.name).name)}
    for path in folder.iterdir():
        if path.name not in known:
            path.unlink()
