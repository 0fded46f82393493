"""What time it is for a site: a function that gives aware moments, so that a test can turn the hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of a running site."""
    return datetime.now(UTC)
