"""Release: the last look before the printer. Cuts who must get nothing, writes the manifest, makes the codes live.

A mailing's first files are released together, and so are those of one reprint. Order of writes, each step safe to run
again:
1. learn (office, pull lists);
2. a print file with a piece that falls out is written anew as the next generation, under a new name; every remaining
   piece is proved by hash to be the one that was read back, and the new file is read back whole;
3. office, one transaction a file: the pieces withheld, the file's new name, hash and counts;
4. a job ticket for each print file, then the manifest, each written whole;
5. codes ready -> live, in transactions of at most 1,000;
6. what the ledger does not know is deleted: an earlier generation must not lie there for the printer;
7. office, one transaction: pieces, files and mailing released.
A crash after 2 leaves a file that the ledger does not know: the next run writes it again. After 3 or 4 nothing is live.
A code that may not go live (its case stopped in between) sends release back to 2, before anything is released.
After 5 the codes in the manifest are live: running again finishes, and cuts who stopped meanwhile (a stop goes online
first, so their codes are void already).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from fulfilment.cases.pieces import PieceState
from fulfilment.cases.suppression import CaseFacts, Suppressed, why_not
from fulfilment.errors import FulfilmentError
from fulfilment.files import write_whole
from fulfilment.mailings import coding, index, ticketing
from fulfilment.mailings.checking import unchanged
from fulfilment.mailings.clearing import fresh
from fulfilment.mailings.folders import sweep
from fulfilment.mailings.learning import learn
from fulfilment.mailings.lettering import letters_of
from fulfilment.mailings.manifest import manifest, manifest_name
from fulfilment.mailings.proofing import refuse_unapproved
from fulfilment.mailings.rewriting import cut
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import clearances, events
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.closing import require_open
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.store.online import codes as online_codes
from fulfilment.store.online.collecting import stops
from fulfilment.surveys.content import Content

AT_ONCE = 1000  # rows in a bulk transaction: a respondent's save never waits long (FLOWS, rule 5)
NEXT = {
    "planned": "Compose and check it first.", "composed": "Check it first.", "released": "It is released already.",
    "handed_over": "It has no reprint that is checked.",
}  # fmt: skip
LOOKS = 3  # our choice: somebody may stop between the look and the moment at which the code would go live
REISSUED = "reissued"  # the case has a newer code: a new letter comes with it


@dataclass(frozen=True)
class Released:
    """What a release did: pieces that go out, codes that are live, and how many pieces were cut for which reason."""

    pieces: int
    live: int
    cut: Mapping[str, int]


def release(room: Room, content: Content, mailing_id: int, doing: Doing) -> Released:
    """Release a checked mailing, or a checked reprint of it.

    Raises FulfilmentError where it is not checked, its proofs are not approved, or the clearance is too old.
    """
    survey = room.survey(content)
    learn(room, survey, doing)
    with reading(room.office()) as session:
        require_open(session, room.wave.id)
        mailing = _known(room, ledger.mailing(session, mailing_id), mailing_id)
        files = _checked(mailing, ledger.print_files(session, mailing_id))
        clearance = fresh(clearances.latest(session, room.wave.id), doing.at, survey.clearance_max_age_days)
    if survey.proofs_required and mailing.state == "checked":
        refuse_unapproved(room, mailing, files)
    _refuse_changed(room, mailing_id, files)
    ids = [file.id for file in files]
    round_ = files[0].round if files else 0
    coding.make_ready(room, content, mailing_id, doing, state=PieceState.CHECKED)  # a row that was lost comes back
    cut_out: Counter[str] = Counter()
    for _ in range(LOOKS):
        reasons = fallen(room, mailing_id, PieceState.CHECKED, ids)
        _refuse_stale(room, content, files, reasons, doing)
        for file in files:
            if file.id in reasons:
                cut(room, mailing, file, reasons[file.id], doing)
        cut_out.update(why for pieces in reasons.values() for why in pieces.values())
        files = _write_manifest(room, mailing, ids, round_, doing)
        live, refused = _go_live(room, mailing_id, ids, doing)
        if not refused:
            break
    else:
        what = f"{refused} codes of mailing {mailing_id} may not go live: people stopped meanwhile"
        raise FulfilmentError("mailing-codes", what, "Nothing is released. Run it again.")
    sweep(room.mailing_folder(mailing_id), known_files(room, mailing_id))
    with transaction(room.office()) as session:
        row = _known(room, ledger.locked(session, mailing_id), mailing_id)
        _checked(row, ledger.print_files(session, mailing_id))
        pieces = ledger.release_files(session, row, ids, doing.at, doing.actor)
        detail = {"pieces": pieces, "clearance": clearance.id, "files": len(files), "round": round_}
        events.record(
            session, doing.at, doing.actor, "mailing_released", wave=row.wave, mailing_id=mailing_id, detail=detail
        )
    return Released(pieces, live, cut_out)


def _write_manifest(room: Room, mailing: Mailing, ids: Collection[int], round_: int, doing: Doing) -> list[PrintFile]:
    """Write the job tickets and then the manifest of the files that still hold a piece; gives these files."""
    with reading(room.office()) as session:
        files = [file for file in ledger.print_files(session, mailing.id) if file.id in ids and file.pieces]
        withheld, head = piece_rows.withheld(session, mailing.id), events.head(session)
    path = room.mailing_folder(mailing.id) / manifest_name(round_)
    tickets = ticketing.write(room, mailing, files, doing)
    write_whole(path, manifest(mailing, files, head, doing.at, withheld, tickets))
    return files


def _known(room: Room, mailing: Mailing | None, mailing_id: int) -> Mailing:
    if mailing is None or mailing.wave != room.wave.id:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    return mailing


def _checked(mailing: Mailing, files: Sequence[PrintFile]) -> list[PrintFile]:
    """The checked files of a mailing, or of the first reprint that is checked whole. Raises FulfilmentError."""
    rounds = sorted({file.round for file in files if file.state == "checked"})
    if mailing.state == "handed_over":
        waiting = {file.round for file in files if file.pieces and file.state in ("planned", "composed")}
        rounds = [number for number in rounds if number and number not in waiting]
    elif mailing.state == "checked":
        return [file for file in files if file.round == 0]
    if mailing.state != "handed_over" or not rounds:
        what = f"Mailing {mailing.id} is {mailing.state}, not checked"
        raise FulfilmentError("mailing-state", what, NEXT.get(mailing.state, ""))
    return [file for file in files if file.round == rounds[0]]


def _refuse_changed(room: Room, mailing_id: int, files: Sequence[PrintFile]) -> None:
    faults = [fault for file in files if file.pieces for fault in unchanged(room, file, file.name)]
    if faults:
        what = f"Files of mailing {mailing_id} are not those that were checked"
        raise FulfilmentError("mailing-changed", what, "Nothing was released.", faults)


def _refuse_stale(
    room: Room, content: Content, files: Sequence[PrintFile], cut_out: Mapping[int, Mapping[int, str]], doing: Doing
) -> None:
    """Send print files with a piece whose printed fields have changed back to be composed: they are never released.

    A piece that is cut anyway is not looked at: of somebody who may not be written to, the address may be gone.
    """
    people_key = room.keys.people(room.wave.id)
    stale: Counter[int] = Counter()
    for file in files:
        letter = letters_of(content, room.keys, room.wave, file.language)
        with reading(room.office()) as session:
            for piece in piece_rows.to_print(session, file.id, [PieceState.CHECKED]):
                if piece.piece_id in cut_out.get(file.id, ()):
                    continue
                if letter(piece).fields_hash(people_key) != piece.fields_hash:
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


def fallen(room: Room, mailing_id: int, state: PieceState, files: Collection[int]) -> dict[int, dict[int, str]]:
    """Print file -> piece -> reason, of every piece of these files whose case must get nothing any more.

    Seeds and proofs are asked for by nobody's clearance. A piece with an older code than its case has is void.
    """
    found: dict[int, dict[int, str]] = defaultdict(dict)
    with reading(room.office()) as office, reading(room.online()) as online:
        approved = ledger.approved_trusts(office, room.wave.id)
        clearance = clearances.latest(office, room.wave.id)
        pieces = piece_rows.with_cases(office, mailing_id, [state], files)
        while batch := list(islice(pieces, AT_ONCE)):
            stopped = stops(online, [piece.token for piece in batch])
            for piece in batch:
                is_live = piece.kind == "live"
                facts = CaseFacts(
                    state=piece.case_state, outcome=piece.outcome, stop=piece.stop,
                    online_stop=stopped.get(piece.token), trust_approved=piece.trust in approved or not is_live,
                    has_piece=False,
                )  # fmt: skip
                reason: str | None = why_not(facts)
                if reason is None and is_live and not clearances.covers(clearance, piece.loaded_at):
                    reason = Suppressed.NOT_CLEARED
                if reason is None and piece.issue < piece.case_issue:
                    reason = REISSUED
                if reason is not None:
                    found[piece.print_file_id][piece.piece_id] = str(reason)
    return dict(found)


def _go_live(room: Room, mailing_id: int, files: Collection[int], doing: Doing) -> tuple[int, int]:
    """ready -> live for every checked piece of these files; returns how many codes are live, and how many may not."""
    live = refused = 0
    with reading(room.office()) as office:
        total = piece_rows.counts(office, mailing_id).get(PieceState.CHECKED, 0)
        pieces = piece_rows.with_cases(office, mailing_id, [PieceState.CHECKED], files)
        while batch := [(row.token, row.issue) for row in islice(pieces, AT_ONCE)]:
            with transaction(room.online()) as session:
                gone = online_codes.go_live(session, batch, doing.at)
            live, refused = live + len(gone.live), refused + len(gone.refused)
            doing.progress("codes made live", live + refused, total)
    return live, refused


def known_files(room: Room, mailing_id: int) -> set[str]:
    """The names of everything in a mailing's folder that the ledger knows: what is not among them is swept away."""
    folder = room.mailing_folder(mailing_id)
    with reading(room.office()) as session:
        files = ledger.print_files(session, mailing_id)
    known = {manifest_name(file.round) for file in files}
    for file in files:
        path = folder / file.name
        known |= {path.name, index.path_of(path).name, ticketing.path_of(path).name}
    return known
