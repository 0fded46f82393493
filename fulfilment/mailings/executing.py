"""Units of work on this machine's processes: the same function over many jobs, results in the order of the jobs.

Each unit must be safe to run twice: a killed worker's unit is simply run again by the next call of the command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from fulfilment.errors import FulfilmentError

Job = TypeVar("Job")
Result = TypeVar("Result")


def each(processes: int, work: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[tuple[Job, Result]]:
    """Every job with its result. One process or one job: here; else in fresh processes, which inherit nothing.

    Raises what the work raises, and FulfilmentError where a worker was killed.
    """
    if processes <= 1 or len(jobs) <= 1:
        for job in jobs:
            yield job, work(job)
        return
    with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=get_context("spawn")) as pool:
        try:
            results: Iterable[Result] = pool.map(work, jobs)
            yield from zip(jobs, results, strict=True)
        except BrokenProcessPool as error:
            what = "A worker process was killed"
            raise FulfilmentError("worker", what, "Run it again: what was finished is kept.") from error
