"""The tables of the office store: people (encrypted), cases, mailings, pieces, events, staff. No answer, no code."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from fulfilment.store.columns import KINDS, NAMING, UtcMoment, one_of

# Allowed words of a column: a CHECK in the database too. A new word needs a migration.
PIECE_STATES = (
    "planned",
    "composed",
    "checked",
    "released",
    "handed_over",
    "despatched",
    "returned",
    "withheld",
    "pulled",
    "spoiled",
)
MAILING_STATES = ("planned", "composed", "checked", "released", "handed_over", "closed", "cancelled")
PRINT_FILE_STATES = ("planned", "composed", "checked", "released", "handed_over", "cancelled")
PRINT_FILE_PURPOSES = ("first", "reprint", "proof")
STOPS = ("died", "opted_out", "withdrawn", "not_for_me", "answered")
# A live piece of a case and contact: not withheld, not taken out by the printer, not replaced by a new letter.
ONE_LIVE = "kind = 'live' AND state NOT IN ('withheld', 'pulled') AND replaced_at IS NULL"


class OfficeBase(DeclarativeBase):
    """Everything in the office store."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcMoment, dict[str, Any]: JSON, list[str]: JSON}


class SampleFile(OfficeBase):
    """A trust's file that was loaded. ``state``: loaded, approved."""

    __tablename__ = "sample_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    wave: Mapped[str] = mapped_column(index=True)
    trust: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    rows: Mapped[int]
    cases: Mapped[int]
    state: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    __table_args__ = (UniqueConstraint("wave", "trust", "sha256"), one_of("state", ("loaded", "approved")))


class Case(OfficeBase):
    """A person in a wave, without a name. ``attributes`` holds what the analysis needs (no birth date, no address)."""

    __tablename__ = "cases"
    token: Mapped[str] = mapped_column(primary_key=True)
    wave: Mapped[str] = mapped_column(index=True)
    survey: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    issue: Mapped[int]
    trust: Mapped[str]
    ptc: Mapped[str | None]
    age_band: Mapped[str]
    language: Mapped[str]
    format: Mapped[str]
    discharged_on: Mapped[date]
    attributes: Mapped[dict[str, Any]]
    # Null for a seed and a proof, which no trust sent.
    sample_file_id: Mapped[int | None] = mapped_column(ForeignKey("sample_files.id"))
    sample_row: Mapped[int | None]
    state: Mapped[str]  # open, superseded (the same person has a later discharge elsewhere)
    outcome: Mapped[int]
    sub_code: Mapped[str | None]
    outcome_source: Mapped[str | None]
    outcome_at: Mapped[datetime | None]
    # Why nothing more may be sent: died, opted_out, withdrawn, not_for_me, answered; null while outstanding.
    stop: Mapped[str | None]
    created_at: Mapped[datetime]
    # live, seed, proof: only live cases are people of a sample; no count, rate, trace or export holds another.
    kind: Mapped[str] = mapped_column(server_default="live")
    __table_args__ = (
        Index("ix_cases_wave_trust", "wave", "trust"),
        one_of("kind", KINDS),
        one_of("state", ("open", "superseded")),
        one_of("stop", STOPS),
        CheckConstraint("outcome BETWEEN 1 AND 7", name="outcome"),
    )


class Person(OfficeBase):
    """Names and addresses of a case as one blob encrypted under people.key, with keyed hashes to find it by."""

    __tablename__ = "people"
    token: Mapped[str] = mapped_column(ForeignKey("cases.token"), primary_key=True)
    wave: Mapped[str] = mapped_column(index=True)
    sealed: Mapped[bytes]
    nhs_number_index: Mapped[str | None] = mapped_column(index=True)
    identity_index: Mapped[str | None] = mapped_column(index=True)  # name + birth date + postcode
    postcode_index: Mapped[str | None] = mapped_column(index=True)
    surname_index: Mapped[str | None] = mapped_column(index=True)


class Clearance(OfficeBase):
    """A dated check for deaths and dissent. ``as_of`` is the moment for which the check holds."""

    __tablename__ = "clearances"
    id: Mapped[int] = mapped_column(primary_key=True)
    wave: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]  # trace, dissent
    as_of: Mapped[datetime]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str]
    sha256: Mapped[str]
    people: Mapped[int]
    flagged: Mapped[int]
    __table_args__ = (one_of("kind", ("trace", "dissent")),)


class Mailing(OfficeBase):
    """One contact of one wave for some or all trusts.

    State: planned, composed, checked, released, handed_over, closed; cancelled from any state before handed_over. A
    reprint goes its own way in its print files, while the mailing stays handed over.
    """

    __tablename__ = "mailings"
    id: Mapped[int] = mapped_column(primary_key=True)
    wave: Mapped[str] = mapped_column(index=True)
    contact: Mapped[int]
    trusts: Mapped[list[str]]
    state: Mapped[str]
    clearance_id: Mapped[int] = mapped_column(ForeignKey("clearances.id"))
    planned_at: Mapped[datetime]
    planned_by: Mapped[str]
    released_at: Mapped[datetime | None]
    released_by: Mapped[str | None]
    excluded: Mapped[dict[str, Any]]  # reason -> count at planning
    proof_approved_at: Mapped[datetime | None]
    proof_approved_by: Mapped[str | None]
    proof_content: Mapped[str | None]  # SHA-256 of the content that was approved
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    __table_args__ = (one_of("state", MAILING_STATES),)


class PrintFile(OfficeBase):
    """One PDF for the printer with its index (component ``order``: one CSV of orders for a specialist).

    ``purpose``: first, reprint, proof; ``round`` is 0, or which reprint of its mailing.
    """

    __tablename__ = "print_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    pack: Mapped[str]
    component: Mapped[str]
    language: Mapped[str]
    format: Mapped[str]
    generation: Mapped[int]
    state: Mapped[str]
    bytes: Mapped[int | None]
    sha256: Mapped[str | None]
    index_sha256: Mapped[str | None]
    pieces: Mapped[int]
    pages: Mapped[int | None]
    sheets: Mapped[int | None]
    composed_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    purpose: Mapped[str] = mapped_column(server_default="first")
    round: Mapped[int] = mapped_column(server_default="0")
    released_at: Mapped[datetime | None]
    __table_args__ = (one_of("state", PRINT_FILE_STATES), one_of("purpose", PRINT_FILE_PURPOSES))


class Piece(OfficeBase):
    """One envelope for one person. States and allowed changes: fulfilment.cases.pieces."""

    __tablename__ = "pieces"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), index=True)
    token: Mapped[str] = mapped_column(ForeignKey("cases.token"), index=True)
    wave: Mapped[str]
    contact: Mapped[int]
    kind: Mapped[str]  # live, seed, proof
    issue: Mapped[int]
    attempt: Mapped[int]
    state: Mapped[str]
    withheld: Mapped[str | None]  # reason code
    print_file_id: Mapped[int | None] = mapped_column(ForeignKey("print_files.id"), index=True)
    position: Mapped[int | None]
    first_page: Mapped[int | None]
    pages: Mapped[int | None]
    sheets: Mapped[int | None]
    grams: Mapped[float | None]
    sha256: Mapped[str | None]
    fields_hash: Mapped[str | None]  # keyed hash of the printed personal fields
    # When a new piece of the same contact was called for: a lost letter, a new address. Then it is no live piece.
    replaced_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_pieces_one_live",
            "token",
            "contact",
            unique=True,
            sqlite_where=text(ONE_LIVE),
            postgresql_where=text(ONE_LIVE),
        ),
        one_of("kind", KINDS),
        one_of("state", PIECE_STATES),
    )


class Event(OfficeBase):
    """One thing that happened: append only, each row hashed with the one before. Codes, never words or names."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str] = mapped_column(index=True)
    wave: Mapped[str | None]
    token: Mapped[str | None] = mapped_column(index=True)
    piece_id: Mapped[int | None] = mapped_column(index=True)
    mailing_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(unique=True)  # no two events follow the same one
    hash: Mapped[str] = mapped_column(unique=True)


class ChainHead(OfficeBase):
    """The last event's number and hash, one row: who adds an event locks it first, so that the chain never forks."""

    __tablename__ = "chain_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    hash: Mapped[str]
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class Collected(OfficeBase):
    """How far what respondents did online has been collected into this store, by wave."""

    __tablename__ = "collected"
    wave: Mapped[str] = mapped_column(primary_key=True)
    last_request_id: Mapped[int]
    last_response_id: Mapped[int]
    at: Mapped[datetime]


class Staff(OfficeBase):
    """An account of the helpline. State: active, disabled. ``role``: agent, supervisor."""

    __tablename__ = "staff"
    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    state: Mapped[str]
    password_hash: Mapped[str]
    totp_sealed: Mapped[bytes]
    totp_last_step: Mapped[int]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    __table_args__ = (one_of("role", ("agent", "supervisor")), one_of("state", ("active", "disabled")))


class StaffSession(OfficeBase):
    """A signed-in agent. ``id`` is the SHA-256 of the random id in the cookie."""

    __tablename__ = "staff_sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    staff: Mapped[str] = mapped_column(ForeignKey("staff.name"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    open_token: Mapped[str | None]  # the one case that the agent has open
    open_reason: Mapped[str | None]
    open_until: Mapped[datetime | None]


class RegisteredFile(OfficeBase):
    """A file with personal data, registered before it is written so that it can be destroyed."""

    __tablename__ = "registered_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    wave: Mapped[str | None] = mapped_column(index=True)
    path: Mapped[str] = mapped_column(unique=True)  # relative to the workspace
    kind: Mapped[str]
    registered_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]
