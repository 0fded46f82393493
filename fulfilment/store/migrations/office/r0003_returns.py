"""Tables of what comes back: claims on outcomes, undone stops, returned letters, requests acted on, withdrawals.

What the cases of an older store came to is taken over as the first claim of each.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_STOPS = "stop IN ('died', 'opted_out', 'withdrawn', 'not_for_me', 'answered')"


def upgrade() -> None:
    """Makes every table and takes over what cases came to so far."""
    _outcome_changes()
    _undos()
    _letters_and_requests()
    _withdrawals_and_dissents()


def _outcome_changes() -> None:
    op.create_table(
        "outcome_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("sub_code", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("stop", sa.String(), nullable=True),
        sa.Column("became", sa.Integer(), nullable=False),
        sa.Column("retracts", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("outcome BETWEEN 1 AND 7", name="ck_outcome_changes_outcome"),
        sa.CheckConstraint("became BETWEEN 1 AND 7", name="ck_outcome_changes_became"),
        sa.CheckConstraint(_STOPS, name="ck_outcome_changes_stop"),
        sa.ForeignKeyConstraint(["token"], ["cases.token"], name="fk_outcome_changes_token_cases"),
        sa.ForeignKeyConstraint(
            ["retracts"], ["outcome_changes.id"], name="fk_outcome_changes_retracts_outcome_changes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outcome_changes"),
        sa.UniqueConstraint("retracts", name="uq_outcome_changes_retracts"),
    )
    op.create_index("ix_outcome_changes_token", "outcome_changes", ["token"])
    op.create_index("ix_outcome_changes_wave", "outcome_changes", ["wave"])
    op.execute(
        "INSERT INTO outcome_changes "
        "(token, wave, outcome, sub_code, source, said_at, stop, became, recorded_at, recorded_by) "
        "SELECT token, wave, outcome, sub_code, COALESCE(outcome_source, 'office'), COALESCE(outcome_at, created_at), "
        "stop, outcome, COALESCE(outcome_at, created_at), 'upgrade' "
        "FROM cases WHERE outcome <> 6 OR stop IS NOT NULL ORDER BY token"
    )
    _append_only()


def _append_only() -> None:
    """No program and no slip at a prompt changes what was claimed."""
    what = "what was claimed of an outcome is append only"
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER outcome_changes_no_{change.lower()} BEFORE {change} ON outcome_changes "
                f"BEGIN SELECT RAISE(ABORT, '{what}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_outcome_changes() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{what}' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER outcome_changes_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON outcome_changes "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_outcome_changes()"
    )


def _undos() -> None:
    op.create_table(
        "undos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("stop", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.CheckConstraint(_STOPS, name="ck_undos_stop"),
        sa.CheckConstraint(
            "reason IN ('namesake', 'twin', 'wrong_click', 'wrong_case', 'changed_mind')", name="ck_undos_reason"
        ),
        sa.CheckConstraint("state IN ('asked', 'confirmed', 'done')", name="ck_undos_state"),
        sa.CheckConstraint("confirmed_by <> asked_by", name="ck_undos_two_people"),
        sa.ForeignKeyConstraint(["token"], ["cases.token"], name="fk_undos_token_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_undos"),
    )
    op.create_index("ix_undos_token", "undos", ["token"])
    op.create_index("ix_undos_wave", "undos", ["wave"])


def _letters_and_requests() -> None:
    op.create_table(
        "returned_letters",
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("booked_at", sa.DateTime(), nullable=False),
        sa.Column("booked_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('R01', 'R02', 'R03', 'R04', 'R05', 'R06', 'R07', 'R08', 'R09', 'R10')",
            name="ck_returned_letters_reason",
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name="fk_returned_letters_piece_id_pieces"),
        sa.ForeignKeyConstraint(["token"], ["cases.token"], name="fk_returned_letters_token_cases"),
        sa.PrimaryKeyConstraint("piece_id", "attempt", name="pk_returned_letters"),
    )
    op.create_index("ix_returned_letters_token", "returned_letters", ["token"])
    op.create_index("ix_returned_letters_wave", "returned_letters", ["wave"])
    op.create_table(
        "requests_acted",
        sa.Column("request_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("acted_at", sa.DateTime(), nullable=False),
        sa.Column("acted_by", sa.String(), nullable=False),
        sa.CheckConstraint("result IN ('done', 'refused')", name="ck_requests_acted_result"),
        sa.PrimaryKeyConstraint("request_id", name="pk_requests_acted"),
    )
    op.create_index("ix_requests_acted_wave", "requests_acted", ["wave"])


def _withdrawals_and_dissents() -> None:
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('asked_by_person', 'asked_by_parent', 'answered_by_another', 'changed_mind')",
            name="ck_withdrawals_reason",
        ),
        sa.CheckConstraint("state IN ('begun', 'done')", name="ck_withdrawals_state"),
        sa.ForeignKeyConstraint(["token"], ["cases.token"], name="fk_withdrawals_token_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawals"),
        sa.UniqueConstraint("token", name="uq_withdrawals_token"),
    )
    op.create_index("ix_withdrawals_wave", "withdrawals", ["wave"])
    op.create_table(
        "dissents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("trust", sa.String(), nullable=False),
        sa.Column("nhs_number_index", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dissents"),
        sa.UniqueConstraint("wave", "nhs_number_index", name="uq_dissents_wave_nhs_number_index"),
    )
