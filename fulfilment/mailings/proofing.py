"""Proofs: each pack and language of a mailing set for invented people, for a named person to approve before release.

The people are the hard ones: the shortest address, the longest lines, seven lines, a name from right to left, a very
long name. Their codes work: kind proof, live at once, in no count.

Order of writes: office (cases, people, pieces, print files planned); codes online as ready; each file, whole; office
(composed and checked, once it is read back); codes ready -> live. A crash after any of them is finished by running it
again. A proof written again is not approved any more.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from fulfilment.cases.person import Person
from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.keys.subkeys import Randomness
from fulfilment.mailings import coding
from fulfilment.mailings.checking import CheckJob, read_back
from fulfilment.mailings.composing import record_events, register, write_file
from fulfilment.mailings.folders import make_folder
from fulfilment.mailings.inventing import add_case
from fulfilment.mailings.jobs import ORDER, FileJob, row_of
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.store.online import codes as online_codes
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Addressee

FOLDER = "proofs"
BEFORE_RELEASE = ("planned", "composed", "checked")
WRITE = "Write them with `fulfilment mailing proof`, look at each, then `fulfilment mailing approve-proof`."
# As long as an envelope's line holds: an adult's, and a child's after "Parent or carer of".
LONGEST = {Addressee.PERSON: ("Maximiliana", "Featherstone-Okonjo"), Addressee.PARENT: ("Maximilian", "Ashworth")}
# Given name, family name, address, postcode. No such streets, towns or postcodes exist.
PEOPLE = (
    ("Jo", "Li", ("1 Elm",), "ZZ1 1ZZ"),
    ("Bartholomew", "Ashcombe", ("Flat 14b, Old Maltings Court", "227 Upper Wharfside Promenade", "Merrowdale"),
     "ZZ99 9ZZ"),
    ("Ada", "Finch", ("Room 3", "Larkspur House", "9 Sorrel Yard", "Highmoor", "Eastholme"), "ZZ9 9ZZ"),
    ("عائشہ", "خان", ("7 Newly Lane", "Fairmoor"), "ZZ3 7ZZ"),
    (*LONGEST[Addressee.PERSON], ("20 Long Row", "Alder Vale"), "ZZ2 2ZZ"),
)  # fmt: skip


def write(
    room: Room, content: Content, mailing_id: int, doing: Doing, randomness: Randomness = os.urandom
) -> list[Path]:
    """Write a proof for each pack and language of a mailing that is not released; returns the files.

    Raises FulfilmentError where the mailing is past it, or a proof does not read back right.
    """
    with transaction(room.office()) as session:
        mailing = _before_release(room, session, mailing_id)
        _plan(session, room, content, mailing, doing, randomness)
        files = ledger.proof_files(session, mailing_id)
    coding.make_ready(room, content, mailing_id, doing, ["proof"])
    make_folder(room.mailing_folder(mailing_id))
    make_folder(room.mailing_folder(mailing_id) / FOLDER)
    jobs = [FileJob(room, file, mailing.contact, file.name) for file in files]
    register(room, [job.path for job in jobs], doing)
    for number, job in enumerate(jobs, start=1):
        _write_one(room, job, doing)
        doing.progress("proofs", number, len(jobs))
    with reading(room.office()) as session:
        people = [(row.token, row.issue) for row in piece_rows.codes(session, mailing_id, PieceState, ["proof"])]
    with transaction(room.online()) as session:
        online_codes.go_live(session, people, doing.at)
    return [job.path for job in jobs]


def approve(room: Room, mailing_id: int, by: str, doing: Doing) -> int:
    """Note that a named person approved a mailing's proofs; returns how many files that was.

    Raises FulfilmentError where nobody is named, or a pack and language has no finished proof.
    """
    if not by.strip():
        raise FulfilmentError("proof-by", "Nobody is named who approves", "Say --by NAME.")
    content = content_hash(room)
    with transaction(room.office()) as session:
        mailing = _before_release(room, session, mailing_id)
        proofs = ledger.proof_files(session, mailing_id)
        done = {(file.pack, file.language) for file in proofs if file.state == "checked"}
        lacking = _groups(ledger.print_files(session, mailing_id)) - done
        if lacking:
            names = ", ".join(f"{pack} {language}" for pack, language in sorted(lacking))
            raise FulfilmentError("proof-missing", f"There is no finished proof of: {names}", WRITE)
        mailing.proof_approved_at, mailing.proof_approved_by, mailing.proof_content = doing.at, by.strip(), content
        detail = {"files": len(done), "content": content}
        events.record(
            session, doing.at, doing.actor, "proof_approved", wave=room.wave.id, mailing_id=mailing_id, detail=detail
        )
    return len(done)


def refuse_unapproved(room: Room, mailing: Mailing, files: Sequence[PrintFile]) -> None:
    """Raises FulfilmentError where a mailing with letters has no approved proof, or its content changed since."""
    if not _groups(files):
        return
    if mailing.proof_approved_at is None:
        raise FulfilmentError("proof-unapproved", f"Nobody has approved the proofs of mailing {mailing.id}", WRITE)
    if mailing.proof_content != content_hash(room):
        what = f"Letters, translations or trusts changed after {mailing.proof_approved_by} approved the proofs"
        raise FulfilmentError("proof-old", what, WRITE)


def content_hash(room: Room) -> str:
    """The SHA-256 of everything that proofs show and people do not: letters, translations, and the wave's own files."""
    digest = hashlib.sha256()
    for root in (room.letters, room.translations, room.wave.folder):
        for path in sorted(path for path in root.rglob("*") if path.is_file() and path.name != "seeds.yaml"):
            name, data = path.relative_to(root).as_posix().encode(), path.read_bytes()
            digest.update(b"%d %b %d " % (len(name), name, len(data)))
            digest.update(data)
    return digest.hexdigest()


def _groups(files: Sequence[PrintFile]) -> set[tuple[str, str]]:
    return {(file.pack, file.language) for file in files if file.component != ORDER and file.pieces}


def _before_release(room: Room, session: Session, mailing_id: int) -> Mailing:
    mailing = ledger.locked(session, mailing_id)
    if mailing is None or mailing.wave != room.wave.id:
        raise FulfilmentError("mailing", f"There is no mailing {mailing_id}", "See `fulfilment mailing show`.")
    if mailing.state not in BEFORE_RELEASE:
        what = f"Mailing {mailing_id} is {mailing.state}"
        raise FulfilmentError("mailing-state", what, "Proofs are made before the release.")
    return mailing


def _plan(
    session: Session, room: Room, content: Content, mailing: Mailing, doing: Doing, randomness: Randomness
) -> None:
    """The print files of the proofs, each planned: those that are there are opened again."""
    there = {(file.pack, file.language): file for file in ledger.proof_files(session, mailing.id)}
    packs = room.survey(content).all_packs(mailing.contact)
    known = {pack: (format_, band) for format_, band, pack in packs}
    for pack, language in sorted(_groups(ledger.print_files(session, mailing.id))):
        if (pack, language) in there:
            ledger.reopen_file(session, there[pack, language].id)
            continue
        format_, band = known[pack]
        file = PrintFile(
            mailing_id=mailing.id, name=f"{FOLDER}/proof-{mailing.id}-{pack}-{language}.pdf", pack=pack,
            component=content.stationery.packs[pack].component, language=language, format=format_, generation=1,
            state="planned", pieces=len(PEOPLE), purpose="proof", round=0,
        )  # fmt: skip
        session.add(file)
        session.flush()
        rows = []
        for position, person in enumerate(_people(room, content, band)):
            trust = mailing.trusts[position % len(mailing.trusts)]
            case = add_case(session, room, "proof", person, trust, band, language, doing, randomness)
            rows.append({
                "mailing_id": mailing.id, "token": case.token, "wave": mailing.wave, "contact": mailing.contact,
                "kind": "proof", "issue": case.issue, "attempt": 1, "state": PieceState.PLANNED.value,
                "print_file_id": file.id, "position": position,
            })  # fmt: skip
        piece_rows.add(session, rows)
    mailing.proof_approved_at = mailing.proof_approved_by = mailing.proof_content = None
    events.record(session, doing.at, doing.actor, "proof_planned", wave=room.wave.id, mailing_id=mailing.id, detail={})


def _people(room: Room, content: Content, age_band: str) -> Iterator[Person]:
    addressee = room.survey(content).band(age_band).addressee
    for given, family, address, postcode in PEOPLE:
        name = LONGEST[addressee] if (given, family) == LONGEST[Addressee.PERSON] else (given, family)
        yield Person(
            given=name[0], family=name[1], born_on=room.wave.discharged_from, address=address, postcode=postcode
        )


def _write_one(room: Room, job: FileJob, doing: Doing) -> None:
    composed = write_file(job)
    written = PrintFile(**{**row_of(job.file), **composed.columns})
    reading_ = CheckJob(room, written, job.contact, job.name, PieceState.PLANNED, without=frozenset(composed.refused))
    faults = read_back(reading_, replace(doing, processes=1)) if composed.entries else []
    if faults or not composed.entries:
        raise FulfilmentError("proof-check", f"{job.name} did not read back right", "Mend the letter.", faults)
    with transaction(room.office()) as session:
        ledger.record_composed(session, job.file.id, composed.columns, composed.places, composed.refused, doing.at)
        ledger.record_checked(session, job.file.id, doing.at)
        record_events(session, job, composed, doing)
