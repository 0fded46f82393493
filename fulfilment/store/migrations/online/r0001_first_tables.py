"""The first tables of the online store.

Written out, not taken from the models: what a store was made with must not change when the models do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table."""
    _codes()
    _answers()


def _codes() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("trust_name", sa.String(), nullable=False),
        sa.Column("age_band", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stop", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('live', 'seed', 'proof')", name="ck_codes_kind"),
        sa.CheckConstraint("state IN ('ready', 'live', 'void', 'closed')", name="ck_codes_state"),
        sa.CheckConstraint("stop IN ('opted_out', 'died', 'withdrawn', 'not_for_me')", name="ck_codes_stop"),
        sa.PrimaryKeyConstraint("id", name="pk_codes"),
        sa.UniqueConstraint("digest", name="uq_codes_digest"),
        sa.UniqueConstraint("token", "issue", name="uq_codes_token_issue"),
    )
    op.create_index("ix_codes_token", "codes", ["token"])
    op.create_index("ix_codes_wave", "codes", ["wave"])
    op.create_index(
        "uq_codes_one_live",
        "codes",
        ["token"],
        unique=True,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_at", "attempts", ["at"])
    op.create_index("ix_attempts_client", "attempts", ["client"])


def _answers() -> None:
    op.create_table(
        "drafts",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("held_by", sa.String(), nullable=True),
        sa.Column("held_until", sa.DateTime(), nullable=True),
        sa.Column("consent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'handed_over', 'sent')", name="ck_drafts_state"),
        sa.PrimaryKeyConstraint("token", "part", name="pk_drafts"),
    )
    op.create_index("ix_drafts_wave", "drafts", ["wave"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_token", "sessions", ["token"])
    op.create_table(
        "responses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("escrow", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('live', 'seed', 'proof')", name="ck_responses_kind"),
        sa.CheckConstraint("mode IN ('online', 'phone', 'paper')", name="ck_responses_mode"),
        sa.PrimaryKeyConstraint("id", name="pk_responses"),
        sa.UniqueConstraint("token", "part", "mode", name="uq_responses_token_part_mode"),
    )
    op.create_index("ix_responses_token", "responses", ["token"])
    op.create_index("ix_responses_wave", "responses", ["wave"])
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('opted_out', 'died', 'not_for_me', 'call_back', 'new_address')", name="ck_requests_kind"
        ),
        sa.CheckConstraint("source IN ('online', 'phone', 'paper')", name="ck_requests_source"),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    op.create_index("ix_requests_token", "requests", ["token"])
    op.create_index("ix_requests_wave", "requests", ["wave"])
