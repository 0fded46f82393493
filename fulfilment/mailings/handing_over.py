"""Handing over: the printer is given the files. From here on a stop is a matter for a pull list.

Order of writes: learn (office, pull lists of earlier hand-overs); then one office transaction: files and pieces handed
over, one attempt noted for each piece. A crash before it leaves the release as it was, after it all is done. Somebody
who stopped since the release is in no handed-over file: the release is taken back (mailings.withdrawing) and the
hand-over refused until it is released again, which cuts them.
"""

from __future__ import annotations

from dataclasses import dataclass

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings.checking import unchanged
from fulfilment.mailings.folders import sweep
from fulfilment.mailings.learning import learn
from fulfilment.mailings.releasing import fallen, known_files
from fulfilment.mailings.withdrawing import back_to_checked, has_expired
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events
from fulfilment.store.office import handing_over as rows
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office.closing import require_open
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.surveys.content import Content

AGAIN = "Release it again, then hand it over."


@dataclass(frozen=True)
class HandedOver:
    """What the printer was given. ``round`` is 0 for first letters, else which reprint of the mailing it is."""

    round: int
    files: int
    pieces: int
    sheets: int


def hand_over(room: Room, content: Content, mailing_id: int, to: str, doing: Doing) -> HandedOver:
    """Hand a released mailing, or a released reprint of it, over to somebody.

    Raises FulfilmentError where it is not released, its files were changed, the release has expired, or somebody in it
    must get nothing any more: the last two take the release back.
    """
    if not to.strip():
        raise FulfilmentError("hand-over-to", "Nobody is named to whom it is handed over", "Say --to.")
    survey = room.survey(content)
    learn(room, survey, doing)
    with reading(room.office()) as session:
        require_open(session, room.wave.id)
        mailing = ledger.mailing(session, mailing_id)
        there = ledger.print_files(session, mailing_id)
    mailing, files = _released(room, mailing, there, mailing_id)
    if any(has_expired(file, doing.at, survey.release_expires_days) for file in files):
        back_to_checked(room, mailing, files, "expired", doing)
        what = f"The release of mailing {mailing_id} is more than {survey.release_expires_days} days old"
        raise FulfilmentError("release-expired", what, AGAIN)
    sweep(room.mailing_folder(mailing_id), known_files(room, mailing_id))  # what a release that was killed left
    faults = [fault for file in files if file.pieces for fault in unchanged(room, file, file.name)]
    if faults:
        what = f"Files of mailing {mailing_id} are not those that were released"
        raise FulfilmentError("mailing-changed", what, "Nothing was handed over.", faults)
    stopped = fallen(room, mailing_id, PieceState.RELEASED, [file.id for file in files])
    if stopped:
        count = sum(len(pieces) for pieces in stopped.values())
        back_to_checked(room, mailing, files, "stopped", doing)
        raise FulfilmentError("release-stopped", f"{count} people must get nothing since the release", AGAIN)
    with transaction(room.office()) as session:
        row, files = _released(
            room, ledger.locked(session, mailing_id), ledger.print_files(session, mailing_id), mailing_id
        )
        if rows.any_stopped(session, [file.id for file in files]):  # learnt between the look and the lock
            raise FulfilmentError("release-stopped", "Somebody in it stopped this moment", "Hand it over again.")
        made = rows.hand_over(session, row, files, doing.at, doing.actor, to.strip())
        done = HandedOver(made.round, len(files), made.pieces, made.sheets)
        detail = {"hand_over": made.id, "round": done.round, "files": done.files, "pieces": done.pieces}
        events.record(
            session, doing.at, doing.actor, "mailing_handed_over", wave=row.wave, mailing_id=mailing_id, detail=detail
        )
    return done


def _released(
    room: Room, mailing: Mailing | None, there: list[PrintFile], mailing_id: int
) -> tuple[Mailing, list[PrintFile]]:
    """The mailing with its released files of the first round that has any. Raises FulfilmentError where none has."""
    if mailing is None or mailing.wave != room.wave.id:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    released = [file for file in there if file.state == "released"]
    if mailing.state == "released":  # also where every piece of it was cut
        return mailing, [file for file in released if file.round == 0]
    if mailing.state != "handed_over" or not released:
        mend = "It is handed over already." if mailing.state == "handed_over" else "Release it first."
        raise FulfilmentError("mailing-state", f"Mailing {mailing_id} is {mailing.state}", mend)
    first = min(file.round for file in released)
    return mailing, [file for file in released if file.round == first]
