"""Hashing the access codes of a mailing on two processes against one, at what a code really costs."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fulfilment.keys import codes
from fulfilment.keys.digests import SALT_BYTES, Cost
from fulfilment.mailings.coding import HashJob, digest_all
from fulfilment.mailings.executing import each
from tests.bench.figure import Figure

UNITS, CODES = 8, 250  # as many in a unit as a mailing has; enough for the start of a process not to count


def figures() -> Iterator[Figure]:
    """The time of one process over that of two, by the clock: cores are what it is about."""
    jobs = [HashJob((), tuple(_codes(unit)), bytes(32), bytes(SALT_BYTES), Cost()) for unit in range(UNITS)]
    one, two = _seconds(1, jobs), _seconds(2, jobs)
    rate = UNITS * CODES / two
    yield Figure(
        "codes", one / two, 1.7, f"{rate:.0f} codes/s on two processes, {Cost().memory_kib} KiB each; by the clock"
    )


def _codes(unit: int) -> Iterator[str]:
    return (codes.derive(bytes(32), "bench", "bench", f"{unit}-{number}", 1) for number in range(CODES))


def _seconds(processes: int, jobs: list[HashJob]) -> float:
    begun = time.perf_counter()
    done = sum(len(digests) for _, digests in each(processes, digest_all, jobs))
    assert done == UNITS * CODES
    return time.perf_counter() - begun
