"""The settings of the staff site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class StaffSettings:
    """What differs from one installation to another.

    ``idle``: an agent is signed out so long after the last thing that was posted; a case that is open and a draft that
    is held end then too. ``proxy_hops``: how many proxies in front of this program are ours. ``nhs_logo``: only for a
    service that is entitled to it.
    """

    idle: timedelta = timedelta(minutes=30)
    proxy_hops: int = 0
    nhs_logo: bool = False
