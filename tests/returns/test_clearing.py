"""Clearance: out to the trace and back, with all that a trace may say of somebody. And trusts' dissent lists."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.keys import references
from fulfilment.mailings import checking, choosing, clearing, composing
from fulfilment.returns import dissent, undoing
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import cases, clearances, people, pieces
from fulfilment.store.office.models import Case, Person
from fulfilment.workspace import Workspace
from tests import season
from tests.returns import post

Rows = list[dict[str, str]]


def exported(workspace: Workspace, *trusts: str) -> Rows:
    path = workspace.path / "out.csv"
    clearing.export(workspace.room(season.ADULT), path, season.doing(), trusts)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def written(workspace: Workspace, rows: Rows, name: str = "back.csv") -> Path:
    path = workspace.path / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def traced(workspace: Workspace, says: dict[str, dict[str, str]], days: float = 1) -> clearing.Imported:
    """A trace that finds everybody clear but those (by reference as printed) of whom it says something else."""
    rows = [{**row, "status": "clear", **says.get(row["reference"], {})} for row in exported(workspace)]
    at = season.later(days)
    return clearing.import_(workspace.room(season.ADULT), written(workspace, rows), at, season.doing(at))


def refused(workspace: Workspace, **cells: str) -> list[tuple[str, int | None, str | None]]:
    """The faults of a trace in which the first row has these cells."""
    rows = [{**row, "status": "clear"} for row in exported(workspace)]
    rows[0] |= cells
    with pytest.raises(FulfilmentError) as refusal:
        clearing.import_(workspace.room(season.ADULT), written(workspace, rows), season.NOW, season.doing())
    with reading(workspace.office) as session:
        assert clearances.latest(session, season.ADULT) is None
    return [(fault.code, fault.row, fault.column) for fault in refusal.value.faults]


def somebody(workspace: Workspace, number: int = 0) -> tuple[Case, str]:
    case = [case for case in season.cases_of(workspace, season.ADULT) if case.state == "open"][number]
    return case, references.format(case.reference)


def test_the_export_has_a_row_for_every_open_case_with_all_that_a_trace_needs(loaded: Workspace) -> None:
    case, reference = somebody(loaded)
    person = season.person_of(loaded, case)
    rows = exported(loaded)
    assert len(rows) == len([case for case in season.cases_of(loaded, season.ADULT) if case.state == "open"])
    [row] = [row for row in rows if row["reference"] == reference]
    assert (row["nhs_number"], row["family_name"], row["birth_date"]) == (
        person.nhs_number or "", person.family, person.born_on.isoformat(),
    )  # fmt: skip
    assert (row["address_1"], row["postcode"], row["status"]) == (person.address[0], person.postcode, "")


def test_a_trust_is_given_its_own_people_alone(loaded: Workspace) -> None:
    own = {references.format(c.reference) for c in season.cases_of(loaded, season.ADULT) if c.trust == "RZB"}
    assert {row["reference"] for row in exported(loaded, "RZB")} <= own
    with pytest.raises(FulfilmentError, match="Not in this wave: RZQ"):
        exported(loaded, "RZQ")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"status": "dead"}, ("clearance-status", 2, "status")),
        ({"reference": "1234-5678-K"}, ("clearance-reference", 2, "reference")),
        ({"status": "died", "date_of_death": "31/02/2026"}, ("clearance-date", 2, "date_of_death")),
        ({"date_of_death": "2026-10-01"}, ("clearance-death", 2, "status")),
        ({"new_nhs_number": "9990000019"}, ("clearance-nhs-number", 2, "new_nhs_number")),
        ({"status": "moved"}, ("clearance-address", 2, "new_postcode")),
        ({"status": "moved", "new_address_1": "1 Sorrel Close", "new_postcode": "LD"},
         ("clearance-address", 2, "new_postcode")),
        ({"new_address_1": "1 Sorrel Close", "new_postcode": "LD88 1AB"}, ("clearance-address", 2, "status")),
    ],
)  # fmt: skip
def test_a_faulty_row_is_named_and_nothing_is_taken_in(
    loaded: Workspace, cells: dict[str, str], fault: tuple[str, int, str]
) -> None:
    assert fault in refused(loaded, **cells)


def test_a_trace_that_lacks_a_case_or_is_from_tomorrow_is_refused(loaded: Workspace) -> None:
    rows = [{**row, "status": "clear"} for row in exported(loaded)][1:]
    with pytest.raises(FulfilmentError) as refusal:
        clearing.import_(loaded.room(season.ADULT), written(loaded, rows), season.later(1), season.doing())
    assert [fault.code for fault in refusal.value.faults] == ["clearance-incomplete", "clearance-future"]


def test_a_death_before_fieldwork_is_told_from_a_later_one_by_its_date(loaded: Workspace) -> None:
    (early, first), (late, second) = somebody(loaded), somebody(loaded, 1)
    done = traced(loaded, {
        first: {"status": "died", "date_of_death": "30/10/2026"},
        second: {"status": "died", "date_of_death": "2026-11-03"},
    })  # fmt: skip
    assert done.died == 2
    assert post.stands(loaded, early)[:2] == (7, "died")
    assert post.stands(loaded, late)[:2] == (3, "died")


def test_who_moved_gets_the_new_address_and_a_superseded_number_is_replaced(loaded: Workspace) -> None:
    case, reference = somebody(loaded)
    says = {"status": "moved", "new_address_1": "7 Newly Lane", "new_address_2": "Fairmoor", "new_postcode": "ld881ab",
            "new_nhs_number": "999 000 0026"}  # fmt: skip
    done = traced(loaded, {reference: says})
    person = season.person_of(loaded, case)
    assert (done.moved, done.superseded_numbers) == (1, 1)
    assert (person.address, person.postcode) == (("7 Newly Lane", "Fairmoor"), "LD88 1AB")
    assert person.nhs_number == "9990000026"
    with reading(loaded.office) as session:
        key = loaded.office_keys().people(season.ADULT)
        assert people.find(session, key, nhs_number="9990000026", postcode="LD88 1AB") == [case.token]
    assert post.stands(loaded, case)[:2] == (6, None)


def test_a_sensitive_person_is_never_written_to_and_the_address_is_gone(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    before = season.person_of(posted, case)
    assert traced(posted, {references.format(case.reference): {"status": "sensitive"}}).sensitive == 1
    person = season.person_of(posted, case)
    assert (person.address, person.postcode, person.name) == ((), "", before.name)
    with reading(posted.office) as session:
        now = cases.get(session, case.token)
        row = session.get_one(Person, case.token)
        assert now is not None
        assert (now.outcome, now.sub_code, now.stop, row.postcode_index) == (5, "sensitive", "withdrawn", None)
    assert post.stands(posted, case)[3:5] == ("withdrawn", "void"), "the public host is not told why"


def test_a_trace_that_says_the_same_again_adds_nothing_to_the_history(loaded: Workspace) -> None:
    case, reference = somebody(loaded)
    traced(loaded, {reference: {"status": "died", "date_of_death": "2026-11-02"}})
    traced(loaded, {reference: {"status": "died", "date_of_death": "2026-11-02"}}, days=2)
    assert post.kinds_of(loaded, case).count("case_stopped") == 1


def test_the_same_file_twice_is_one_clearance(loaded: Workspace) -> None:
    first = season.clear(loaded, season.ADULT)
    path = loaded.path / f"trace-{season.NOW:%Y%m%d%H%M}.csv"
    again = clearing.import_(loaded.room(season.ADULT), path, season.NOW, season.doing(season.later(1)))
    assert (again.again, again.clearance_id) == (True, first.clearance_id)


def test_a_death_that_two_people_took_back_stops_nobody_when_the_trace_repeats_it(posted: Workspace) -> None:
    case = post.mailed(posted)[0]
    says = {references.format(case.reference): {"status": "died", "date_of_death": "2026-11-02"}}
    traced(posted, says)
    room, least = posted.room(season.ADULT), post.useable(posted)
    number = undoing.ask(room, case, "namesake", least, season.doing(season.later(1)))
    undoing.confirm(room, number, least, post.by("Robin Vale", 1))
    assert traced(posted, says, days=2).contested == 1
    assert post.stands(posted, case)[:2] == (6, None)
    another = {references.format(case.reference): {"status": "died", "date_of_death": "2026-11-04"}}
    assert traced(posted, another, days=3).contested == 0
    assert post.stands(posted, case)[:2] == (3, "died")


def list_of(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8-sig")


def test_a_trusts_dissent_list_stops_its_people_and_passes_over_strangers(posted: Workspace) -> None:
    by_number, by_reference, died = post.mailed(posted)[:3]
    number = season.person_of(posted, by_number).nhs_number
    data = list_of(
        "nhs_number,reference,status", f"{number},,", f",{references.format(by_reference.reference)},dissent",
        f",{references.format(died.reference)},died", "9990000085,,",
    )  # fmt: skip
    room = posted.room(season.ADULT)
    for stopped in (3, 0):
        done = dissent.take_in(room, "RZA", data, "list.csv", season.later(1), post.by("ash", 1))
        assert (done.people, done.stopped) == (4, stopped)
    assert [post.stands(posted, case)[:4:3] for case in (by_number, by_reference, died)] == [
        (4, "opted_out"), (4, "opted_out"), (3, "died"),
    ]  # fmt: skip


def test_a_faulty_dissent_list_is_refused_with_every_fault(posted: Workspace) -> None:
    data = list_of("nhs_number,reference,status", "123,,", ",12,", ",,", "9990000018,,gone")
    with pytest.raises(FulfilmentError) as refusal:
        dissent.take_in(posted.room(season.ADULT), "RZA", data, "list.csv", season.NOW, season.doing())
    assert [(fault.code, fault.row) for fault in refusal.value.faults] == [
        ("dissent-nhs-number", 2), ("dissent-reference", 3), ("dissent-nobody", 4), ("dissent-status", 5),
    ]  # fmt: skip


def test_a_dissent_told_before_its_person_is_loaded_counts_from_the_next_clearance_on(loaded: Workspace) -> None:
    case, _ = somebody(loaded)
    number = season.person_of(loaded, case).nhs_number
    with transaction(loaded.office) as session:
        session.query(Case).filter_by(token=case.token).update({"state": "superseded"})  # not there yet
    data = list_of("nhs_number", str(number))
    done = dissent.take_in(loaded.room(season.ADULT), "RZA", data, "list.csv", season.NOW, season.doing())
    assert (done.stopped, done.unknown) == (0, 1)
    with transaction(loaded.office) as session:
        session.query(Case).filter_by(token=case.token).update({"state": "open"})
    traced(loaded, {})
    assert post.stands(loaded, case)[:2] == (4, "opted_out")


def test_nobody_whom_a_clearance_stopped_is_planned(loaded: Workspace) -> None:
    (_, died), (_, wants_none), (_, sensitive) = (somebody(loaded, n) for n in range(3))
    traced(loaded, {died: {"status": "died"}, wants_none: {"status": "dissent"}, sensitive: {"status": "sensitive"}})
    drafted = choosing.draft(loaded.room(season.ADULT), loaded.content, 1, ["RZA", "RZB"])
    references_planned = {references.format(planned.reference) for planned in drafted.cases}
    assert not references_planned & {died, wants_none, sensitive}


def test_a_sensitive_persons_letter_that_was_made_is_cut_and_the_others_go(loaded: Workspace) -> None:
    season.clear(loaded, season.ADULT)
    mailing = season.checked(loaded, season.ADULT)
    case = post.mailed(loaded)[0]
    traced(loaded, {references.format(case.reference): {"status": "sensitive"}})
    post.release(loaded, mailing, 1.1)
    with reading(loaded.office) as session:
        assert pieces.withheld(session, mailing) == {"withdrawn": 1}
    assert post.stands(loaded, case)[3:5] == ("withdrawn", "void")


def test_a_sensitive_persons_letter_is_never_made_again_when_another_in_its_file_is(loaded: Workspace) -> None:
    season.clear(loaded, season.ADULT)
    mailing = season.checked(loaded, season.ADULT)
    case, moved = post.mailed(loaded)[:2]
    address = {"new_address_1": "7 Newly Lane", "new_address_2": "Fairmoor", "new_postcode": "LD88 1AB"}
    traced(loaded, {
        references.format(case.reference): {"status": "sensitive"},
        references.format(moved.reference): {"status": "moved", **address},
    })  # fmt: skip
    with pytest.raises(FulfilmentError, match="1 pieces no longer say what their cases say"):
        post.release(loaded, mailing, 1.1)
    room, how = loaded.room(season.ADULT), season.doing(season.later(1.2))
    composing.compose(room, loaded.content, mailing, how)
    checking.check(room, mailing, how)
    season.approved(loaded, season.ADULT, mailing)
    post.release(loaded, mailing, 1.3)
    assert post.piece_of(loaded, case).state == "withheld"
    assert post.piece_of(loaded, moved).state == "released"
