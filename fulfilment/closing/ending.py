"""Closing a wave: no code opens any more, unsent answers are taken up or destroyed, outcomes stay as they are.

Order of writes, each step safe to run again:
1. collect (office);
2. office: the wave is closing, an event; from here nothing is planned or released in it;
3. online: codes ready and live -> closed, their sittings ended, in transactions of at most 1,000;
4. online: unsent drafts sealed as partial or destroyed, in transactions of at most 250, each with its rows locked;
5. collect (office): what was sealed in 4 counts;
6. office, one transaction: final outcomes, the wave is closed, an event with the counts.
A crash before 2 leaves an open wave. A crash later leaves a wave that is closing: codes that were not reached yet still
open, and running again finishes. Every response of step 4 carries the moment of step 2, by which they are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fulfilment.closing.unsent import settle
from fulfilment.errors import FulfilmentError
from fulfilment.london import london_day
from fulfilment.returns.collecting import collect
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import closing as office_rows
from fulfilment.store.office import events
from fulfilment.store.online import closing as online_rows
from fulfilment.surveys.content import Content

CODES_AT_ONCE = 1000  # FLOWS, rule 5: a respondent's save of another wave never waits long


@dataclass(frozen=True)
class Closed:
    """A closed wave: unsent drafts when it began to close, those that were sealed, cases by outcome.

    ``again``: it had been closed before, and nothing was changed.
    """

    at: datetime
    drafts: int
    partial: int
    outcomes: Mapping[str, int]
    again: bool


def close(room: Room, content: Content, doing: Doing, *, early: bool = False) -> Closed:
    """Close a wave, or finish closing it. Raises FulfilmentError before the day up to which people may answer.

    ``early`` closes it all the same. Refused too while the helpline holds a draft, and, with the wave left closing,
    where a draft can't be opened with the keys that are here.
    """
    wave = room.wave.id
    survey = room.survey(content)
    with reading(room.office()) as session:
        row = office_rows.state(session, wave)
    if row is not None and row.closed_at is not None:
        return Closed(row.closed_at, row.drafts, row.partial or 0, {}, again=True)
    collect(room.office(), room.online(), wave, survey.useable_answers, doing.at, doing.actor)
    begun_at = row.begun_at if row is not None else _begin(room, doing, early)
    _close_codes(room, doing)
    settle(room, content, begun_at, doing)
    collect(room.office(), room.online(), wave, survey.useable_answers, doing.at, doing.actor)
    with reading(room.online()) as session:
        partial = online_rows.partial(session, wave, begun_at)
    with transaction(room.office()) as session:
        outcomes = office_rows.finish(session, wave, partial, doing.at)
        detail = {"partial": partial, **outcomes}
        events.record(session, doing.at, doing.actor, "wave_closed", wave=wave, detail=detail)
        done = office_rows.state(session, wave)
        drafts = done.drafts if done else 0
    return Closed(doing.at, drafts, partial, outcomes, again=False)


def _begin(room: Room, doing: Doing, early: bool) -> datetime:
    wave, last_day = room.wave.id, room.wave.fieldwork_ends
    if not early and london_day(doing.at) <= last_day:
        what = f"People were told that they may answer until {last_day}"
        raise FulfilmentError("wave-early", what, "Close it on the day after, or say --early.")
    with reading(room.online()) as session:
        held, drafts = online_rows.held(session, wave, doing.at), online_rows.open_drafts(session, wave)
    if held:
        what = f"The helpline holds {held} drafts: somebody is answering by phone"
        raise FulfilmentError("drafts-held", what, "Wait until they are sent or handed back, then run it again.")
    with transaction(room.office()) as session:
        if office_rows.state(session, wave) is None:  # somebody else may have begun in between
            office_rows.begin(session, wave, drafts, doing.at, doing.actor)
            detail = {"drafts": drafts, "early": early}
            events.record(session, doing.at, doing.actor, "wave_closing", wave=wave, detail=detail)
        begun = office_rows.state(session, wave)
        return begun.begun_at if begun else doing.at


def _close_codes(room: Room, doing: Doing) -> None:
    done = 0
    while True:
        with transaction(room.online()) as session:
            number = online_rows.close_codes(session, room.wave.id, doing.at, CODES_AT_ONCE)
        if not number:
            return
        done += number
        doing.progress("codes closed", done, done)
