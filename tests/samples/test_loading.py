"""A checked file becomes cases and people; one person is one case, across files, trusts, waves and surveys."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from fulfilment.errors import FulfilmentError
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import events, people, registered
from fulfilment.store.office.mailings import approved_trusts
from fulfilment.store.office.models import Case, Clearance, Event, Mailing, Piece, SampleFile
from fulfilment.store.office.models import Person as PersonRow
from tests.samples.conftest import Office
from tests.samples.trust_files import NUMBERS, TODAY, csv_bytes, row, rows


def cases(office: Office) -> list[Case]:
    with reading(office.workspace.office) as session:
        return list(session.scalars(select(Case).order_by(Case.sample_file_id, Case.sample_row)))


def kinds(office: Office) -> list[str]:
    with reading(office.workspace.office) as session:
        assert events.verify(session) == []
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def elsewhere(**changed: str) -> dict[str, str]:
    return row(TrustCode="RZB", SiteCode="RZB01", **changed)


def a_child(**changed: str) -> dict[str, str]:
    return row(TrustCode="RYA", SiteCode="RYA01", ICD10="C91.0", **changed)


def test_a_row_becomes_a_case_without_a_name_and_a_sealed_person(office: Office) -> None:
    assert office.load([row(Language="Polish")]).added == 1
    [case] = cases(office)
    assert (case.trust, case.ptc, case.age_band, case.language, case.format) == (
        "RZA",
        "PTC 1",
        "adult",
        "pl",
        "standard",
    )
    assert (case.issue, case.state, case.outcome, case.stop, case.sample_row) == (1, "open", 6, None, 2)
    assert case.attributes == {
        "gender": "2", "ethnic_category": "A", "age_at_discharge": 76, "stay_days": 2, "patient_class": "1",
        "treatment_function": "800", "icd10": "C50.9", "site": "RZA01",
    }  # fmt: skip
    with reading(office.workspace.office) as session:
        person = people.get(session, office.workspace.office_keys().people("adult-2026"), case.token)
    assert person is not None
    assert (person.name, person.address, person.postcode, person.nhs_number) == (
        "Margaret Ash", ("12 Tansy Grove", "Brackenby"), "LD88 1AB", "9990000018",
    )  # fmt: skip


def test_the_office_store_holds_no_name_address_or_number_in_clear(office: Office) -> None:
    office.load([row(Surname="Featherstonehaugh", Address1="12 Quillmaker Street", Postcode="LD88 7QX")])
    stored = b"".join(path.read_bytes() for path in office.workspace.path.glob("office.db*"))
    for secret in ("Featherstonehaugh", "Quillmaker", "LD88 7QX", "LD887QX", "9990000018", "1950-02-14", "14/02/1950"):
        assert secret.encode() not in stored


def test_the_band_goes_by_the_start_of_fieldwork_and_eligibility_by_discharge(office: Office) -> None:
    born = ["01/06/2010", "02/11/2018", "03/11/2018", "02/11/2014", "03/11/2014"]  # 15 at discharge, 16 on 2 November
    children = [a_child(DateOfBirth=day, NHSNumber=NUMBERS[n], RecordNumber=str(n)) for n, day in enumerate(born)]
    office.load(children, "under16-2026")
    assert [case.age_band for case in cases(office)] == ["12-15", "8-11", "0-7", "12-15", "8-11"]


def test_the_same_file_again_changes_nothing_and_says_so(office: Office) -> None:
    office.load(rows(3))
    before = [vars(case) | {"_sa_instance_state": None} for case in cases(office)]
    told = kinds(office)
    again = office.load(rows(3), name="another-name.csv")
    assert (again.again, again.added) == (True, 0)
    assert [vars(case) | {"_sa_instance_state": None} for case in cases(office)] == before
    assert kinds(office) == told


def test_a_corrected_file_of_the_same_trust_updates_people_and_adds_the_new_ones(office: Office) -> None:
    office.load(rows(2))
    corrected = [{**each, "Surname": "Bramble"} for each in rows(3)]
    loaded = office.load(corrected, name="corrected.csv")
    assert (loaded.added, loaded.updated, loaded.superseded) == (1, 2, 0)
    assert [case.state for case in cases(office)] == ["open"] * 3
    key = office.workspace.office_keys().people("adult-2026")
    with reading(office.workspace.office) as session:
        found = [people.get(session, key, case.token) for case in cases(office)]
    assert {person.family for person in found if person} == {"Bramble"}


@pytest.mark.parametrize("number", ["9990000018", ""])
def test_the_latest_discharge_at_any_trust_wins_by_number_or_else_by_name_birth_date_and_postcode(
    office: Office, number: str
) -> None:
    office.load([row(NHSNumber=number)])
    later = office.load(
        [elsewhere(DateOfDischarge="06/05/2026", FirstName="MARGARET", Postcode="ld881ab")], name="b.csv"
    )
    earlier = office.load([row(TrustCode="RZC", SiteCode="RZC01", DateOfDischarge="04/05/2026")], name="c.csv")
    assert (later.added, later.superseded, earlier.added, earlier.unchanged) == (1, 1, 0, 1)
    assert [(case.trust, case.state) for case in cases(office)] == [("RZA", "superseded"), ("RZB", "open")]
    assert [kind for kind in kinds(office) if "sample" not in kind] == ["case_superseded", "same_person_kept"]


def test_namesakes_at_one_address_with_two_nhs_numbers_are_two_people(office: Office) -> None:
    office.load([row()])
    assert office.load([elsewhere(NHSNumber=NUMBERS[1])], name="b.csv").added == 1


def test_a_person_is_found_in_the_other_survey_of_the_same_year(office: Office) -> None:
    office.load([a_child(DateOfBirth="01/06/2010", DateOfAdmission="05/05/2026")], "under16-2026")
    now_16 = row(DateOfBirth="01/06/2010", DateOfAdmission="05/06/2026", DateOfDischarge="06/06/2026")
    loaded = office.load([now_16], name="b.csv")
    assert (loaded.added, loaded.superseded) == (1, 1)
    assert {case.wave: case.state for case in cases(office)} == {"under16-2026": "superseded", "adult-2026": "open"}


def release(office: Office, token: str, state: str = "released") -> None:
    with transaction(office.workspace.office) as session:
        at: datetime = office.doing.at
        session.add(Clearance(id=1, wave="adult-2026", kind="trace", as_of=at, imported_at=at, imported_by="tester",
                              sha256="0", people=1, flagged=0))  # fmt: skip
        session.flush()
        session.add(
            Mailing(
                id=1, wave="adult-2026", contact=1, trusts=["RZA"], state="released", clearance_id=1, planned_at=at,
                planned_by="tester", released_at=at, released_by="tester", excluded={},
            )
        )  # fmt: skip
        session.flush()
        session.add(Piece(mailing_id=1, token=token, wave="adult-2026", contact=1, kind="live", issue=1, attempt=1,
                          state=state))  # fmt: skip


@pytest.mark.parametrize(("state", "stays"), [("released", True), ("despatched", True), ("composed", False)])
def test_a_released_case_stays_whatever_is_loaded_later(office: Office, state: str, stays: bool) -> None:
    office.load([row()])
    release(office, cases(office)[0].token, state)
    loaded = office.load([elsewhere(DateOfDischarge="06/06/2026")], name="b.csv")
    assert (loaded.unchanged, loaded.added) == ((1, 0) if stays else (0, 1))


def test_a_stopped_case_stays_so_that_nobody_is_written_to_again_by_another_trust(office: Office) -> None:
    office.load([row()])
    with transaction(office.workspace.office) as session:
        session.execute(update(Case).values(stop="opted_out", outcome=4))
    assert office.load([elsewhere(DateOfDischarge="06/06/2026")], name="b.csv").added == 0


def test_a_later_file_changes_nobody_to_whom_a_letter_was_released(office: Office) -> None:
    office.load([row()])
    release(office, cases(office)[0].token)
    assert office.load([row(Surname="Bramble")], name="b.csv").unchanged == 1


def test_a_death_in_another_trusts_file_stops_the_case(office: Office) -> None:
    office.load([row()])
    office.load([elsewhere(DeceasedFlag="Y"), elsewhere(RecordNumber="2", NHSNumber=NUMBERS[1])], name="b.csv")
    stopped = next(case for case in cases(office) if case.trust == "RZA")
    assert (stopped.stop, stopped.outcome, stopped.outcome_source) == ("died", 7, "sample")
    assert "case_stopped" in kinds(office)


def test_someone_whom_one_row_calls_dead_is_left_out_by_every_row(office: Office) -> None:
    (office.folder / "a.csv").write_bytes(csv_bytes([row(), row(RecordNumber="7", DeceasedFlag="Y"), rows(3)[2]]))
    [result] = office.intake().check([office.folder / "a.csv"], TODAY)
    assert [record.person.nhs_number for record in result.records] == [NUMBERS[2]]


def test_of_several_rows_of_one_person_the_latest_discharge_is_loaded(office: Office) -> None:
    days = ("05/05/2026", "09/05/2026", "07/05/2026")
    office.load([row(RecordNumber=str(n), DateOfDischarge=day) for n, day in enumerate(days)])
    assert [(case.sample_row, case.discharged_on.day) for case in cases(office)] == [(3, 9)]


def test_nothing_is_loaded_from_any_file_where_one_has_a_fault(office: Office) -> None:
    for name, records in (("a.csv", rows(2)), ("b.csv", [elsewhere(Gender="7", NHSNumber="1")])):
        (office.folder / name).write_bytes(csv_bytes(records))
    intake = office.intake()
    checked = intake.check([office.folder / "a.csv", office.folder / "b.csv"], TODAY)
    with pytest.raises(FulfilmentError) as refused:
        intake.load(checked, office.doing)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(2, "NHSNumber"), (2, "Gender")]
    assert cases(office) == []
    assert kinds(office) == []


def test_a_trust_is_approved_until_another_file_of_it_comes(office: Office) -> None:
    office.load(rows(1))
    assert office.intake().approve("RZA", office.doing) == 1
    assert office.intake().approve("RZA", office.doing) == 0
    with reading(office.workspace.office) as session:
        assert approved_trusts(session, "adult-2026") == {"RZA"}
    office.load(rows(2), name="b.csv")
    with reading(office.workspace.office) as session:
        assert approved_trusts(session, "adult-2026") == set()


def test_a_trust_without_a_file_cannot_be_approved(office: Office) -> None:
    with pytest.raises(FulfilmentError, match="No file of RZC"):
        office.intake().approve("RZC", office.doing)


def test_the_trusts_file_is_registered_and_left_as_it_was(office: Office) -> None:
    office.load(rows(2))
    path = office.folder / "file.csv"
    assert path.read_bytes() == csv_bytes(rows(2))
    with reading(office.workspace.office) as session:
        assert [Path(file.path) for file in registered.of_wave(session, "adult-2026")] == [path.resolve()]


def test_a_load_that_fails_leaves_the_store_without_any_of_it(office: Office) -> None:
    def broken(size: int) -> bytes:
        raise OSError("no randomness left")

    with pytest.raises(OSError, match="randomness"):
        Office(office.workspace, office.folder, office.doing._replace(randomness=broken)).load(rows(2))
    with reading(office.workspace.office) as session:
        assert [session.scalars(select(table)).all() for table in (SampleFile, Case, PersonRow)] == [[], [], []]
