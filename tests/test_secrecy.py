"""What the two stores hold, searched byte for byte after everything that a season does with them."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from fulfilment.cases.person import Person
from fulfilment.exports.answers import answers
from fulfilment.keys import codes, references
from fulfilment.store.engines import reading
from fulfilment.store.office import registered
from fulfilment.store.office.models import Case
from fulfilment.surveys.definition import QuestionType
from fulfilment.workspace import Workspace
from tests import season
from tests.browser.robot import answer_to
from tests.webform.public_site import Visitor
from webform.public import PublicSettings, create_public_app

COMMENT = "The tea was always cold but Nurse Okonjo never was"


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, list[Case]]:
    """A released mailing of which two people have answered: one sent, one left half way."""
    workspace = season.loaded(tmp_path_factory.mktemp("season") / "workspace", {season.ADULT: 6})
    season.clear(workspace, season.ADULT)
    season.released(workspace, season.ADULT)
    app = create_public_app(
        workspace.online,
        workspace.public_keys(),
        workspace.content,
        lambda: season.NOW,
        PublicSettings(closing={"adult": season.NOW.date()}),
    )
    cases = [case for case in season.cases_of(workspace, season.ADULT) if case.state == "open"]
    _answer(workspace, Visitor(app.test_client()), cases[0], send=True)
    _answer(workspace, Visitor(app.test_client()), cases[1], send=False)
    return workspace, cases


def _answer(workspace: Workspace, visitor: Visitor, case: Case, *, send: bool) -> None:
    part = workspace.content.questionnaire("adult", "adult").part("adult")
    visitor.start(workspace.office_keys().access_code(case.wave, case.reference, case.issue))
    while (question := part.question(visitor.question)) is not None:
        if question.type is QuestionType.TEXT:
            data: dict[str, object] = {question.id: COMMENT}
        elif question.type is QuestionType.DATE:
            data = {f"{question.id}-day": "4", f"{question.id}-month": "5", f"{question.id}-year": "2026"}
        else:
            data = {question.id: list(answer_to(question))}
        visitor.post(data=data)
    if send:
        visitor.post()
        assert visitor.path.endswith("/sent")


def _bytes_of(workspace: Workspace, store: str) -> bytes:
    """Every byte of a store's files, its journal too, however it is ended."""
    return b"".join(path.read_bytes() for path in sorted(workspace.path.glob(f"{store}.db*")))


def _personal(workspace: Workspace, case: Case) -> list[str]:
    person: Person = season.person_of(workspace, case)
    number = person.nhs_number or ""
    return [person.family, person.postcode, person.address[0], number, f"{number[:3]} {number[3:6]} {number[6:]}"]


def _codes(workspace: Workspace, case: Case) -> list[str]:
    code = workspace.office_keys().access_code(case.wave, case.reference, case.issue)
    return [code, codes.format(code), code.lower()]


def _found(haystack: bytes, needles: list[str]) -> list[str]:
    return [needle for needle in needles if len(needle) > 4 and needle.encode() in haystack]


def test_the_search_would_find_what_is_there(answered: tuple[Workspace, list[Case]]) -> None:
    workspace, cases = answered
    assert _found(_bytes_of(workspace, "office"), [cases[0].reference])
    assert _found(_bytes_of(workspace, "online"), [cases[0].token])


def test_the_online_store_holds_no_name_address_number_reference_code_or_answer(
    answered: tuple[Workspace, list[Case]],
) -> None:
    workspace, cases = answered
    online = _bytes_of(workspace, "online")
    for case in cases:
        assert not _found(online, _personal(workspace, case))
        assert not _found(online, _codes(workspace, case))
        assert not _found(online, [case.reference, references.format(case.reference)])
    assert not _found(online, [COMMENT, "Okonjo", '"answers"', "told_kindly"])


def test_the_office_store_holds_no_name_address_number_code_or_answer(
    answered: tuple[Workspace, list[Case]],
) -> None:
    workspace, cases = answered
    office = _bytes_of(workspace, "office")
    for case in cases:
        assert not _found(office, _personal(workspace, case))
        assert not _found(office, _codes(workspace, case))
    assert not _found(office, [COMMENT, "Okonjo", "told_kindly"])


def test_the_export_has_the_words_that_the_stores_do_not_show(answered: tuple[Workspace, list[Case]]) -> None:
    workspace, _ = answered
    wave = workspace.wave(season.ADULT)
    table = answers(workspace.office, workspace.online, wave, workspace.content, workspace.answers_key())
    rows = list(csv.DictReader(StringIO(table.decode("utf-8-sig"))))
    assert [row["comment"] for row in rows] == [COMMENT]


def test_everything_personal_on_disk_is_registered_or_sealed(answered: tuple[Workspace, list[Case]]) -> None:
    workspace, cases = answered
    known = _registered(workspace)
    for path in workspace.path.rglob("*"):
        if path.is_file() and "keys" not in path.parts and not path.name.startswith(("office.db", "online.db")):
            data = path.read_bytes()
            if any(_found(data, _personal(workspace, case)) for case in cases):
                assert path.resolve() in known, f"{path.name} holds a name and nobody would destroy it"


def _registered(workspace: Workspace) -> set[Path]:
    with reading(workspace.office) as session:
        rows = registered.of_wave(session, season.ADULT)
    return {(workspace.path / row.path).resolve() for row in rows}
