"""What the next page says about what was just done: a word in the cookie, shown once. Its text is in a template."""

from __future__ import annotations

from enum import StrEnum

from flask import session


class Notice(StrEnum):
    """Each has its text in templates/staff/notices.jinja."""

    IDLE = "idle"
    SIGNED_OUT = "signed_out"
    NO_CASE = "no_case"
    CLOSED = "closed"
    STOPPED = "stopped"
    SENT = "sent"
    SENT_BEFORE = "sent_before"
    HANDED_BACK = "handed_back"
    HOLD_LOST = "hold_lost"
    NOT_NOW = "not_now"
    NEW_LETTER = "new_letter"
    MOVED = "moved"
    UNDO = "undo"


def leave(notice: Notice) -> None:
    """Say it on the next page."""
    session["notice"] = str(notice)


def take() -> str | None:
    """What is to be said on this page, and on no other."""
    found: str | None = session.pop("notice", None) if "notice" in session else None
    return found
