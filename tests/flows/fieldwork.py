"""A wave in the field, driven as its people drive it: the mailing team, the printer, the helpline, respondents.

Every action takes some time, at a clock of its own; what the program refuses is raised as it is.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from fulfilment.cases.pieces import PieceState
from fulfilment.keys import references, sealing
from fulfilment.mailings import (
    checking,
    closing,
    composing,
    handing_over,
    learning,
    planning,
    proofing,
    pulling,
    releasing,
    reporting,
    spoiling,
)
from fulfilment.returns import reissuing, scanning, stopping, undoing
from fulfilment.room import Doing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, events, people
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import pulling as pull_rows
from fulfilment.store.office.ledger_models import PieceAttempt, PullRow
from fulfilment.store.office.models import Case, Piece
from fulfilment.store.online import codes, drafts, requests, responses
from fulfilment.store.online.models import Code
from fulfilment.surveys.definition import Question, QuestionType, Survey
from fulfilment.workspace import Workspace
from tests import season
from tests.closing.answering import begun
from tests.mailings import printer
from tests.returns import post

# An answer to a question of each type that has one for everybody.
EASY: Mapping[QuestionType, Callable[[Question], tuple[str, ...]]] = {
    QuestionType.ONE: lambda question: (question.options[0].code,),
    QuestionType.MANY: lambda question: (question.options[0].code,),
    QuestionType.SCALE: lambda question: ("7",),
}


def in_english(workspace: Workspace) -> None:
    """Everybody reads the standard English letter: one print file a pack."""
    with transaction(workspace.office) as session:
        session.execute(update(Case).values(language="en", format="standard"))


class Fieldwork:
    """One wave of a workspace and the clock of those who work on it."""

    def __init__(self, workspace: Workspace, wave: str, now: datetime = season.NOW) -> None:
        self.workspace, self.wave, self.now = workspace, wave, now
        self.room, self.content = workspace.room(wave), workspace.content
        self.reports = 0

    @property
    def survey(self) -> Survey:
        """The wave's survey."""
        return self.room.survey(self.content)

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def until(self, contact: int) -> None:
        """Let time pass until the day on which the survey sends a contact."""
        day = season.NOW + timedelta(days=self.survey.contact(contact).day)
        assert day > self.now
        self.now = day

    def by(self, name: str = "mailing team") -> Doing:
        """Somebody at work, a minute later than whoever was before."""
        self.wait(minutes=1)
        return Doing(name, self.now)

    # The mailing team

    def clear(self, *died: Case) -> None:
        """A trace of today that finds these people dead."""
        dead = frozenset(references.format(case.reference) for case in died)
        season.clear(self.workspace, self.wave, dead, self.by().at)

    def plan(self, contact: int, *trusts: str) -> int:
        """A mailing of a contact; its number."""
        return planning.plan(self.room, self.content, contact, trusts, self.by())

    def compose(self, mailing: int) -> None:
        """Compose and check a mailing or its reprint."""
        composing.compose(self.room, self.content, mailing, self.by())
        checking.check(self.room, mailing, self.by())

    def approve(self, mailing: int) -> None:
        """Write the proofs, and have them approved."""
        proofing.write(self.room, self.content, mailing, self.by())
        proofing.approve(self.room, mailing, "Morgan Finch", self.by())

    def release(self, mailing: int) -> releasing.Released:
        """Release what is checked."""
        return releasing.release(self.room, self.content, mailing, self.by())

    def hand_over(self, mailing: int) -> handing_over.HandedOver:
        """Give the printer what is released."""
        return handing_over.hand_over(self.room, self.content, mailing, "Fairmoor Print", self.by())

    def sent(self, contact: int, *trusts: str) -> int:
        """A mailing from its plan to the printer's hands."""
        mailing = self.plan(contact, *trusts)
        self.compose(mailing)
        self.approve(mailing)
        self.release(mailing)
        self.hand_over(mailing)
        return mailing

    def learn(self) -> None:
        """Collect what happened on line."""
        learning.learn(self.room, self.survey, self.by())

    def close_mailing(self, mailing: int) -> closing.Account:
        """Close a mailing that is accounted for."""
        return closing.close(self.room, self.content, mailing, self.by())

    # The printer

    def report(self, mailing: int) -> reporting.Reported:
        """Everything that the printer still has of a mailing was despatched, but for what is on a pull list."""
        with reading(self.workspace.office) as session:
            on_lists = {(row.piece_id, row.attempt) for row in session.scalars(select(PullRow))}
            waiting = [
                (row.piece_id, row.attempt)
                for row in session.scalars(
                    select(PieceAttempt)
                    .join(Piece, Piece.id == PieceAttempt.piece_id)
                    .where(Piece.mailing_id == mailing, PieceAttempt.result.is_(None))
                )
            ]
        self.reports += 1
        path = self.workspace.path / f"report-{self.wave}-{self.reports}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("mark", "status", "date"))
            day = self.now.date().isoformat()
            writer.writerows((printer.mark_of(*pair), "despatched", day) for pair in sorted(set(waiting) - on_lists))
        return reporting.report(self.room, mailing, path, self.by())

    def spoil(self, *pieces: Piece) -> int:
        """Envelopes that were torn at the printer's."""
        marks = [printer.mark_of(piece.id, piece.attempt) for piece in pieces]
        return spoiling.spoil(self.room, pieces[0].mailing_id, marks, self.by())

    def confirm_pulls(self, mailing: int) -> int:
        """The printer took out everything on each list that is not confirmed; returns how many lists there were."""
        with reading(self.workspace.office) as session:
            numbers = [row.number for row in pull_rows.lists(session, mailing) if row.confirmed_at is None]
        for number in numbers:
            pulling.confirm(self.room, number, None, self.by())
        return len(numbers)

    # The helpline and the post room

    def told(self, case: Case, kind: str, source: str = "phone") -> None:
        """Somebody rings: died, opted_out, not_for_me."""
        stopping.stop(self.room, self.now_of(case), kind, source, self.survey.useable_answers, self.by("agent"))

    def undo(self, case: Case, reason: str = "namesake") -> None:
        """A wrong stop, taken back by two people."""
        useable = self.survey.useable_answers
        number = undoing.ask(self.room, self.now_of(case), reason, useable, self.by("Robin Vale"))
        undoing.confirm(self.room, number, useable, self.by("Sam Ash"))

    def reissue(self, case: Case, *, in_other_hands: bool = False) -> reissuing.Reissued:
        """The letter was lost: a new code, with the next letter."""
        now = self.now_of(case)
        return reissuing.reissue(self.room, self.content, now, self.by("agent"), in_other_hands=in_other_hands)

    def came_back(self, case: Case, reason: str) -> None:
        """The newest letter of a case comes back undelivered (R01 to R10)."""
        piece = self.pieces_of(case)[0]
        last = max(contact.number for contact in self.survey.contacts)
        mark, at = printer.mark_of(piece.id, piece.attempt), self.by("post room")
        scanning.scan(self.room, [mark], reason, at.at.date(), post.read_mark, last, at)

    def moves(self, case: Case) -> None:
        """The office learns of a new address, and prints it from now on."""
        self._replaces(case, address=(f"{self.now:%H%M} Newly Lane", "Fairmoor"))

    def is_called(self, case: Case, given: str, family: str) -> None:
        """The office learns how a name is really written, and of a short address."""
        self._replaces(case, given=given, family=family, address=("7 Newly Lane", "Fairmoor"))

    def _replaces(self, case: Case, **fields: object) -> None:
        key = self.workspace.office_keys().people(self.wave)
        with transaction(self.workspace.office) as session:
            person = people.get(session, key, case.token)
            assert person is not None
            people.replace(session, key, case.token, person.model_copy(update=fields))

    # Respondents

    def opts_out(self, case: Case, kind: str = "opted_out") -> None:
        """On line, with the letter."""
        at = self.by("respondent").at
        payload = {"kind": kind, "token": case.token, "language": case.language, "at": at.isoformat()}
        sealed = sealing.seal(payload, self.workspace.office_keys().requests_pub(self.wave))
        with transaction(self.workspace.online) as session:
            requests.add(
                session, token=case.token, wave=self.wave, kind=kind, source="online", sealed=sealed, at=at
            )  # fmt: skip
            codes.stop(session, case.token, kind, at)
            drafts.destroy(session, case.token)

    def begins(self, case: Case, part: str, answered: int = 1) -> None:
        """A draft of one part with so many answers, unsent, under the case's live code."""
        band = self.survey.band(case.age_band)
        questions = self.content.questionnaire(self.survey.id, band.questionnaire).part(part).questions
        given = {each.id: EASY[each.type](each) for each in questions if each.ask_if is None and each.type in EASY}
        assert len(given) >= answered
        begun(self.workspace, case, part, dict(list(given.items())[:answered]), at=self.by("respondent").at)

    def answers(self, case: Case, answered: int = 30, *, part: str = "adult", mode: str = "online") -> None:
        """One part sent, with so many answers."""
        at, keys = self.by("respondent").at, self.workspace.office_keys()
        sealed = sealing.seal({"token": case.token, "part": part}, keys.answers_pub)
        with transaction(self.workspace.online) as session:
            code = codes.live_code(session, case.token)
            assert code is not None
            draft = drafts.get(session, case.token, part)
            if draft is not None:
                drafts.mark_sent(session, case.token, part, version=draft.version, language="en", at=at)
            responses.add(
                session, code, part=part, mode=mode, language="en", instrument=code.instrument, answered=answered,
                sealed=sealed, escrow=sealed, at=at,
            )  # fmt: skip

    # What both stores say

    def cases(self) -> list[Case]:
        """The people of the sample that are open, by reference."""
        with reading(self.workspace.office) as session:
            found = cases.of_wave(session, self.wave)
            return [case for case in found if case.kind == "live" and case.state == "open"]

    def now_of(self, case: Case) -> Case:
        """A case as it is now."""
        with reading(self.workspace.office) as session:
            return session.get_one(Case, case.token)

    def pieces_of(self, case: Case) -> list[Piece]:
        """The pieces of a case, newest first."""
        with reading(self.workspace.office) as session:
            query = select(Piece).where(Piece.token == case.token).order_by(Piece.id.desc())
            return list(session.scalars(query))

    def pieces(self, mailing: int, state: PieceState) -> list[Piece]:
        """The pieces of a mailing in a state, but for proofs."""
        with reading(self.workspace.office) as session:
            wanted = (Piece.mailing_id == mailing, Piece.state == state.value, Piece.kind != "proof")
            return list(session.scalars(select(Piece).where(*wanted).order_by(Piece.id)))

    def case_of(self, piece: Piece) -> Case:
        """Whose a piece is."""
        with reading(self.workspace.office) as session:
            return session.get_one(Case, piece.token)

    def has_live_code(self, case: Case) -> bool:
        """Whether the case's letter opens the questionnaire."""
        with reading(self.workspace.online) as session:
            return codes.live_code(session, case.token) is not None

    def has_sent(self, case: Case) -> bool:
        """Whether anything was sent for the case."""
        with reading(self.workspace.online) as session:
            return bool(responses.sent(session, case.token))

    def stops(self) -> dict[str, str]:
        """Token -> stop, as either store knows it."""
        with reading(self.workspace.online) as session:
            online = session.execute(select(Code.token, Code.stop).where(Code.stop.is_not(None))).all()
        with reading(self.workspace.office) as session:
            office = session.execute(select(Case.token, Case.stop).where(Case.stop.is_not(None))).all()
        return {token: stop for token, stop in [*online, *office] if stop}

    def mailings(self) -> Sequence[tuple[int, str]]:
        """Number and state of each mailing."""
        with reading(self.workspace.office) as session:
            return [(row.id, row.state) for row in ledger.mailings(session, self.wave)]

    def outcomes(self) -> Counter[int]:
        """Outcome -> how many people of the sample have it."""
        return Counter(case.outcome for case in self.cases())

    # What must hold at any moment

    def adds_up(self) -> None:
        """The chain is whole; nobody has two live codes or two live pieces of a contact; attempts add up."""
        printer.attempts_add_up(self.workspace)
        with reading(self.workspace.online) as session:
            live = list(session.scalars(select(Code.token).where(Code.state == "live")))
        with reading(self.workspace.office) as session:
            assert events.verify(session) == []
            pieces = [piece for piece in session.scalars(select(Piece)) if piece.kind == "live"]
        assert len(live) == len(set(live))
        counted = Counter(
            (piece.token, piece.contact)
            for piece in pieces
            if piece.state not in ("withheld", "pulled") and piece.replaced_at is None
        )
        assert max(counted.values(), default=1) == 1

    def nothing_stopped_is_unpulled(self) -> None:
        """Whatever the printer has of a case that the office knows to be stopped is on a pull list."""
        with reading(self.workspace.office) as session:
            at_printers = (
                select(Piece.id, Piece.attempt, Case.stop)
                .join(Case, Case.token == Piece.token)
                .where(Piece.state == PieceState.HANDED_OVER.value, Case.stop.is_not(None))
            )
            on_lists = {(row.piece_id, row.attempt) for row in session.scalars(select(PullRow))}
            there = {(row[0], row[1]) for row in session.execute(at_printers)}
        assert there <= on_lists

    def handed_over_files_hold(self, mailing: int) -> set[str]:
        """The tokens of what the printer has of a mailing."""
        return {piece.token for piece in self.pieces(mailing, PieceState.HANDED_OVER)}
