"""Units of work on this machine's processes: the same function over many jobs, results in the order of the jobs.

Each unit must be safe to run twice: a killed worker's unit is simply run again by the next call of the command.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

from fulfilment.errors import FulfilmentError

Job = TypeVar("Job")
Result = TypeVar("Result")


def each(processes: int, work: Callable[[Job], Result], jobs: Iterable[Job]) -> Iterator[tuple[Job, Result]]:
    """Every job with its result. One process or one job: here; else in fresh processes, which inherit nothing.

    Jobs are taken as they are needed: two a process wait at most, so that a mailing of any size takes the same memory.
    Raises what the work raises, and FulfilmentError where a worker was killed.
    """
    rest = iter(jobs)
    first = list(islice(rest, 2))
    if processes <= 1 or len(first) <= 1:
        for job in chain(first, rest):
            yield job, work(job)
        return
    waiting: deque[tuple[Job, Future[Result]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        try:
            for job in chain(first, rest):
                waiting.append((job, pool.submit(work, job)))
                if len(waiting) > 2 * processes:
                    yield _finished(waiting.popleft())
            while waiting:
                yield _finished(waiting.popleft())
        except BrokenProcessPool as error:
            what = "A worker process was killed"
            raise FulfilmentError("worker", what, "Run it again: what was finished is kept.") from error


def _finished(started: tuple[Job, Future[Result]]) -> tuple[Job, Result]:
    job, future = started
    return job, future.result()
