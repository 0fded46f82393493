"""Tables of a wave's end: how far it is, and the outcomes as they were when it closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "wave_closings",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.Column("partial", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("destroy_begun_at", sa.DateTime(), nullable=True),
        sa.Column("destroy_begun_by", sa.String(), nullable=True),
        sa.Column("found", sa.JSON(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(), nullable=True),
        sa.Column("certificate_sha256", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('closing', 'closed', 'destroying', 'destroyed')", name="ck_wave_closings_state"),
        sa.PrimaryKeyConstraint("wave", name="pk_wave_closings"),
    )
    op.create_table(
        "final_outcomes",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("sub_code", sa.String(), nullable=True),
        sa.Column("outcome_source", sa.String(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("outcome BETWEEN 1 AND 7", name="ck_final_outcomes_outcome"),
        sa.ForeignKeyConstraint(["token"], ["cases.token"], name="fk_final_outcomes_token_cases"),
        sa.PrimaryKeyConstraint("token", name="pk_final_outcomes"),
    )
    op.create_index("ix_final_outcomes_wave", "final_outcomes", ["wave"])
