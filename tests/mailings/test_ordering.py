"""Needs choose the pack: who cannot read our letter gets an order to a specialist, never a wrong letter."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.keys import codes, references
from fulfilment.mailings import checking, closing
from fulfilment.mailings.ordering import is_order
from fulfilment.mailings.statics import Statics
from fulfilment.paper import marks
from fulfilment.paper.readback import Reader
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import reissues
from fulfilment.store.office.models import Case, Piece
from fulfilment.workspace import Workspace
from tests import season
from tests.mailings import printer
from tests.mailings.reconciling import release_adds_up


def _in_need(workspace: Workspace, formats: tuple[str, ...] = ("braille", "large")) -> list[Case]:
    chosen = [case for case in season.cases_of(workspace, season.ADULT) if case.state == "open"][: len(formats)]
    with transaction(workspace.office) as session:
        for case, format_ in zip(chosen, formats, strict=True):
            session.get_one(Case, case.token).format = format_
    return chosen


def _orders(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_another_format_becomes_an_order_line_with_all_that_the_specialist_needs(cleared: Workspace) -> None:
    in_need = _in_need(cleared)
    season.checked(cleared, season.ADULT)
    rows = _orders(cleared.path / "mailings" / "1" / "orders-1.csv")
    keys = cleared.office_keys()
    assert {row["format"] for row in rows} == {"braille", "large"}
    for case in in_need:
        row = next(row for row in rows if row["reference"] == references.format(case.reference))
        person = season.person_of(cleared, case)
        assert row["code"] == codes.format(keys.access_code(season.ADULT, case.reference, 1))
        lines = [row[f"address_{number}"] for number in range(1, 8)]
        assert [line for line in lines if line] == [person.name, *person.address, person.postcode]
        assert marks.COMPONENTS["order"] == marks.parse(row["mark"]).component


def test_an_order_names_the_letters_to_make_and_they_are_in_the_content(cleared: Workspace) -> None:
    case, _ = _in_need(cleared)
    season.checked(cleared, season.ADULT)
    first = _orders(cleared.path / "mailings" / "1" / "orders-1.csv")
    assert {row["letters"] for row in first} == {"covering_note invitation language_sheet"}
    with transaction(cleared.office) as session:
        sent = session.query(Piece).filter_by(token=case.token).one()
        sent.state = PieceState.DESPATCHED.value
        assert reissues.replace(session, case.token, 1, reissues.LEFT, season.NOW) == 1
    assert season.checked(cleared, season.ADULT) == 2
    again = _orders(cleared.path / "mailings" / "2" / "orders-2.csv")
    assert [(row["reference"], row["letters"]) for row in again] == [
        (references.format(case.reference), "covering_note resend language_sheet")
    ]
    for row in (*first, *again):
        assert all(cleared.content.letter("adult", name) for name in row["letters"].split())


def test_orders_go_the_whole_way_of_every_other_piece(cleared: Workspace) -> None:
    in_need = _in_need(cleared)
    season.checked(cleared, season.ADULT)
    printer.stop_online(cleared, in_need[0].token)
    assert printer.released(cleared).cut == {"opted_out": 1}
    release_adds_up(cleared, season.ADULT, 1)
    folder = cleared.path / "mailings" / "1"
    assert [row["format"] for row in _orders(folder / "orders-1.g2.csv")] == ["large"]
    named = {file["name"] for file in json.loads((folder / "manifest.json").read_text())["files"]}
    assert "orders-1.g2.csv" in named
    printer.hand_over(cleared)
    ordered = next(row.piece_id for row in printer.pieces(cleared) if row.token == in_need[1].token)
    mark = marks.format(marks.Mark(ordered, 1, marks.COMPONENTS["order"], 1, 1, 1))
    assert printer.spoil(cleared, [mark]) == 1
    printer.reprinted(cleared)
    assert (folder / "orders-1-r0001.csv").is_file()
    printer.hand_over(cleared, 0.7)
    printer.report(cleared, printer.despatched(cleared), 1.5)
    room, at = cleared.room(season.ADULT), season.doing(season.later(2))
    assert closing.close(room, cleared.content, 1, at).spoiled == 1


def test_an_order_changed_on_the_disk_is_found_and_its_piece_named(cleared: Workspace) -> None:
    _in_need(cleared)
    season.checked(cleared, season.ADULT)
    path = cleared.path / "mailings" / "1" / "orders-1.csv"
    path.write_bytes(path.read_bytes().replace(b"braille", b"audio"))
    with pytest.raises(FulfilmentError) as refused:
        checking.check(cleared.room(season.ADULT), 1, season.doing())
    assert {fault.code for fault in refused.value.faults} == {"file-changed", "order"}


def test_an_unsigned_language_is_ordered_and_not_printed_unless_the_survey_says_so(cleared: Workspace) -> None:
    survey = cleared.content.survey("adult")
    strict = survey.model_copy(update={"print_unsigned": False})
    assert not is_order(cleared.content, survey, "pl", "adult-1")
    assert is_order(cleared.content, strict, "pl", "adult-1")
    assert not is_order(cleared.content, strict, "en", "adult-1")
    assert is_order(cleared.content, survey, "cy", "adult-1")


def test_a_format_is_ordered_where_the_contact_has_no_pack_in_it(cleared: Workspace) -> None:
    survey = cleared.content.survey("adult")
    contact = survey.contact(1)
    assert contact.pack("adult", "standard") == "adult-1"
    assert contact.pack("adult", "braille") is None
    assert is_order(cleared.content, survey, "en", contact.pack("adult", "braille"))


def test_easy_read_is_printed_here_with_its_code_and_has_proofs_of_its_own(cleared: Workspace) -> None:
    [case] = _in_need(cleared, ("easy_read",))
    season.checked(cleared, season.ADULT)
    with reading(cleared.office) as session:
        files = {file.pack: file for file in ledger.print_files(session, 1)}
        proofs = {(proof.pack, proof.format) for proof in ledger.proof_files(session, 1)}
    file = files["adult-1-easy-read"]
    assert (file.format, file.language, file.pieces, file.state) == ("easy_read", case.language, 1, "checked")
    assert ("adult-1-easy-read", "easy_read") in proofs
    code = codes.format(cleared.office_keys().access_code(season.ADULT, case.reference, 1))
    with Reader(cleared.path / "mailings" / "1" / file.name) as reader, reader.page(2) as page:
        assert code in page.text(page.whole)


def test_a_survey_that_prints_nothing_unsigned_sends_no_unsigned_language_sheet(cleared: Workspace) -> None:
    def sheets(workspace: Workspace) -> int:
        statics = Statics(workspace.room(season.ADULT), season.CONTACT, "adult-1", "en")
        return statics.letter(workspace.wave(season.ADULT).trusts[0].code).sheets

    assert sheets(cleared) == 2
    shutil.copytree(cleared.letters, cleared.path / "letters")
    survey = cleared.path / "letters" / "adult" / "survey.yaml"
    told = survey.read_text(encoding="utf-8")
    survey.write_text(told.replace("print_unsigned: true", "print_unsigned: false"), encoding="utf-8")
    assert sheets(Workspace.open(cleared.path)) == 1


def test_a_mailing_of_orders_alone_needs_no_proof(cleared: Workspace) -> None:
    open_cases = [case for case in season.cases_of(cleared, season.ADULT) if case.state == "open"]
    _in_need(cleared, ("audio",) * len(open_cases))
    shutil.rmtree(cleared.path / "letters", ignore_errors=True)
    season.checked(cleared, season.ADULT)
    with reading(cleared.office) as session:
        assert ledger.proof_files(session, 1) == []
    assert printer.released(cleared).pieces == len(open_cases)
    assert len(printer.pieces(cleared, PieceState.RELEASED)) == len(open_cases)
