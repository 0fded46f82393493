"""What the certificate of destruction says: what, when, by whom, how much, and what lies outside of our control."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fulfilment.paper.certificate import Certificate, Section
from fulfilment.store.office.closing_models import WaveClosing
from fulfilment.waves import Wave

ROWS = {
    "people": "names, addresses and indexes to find them by",
    "seeds": "addresses of our own staff",
    "dissents": "indexes of people who wanted no part",
    "requests": "requests that people made",
    "drafts": "drafts, sent and unsent",
    "codes": "digests of access codes",
}
MEDIA = (
    "Files were overwritten, then removed, and both stores were rewritten. Whether a disk, its snapshots or its "
    "machine's own backups keep older blocks is for who runs the machine to say."
)
EVENTS = "Cases without names, sealed answers, outcomes and the chain of events stay. They join by a random token."


def certificate_of(row: WaveClosing, wave: Wave, chain_head: str, at: datetime) -> Certificate:
    """The certificate of a wave, from what was noted when destroying began."""
    found = row.found or {}
    begun_at = row.destroy_begun_at or at
    about = (
        ("Wave", f"{wave.id} ({wave.survey})"),
        ("Closed", _moment(row.closed_at or begun_at)),
        ("Destroyed", f"{_moment(begun_at)}, finished {_moment(at)}"),
        ("By", row.destroy_begun_by or ""),
        ("Cases", str(found.get("cases", 0))),
        ("Head of the event chain", chain_head),
    )
    rows = tuple((ROWS.get(name, name), str(number)) for name, number in found.get("rows", {}).items())
    keys = tuple((name, digest) for name, _, digest in (key.partition(" ") for key in found.get("keys", [])))
    files = tuple((file["path"], file["kind"].replace("_", " ")) for file in found.get("files", []))
    return Certificate(
        title="Certificate of destruction",
        about=about,
        sections=(
            Section("Rows of the two stores", ("what", "rows"), rows),
            Section("Keys, with a hash of each one’s id", ("key", "hash"), keys),
            Section("Files", ("path", "kind"), files),
        ),
        notes_title="Outside of our control: to be destroyed by hand",
        notes=tuple(_outside(found)),
        remarks=(EVENTS, MEDIA),
    )


def _outside(found: dict[str, Any]) -> Iterator[str]:
    for handed in found.get("handed_over", []):
        yield f"Copies of {handed['to']}: {handed['pieces']} letters handed over on {handed['on']}."
    if not found.get("handed_over"):
        yield "Copies of print files, if any were given to a printer: none is noted as handed over."
    yield "The trusts’ own copies of the files that they sent."
    for path in found.get("missing", []):
        yield f"{path}: registered, but it was not there any more. Find out where it went."
    for program in found.get("elsewhere", []):
        yield f"Keys of the {program} site are on another machine: remove waves/ of this wave from its folder of keys."
    yield "Copies of keys in safes and in backups that are not registered here. With them, copies of the stores open."


def _moment(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")
