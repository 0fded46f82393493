"""How many wrong codes an address may try, and how long it then waits. Pure: the counts come from the store."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fulfilment.keys.subkeys import joined, subkey


@dataclass(frozen=True)
class Allowance:
    """Wrong codes in ``window``: so many from one address; past ``site_budget`` from all, only ``when_tight`` each.

    Only well-formed codes that nobody has count. No code is ever locked: an address that is over its allowance waits,
    even with a real code, and the same code opens from any other address meanwhile.
    """

    window: timedelta = timedelta(minutes=15)  # also the longest wait
    per_client: int = 10
    site_budget: int = 600
    when_tight: int = 3


def wait(moments: Sequence[datetime], site: int, now: datetime, allowance: Allowance) -> timedelta | None:
    """How long a client has to wait; None where it may try.

    ``moments``: its wrong tries within the window, oldest first. ``site``: those of everybody.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    >>> wait([noon - timedelta(minutes=5)] * 10, 10, noon, Allowance())
    datetime.timedelta(seconds=600)
    """
    allowed = allowance.when_tight if is_tight(site, allowance) else allowance.per_client
    if len(moments) < allowed:
        return None
    # it may try again when so many tries have left the window that one more is allowed
    return moments[len(moments) - allowed] + allowance.window - now


def is_tight(site: int, allowance: Allowance) -> bool:
    """Whether the whole site's budget is used up: somebody is guessing from many addresses."""
    return site >= allowance.site_budget


def client_hash(sessions_key: bytes, address: str, now: datetime) -> str:
    """An address under a key that changes daily: the store can't tell who tried, nor join two days.

    An IPv6 address counts by its /64, which is what one household or one attacker holds.
    """
    key = subkey(sessions_key, f"clients/{now.date().isoformat()}")
    return hmac.digest(key, joined(_network(address)), "sha256").hex()


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
