"""The first tables of the office store.

Written out, not taken from the models: what a store was made with must not change when the models do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table."""
    _samples_and_cases()
    _mailings()
    _events()
    _staff()
    _append_only()


def _samples_and_cases() -> None:
    op.create_table(
        "sample_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("trust", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('loaded', 'approved')", name="ck_sample_files_state"),
        sa.PrimaryKeyConstraint("id", name="pk_sample_files"),
        sa.UniqueConstraint("wave", "trust", "sha256", name="uq_sample_files_wave_trust_sha256"),
    )
    op.create_index("ix_sample_files_wave", "sample_files", ["wave"])
    op.create_table(
        "cases",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("trust", sa.String(), nullable=False),
        sa.Column("ptc", sa.String(), nullable=True),
        sa.Column("age_band", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("discharged_on", sa.Date(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("sample_file_id", sa.Integer(), nullable=False),
        sa.Column("sample_row", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("sub_code", sa.String(), nullable=True),
        sa.Column("outcome_source", sa.String(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(), nullable=True),
        sa.Column("stop", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'superseded')", name="ck_cases_state"),
        sa.CheckConstraint(
            "stop IN ('died', 'opted_out', 'withdrawn', 'not_for_me', 'answered')", name="ck_cases_stop"
        ),
        sa.CheckConstraint("outcome BETWEEN 1 AND 7", name="ck_cases_outcome"),
        sa.ForeignKeyConstraint(["sample_file_id"], ["sample_files.id"], name="fk_cases_sample_file_id_sample_files"),
        sa.PrimaryKeyConstraint("token", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
    )
    op.create_index("ix_cases_wave", "cases", ["wave"])
    op.create_index("ix_cases_wave_trust", "cases", ["wave", "trust"])
    op.create_table(
        "people",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("nhs_number_index", sa.String(), nullable=True),
        sa.Column("identity_index", sa.String(), nullable=True),
        sa.Column("postcode_index", sa.String(), nullable=True),
        sa.Column("surname_index", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["token"], ["cases.token"], name="fk_people_token_cases"),
        sa.PrimaryKeyConstraint("token", name="pk_people"),
    )
    op.create_index("ix_people_identity_index", "people", ["identity_index"])
    op.create_index("ix_people_nhs_number_index", "people", ["nhs_number_index"])
    op.create_index("ix_people_postcode_index", "people", ["postcode_index"])
    op.create_index("ix_people_surname_index", "people", ["surname_index"])
    op.create_index("ix_people_wave", "people", ["wave"])
    op.create_table(
        "clearances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("as_of", sa.DateTime(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('trace', 'dissent')", name="ck_clearances_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_clearances"),
    )
    op.create_index("ix_clearances_wave", "clearances", ["wave"])


def _mailings() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("trusts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("clearance_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'composed', 'checked', 'released', 'closed')", name="ck_mailings_state"
        ),
        sa.ForeignKeyConstraint(["clearance_id"], ["clearances.id"], name="fk_mailings_clearance_id_clearances"),
        sa.PrimaryKeyConstraint("id", name="pk_mailings"),
    )
    op.create_index("ix_mailings_wave", "mailings", ["wave"])
    op.create_table(
        "print_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("index_sha256", sa.String(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("composed_at", sa.DateTime(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('planned', 'composed', 'checked', 'released')", name="ck_print_files_state"),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name="fk_print_files_mailing_id_mailings"),
        sa.PrimaryKeyConstraint("id", name="pk_print_files"),
        sa.UniqueConstraint("name", name="uq_print_files_name"),
    )
    op.create_index("ix_print_files_mailing_id", "print_files", ["mailing_id"])
    op.create_table(
        "pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("withheld", sa.String(), nullable=True),
        sa.Column("print_file_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("first_page", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("grams", sa.Double(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("fields_hash", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('live', 'seed', 'proof')", name="ck_pieces_kind"),
        sa.CheckConstraint(
            "state IN ('planned', 'composed', 'checked', 'released', 'handed_over', 'despatched', 'returned', "
            "'withheld', 'pulled', 'spoiled')",
            name="ck_pieces_state",
        ),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name="fk_pieces_mailing_id_mailings"),
        sa.ForeignKeyConstraint(["print_file_id"], ["print_files.id"], name="fk_pieces_print_file_id_print_files"),
        sa.ForeignKeyConstraint(["token"], ["cases.token"], name="fk_pieces_token_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_pieces"),
    )
    op.create_index("ix_pieces_mailing_id", "pieces", ["mailing_id"])
    op.create_index("ix_pieces_print_file_id", "pieces", ["print_file_id"])
    op.create_index("ix_pieces_token", "pieces", ["token"])
    op.create_index(
        "uq_pieces_one_live",
        "pieces",
        ["token", "contact"],
        unique=True,
        sqlite_where=sa.text("kind = 'live' AND state <> 'withheld'"),
        postgresql_where=sa.text("kind = 'live' AND state <> 'withheld'"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("piece_id", sa.Integer(), nullable=True),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("hash", name="uq_events_hash"),
        sa.UniqueConstraint("previous", name="uq_events_previous"),
    )
    op.create_index("ix_events_kind", "events", ["kind"])
    op.create_index("ix_events_piece_id", "events", ["piece_id"])
    op.create_index("ix_events_token", "events", ["token"])
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_chain_head_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_chain_head"),
    )
    # the chain begins: who adds the first event finds the row to lock
    op.execute(f"INSERT INTO chain_head (id, event_id, hash) VALUES (1, 0, '{64 * '0'}')")
    op.create_table(
        "collected",
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("last_request_id", sa.Integer(), nullable=False),
        sa.Column("last_response_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("wave", name="pk_collected"),
    )
    op.create_table(
        "registered_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_registered_files"),
        sa.UniqueConstraint("path", name="uq_registered_files_path"),
    )
    op.create_index("ix_registered_files_wave", "registered_files", ["wave"])


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("role IN ('agent', 'supervisor')", name="ck_staff_role"),
        sa.CheckConstraint("state IN ('active', 'disabled')", name="ck_staff_state"),
        sa.PrimaryKeyConstraint("name", name="pk_staff"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("open_token", sa.String(), nullable=True),
        sa.Column("open_reason", sa.String(), nullable=True),
        sa.Column("open_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.name"], name="fk_staff_sessions_staff_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
    )


def _append_only() -> None:
    """No program and no slip at a prompt changes an event; who drops the trigger still breaks the chain."""
    what = "events are append only"
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER events_no_{change.lower()} BEFORE {change} ON events "
                f"BEGIN SELECT RAISE(ABORT, '{what}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_events() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{what}' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events()"
    )
