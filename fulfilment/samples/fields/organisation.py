"""Codes of trusts and sites (Organisation Data Service): a trust is R or T and two signs, a site two more."""

from __future__ import annotations

import re

from fulfilment.samples.rules import Wrong

_TRUST = re.compile(r"[RT][0-9A-Z]{2}")
_SITE = re.compile(r"[RT][0-9A-Z]{4}")


def parse(text: str) -> str | Wrong:
    """A trust's code in capitals.

    >>> parse("rza"), parse("ZZZ").code
    ('RZA', 'trust-code-invalid')
    """
    if not text:
        return Wrong("trust-code-missing")
    code = text.upper()
    return code if _TRUST.fullmatch(code) else Wrong("trust-code-invalid")


def parse_site(text: str) -> str | Wrong | None:
    """A site's code in capitals, None where there is none.

    >>> parse_site("rza01"), parse_site(""), parse_site("RZA").code
    ('RZA01', None, 'site-code-invalid')
    """
    code = text.upper()
    if not code:
        return None
    return code if _SITE.fullmatch(code) else Wrong("site-code-invalid")
