"""An older store is brought up to date: what its cases came to is the first claim of their history."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from fulfilment import store
from fulfilment.cases.outcomes import Claim, Outcome
from fulfilment.store import engines, migrating
from fulfilment.store.engines import reading, transaction
from fulfilment.store.office import outcomes
from tests import season

CASE = (
    "INSERT INTO cases (token, wave, survey, reference, issue, trust, age_band, language, format, discharged_on, "
    "attributes, sample_file_id, sample_row, state, outcome, outcome_source, outcome_at, stop, created_at) VALUES "
    "(:token, 'adult-2026', 'adult', :token, 1, 'RZA', 'adult', 'en', 'standard', '2026-06-03', '{}', 1, 2, 'open', "
    ":outcome, :source, '2026-11-03 09:00:00', :stop, '2026-11-02 09:00:00')"
)
FILE = (
    "INSERT INTO sample_files (id, wave, trust, name, sha256, rows, cases, state, loaded_at, loaded_by) VALUES "
    "(1, 'adult-2026', 'RZA', 'a.csv', '0', 3, 3, 'loaded', '2026-11-02 09:00:00', 'ash')"
)


def test_outcomes_and_stops_of_an_older_store_are_in_the_history(tmp_path: Path) -> None:
    (tmp_path / "office.db").touch()
    engine = engines.office(f"sqlite:///{tmp_path / 'office.db'}")
    folder = Path(str(store.__file__)).parent / "migrations" / "office"
    script = ScriptDirectory(folder, version_locations=[folder])
    with engine.execution_options(use="rebuild").begin() as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            for revision in reversed(list(script.iterate_revisions("0002", "base"))):
                revision.module.upgrade()
                context.stamp(script, revision.revision)
        connection.execute(text(FILE))
        for token, outcome, source, stop in (("died", 3, "phone", "died"), ("answered", 1, "online", "answered"),
                                             ("open", 6, None, None)):  # fmt: skip
            connection.execute(text(CASE), {"token": token, "outcome": outcome, "source": source, "stop": stop})
    migrating.upgrade(engine, "office")
    with reading(engine) as session:
        taken = {token: outcomes.history(session, token) for token in ("died", "answered", "open")}
    assert [(row.outcome, row.stop, row.source, row.became) for row in taken["died"]] == [(3, "died", "phone", 3)]
    assert [(row.outcome, row.stop) for row in taken["answered"]] == [(1, "answered")]
    assert taken["open"] == []
    with transaction(engine) as session:
        late = Claim(Outcome.OPTED_OUT, "phone", season.NOW, "asked", "opted_out")
        claimed = outcomes.claim(session, "answered", late, season.NOW, "ash")
    assert claimed is not None
    assert (claimed.after.outcome, claimed.after.stop) == (Outcome.USEABLE, "opted_out")
    engine.dispose()
