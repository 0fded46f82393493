"""What the tables of both stores share: constraint names and moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime
from sqlalchemy.types import TypeDecorator

# Named, so that a migration can alter them on SQLite too.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# What a piece, a code and a response belong to: a person, the printer's or auditor's seed, a proof for approval.
KINDS = ("live", "seed", "proof")


def one_of(column: str, allowed: tuple[str, ...]) -> CheckConstraint:
    """A column holds one of these words, or nothing where it may be null. The database refuses any other."""
    words = ", ".join(f"'{word}'" for word in allowed)
    return CheckConstraint(f"{column} IN ({words})", name=column)


class UtcMoment(TypeDecorator[datetime]):
    """A moment with its zone: stored in UTC, given back in UTC. Refuses a moment without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To naive UTC, which SQLite and PostgreSQL keep alike."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Back to an aware moment in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)
