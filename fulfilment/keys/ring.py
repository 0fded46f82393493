"""The key ring: ``<workspace>/keys`` with a folder for each program, made once and never overwritten.

    public/   digest.key sessions.key answers.pub escrow.pub  waves/<wave>/requests.pub
    office/   digest.key answers.pub escrow.pub answers.canary escrow.canary  waves/<wave>/{codes,people,requests}.key
    staff/    as office, and staff.key sessions.key (its own)
    answers/  answers.key      escrow/  escrow.key      to be taken off line

Folders are 0700, files 0600. Everything is written under another name, brought to the disk and renamed in one step: of
two programs that make keys at once, one is refused, and a power cut leaves no half-made ring.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys import digests, sealing
from fulfilment.keys.files import FOLDER_MODE, KEY_BYTES, KeyFile, read_all, sync_folder, write_tree
from fulfilment.keys.holders import OFFICE_WAVE_FILES, AnswersKey, OfficeKeys, PublicKeys, StaffKeys
from fulfilment.keys.subkeys import Randomness

__all__ = [
    "AnswersKey",
    "OfficeKeys",
    "PublicKeys",
    "StaffKeys",
    "canary",
    "make",
    "make_missing",
    "make_wave",
    "public_half",
]

_WAVE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # a wave's id is a folder's name and a field of derivations


def make(
    folder: Path, waves: Iterable[str], cost: digests.Cost = digests.REAL, randomness: Randomness = os.urandom
) -> None:
    """Makes a whole ring with the keys of these waves. Raises FulfilmentError where there is one already."""
    files = _ring(cost, randomness)
    for wave in _checked(waves):
        files |= _copies(wave, _secrets(randomness))
    with _staging(folder.parent) as staging:
        write_tree(staging, files)
        _into_place(staging, folder)


def make_wave(folder: Path, wave: str, randomness: Randomness = os.urandom) -> None:
    """Adds a wave's keys to a ring. Raises FulfilmentError where the wave has them already, or there is no ring.

    The back office's copy comes first: after a crash, the next run makes the other copies from it.
    """
    _checked([wave])
    office = folder / "office"
    OfficeKeys.load(office)
    if _has(folder, "office", wave):
        secrets = read_all(office / "waves" / wave, OFFICE_WAVE_FILES)
    else:
        secrets = _secrets(randomness)
    missing = [program for program in _PROGRAMS_OF_A_WAVE if not _has(folder, program, wave)]
    if not missing:
        raise _exists(folder / "office" / "waves" / wave)
    with _staging(folder) as staging:
        write_tree(staging, _copies(wave, secrets))
        for program in missing:
            for made in (folder / program, folder / program / "waves"):
                made.mkdir(mode=FOLDER_MODE, exist_ok=True)
            _into_place(staging / program / "waves" / wave, folder / program / "waves" / wave)


def make_missing(folder: Path, waves: Iterable[str]) -> list[str]:
    """Makes the ring where there is none, and the keys of each wave that has none. Gives what was made, in words.

    Raises FulfilmentError where nothing is missing.
    """
    wave_ids = _checked(waves)
    if not any(folder.glob("*")):
        make(folder, wave_ids)
        return ["the key ring", *(f"keys of {wave}" for wave in wave_ids)]
    missing = [wave for wave in wave_ids if not all(_has(folder, program, wave) for program in _PROGRAMS_OF_A_WAVE)]
    if not missing:
        raise _exists(folder)
    for wave in missing:
        make_wave(folder, wave)
    return [f"keys of {wave}" for wave in missing]


_PROGRAMS_OF_A_WAVE = ("office", "staff", "public")  # in this order: see make_wave


def _ring(cost: digests.Cost, randomness: Randomness) -> dict[str, bytes]:
    """The files of a ring without waves, by relative name."""
    answers, escrow = KeyFile("answers.key", randomness(KEY_BYTES)), KeyFile("escrow.key", randomness(KEY_BYTES))
    digest = KeyFile("digest.key", randomness(KEY_BYTES), asdict(cost))
    answers_pub, escrow_pub = public_half(answers), public_half(escrow)
    files = {
        "answers/answers.key": answers.encoded(),
        "escrow/escrow.key": escrow.encoded(),
        "office/answers.canary": canary(answers_pub),
        "office/escrow.canary": canary(escrow_pub),
        "staff/staff.key": KeyFile("staff.key", randomness(KEY_BYTES)).encoded(),
    }
    for program in ("public", "office", "staff"):
        files |= {f"{program}/{key.role}": key.encoded() for key in (digest, answers_pub, escrow_pub)}
    for program in ("public", "staff"):
        files[f"{program}/sessions.key"] = KeyFile("sessions.key", randomness(KEY_BYTES)).encoded()
    return files


def canary(public: KeyFile) -> bytes:
    """Something known, sealed: where it opens, answers sealed to the same key will open too."""
    return sealing.seal({"canary": public.role, "id": public.id}, public.key)


def _secrets(randomness: Randomness) -> dict[str, KeyFile]:
    """New keys of a wave by name."""
    return {name: KeyFile(name, randomness(KEY_BYTES)) for name in OFFICE_WAVE_FILES}


def _copies(wave: str, secrets: Mapping[str, KeyFile]) -> dict[str, bytes]:
    """A wave's files for each program that holds them, by relative name."""
    requests_pub = public_half(secrets["requests.key"])
    files = {f"public/waves/{wave}/requests.pub": requests_pub.encoded()}
    for program in ("office", "staff"):
        files |= {f"{program}/waves/{wave}/{name}": secrets[name].encoded() for name in OFFICE_WAVE_FILES}
    return files


def public_half(secret: KeyFile) -> KeyFile:
    """The public key that belongs to a secret one: answers.pub to answers.key."""
    return KeyFile(secret.role.replace(".key", ".pub"), sealing.public_key_of(secret.key))


def _has(folder: Path, program: str, wave: str) -> bool:
    return (folder / program / "waves" / wave).is_dir()


def _checked(waves: Iterable[str]) -> list[str]:
    wave_ids = list(waves)
    faults = [
        Fault("wave-name", f"{wave!r} can't be the name of a wave", "Use small letters, digits and single hyphens.")
        for wave in wave_ids
        if not _WAVE.fullmatch(wave)
    ]
    if faults:
        raise FulfilmentError("wave-name", "no keys were made", faults=faults)
    return wave_ids


@contextmanager
def _staging(beside: Path) -> Iterator[Path]:
    """An empty folder on the same disk that is gone afterwards, whatever happens. Raises FulfilmentError."""
    try:
        staging = Path(tempfile.mkdtemp(prefix=".making-", dir=beside))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise FulfilmentError(
            "keys-not-made",
            f"no keys were made in {beside}: {error.strerror or type(error).__name__}",
            "Check that the folder is there, has room and may be written by this account.",
        ) from None


def _into_place(made: Path, place: Path) -> None:
    try:
        made.rename(place)  # refused by the system where there is a folder with anything in it
    except OSError as error:
        if error.errno in (errno.EEXIST, errno.ENOTEMPTY):
            raise _exists(place) from None
        raise
    sync_folder(place.parent)


def _exists(place: Path) -> FulfilmentError:
    return FulfilmentError(
        "keys-exist",
        f"there are keys already: {place}",
        "Keys are never overwritten: what the old ones closed would be lost. fulfilment keys check tests them.",
    )
