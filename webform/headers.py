"""The headers of every answer: nothing is kept, nothing is framed, nothing is fetched from anybody else."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

STATIC_MAX_AGE_SECONDS = 24 * 3600  # addresses of static files carry their content's hash


def csp_nonce() -> str:
    """The nonce of this answer's one inline script, the NHS template's own."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def policy(nonce: str) -> str:
    """The Content-Security-Policy. ``data:`` because the NHS stylesheet draws some of its icons that way."""
    directives = (
        "default-src 'none'",
        f"script-src 'self' 'nonce-{nonce}'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    return "; ".join(directives)


def set_headers(response: Response) -> Response:
    """What every answer carries."""
    response.headers["Content-Security-Policy"] = policy(csp_nonce())
    # not no-referrer: on https Flask-WTF then refuses every form
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = f"public, max-age={STATIC_MAX_AGE_SECONDS}"
    else:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def secure(app: Flask) -> None:
    """Set the headers on everything that an application answers, errors included."""
    app.after_request(set_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
