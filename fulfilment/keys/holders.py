"""The keys that each program holds, loaded from its own folder of the key ring.

Each folder is complete in itself, so that it can be moved to the machine of its program and nothing else with it.
No ``repr`` shows a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self

from fulfilment.errors import FulfilmentError
from fulfilment.keys import codes, sealing
from fulfilment.keys.digests import CodeSecret, Cost, code_secret
from fulfilment.keys.files import KeyFile, read_all
from fulfilment.keys.identity import PeopleKey

PUBLIC_FILES = ("digest.key", "sessions.key", "answers.pub", "escrow.pub")
OFFICE_FILES = ("digest.key", "answers.pub", "escrow.pub")
STAFF_FILES = (*OFFICE_FILES, "sessions.key", "staff.key")
PUBLIC_WAVE_FILES = ("requests.pub",)
OFFICE_WAVE_FILES = ("codes.key", "people.key", "requests.key")


class CodesKey(NamedTuple):
    """A wave's codes.key with the id that goes into each derivation."""

    id: str
    key: bytes

    def __repr__(self) -> str:
        return f"CodesKey(id={self.id!r})"


@dataclass(frozen=True)
class PublicKeys:
    """What the public site holds: it can look codes up and seal, and open nothing that was sent."""

    digest_key: bytes = field(repr=False)
    cost: Cost
    answers_pub: bytes = field(repr=False)
    escrow_pub: bytes = field(repr=False)
    sessions_key: bytes = field(repr=False)
    requests_pub: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """From ``<workspace>/keys/public``. Raises FulfilmentError with everything that is wrong in it."""
        files = read_all(folder, [*PUBLIC_FILES, *_wave_files(folder, PUBLIC_WAVE_FILES)])
        return cls(
            digest_key=files["digest.key"].key,
            cost=_cost(files["digest.key"]),
            answers_pub=files["answers.pub"].key,
            escrow_pub=files["escrow.pub"].key,
            sessions_key=files["sessions.key"].key,
            requests_pub={wave: files[f"waves/{wave}/requests.pub"].key for wave in _waves_of(files)},
        )

    def secret_of(self, code: str, salt: bytes) -> CodeSecret:
        """Digest and wrapping key of a parsed access code. Slow: one Argon2id."""
        return code_secret(code, self.digest_key, salt, self.cost)


@dataclass(frozen=True)
class OfficeKeys:
    """What the back office holds: it derives codes and reads people and requests, and opens no answer."""

    digest_key: bytes = field(repr=False)
    cost: Cost
    answers_pub: bytes = field(repr=False)
    escrow_pub: bytes = field(repr=False)
    by_wave: Mapping[str, Mapping[str, KeyFile]] = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """From ``<workspace>/keys/office``. Raises FulfilmentError with everything that is wrong in it."""
        return cls(**_office(read_all(folder, [*OFFICE_FILES, *_wave_files(folder, OFFICE_WAVE_FILES)])))

    @property
    def waves(self) -> frozenset[str]:
        """The waves that have keys here."""
        return frozenset(self.by_wave)

    def codes(self, wave: str) -> CodesKey:
        """The key that a wave's access codes are derived from. Raises FulfilmentError for a wave without keys."""
        file = self._of(wave, "codes.key")
        return CodesKey(file.id, file.key)

    def people(self, wave: str) -> PeopleKey:
        """The key of a wave's names and addresses. Raises FulfilmentError for a wave without keys."""
        return PeopleKey(self._of(wave, "people.key").key)

    def requests(self, wave: str) -> bytes:
        """The secret key that opens what people of a wave ask for. Raises FulfilmentError for a wave without keys."""
        return self._of(wave, "requests.key").key

    def requests_pub(self, wave: str) -> bytes:
        """The public key that requests of a wave are sealed to. Raises FulfilmentError for a wave without keys."""
        return sealing.public_key_of(self.requests(wave))

    def access_code(self, wave: str, reference: str, issue: int) -> str:
        """The access code (12 symbols) of a case's issue. Raises FulfilmentError for a wave without keys."""
        key_id, key = self.codes(wave)
        return codes.derive(key, key_id, wave, reference, issue)

    def secret_of(self, code: str, salt: bytes) -> CodeSecret:
        """Digest and wrapping key of an access code. Slow: one Argon2id."""
        return code_secret(code, self.digest_key, salt, self.cost)

    def _of(self, wave: str, name: str) -> KeyFile:
        if wave not in self.by_wave:
            what = f"wave {wave} has no keys here"
            raise FulfilmentError("wave-without-keys", what, "Make them with: fulfilment keys make.")
        return self.by_wave[wave][name]


@dataclass(frozen=True)
class StaffKeys(OfficeKeys):
    """What the staff site holds: the back office's keys, that of the accounts' TOTP secrets and that of its cookies."""

    staff_key: bytes = field(repr=False)
    sessions_key: bytes = field(repr=False)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """From ``<workspace>/keys/staff``. Raises FulfilmentError with everything that is wrong in it."""
        files = read_all(folder, [*STAFF_FILES, *_wave_files(folder, OFFICE_WAVE_FILES)])
        staff_key, sessions_key = files["staff.key"].key, files["sessions.key"].key
        return cls(**_office(files), staff_key=staff_key, sessions_key=sessions_key)


@dataclass(frozen=True)
class AnswersKey:
    """A secret key that opens sent answers: answers.key, or escrow.key, its twin kept elsewhere."""

    secret: bytes = field(repr=False)

    @classmethod
    def load(cls, folder: Path, name: str = "answers.key") -> Self:
        """From ``<workspace>/keys/answers`` (or ``escrow``). Raises FulfilmentError, also where it is off line."""
        return cls(read_all(folder, [name])[name].key)

    def open(self, sealed: bytes) -> dict[str, Any]:
        """Sent answers. Raises FulfilmentError where they were sealed to another key or were changed."""
        return sealing.open_sealed(sealed, self.secret)


def _wave_files(folder: Path, names: tuple[str, ...]) -> list[str]:
    """The files of every wave that has keys in a program's folder."""
    try:
        waves = sorted(entry.name for entry in (folder / "waves").iterdir())
    except OSError:  # none, or closed to us: then every other file there is named as a fault
        return []
    return [f"waves/{wave}/{name}" for wave in waves for name in names]


def _waves_of(files: Mapping[str, KeyFile]) -> list[str]:
    """The waves whose files were read: another program may have added one to the folder since."""
    return sorted({name.split("/")[1] for name in files if name.startswith("waves/")})


def _office(files: Mapping[str, KeyFile]) -> dict[str, Any]:
    return {
        "digest_key": files["digest.key"].key,
        "cost": _cost(files["digest.key"]),
        "answers_pub": files["answers.pub"].key,
        "escrow_pub": files["escrow.pub"].key,
        "by_wave": {
            wave: {name: files[f"waves/{wave}/{name}"] for name in OFFICE_WAVE_FILES} for wave in _waves_of(files)
        },
    }


def _cost(digest_key: KeyFile) -> Cost:
    return Cost(int(digest_key.more["memory_kib"]), int(digest_key.more["passes"]))
