"""What was answered and never sent, when a wave closes: sealed as partial where the survey says so, else destroyed.

The draft's key is wrapped under the access code, which nobody keeps: the back office derives it again and unwraps. It
looks at no answer; what it opens goes from memory into the sealed response. A child's unsent part is never opened.
Drafts of stopped and void codes, of seeds and proofs, and without any answer are destroyed too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from fulfilment.errors import FulfilmentError
from fulfilment.keys import digests
from fulfilment.keys.digests import CodeSecret
from fulfilment.london import london_day
from fulfilment.returns import draft as draft_body
from fulfilment.returns.draft import DraftBody
from fulfilment.returns.instruments import is_for_children, opened_by
from fulfilment.returns.sending import ONLINE, PHONE, Seals, faults, send
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import closing as office_rows
from fulfilment.store.online import closing as online_rows
from fulfilment.store.online import codes
from fulfilment.store.online.closing import OpenDraft
from fulfilment.store.online.models import Code, Draft
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Part
from fulfilment.surveys.path import on_path

AT_ONCE = 250  # drafts in a transaction: sealing takes a millisecond each
PARTIAL = "partial"  # the flag in a sealed response that was never sent by the person


def settle(room: Room, content: Content, at: datetime, doing: Doing) -> None:
    """Seal or destroy every unsent draft of a wave whose codes are closed. ``at`` is the moment that they carry.

    Raises FulfilmentError, after all others are settled, where drafts can't be opened: they stay as they are.
    """
    allowed = room.survey(content).partial_at_close
    with reading(room.online()) as session:
        salt, of = codes.salt(session), online_rows.open_drafts(session, room.wave.id)
    done = lost = 0
    after = ("", "")
    while True:
        with reading(room.online()) as session:
            batch = online_rows.drafts_to_settle(session, room.wave.id, after, AT_ONCE)
        if not batch:
            break
        after = (batch[-1].token, batch[-1].part)
        takeable = [row for row in batch if allowed and _may_count(row)]
        secrets = _secrets(room, takeable, salt, doing.processes)
        with transaction(room.online()) as session:
            lost += _settle(session, room, content, batch, secrets, at)
        done += len(batch)
        doing.progress("unsent answers", done, of)
    if lost:
        what = f"{lost} unsent drafts can't be opened with the keys and content that are here"
        mend = "Bring back the keys and letters that the codes were made with, then close the wave again."
        raise FulfilmentError("drafts-not-opened", what, mend)


def _may_count(row: OpenDraft) -> bool:
    return row.kind == "live" and row.code_state == "closed" and row.stop is None


def _secrets(room: Room, rows: Sequence[OpenDraft], salt: bytes, threads: int) -> dict[str, CodeSecret]:
    """Token -> secret of its code. Slow: one Argon2id each, which threads do side by side."""
    issues = {row.token: row.issue for row in rows}
    with reading(room.office()) as session:
        references = office_rows.issues(session, sorted(issues))

    def secret(token: str) -> CodeSecret:
        return room.keys.secret_of(room.keys.access_code(room.wave.id, references[token], issues[token]), salt)

    known = [token for token in issues if token in references]
    with ThreadPoolExecutor(max(1, threads)) as pool:
        return dict(zip(known, pool.map(secret, known), strict=True))


def _settle(
    session: Session, room: Room, content: Content, batch: Sequence[OpenDraft], secrets: Mapping[str, CodeSecret],
    at: datetime,
) -> int:  # fmt: skip
    """Settle a batch; gives how many drafts could not be opened."""
    lost = 0
    locked = online_rows.locked_drafts(session, {(row.token, row.part) for row in batch})
    seals = Seals(room.keys.answers_pub, room.keys.escrow_pub)
    for row in batch:
        draft = locked.get((row.token, row.part))
        if draft is None:  # sent meanwhile
            continue
        code = online_rows.code(session, row.code_id)
        questionnaire = opened_by(content, code.survey, code.questionnaire, code.instrument)
        part = next((part for part in questionnaire.parts if part.id == row.part), None)
        counts = row.token in secrets and part is not None and not is_for_children(part)
        if not counts or part is None:
            online_rows.destroy_draft(session, draft)
            continue
        body = _opened(draft, code, secrets[row.token])
        if body is None:
            lost += 1
            continue
        body = _right(part, body, london_day(at))
        if not on_path(part, body.answers):
            online_rows.destroy_draft(session, draft)
            continue
        online_rows.release_hold(draft)
        mode = PHONE if body.sitting == PHONE else ONLINE
        send(session, code, questionnaire, draft, body, seals, mode=mode, language=draft.language, at=at)
    return lost


def _opened(draft: Draft, code: Code, secret: CodeSecret) -> DraftBody | None:
    if secret.digest != code.digest:
        return None
    try:
        key = digests.unwrap(draft.wrapped_key, secret.wrapping_key)
        return draft_body.decode(draft.body, key, draft.token, draft.part)
    except FulfilmentError:
        return None


def _right(part: Part, body: DraftBody, today: date) -> DraftBody:
    """The body with the flag, and without answers that could not have been sent as they are."""
    answers = dict(body.answers)
    while wrong := faults(part, answers, today):
        answers = {name: answer for name, answer in answers.items() if name not in wrong}
    return replace(body, answers=answers).with_flag(PARTIAL, "yes")
