"""What a person asks for or tells us, as it stands sealed in the online store: only the back office opens it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fulfilment.surveys.definition import Value


class Asked(Value):
    """The content of a request. ``address`` has no postcode; ``when`` is when to call back, in the caller's words."""

    kind: str
    token: str | None = None
    language: str = "en"
    at: datetime | None = None
    address: tuple[str, ...] = ()
    postcode: str = ""
    phone: str = ""
    when: str = ""

    def payload(self) -> dict[str, Any]:
        """What is sealed to the wave's requests.pub."""
        return self.model_dump(mode="json", exclude_defaults=True)
