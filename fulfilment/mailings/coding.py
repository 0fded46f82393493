"""Access codes for a mailing: the slow digest of each new code, computed once and written online as ``ready``.

Codes are derived, never stored; the digest (one Argon2id each) is what takes the time. Rows go online in transactions
of at most 1,000; a run that was stopped finds those that are there and computes the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fulfilment.cases.pieces import PieceState
from fulfilment.keys.digests import CodeSecret, Cost, code_secret
from fulfilment.mailings.executing import each
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import pieces as piece_rows
from fulfilment.store.office.pieces import PieceCode
from fulfilment.store.online import codes as online_codes
from fulfilment.surveys.content import Content

AT_ONCE = 250  # codes in a unit: measured, 5 s at the real cost, so that progress shows and little is lost


@dataclass(frozen=True)
class HashJob:
    """Codes to hash, with what hashing needs. Sent to a worker process, never to a disk."""

    pieces: tuple[PieceCode, ...]
    codes: tuple[str, ...]
    digest_key: bytes
    salt: bytes
    cost: Cost


def make_ready(
    room: Room,
    content: Content,
    mailing_id: int,
    doing: Doing,
    kinds: Sequence[str] = piece_rows.FOR_POST,
    state: PieceState = PieceState.PLANNED,
) -> int:
    """Write a ``ready`` row for each piece in a state whose code has none; returns how many were written."""
    survey = room.survey(content)
    done = 0
    for job, digests in each(doing.processes, digest_all, _jobs(room, mailing_id, kinds, state, doing)):
        rows = []
        for piece, digest in zip(job.pieces, digests, strict=True):
            questionnaire = content.questionnaire(survey.id, survey.band(piece.age_band).questionnaire)
            rows.append(
                online_codes.NewCode(
                    token=piece.token, issue=piece.issue, kind=piece.kind, wave=room.wave.id, survey=survey.id,
                    language=piece.language, questionnaire=questionnaire.id, instrument=questionnaire.instrument,
                    trust_name=room.wave.trust(piece.trust).name, age_band=piece.age_band, digest=digest,
                )
            )  # fmt: skip
        with transaction(room.online()) as session:
            online_codes.add_ready(session, rows, doing.at)
        done += len(rows)
    return done


def digest_all(job: HashJob) -> list[str]:
    """The look-up digests of a unit of codes. Runs in any process."""
    secrets: Iterator[CodeSecret] = (code_secret(code, job.digest_key, job.salt, job.cost) for code in job.codes)
    return [secret.digest for secret in secrets]


def _jobs(room: Room, mailing_id: int, kinds: Sequence[str], state: PieceState, doing: Doing) -> Iterator[HashJob]:
    """The units of codes that have no row yet, one after the other: never a whole mailing's."""
    with reading(room.office()) as session:
        total = piece_rows.count_codes(session, mailing_id, [state], kinds)
    with reading(room.online()) as session:
        salt = online_codes.salt(session)
    last = looked_at = 0
    while True:
        with reading(room.office()) as session:
            planned = list(piece_rows.codes(session, mailing_id, [state], kinds, last, AT_ONCE))
        if not planned:
            return
        with reading(room.online()) as session:
            there = online_codes.states(session, (piece.token for piece in planned))
        last, looked_at = planned[-1].piece_id, looked_at + len(planned)
        new = tuple(piece for piece in planned if piece.token not in there or there[piece.token].issue < piece.issue)
        if new:
            codes = (room.keys.access_code(room.wave.id, piece.reference, piece.issue) for piece in new)
            yield HashJob(new, tuple(codes), room.keys.digest_key, salt, room.keys.cost)
        doing.progress("access codes hashed", looked_at, total)
