"""Learning who stopped: collecting from online, and at once the pull lists of what the printer already has.

Order of writes: office (what was collected), office (pieces on pull lists), then the lists' files (mailings.pulling).
A crash after any of them loses nothing: each is looked for again the next time that anybody learns.
"""

from __future__ import annotations

from fulfilment.mailings import pulling
from fulfilment.returns.collecting import Collection, collect
from fulfilment.room import Doing, Room
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import pulling as pull_rows
from fulfilment.store.online.collecting import stopped_tokens
from fulfilment.surveys.definition import Survey


def learn(room: Room, survey: Survey, doing: Doing) -> Collection:
    """Collect a wave; what the printer has of a stopped case is on a numbered pull list when this returns."""
    collection = collect(room.office(), room.online(), room.wave.id, survey.useable_answers, doing.at, doing.actor)
    with reading(room.online()) as session:
        stopped = stopped_tokens(session, room.wave.id)
    with transaction(room.office()) as session:
        pull_rows.pull_stopped(session, room.wave.id, stopped, doing.at, doing.actor)
    pulling.write_lists(room, doing)
    return collection
