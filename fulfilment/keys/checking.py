"""``fulfilment keys check``: are keys whole, closed to others, the same everywhere, and do they open what is sealed?

Run before a first mailing and weekly: answers that nobody can open show only months later.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.keys import files, ring
from fulfilment.keys.holders import AnswersKey, OfficeKeys, PublicKeys, StaffKeys

_PROGRAMS = {"office": OfficeKeys.load, "public": PublicKeys.load, "staff": StaffKeys.load}
_OWN = ("sessions.key",)  # each site has its own
_SECRET = {"answers": "answers.key", "escrow": "escrow.key"}


def check(folder: Path) -> list[Fault]:
    """Every fault of a key ring (``<workspace>/keys``). A folder that was moved to its own machine is no fault.

    A secret key that is off line is named by a fault that doesn't block: its canary could not be opened.
    """
    here = [program for program in _PROGRAMS if (folder / program).is_dir()]
    if not here:
        raise FulfilmentError("keys-missing", f"there are no keys in {folder}", "Make them with: fulfilment keys make.")
    faults = [fault for program in here for fault in _load_faults(folder / program, program)]
    if faults:
        return faults
    return [*_leftovers(folder), *_differences(folder, here), *_canaries(folder, here)]


def _load_faults(folder: Path, program: str) -> tuple[Fault, ...]:
    try:
        _PROGRAMS[program](folder)
    except FulfilmentError as error:
        return error.faults
    return ()


def _leftovers(folder: Path) -> Iterator[Fault]:
    for path in [*folder.glob(".making-*"), *folder.parent.glob(".making-*")]:
        what = f"{path.name} was left by a run that was killed while it made keys"
        yield Fault("keys-half-made", what, f"Remove it with: rm -r {path}.", file=str(path))


def _differences(folder: Path, here: list[str]) -> Iterator[Fault]:
    ids: dict[str, set[str]] = {}
    for program in here:
        for file in (folder / program).rglob("*.*"):
            name = str(file.relative_to(folder / program))
            if file.is_file() and file.suffix in (".key", ".pub") and name not in _OWN:
                key = files.read(file)
                ids.setdefault(name, set()).add(key.id)
                if key.role == "requests.key":  # the public site has the other half
                    ids.setdefault(name.replace(".key", ".pub"), set()).add(ring.public_half(key).id)
    for name in sorted(name for name, found in ids.items() if len(found) > 1):
        what = f"{name} is not the same in {', '.join(here)}"
        yield Fault("keys-differ", what, "Bring the right copy back: codes and answers need one key everywhere.")


def _canaries(folder: Path, here: list[str]) -> Iterator[Fault]:
    for holder, name in _SECRET.items():
        if not (folder / holder / name).exists():
            what = f"{name} is not here: whether sent answers will open was not tried"
            yield Fault("key-off-line", what, "Bring it here and check again before a first mailing.", blocks=False)
            continue
        try:
            secret = AnswersKey.load(folder / holder, name)
        except FulfilmentError as error:
            yield from error.faults
            continue
        for program in here:
            yield from _canary_faults(secret, folder / program, holder)


def _canary_faults(secret: AnswersKey, folder: Path, holder: str) -> Iterator[Fault]:
    public = files.read(folder / f"{holder}.pub")
    boxes = [ring.canary(public)]
    if folder.name == "office":  # the back office keeps what was sealed when the keys were made
        kept = folder / f"{holder}.canary"
        if not kept.is_file():
            yield Fault("canary-missing", f"{kept.name} is missing", "Bring it back from the safe copy.", str(kept))
            return
        boxes.append(kept.read_bytes())
    if not all(_opens(secret, box) for box in boxes):
        what = f"{holder}.key does not open what is sealed to {holder}.pub in {folder.name}"
        yield Fault("canary-not-opened", what, "Send nothing: answers would be lost. Bring the right keys back.")


def _opens(secret: AnswersKey, box: bytes) -> bool:
    try:
        return "canary" in secret.open(box)
    except FulfilmentError:
        return False
