"""Cookies that only the site that set them can read: sealed under its sessions.key, hidden from scripts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SessionInterface
from werkzeug.wrappers import Response

from fulfilment.errors import FulfilmentError
from fulfilment.keys import sealing

PADDED_BYTES = 256  # so that the length of a cookie does not tell whether it holds one draft key or two


@dataclass(frozen=True)
class CookieJar:
    """How one cookie is named, sealed and set.

    ``__Host-`` binds a cookie to this host, path / and Secure. Chromium and Firefox take Secure cookies over plain http
    from loopback too, so the same name serves the demo. ``max_age_seconds`` None: it ends with the browser.
    ``samesite`` Strict: it does not come along from a link on another site either.
    """

    name: str
    key: bytes
    max_age_seconds: int | None = None
    samesite: str = "Lax"

    @property
    def full_name(self) -> str:
        """The name in the Cookie header."""
        return f"__Host-{self.name}"

    def read(self, request: Request) -> dict[str, Any]:
        """What the browser brought back; nothing where there is no such cookie, or it was made under another key."""
        try:
            sealed = base64.urlsafe_b64decode(request.cookies.get(self.full_name, "").encode("ascii", "replace"))
            return sealing.unlock(sealed, self.key, f"cookie/{self.name}")
        except (FulfilmentError, ValueError):
            return {}

    def write(self, response: Response, content: Mapping[str, Any]) -> None:
        """Seal and set it."""
        sealed = sealing.lock(content, self.key, f"cookie/{self.name}", PADDED_BYTES)
        response.set_cookie(
            self.full_name,
            base64.urlsafe_b64encode(sealed).decode(),
            max_age=self.max_age_seconds,
            path="/",
            secure=True,
            httponly=True,
            samesite=self.samesite,
        )

    def drop(self, response: Response) -> None:
        """Take it away from the browser."""
        response.delete_cookie(self.full_name, path="/", secure=True, httponly=True, samesite=self.samesite)


def id_hash(random_id: str) -> str:
    """What a store knows a session by; the random id itself is in the cookie alone."""
    return hashlib.sha256(random_id.encode()).hexdigest()


class SealedSessions(SessionInterface):
    """``flask.session`` in a sealed cookie. What it says is secret from the browser's owner and can't be forged."""

    def __init__(self, name: str, key: bytes, samesite: str = "Lax") -> None:
        self.jar = CookieJar(name, key, samesite=samesite)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """The session as the browser brought it, or an empty one."""
        return SecureCookieSession(self.jar.read(request))

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Set the cookie where something in it changed."""
        if session.accessed:
            response.vary.add("Cookie")
        if not session and session.modified:
            self.jar.drop(response)
        elif session.modified:
            self.jar.write(response, dict(session))
