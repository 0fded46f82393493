"""How big a trust's file may be. Far above any real one, far below what would hurt the machine."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """All our choice: the largest trusts send some 5,000 rows of 30 columns, about 2 MiB as a workbook."""

    file_bytes: int = 50 * MIB
    unpacked_bytes: int = 200 * MIB
    members: int = 2000
    rows: int = 100_000
    columns: int = 200
    memory_bytes: int = 2048 * MIB
    seconds: int = 120


LIMITS = Limits()
