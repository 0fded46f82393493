"""Who gets a letter and who does not."""

from __future__ import annotations

import pytest

from fulfilment.cases.outcomes import Claim, Outcome
from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import choosing, planning
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import outcomes, pieces
from fulfilment.store.office.models import Case, SampleFile
from fulfilment.workspace import Workspace
from tests import season


def test_nothing_is_planned_without_a_clearance(loaded: Workspace) -> None:
    with pytest.raises(FulfilmentError, match="no clearance"):
        season.planned(loaded, season.ADULT)


def test_a_clearance_older_than_the_limit_is_refused_and_its_age_is_said(cleared: Workspace) -> None:
    room, late = cleared.room(season.ADULT), season.doing(season.later(2.5))
    with pytest.raises(FulfilmentError, match="2 days and 12 hours old; the limit is 2 days"):
        planning.plan(room, cleared.content, 1, [], late)


def test_every_open_case_gets_one_piece_and_a_second_plan_finds_nobody(cleared: Workspace) -> None:
    mailing = season.planned(cleared, season.ADULT)
    open_cases = [case for case in season.cases_of(cleared, season.ADULT) if case.state == "open"]
    with reading(cleared.office) as session:
        assert pieces.counts(session, mailing) == {"planned": len(open_cases)}
    with pytest.raises(FulfilmentError, match=f"already_planned: {len(open_cases)}"):
        season.planned(cleared, season.ADULT)


def test_who_died_or_wants_no_letters_gets_no_piece_and_is_counted(cleared: Workspace) -> None:
    died, opted_out = [case for case in season.cases_of(cleared, season.ADULT) if case.state == "open"][:2]
    with transaction(cleared.office) as session:
        for case, outcome, stop in ((died, Outcome.DIED, "died"), (opted_out, Outcome.OPTED_OUT, "opted_out")):
            outcomes.claim(session, case.token, Claim(outcome, "phone", season.NOW, stop=stop), season.NOW, "ash")
    mailing = season.planned(cleared, season.ADULT)
    with reading(cleared.office) as session:
        planned = ledger.mailing(session, mailing)
        printed = {piece.token for piece in pieces.with_cases(session, mailing, PieceState)}
    assert planned is not None
    assert planned.excluded["died"] == 1
    assert planned.excluded["opted_out"] == 1
    assert not {died.token, opted_out.token} & printed


def test_a_trust_whose_file_is_not_approved_waits(cleared: Workspace) -> None:
    with transaction(cleared.office) as session:
        file = session.query(SampleFile).filter_by(trust="RZB").one()
        file.state, waiting = "loaded", file.cases
    drafted = choosing.draft(cleared.room(season.ADULT), cleared.content, 1, ["RZA", "RZB"])
    assert drafted.excluded["not_approved"] >= waiting - 1
    assert {case.trust for case in drafted.cases} == {"RZA"}


def test_a_case_loaded_after_the_trace_is_not_written_to(cleared: Workspace) -> None:
    with transaction(cleared.office) as session:
        late = session.query(Case).filter_by(state="open").first()
        assert late is not None
        late.created_at = season.later(0.1)
    drafted = choosing.draft(cleared.room(season.ADULT), cleared.content, 1, ["RZA", "RZB"])
    assert drafted.excluded["not_cleared"] == 1


def test_a_dry_look_writes_nothing(cleared: Workspace) -> None:
    choosing.draft(cleared.room(season.ADULT), cleared.content, 1, ["RZA"])
    with reading(cleared.office) as session:
        assert ledger.mailings(session) == []


def test_print_files_hold_one_pack_and_language_each_and_go_on_counting(cleared: Workspace) -> None:
    room = cleared.room(season.ADULT)
    first = planning.plan(room, cleared.content, 1, ["RZA"], season.doing())
    second = planning.plan(room, cleared.content, 1, ["RZB"], season.doing())
    with reading(cleared.office) as session:
        names = [file.name for mailing in (first, second) for file in ledger.print_files(session, mailing)]
    assert len(names) == len(set(names))
    assert "adult-2026-1-letter-adult-1-en-standard-0001.pdf" in names
    assert "adult-2026-1-letter-adult-1-en-standard-0002.pdf" in names


def test_an_unknown_trust_or_contact_is_named_with_those_there_are(cleared: Workspace) -> None:
    room = cleared.room(season.ADULT)
    with pytest.raises(FulfilmentError, match=r"Not in this wave: RXX. Known: RZA, RZB"):
        planning.plan(room, cleared.content, 1, ["RXX"], season.doing())
    with pytest.raises(FulfilmentError, match=r"no contact 7. Known: 1, 2, 3"):
        planning.plan(room, cleared.content, 7, [], season.doing())
