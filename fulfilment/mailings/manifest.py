"""The manifest of a released mailing: written last, it says exactly what the printer is to have."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version

from fulfilment.store.office.models import Mailing, PrintFile

NAME = "manifest.json"
SCHEMA = 1
# What decides the bytes of a print file: with these the same pieces give the same file.
VERSIONS = ("patient-survey", "reportlab", "pypdf", "qrcode", "uharfbuzz", "python-bidi", "zxing-cpp")


def manifest_name(round_: int) -> str:
    """The manifest's file name: that of the first letters, or of a reprint.

    >>> manifest_name(0), manifest_name(2)
    ('manifest.json', 'manifest-r0002.json')
    """
    return f"manifest-r{round_:04d}.json" if round_ else NAME


def manifest(
    mailing: Mailing, files: Sequence[PrintFile], chain_head: str, at: datetime, withheld: Mapping[str, int],
    tickets: Mapping[str, tuple[str, str]],
) -> bytes:  # fmt: skip
    """The manifest as JSON: wave, contact, versions, head of the event chain, and each file's counts and hashes.

    ``tickets`` maps a print file's name to the name and SHA-256 of its job ticket.
    """
    data = {
        "schema": SCHEMA,
        "wave": mailing.wave,
        "contact": mailing.contact,
        "mailing": mailing.id,
        "released_at": at.isoformat(),
        "versions": {name: version(name) for name in VERSIONS},
        "chain_head": chain_head,
        "withheld": dict(withheld),
        "files": [
            {
                "name": file.name, "pack": file.pack, "component": file.component, "language": file.language,
                "format": file.format, "generation": file.generation, "bytes": file.bytes, "sha256": file.sha256,
                "index_sha256": file.index_sha256, "pieces": file.pieces, "pages": file.pages, "sheets": file.sheets,
                **dict(zip(("ticket", "ticket_sha256"), tickets.get(file.name, ()), strict=False)),
            }
            for file in files
        ],
    }  # fmt: skip
    return json.dumps(data, indent=2, sort_keys=True).encode() + b"\n"
