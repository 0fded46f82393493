"""A wave: one run of a survey, with its dates, its public address and its trusts. Read from waves/<wave>/."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from fulfilment.surveys.definition import Survey, Value


class Signatory(Value):
    """Who signs a trust's letters."""

    name: str
    role: str


class Trust(Value):
    """A hospital trust. Several trusts may form one principal treatment centre (``ptc``)."""

    code: str
    name: str
    ptc: str | None = None
    signatory: Signatory
    contact: str = ""
    logo: str | None = None


class Wave(Value):
    """One run of a survey. ``address`` is the host (and port) that is printed, without a scheme.

    ``id`` names folders, keys and print files: small letters, digits and single hyphens.
    ``mailing_team`` is whom the printer rings, on each job ticket: a name and a number.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    survey: str
    discharged_from: date
    discharged_to: date
    fieldwork_starts: date
    fieldwork_ends: date
    address: str
    trusts: tuple[Trust, ...]
    folder: Path = Path()
    mailing_team: str = ""

    def trust(self, code: str) -> Trust:
        """The trust with this code. Raises KeyError."""
        for trust in self.trusts:
            if trust.code == code:
                return trust
        raise KeyError(code)

    def letter_date(self, survey: Survey, contact: int) -> date:
        """The date printed on a contact's letters."""
        return self.fieldwork_starts + timedelta(days=survey.contact(contact).day)

    def qr_prefix(self, survey: Survey, language: str) -> str:
        """Everything in the QR code before the access code, in upper case (alphanumeric mode, ISO/IEC 18004 7.4.4).

        The path names survey and language so that the landing page needs no look-up.
        """
        return f"HTTPS://{self.address.upper()}/{survey.path_letter}-{language.upper()}/"
