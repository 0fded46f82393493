"""What both Flask applications share: escaping, the NHS templates, headers, sealed cookies, CSRF, quiet logs."""

from __future__ import annotations

import hashlib
import traceback
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_wtf import CSRFProtect
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from fulfilment.keys.subkeys import subkey
from webform import headers
from webform.bidi import isolated
from webform.sessions import SealedSessions

FOLDER = Path(__file__).resolve().parent
LONGEST_FORM_BYTES = 128 * 1024  # our choice: a comment of 2,000 letters in any script, many times over


class QuietFlask(Flask):
    """Flask whose log never holds what somebody typed, nor a path: the path of a letter's address is its code."""

    jinja_options = {  # noqa: RUF012 - Flask declares it so
        "autoescape": True,  # Flask's own default leaves .jinja files, and so every NHS component, unescaped
        "undefined": ChainableUndefined,  # the NHS macros ask for parameters of parameters
        "trim_blocks": True,
        "lstrip_blocks": True,
    }

    def log_exception(self, exc_info: Any) -> None:
        """Where it broke, without the message: messages quote values."""
        kind, _, trace = exc_info
        frames = traceback.format_list(traceback.StackSummary.extract(traceback.walk_tb(trace), capture_locals=False))
        self.logger.error("%s at %s\n%s", getattr(kind, "__name__", kind), request.endpoint, "".join(frames))


def new_app(name: str, *, cookie: str, sessions_key: bytes, proxy_hops: int = 0, samesite: str = "Lax") -> QuietFlask:
    """An application with everything but its pages.

    ``cookie`` names the session cookie (without ``__Host-``), ``samesite`` says how strictly it stays here.
    ``proxy_hops``: how many proxies in front are ours; with none, what a client says about its own address is not
    believed.
    """
    app = QuietFlask(name, static_folder=str(FOLDER / "static"), template_folder=str(FOLDER / "templates"))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(FOLDER / "templates"), PackageLoader("nhsuk_frontend_jinja")])
    app.config.update(
        SECRET_KEY=subkey(sessions_key, "csrf").hex(),
        WTF_CSRF_TIME_LIMIT=None,  # a form lives as long as its session: slow readers are not refused after an hour
        MAX_CONTENT_LENGTH=LONGEST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=LONGEST_FORM_BYTES,
    )
    app.session_interface = SealedSessions(cookie, sessions_key, samesite)
    if proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxy_hops, x_proto=proxy_hops)  # type: ignore[method-assign]
    CSRFProtect(app)
    headers.secure(app)
    app.jinja_env.filters["isolated"] = isolated
    app.jinja_env.globals["asset"] = _addresses(FOLDER / "static")
    return app


def _addresses(folder: Path) -> Any:
    """``asset("app.css")``: the address of a static file with its content's hash, so that it may be kept for long."""
    hashes = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.rglob("*")
        if path.is_file()
    }

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=hashes[name])

    return asset
