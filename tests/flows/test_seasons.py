"""A whole season of each survey, told from beginning to end; what became of everybody is worked out by hand.

``tests/data/season.csv`` says of each person how many letters were posted and which outcome it comes to.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import update

from fulfilment.cases.pieces import PieceState
from fulfilment.closing import destroying, ending
from fulfilment.errors import FulfilmentError
from fulfilment.exports import outcomes
from fulfilment.keys import references
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import samples
from fulfilment.store.office.models import Case, SampleFile
from fulfilment.store.online import codes
from tests import databases, season
from tests.flows.fieldwork import Fieldwork, in_english

EXPECTED = Path(__file__).parents[1] / "data" / "season.csv"
REST = "everybody else"
SIZE = {season.ADULT: 24, season.UNDER16: 40}
TRUSTS = {
    season.ADULT: season.TRUSTS[season.ADULT],
    season.UNDER16: {**season.TRUSTS[season.UNDER16], "RYB": "Eastholme University Hospitals NHS Trust"},
}


class Ended(NamedTuple):
    """Letters posted, outcome and sub-code."""

    letters: int
    outcome: int
    sub_code: str


@pytest.fixture(params=[season.ADULT, season.UNDER16])
def field(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Fieldwork]:
    """A wave of two trusts, of which the second is late: its file is there and not approved."""
    path = tmp_path / "workspace"
    path.mkdir()
    wave = request.param
    workspace = season.loaded(path, {wave: SIZE[wave]}, kind, TRUSTS)
    in_english(workspace)
    with transaction(workspace.office) as session:
        late = list(TRUSTS[wave])[1]
        session.execute(update(SampleFile).where(SampleFile.trust == late).values(state="loaded"))
    yield Fieldwork(workspace, wave)
    databases.closed(workspace)
    databases.dropped(tmp_path)


def test_a_season_comes_out_as_it_was_worked_out_by_hand(field: Fieldwork) -> None:
    first, late = TRUSTS[field.wave]
    people = _people(field, first, late)
    for case in field.cases():
        field.is_called(case, "Robin", "Vale")  # a name that every font has

    field.clear()
    one = field.plan(1)
    field.told(people["ash"], "died")
    field.compose(one)
    field.clear(people["birch"])
    field.approve(one)
    assert field.release(one).cut == {"died": 2}
    field.hand_over(one)
    field.opts_out(people["cedar"])
    field.learn()
    field.nothing_stopped_is_unpulled()
    assert field.confirm_pulls(one) == 1
    assert field.spoil(field.pieces_of(people["damson"])[0]) == 1
    _reprinted(field, one)
    field.report(one)
    field.close_mailing(one)
    field.adds_up()

    field.wait(days=1)
    with transaction(field.workspace.office) as session:
        samples.approve(session, field.wave, late, field.by().at, "mailing team")
    field.clear()
    two = field.sent(1)  # the late trust, nobody else: one live piece a case and contact
    assert {field.case_of(piece).trust for piece in field.pieces(two, PieceState.HANDED_OVER)} == {late}
    field.told(people["moss"], "died")
    field.nothing_stopped_is_unpulled()
    _posted(field, two)

    field.wait(days=4)
    field.came_back(people["nettle"], "R01")
    field.opts_out(people["pine"])
    field.answers(people["elder"], part=_part(field, people["elder"]))
    field.answers(people["fir"], 2, part=_part(field, people["fir"]))
    field.told(people["hazel"], "died")
    field.undo(people["hazel"])

    field.begins(people["gorse"], _part(field, people["gorse"]))
    lost = field.reissue(people["gorse"])
    assert (lost.issue, lost.drafts_kept) == (2, 1)
    assert not field.has_live_code(people["gorse"])
    field.clear()
    again = field.sent(1)  # a top-up: the letter with the new code, for one person
    assert [piece.token for piece in field.pieces(again, PieceState.HANDED_OVER)] == [people["gorse"].token]
    _posted(field, again)
    assert _live_issue(field, people["gorse"]) == 2
    field.answers(people["gorse"], part=_part(field, people["gorse"]))

    field.until(2)
    field.clear()
    reminder = field.plan(2)
    field.compose(reminder)
    field.approve(reminder)
    field.release(reminder)
    field.answers(people["iris"], part=_part(field, people["iris"]))
    with pytest.raises(FulfilmentError, match="1 people must get nothing since the release"):
        field.hand_over(reminder)
    assert field.release(reminder).cut == {"answered": 1}
    field.hand_over(reminder)
    field.answers(people["juniper"], part=_part(field, people["juniper"]))
    field.learn()
    field.nothing_stopped_is_unpulled()
    _posted(field, reminder)
    field.answers(people["damson"], part=_part(field, people["damson"]))

    field.until(3)
    field.clear()
    last = field.sent(3)
    _posted(field, last)
    field.told(people["larch"], "opted_out")
    field.came_back(people["oak"], "R09")
    with pytest.raises(FulfilmentError, match="Nobody is left to write to"):
        field.plan(3)
    part = _part(field, people["kelp"])
    field.begins(people["kelp"], part, field.survey.useable_answers)

    field.wait(days=90)
    closed = ending.close(field.room, field.content, field.by())
    assert closed.partial == 1
    assert _ended(field, people) == _expected()
    totals = _totals(field)
    assert totals == _worked_out(len(field.cases()) - len(people))
    destroying.destroy(field.room, field.workspace.keys, field.by())
    assert _totals(field) == totals
    field.adds_up()


def _people(field: Fieldwork, first: str, late: str) -> Mapping[str, Case]:
    """Name -> case: the first of each trust, in order of reference."""
    waiting: dict[str, list[Case]] = {"first": [], "late": []}
    for case in field.cases():
        waiting["first" if case.trust == first else "late"].append(case)
    everything = field.survey.age_bands[0].id  # its adult or parent is asked everything, and may send it half done
    kelp = next(case for case in waiting["first"] if case.age_band == everything)
    waiting["first"].remove(kelp)
    others = {row["person"]: row["trust"] for row in _rows() if row["trust"] and row["person"] != "kelp"}
    return {"kelp": kelp, **{person: waiting[trust].pop(0) for person, trust in others.items()}}


def _rows() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _expected() -> dict[str, Ended]:
    return {row["person"]: Ended(int(row["letters"]), int(row["outcome"]), row["sub_code"]) for row in _rows()}


def _part(field: Fieldwork, case: Case) -> str:
    """The part of the adult, or of the parent."""
    band = field.survey.band(case.age_band)
    return field.content.questionnaire(field.survey.id, band.questionnaire).parts[-1].id


def _reprinted(field: Fieldwork, mailing: int) -> None:
    field.compose(mailing)
    field.release(mailing)
    field.hand_over(mailing)


def _posted(field: Fieldwork, mailing: int) -> None:
    """The printer takes out what is on its lists and posts the rest; the mailing is accounted for."""
    field.learn()
    field.confirm_pulls(mailing)
    field.report(mailing)
    field.close_mailing(mailing)
    field.adds_up()


def _live_issue(field: Fieldwork, case: Case) -> int:
    with reading(field.workspace.online) as session:
        code = codes.live_code(session, case.token)
    assert code is not None
    return code.issue


def _ended(field: Fieldwork, people: Mapping[str, Case]) -> dict[str, Ended]:
    """What the export says of everybody; those without a name must all have come to the same."""
    data = outcomes.cases(field.workspace.office, field.survey.id, field.wave)
    names = {references.format(case.reference): name for name, case in people.items()}
    ended: dict[str, set[Ended]] = {}
    for row in csv.DictReader(StringIO(data.decode("utf-8-sig"))):
        found = Ended(int(row["contacts"]), int(row["outcome"]), row["sub_code"])
        ended.setdefault(names.get(row["reference"], REST), set()).add(found)
    assert all(len(each) == 1 for each in ended.values()), ended
    return {name: each.pop() for name, each in ended.items()}


def _totals(field: Fieldwork) -> Counter[int]:
    """Outcome -> how many, in the table of everybody who was mailed or answered."""
    table = outcomes.outcomes(field.workspace.office, field.wave, 0)
    everybody = dict(zip(table.columns, table.rows[0], strict=True))
    assert everybody["name"] == "all"
    return Counter({code: int(everybody[f"outcome_{code}"] or 0) for code in range(1, 8)})


def _worked_out(others: int) -> Counter[int]:
    """The same from the hand-worked example, with so many people of whom nobody heard."""
    counted: Counter[int] = Counter(dict.fromkeys(range(1, 8), 0))
    for name, ended in _expected().items():
        if ended.letters:
            counted[ended.outcome] += others if name == REST else 1
    return counted
