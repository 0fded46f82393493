"""A lost letter: a new code, the old one void, the draft kept or destroyed; and two stores brought together again."""

from __future__ import annotations

import pytest

from fulfilment.cases.pieces import PieceState
from fulfilment.cases.postal import Address
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import checking, choosing, composing, planning
from fulfilment.returns import moving, reconciling, reissuing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases
from fulfilment.store.office.ledger_models import PullRow
from fulfilment.store.office.models import Case, Piece
from fulfilment.store.online import codes, sessions
from fulfilment.store.online.models import Session as Sitting
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post


def reissue(workspace: Workspace, case: Case, **how: bool) -> reissuing.Reissued:
    return reissuing.reissue(workspace.room(season.ADULT), workspace.content, case, post.by("ash", 8), **how)


def reconcile(workspace: Workspace) -> reconciling.Reconciled:
    return reconciling.reconcile(workspace.room(season.ADULT), workspace.content, post.by("ash", 9))


def states(workspace: Workspace, case: Case) -> list[str]:
    """The states of a case's codes, by issue."""
    with reading(workspace.online) as session:
        found = (codes.of_issue(session, case.token, issue) for issue in range(1, 9))
        return [code.state for code in found if code is not None]


def test_the_old_code_opens_nothing_and_the_new_one_nothing_before_its_letter_is_released(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    with transaction(posted.online) as session:
        sessions.begin(session, id_hash="s", token=case.token, part="", language="en", at=season.later(3))
    assert reissue(posted, case) == (reissuing.Reissued(2, 0, 0))
    assert states(posted, case) == ["void", "ready"]
    assert post.stands(posted, case).issue == 2
    with reading(posted.online) as session:
        assert session.get_one(Sitting, "s").revoked_at == season.later(8)


def test_a_draft_goes_along_and_opens_with_the_new_code_alone(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.begin_draft(posted, case)
    assert reissue(posted, case).drafts_kept == 1
    assert post.draft_key(posted, case, 2) == post.DRAFT_KEY
    with pytest.raises(FulfilmentError):
        post.draft_key(posted, case, 1)
    with reading(posted.online) as session:
        old, new = (codes.of_issue(session, case.token, issue) for issue in (1, 2))
        assert old is not None
        assert new is not None
        assert new.instrument == old.instrument


def test_in_other_hands_the_draft_is_destroyed(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.begin_draft(posted, case)
    assert reissue(posted, case, in_other_hands=True).drafts_destroyed == 1
    assert post.draft_key(posted, case, 2) is None


def test_the_new_letter_comes_with_a_top_up_of_its_contact_and_its_release_makes_the_code_live(
    posted: Workspace,
) -> None:
    case = post.mailed(posted)[0]
    reissue(posted, case)
    season.clear(posted, season.ADULT, at=season.later(9))
    room, how = posted.room(season.ADULT), season.doing(season.later(9.1))
    mailing = planning.plan(room, posted.content, 1, [], how)
    composing.compose(room, posted.content, mailing, how)
    checking.check(room, mailing, how)
    season.approved(posted, season.ADULT, mailing)
    post.release(posted, mailing, 9.2)
    assert post.stands(posted, case)[2:] == (2, None, "live", 2)
    assert states(posted, case) == ["void", "live"]
    piece = post.piece_of(posted, case)
    assert (piece.contact, piece.issue, piece.state) == (1, 2, "released")


def test_a_letter_sent_again_says_so_and_the_next_contact_is_as_for_everybody(posted: Workspace) -> None:
    case, room = post.mailed(posted)[0], posted.room(season.ADULT)
    reissue(posted, case)
    season.clear(posted, season.ADULT, at=season.later(9))
    again = choosing.draft(room, posted.content, 1, list(season.TRUSTS[season.ADULT])).cases
    later = choosing.draft(room, posted.content, 2, list(season.TRUSTS[season.ADULT])).cases
    assert [(each.token, each.pack) for each in again] == [(case.token, "adult-resend")]
    assert {each.pack for each in later} == {"adult-2"}
    assert case.token in {each.token for each in later}


def test_a_letter_that_came_back_is_sent_again_to_another_address(posted: Workspace) -> None:
    case, room = post.mailed(posted)[0], posted.room(season.ADULT)
    with transaction(posted.office) as session:
        session.get_one(Piece, post.piece_of(posted, case).id).state = PieceState.RETURNED.value
    address = Address(("8 Newly Lane", "Fairmoor"), "ZZ3 7ZZ")
    with transaction(posted.office) as session:
        key = posted.office_keys().people(season.ADULT)
        assert moving.move(session, key, season.ADULT, case.token, address, "phone", season.later(8), "ash")
    season.clear(posted, season.ADULT, at=season.later(9))
    again = choosing.draft(room, posted.content, 1, list(season.TRUSTS[season.ADULT])).cases
    assert [(each.token, each.pack) for each in again] == [(case.token, "adult-resend")]


def test_a_survey_without_a_letter_for_it_sends_the_same_letter_again(posted: Workspace) -> None:
    survey = posted.content.survey("adult")
    plain = survey.model_copy(update={"resend": {}})
    assert survey.pack(2, "adult", is_again=True) == "adult-resend"
    assert plain.pack(2, "adult", is_again=True) == plain.pack(2, "adult", is_again=False) == "adult-2"


def test_who_needs_easy_read_gets_the_easy_read_letter_again(posted: Workspace) -> None:
    survey = posted.content.survey("adult")
    assert survey.pack(1, "adult", "easy_read", is_again=True) == "adult-1-easy-read"
    assert survey.pack(2, "adult", "easy_read", is_again=False) == "adult-2"  # made easy by a specialist


def test_a_letter_that_is_still_here_is_made_again_with_the_new_code(loaded: Workspace) -> None:
    season.clear(loaded, season.ADULT)
    mailing = season.checked(loaded, season.ADULT)
    case = post.mailed(loaded)[0]
    with pytest.raises(FulfilmentError, match="is on its way"):
        reissue(loaded, case)
    reissue(loaded, case, in_other_hands=True)
    assert (post.piece_of(loaded, case).issue, post.piece_of(loaded, case).mailing_id) == (2, mailing)
    season.clear(loaded, season.ADULT, at=season.later(0.05))
    with pytest.raises(FulfilmentError, match="no longer say what their cases say"):
        post.release(loaded, mailing, 0.1)


def test_a_letter_with_the_printer_is_waited_for_or_pulled(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    with transaction(posted.office) as session:
        session.get_one(Piece, post.piece_of(posted, case).id).state = PieceState.HANDED_OVER.value
    with pytest.raises(FulfilmentError, match="A letter with the same code is on its way"):
        reissue(posted, case)


def test_nobody_who_is_stopped_and_nobody_without_a_letter_gets_another(posted: Workspace) -> None:
    case, other = post.mailed(posted)[:2]
    post.ask(posted, case, "opted_out")
    with pytest.raises(FulfilmentError, match="stop opted_out"):
        reissue(posted, case)
    assert states(posted, case) == ["void"]
    unsent = [each for each in season.cases_of(posted, season.ADULT) if each.token not in post_tokens(posted)]
    with transaction(posted.online) as session:
        session.delete(codes.of_issue(session, other.token, 1))
    for nobody in (other, *unsent[:1]):
        with pytest.raises(FulfilmentError):
            reissue(posted, nobody)


def post_tokens(workspace: Workspace) -> set[str]:
    return {case.token for case in post.mailed(workspace)}


def test_stopped_between_the_stores_doing_it_again_makes_no_third_code(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.begin_draft(posted, case)
    reissuing.new_code(posted.room(season.ADULT), posted.content, case, 1, 2, post.by("ash", 8), keep_drafts=True)
    assert reissue(posted, case, in_other_hands=True) == reissuing.Reissued(2, 0, 1)
    assert states(posted, case) == ["void", "ready"]
    assert post.stands(posted, case).issue == 2


def test_reconciling_raises_the_office_to_the_higher_issue(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    reissuing.new_code(posted.room(season.ADULT), posted.content, case, 1, 2, post.by("ash", 8), keep_drafts=True)
    assert reconcile(posted).office_raised == 1
    assert post.stands(posted, case).issue == 2
    assert post.piece_of(posted, case).replaced_at is not None
    assert set(vars(reconcile(posted)).values()) == {0}


def test_reconciling_raises_an_older_online_store_and_takes_drafts_along(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    post.begin_draft(posted, case)
    with transaction(posted.office) as session:
        cases.raise_issue(session, case.token, 2)
    assert reconcile(posted).online_raised == 1
    assert states(posted, case) == ["void", "ready"]
    assert post.draft_key(posted, case, 2) == post.DRAFT_KEY


def test_reconciling_voids_what_lies_below_the_highest_issue(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    reissue(posted, case)
    with transaction(posted.online) as session:
        old = codes.of_issue(session, case.token, 1)
        assert old is not None
        old.state = "live"
    assert reconcile(posted).voided == 1
    assert states(posted, case) == ["void", "ready"]


def test_a_letter_with_the_printer_goes_on_a_pull_list_where_others_have_the_code(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    with transaction(posted.office) as session:
        session.get_one(Piece, post.piece_of(posted, case).id).state = PieceState.HANDED_OVER.value
    reissue(posted, case, in_other_hands=True)
    with reading(posted.office) as session:
        assert [(row.piece_id, row.reason) for row in session.query(PullRow)] == [
            (post.piece_of(posted, case).id, "reissued")
        ]
