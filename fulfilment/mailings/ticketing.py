"""Job tickets: one page beside each print file that tells the printer what to make of it. Written at release."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from fulfilment import shipped
from fulfilment.files import write_whole
from fulfilment.mailings import index
from fulfilment.mailings.index import Entry
from fulfilment.mailings.jobs import ORDER
from fulfilment.paper import marks, ticket
from fulfilment.paper.faces import Faces
from fulfilment.paper.ticket import Ticket
from fulfilment.room import Doing, Room
from fulfilment.store.office.models import Mailing, PrintFile
from fulfilment.surveys.content import Content


def path_of(print_file: Path) -> Path:
    """The ticket of a print file.

    >>> path_of(Path("adult-1-en-standard-0001.pdf")).name
    'adult-1-en-standard-0001-ticket.pdf'
    """
    return print_file.with_name(f"{print_file.stem}-ticket.pdf")


def write(room: Room, mailing: Mailing, files: Sequence[PrintFile], doing: Doing) -> Mapping[str, tuple[str, str]]:
    """Write a ticket for each print file; returns print file -> (ticket's name, its SHA-256). Orders need none."""
    printed = [file for file in files if file.component != ORDER]
    if not printed:
        return {}
    content, faces = room.content(), Faces.load(shipped.fonts_dir())
    tickets: dict[str, tuple[str, str]] = {}
    for file in printed:
        path = room.mailing_folder(mailing.id) / file.name
        data = ticket.draw(ticket_of(room, content, mailing, file, doing), content.stationery, faces)
        write_whole(path_of(path), data)
        tickets[file.name] = (path_of(path).name, hashlib.sha256(data).hexdigest())
    return tickets


def ticket_of(room: Room, content: Content, mailing: Mailing, file: PrintFile, doing: Doing) -> Ticket:
    """What a print file's ticket says, from its index and the stationery."""
    stationery, survey = content.stationery, room.survey(content)
    path = room.mailing_folder(mailing.id) / file.name
    entries = index.decode(index.path_of(path).read_bytes())
    envelope = stationery.envelopes[stationery.packs[file.pack].envelope]
    kilograms = sum(entry.grams for entry in entries) / 1000
    sheets = sorted({entry.sheets for entry in entries})
    rows = [
        ("Survey and wave", f"{survey.title}, {mailing.wave}"),
        ("Mailing", f"{mailing.id}, contact {mailing.contact}" + (f", reprint {file.round}" if file.round else "")),
        ("Print file", file.name),
        ("SHA-256 of the file", file.sha256 or ""),
        ("Index", index.path_of(path).name),
        ("Pack, language", f"{file.pack}, {content.languages[file.language].english_name}, {file.format}"),
        ("Pieces", f"{file.pieces}, one envelope each"),
        ("Sheets", f"{file.sheets} in all; {' or '.join(str(number) for number in sheets)} in an envelope"),
        ("Pages", f"{file.pages}, printed on both sides, turned on the long edge, at full size"),
        ("Paper", f"{stationery.paper.width_mm:g} by {stationery.paper.height_mm:g} mm,"
                  f" {stationery.paper.grams_per_m2:g} g/m2, plain"),
        ("Envelope", f"{envelope.id}, {envelope.width_mm:g} by {envelope.height_mm:g} mm, window"
                     f" {envelope.window_width_mm:g} by {envelope.window_height_mm:g} mm,"
                     f" {envelope.window_left_mm:g} mm from the left and {envelope.window_bottom_mm:g} mm from below"),
        ("Weight", f"{kilograms:.3f} kg in all; {max(entry.grams for entry in entries):g} g the heaviest piece"),
        ("First mark, last mark", f"{_mark(entries[0], file)}, {_mark(entries[-1], file)}"),
        ("Released", f"{doing.at:%d %B %Y %H:%M} UTC, to be handed over within {survey.release_expires_days} days"),
        ("Whom to ring", room.wave.mailing_team or f"the mailing team, {survey.helpline.phone}"),
    ]  # fmt: skip
    return Ticket(f"Job ticket: {file.pieces} letters", rows, envelope)


def _mark(entry: Entry, file: PrintFile) -> str:
    return marks.format(marks.Mark(entry.piece, entry.attempt, marks.COMPONENTS[file.component], 1, entry.sheets, 1))
