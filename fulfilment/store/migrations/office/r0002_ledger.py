"""What happens to pieces after release: hand-overs, attempts, pull lists, printer's reports; seeds and proofs.

SQLite cannot alter a constraint: a table is made anew from its shape of revision 0001, which stands here in full.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ONE_LIVE = "kind = 'live' AND state NOT IN ('withheld', 'pulled') AND replaced_at IS NULL"


def upgrade() -> None:
    """Widens cases, mailings, print files and pieces, and makes the tables of the ledger."""
    _cases()
    _mailings()
    _print_files()
    _pieces()
    _handing_over()
    _pulling()
    _reporting()
    _seeds()


def _cases() -> None:
    before = sa.Table(
        "cases",
        sa.MetaData(),
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
        sa.Index("ix_cases_wave", "wave"),
        sa.Index("ix_cases_wave_trust", "wave", "trust"),
    )
    with op.batch_alter_table("cases", copy_from=before) as cases:
        cases.alter_column("sample_file_id", existing_type=sa.Integer(), nullable=True)
        cases.alter_column("sample_row", existing_type=sa.Integer(), nullable=True)
        cases.add_column(sa.Column("kind", sa.String(), server_default="live", nullable=False))
        cases.create_check_constraint("ck_cases_kind", "kind IN ('live', 'seed', 'proof')")


def _mailings() -> None:
    before = sa.Table(
        "mailings",
        sa.MetaData(),
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
        sa.Index("ix_mailings_wave", "wave"),
    )
    states = "state IN ('planned', 'composed', 'checked', 'released', 'handed_over', 'closed', 'cancelled')"
    with op.batch_alter_table("mailings", copy_from=before) as mailings:
        mailings.drop_constraint("ck_mailings_state", type_="check")
        mailings.create_check_constraint("ck_mailings_state", states)
        mailings.add_column(sa.Column("proof_approved_at", sa.DateTime(), nullable=True))
        mailings.add_column(sa.Column("proof_approved_by", sa.String(), nullable=True))
        mailings.add_column(sa.Column("proof_content", sa.String(), nullable=True))
        mailings.add_column(sa.Column("closed_at", sa.DateTime(), nullable=True))
        mailings.add_column(sa.Column("closed_by", sa.String(), nullable=True))


def _print_files() -> None:
    before = sa.Table(
        "print_files",
        sa.MetaData(),
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
        sa.Index("ix_print_files_mailing_id", "mailing_id"),
    )
    states = "state IN ('planned', 'composed', 'checked', 'released', 'handed_over', 'cancelled')"
    with op.batch_alter_table("print_files", copy_from=before) as files:
        files.drop_constraint("ck_print_files_state", type_="check")
        files.create_check_constraint("ck_print_files_state", states)
        files.add_column(sa.Column("purpose", sa.String(), server_default="first", nullable=False))
        files.create_check_constraint("ck_print_files_purpose", "purpose IN ('first', 'reprint', 'proof')")
        files.add_column(sa.Column("round", sa.Integer(), server_default="0", nullable=False))
        files.add_column(sa.Column("released_at", sa.DateTime(), nullable=True))


def _pieces() -> None:
    op.drop_index("uq_pieces_one_live", "pieces")
    op.add_column("pieces", sa.Column("replaced_at", sa.DateTime(), nullable=True))
    op.create_index(
        "uq_pieces_one_live",
        "pieces",
        ["token", "contact"],
        unique=True,
        sqlite_where=sa.text(ONE_LIVE),
        postgresql_where=sa.text(ONE_LIVE),
    )


def _handing_over() -> None:
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name="fk_hand_overs_mailing_id_mailings"),
        sa.PrimaryKeyConstraint("id", name="pk_hand_overs"),
    )
    op.create_index("ix_hand_overs_mailing_id", "hand_overs", ["mailing_id"])
    op.create_table(
        "piece_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("print_file_id", sa.Integer(), nullable=False),
        sa.Column("hand_over_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.CheckConstraint("result IN ('despatched', 'spoiled', 'pulled')", name="ck_piece_attempts_result"),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_overs.id"], name="fk_piece_attempts_hand_over_id_hand_overs"),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name="fk_piece_attempts_mailing_id_mailings"),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name="fk_piece_attempts_piece_id_pieces"),
        sa.ForeignKeyConstraint(
            ["print_file_id"], ["print_files.id"], name="fk_piece_attempts_print_file_id_print_files"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_piece_attempts"),
        sa.UniqueConstraint("piece_id", "attempt", name="uq_piece_attempts_piece_id_attempt"),
    )
    op.create_index("ix_piece_attempts_mailing_id", "piece_attempts", ["mailing_id"])
    op.create_index("ix_piece_attempts_print_file_id", "piece_attempts", ["print_file_id"])


def _pulling() -> None:
    op.create_table(
        "pull_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.Column("written_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name="fk_pull_lists_mailing_id_mailings"),
        sa.PrimaryKeyConstraint("id", name="pk_pull_lists"),
        sa.UniqueConstraint("wave", "number", name="uq_pull_lists_wave_number"),
    )
    op.create_index("ix_pull_lists_mailing_id", "pull_lists", ["mailing_id"])
    op.create_table(
        "pull_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pull_list_id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("result_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("result IN ('pulled', 'posted', 'spoiled')", name="ck_pull_rows_result"),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name="fk_pull_rows_piece_id_pieces"),
        sa.ForeignKeyConstraint(["pull_list_id"], ["pull_lists.id"], name="fk_pull_rows_pull_list_id_pull_lists"),
        sa.PrimaryKeyConstraint("id", name="pk_pull_rows"),
        sa.UniqueConstraint("piece_id", "attempt", name="uq_pull_rows_piece_id_attempt"),
    )
    op.create_index("ix_pull_rows_pull_list_id", "pull_rows", ["pull_list_id"])


def _reporting() -> None:
    op.create_table(
        "printer_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('pieces', 'files')", name="ck_printer_reports_kind"),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name="fk_printer_reports_mailing_id_mailings"),
        sa.PrimaryKeyConstraint("id", name="pk_printer_reports"),
        sa.UniqueConstraint("mailing_id", "sha256", name="uq_printer_reports_mailing_id_sha256"),
    )
    op.create_table(
        "printer_queries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("print_file_id", sa.Integer(), nullable=True),
        sa.Column("piece_id", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("expected", sa.String(), nullable=False),
        sa.Column("reported", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint("code IN ('file-count', 'piece-result')", name="ck_printer_queries_code"),
        sa.CheckConstraint(
            "answer IN ('recounted', 'printer-error', 'report-wrong', 'ledger-wrong')", name="ck_printer_queries_answer"
        ),
        sa.ForeignKeyConstraint(["mailing_id"], ["mailings.id"], name="fk_printer_queries_mailing_id_mailings"),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name="fk_printer_queries_piece_id_pieces"),
        sa.ForeignKeyConstraint(
            ["print_file_id"], ["print_files.id"], name="fk_printer_queries_print_file_id_print_files"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["printer_reports.id"], name="fk_printer_queries_report_id_printer_reports"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_printer_queries"),
    )
    op.create_index("ix_printer_queries_mailing_id", "printer_queries", ["mailing_id"])


def _seeds() -> None:
    op.create_table(
        "seeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seeds"),
        sa.UniqueConstraint("wave", "number", name="uq_seeds_wave_number"),
    )
