"""Wrong sign-ins of each client address, in this process's memory: who guesses waits before anything slow is done.

Accounts wait on their own, in the store; this keeps a flood of invented names from hashing and from the event chain.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from webform import throttle
from webform.throttle import Allowance

# Our choice: all agents of a helpline may come from one address, and each may mistype.
ALLOWANCE = Allowance(per_client=30, site_budget=300, when_tight=10)


class WrongSignIns:
    """Counts within the allowance's window. Clients are known by their keyed hashes."""

    def __init__(self, allowance: Allowance = ALLOWANCE) -> None:
        self._allowance = allowance
        self._tries: list[tuple[datetime, str]] = []
        self._told_at: datetime | None = None
        self._lock = threading.Lock()

    def wait(self, client: str, now: datetime) -> timedelta | None:
        """How long a client has to wait; None where it may try."""
        with self._lock:
            return self._wait(client, now)

    def note(self, client: str, now: datetime) -> int | None:
        """Count one more. Gives the number of all where it shuts the client out, once a window; else None."""
        with self._lock:
            self._tries.append((now, client))
            if self._wait(client, now) is None:
                return None
            if self._told_at is not None and abs(now - self._told_at) < self._allowance.window:
                return None
            self._told_at = now
            return len(self._tries)

    def _wait(self, client: str, now: datetime) -> timedelta | None:
        # what is ahead of now goes too: after a clock was put right nobody waits for it to catch up
        self._tries = [(at, who) for at, who in self._tries if now - self._allowance.window < at <= now]
        own = [at for at, who in self._tries if who == client]
        return throttle.wait(own, len(self._tries), now, self._allowance)
