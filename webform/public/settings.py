"""The settings of the public site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from webform.throttle import Allowance


@dataclass(frozen=True)
class PublicSettings:
    """What differs from one installation to another.

    ``closing``: survey id -> last day on which answers are taken, as the pages say it; a survey without one shows as
    closed. ``proxy_hops``: how many proxies in front of this program are ours. ``nhs_logo``: only for a service that is
    entitled to it. ``idle``: a sitting ends so long after the last thing that was posted (NHS service manual: at least
    20 hours). ``letter_lasts``: how long the code waits in its cookie for the start button.
    """

    closing: Mapping[str, date] = field(default_factory=dict)
    proxy_hops: int = 0
    nhs_logo: bool = False
    idle: timedelta = timedelta(hours=20)
    letter_lasts: timedelta = timedelta(minutes=60)
    allowance: Allowance = field(default_factory=Allowance)
