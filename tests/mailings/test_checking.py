"""The independent reader: a print file with one fault is refused, and the piece is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pypdf
import pytest

from fulfilment.cases.pieces import PieceState
from fulfilment.errors import FulfilmentError
from fulfilment.mailings import checking, composing, releasing
from fulfilment.mailings.lettering import Letterer, Lettering
from fulfilment.mailings.statics import Statics
from fulfilment.paper.personal import Personal
from fulfilment.paper.printfile import PrintFile as Writer
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import mailings as ledger
from fulfilment.store.office import people, pieces
from fulfilment.store.office.models import Case, PrintFile
from fulfilment.workspace import Workspace
from tests import season

Spoil = Callable[[list[Personal]], None]


def _largest_file(workspace: Workspace) -> PrintFile:
    with reading(workspace.office) as session:
        return max(ledger.print_files(session, 1), key=lambda file: file.pieces)


def _letterings(workspace: Workspace, file: PrintFile) -> list[Lettering]:
    room = workspace.room(season.ADULT)
    letterer = Letterer(workspace.content, room.keys, room.wave, file.language)
    with reading(workspace.office) as session:
        return [letterer.letter(piece) for piece in pieces.to_print(session, file.id, [PieceState.CHECKED])]


def _written_with(workspace: Workspace, spoil: Spoil) -> list[Lettering]:
    """The largest print file written anew, by the real writer, with one fault in it; what its pieces should carry."""
    file, room = _largest_file(workspace), workspace.room(season.ADULT)
    statics = Statics(room, season.CONTACT, file.pack, file.language)
    letterings = _letterings(workspace, file)
    trusts = sorted({lettering.trust for lettering in letterings})
    personals = [
        statics.personal(lettering, file.component, len(statics.letter(lettering.trust).pages))
        for lettering in letterings
    ]
    spoil(personals)
    with (room.mailing_folder(1) / file.name).open("wb") as out:
        writer = Writer(out, [statics.letter(trust) for trust in trusts], statics.faces)
        for lettering, personal in zip(letterings, personals, strict=True):
            writer.add(trusts.index(lettering.trust), personal)
        writer.close()
    return letterings


def _faults(workspace: Workspace) -> Sequence[str]:
    with pytest.raises(FulfilmentError) as refused:
        checking.check(workspace.room(season.ADULT), 1, season.doing())
    return [f"{fault.code}: {fault.what}" for fault in refused.value.faults if fault.code != "file-changed"]


def _names(lettering: Lettering) -> str:
    return f"piece {lettering.piece}, reference {lettering.reference}"


def test_the_same_letters_written_again_read_back_without_a_fault(checked: Workspace) -> None:
    _written_with(checked, lambda personals: None)
    checking.check(checked.room(season.ADULT), 1, season.doing())


def test_two_addresses_swapped_are_found_and_both_pieces_named(checked: Workspace) -> None:
    def swap(personals: list[Personal]) -> None:
        first, second = personals[0].address_lines, personals[1].address_lines
        personals[0] = replace(personals[0], address_lines=second)
        personals[1] = replace(personals[1], address_lines=first)

    letterings = _written_with(checked, swap)
    found = _faults(checked)
    assert len(found) == 2
    for lettering, fault in zip(letterings, found, strict=False):
        assert fault.startswith(f"address: {_names(lettering)}")


def test_the_qr_code_of_another_person_is_found(checked: Workspace) -> None:
    def exchange(personals: list[Personal]) -> None:
        personals[2] = replace(personals[2], qr=personals[3].qr)

    letterings = _written_with(checked, exchange)
    assert [fault.split(", page")[0] for fault in _faults(checked)] == [f"qr: {_names(letterings[2])}"]


def test_letter_and_mark_of_different_people_are_found(checked: Workspace) -> None:
    def exchange(personals: list[Personal]) -> None:
        personals[1] = replace(personals[1], sheet_marks=personals[0].sheet_marks)

    letterings = _written_with(checked, exchange)
    assert [fault.split(", page")[0] for fault in _faults(checked)] == [f"sheet-mark: {_names(letterings[1])}"]


def test_a_code_to_type_that_is_not_in_the_qr_code_is_found(checked: Workspace) -> None:
    def exchange(personals: list[Personal]) -> None:
        personals[1] = replace(personals[1], code=personals[2].code)

    letterings = _written_with(checked, exchange)
    assert [fault.split(", page")[0] for fault in _faults(checked)] == [f"code: {_names(letterings[1])}"]


def test_a_missing_page_is_found_and_its_piece_named(checked: Workspace) -> None:
    file = _largest_file(checked)
    path = checked.path / "mailings" / "1" / file.name
    letterings = _letterings(checked, file)
    pdf = pypdf.PdfWriter(clone_from=path)
    pdf.remove_page(2 * (file.pages or 0) // file.pieces - 1)  # the last of the second piece
    pdf.write(path)
    found = _faults(checked)
    assert f"page-missing: {_names(letterings[1])}: a page is missing" in found
    assert sum(fault.startswith("page-missing") for fault in found) == 1


def test_a_file_that_is_gone_or_cut_short_is_refused(checked: Workspace) -> None:
    path = checked.path / "mailings" / "1" / _largest_file(checked).name
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(FulfilmentError):
        checking.check(checked.room(season.ADULT), 1, season.doing())
    path.unlink()
    assert any(fault.startswith("file-missing") for fault in _faults(checked))


def test_nothing_of_a_person_is_in_the_faults_but_the_reference(checked: Workspace) -> None:
    def swap(personals: list[Personal]) -> None:
        personals[0] = replace(personals[0], address_lines=personals[1].address_lines, qr=personals[2].qr)

    letterings = _written_with(checked, swap)
    said = "\n".join(_faults(checked))
    for lettering in letterings:
        assert lettering.code not in said
        assert not any(line in said for line in lettering.address_lines)


def test_a_file_read_back_already_is_not_held_up_by_who_may_not_be_written_to(checked: Workspace) -> None:
    english, polish = (_one_of(checked, language) for language in ("en", "pl"))
    key = checked.office_keys().people(season.ADULT)
    person = season.person_of(checked, english)
    with transaction(checked.office) as session:
        moved = person.model_copy(update={"address": ("7 Newly Lane", "Fairmoor")})
        people.replace(session, key, english.token, moved)
        gone = season.person_of(checked, polish).model_copy(update={"address": (), "postcode": ""})
        people.replace(session, key, polish.token, gone)
        session.get_one(Case, polish.token).stop = "withdrawn"
    room, at = checked.room(season.ADULT), season.doing(season.later(0.1))
    with pytest.raises(FulfilmentError, match="1 pieces no longer say"):
        releasing.release(room, checked.content, 1, at)
    composing.compose(room, checked.content, 1, at)
    checking.check(room, 1, at)
    assert releasing.release(room, checked.content, 1, at).cut == {"withdrawn": 1}


def _one_of(workspace: Workspace, language: str) -> Case:
    """A case with a checked letter in a language."""
    with reading(workspace.office) as session:
        mailed = {row.token for row in pieces.with_cases(session, 1, [PieceState.CHECKED])}
    cases = season.cases_of(workspace, season.ADULT)
    return next(case for case in cases if case.token in mailed and case.language == language)
