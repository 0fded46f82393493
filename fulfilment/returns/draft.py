"""What a draft holds, and how it is written under its key. The same for the public site and the helpline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fulfilment.keys import sealing
from fulfilment.surveys.path import Answers


@dataclass(frozen=True)
class DraftBody:
    """Answers on the way.

    ``answers`` may hold some off the path: they are kept for going back and never sent. ``seen`` are the questions that
    were passed, blank or not. ``saved`` is the version at which each was last saved, to notice two windows on one
    question. ``fresh`` are the questions answered in the sitting ``sitting``: only these are shown again. ``flags`` are
    facts about the part, such as ``assent: yes``.
    """

    answers: Answers = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    saved: Mapping[str, int] = field(default_factory=dict)
    sitting: str = ""
    fresh: frozenset[str] = frozenset()
    flags: Mapping[str, str] = field(default_factory=dict)

    def in_sitting(self, sitting: str) -> DraftBody:
        """The body as a sitting sees it: a new sitting has answered nothing yet."""
        return self if self.sitting == sitting else replace(self, sitting=sitting, fresh=frozenset())

    def with_page(self, questions: Iterable[str], answers: Answers, version: int) -> DraftBody:
        """The body after one page was saved as ``version``: each of its questions seen, answered or left blank."""
        ids = frozenset(questions)
        kept = {name: answer for name, answer in self.answers.items() if name not in ids}
        return replace(
            self,
            answers=kept | dict(answers),
            seen=self.seen | ids,
            saved={**self.saved, **dict.fromkeys(ids, version)},
            fresh=self.fresh | ids,
        )

    def with_flag(self, name: str, value: str) -> DraftBody:
        """The body with one more fact about the part."""
        return replace(self, flags={**self.flags, name: value})

    def is_earlier(self, question_id: str) -> bool:
        """Whether a question has an answer from another sitting, which is not shown."""
        return bool(self.answers.get(question_id)) and question_id not in self.fresh


def encode(body: DraftBody, key: bytes, token: str, part: str) -> bytes:
    """The body under its draft key (32 bytes), for this case's part and no other row of the store."""
    data = {
        "answers": {name: list(answer) for name, answer in body.answers.items()},
        "seen": sorted(body.seen),
        "saved": dict(body.saved),
        "sitting": body.sitting,
        "fresh": sorted(body.fresh),
        "flags": dict(body.flags),
    }
    return sealing.lock(data, key, _purpose(token, part))


def decode(sealed: bytes, key: bytes, token: str, part: str) -> DraftBody:
    """Open a body. An emptied one (sent, handed over) is an empty body. Raises FulfilmentError for another key."""
    if not sealed:
        return DraftBody()
    data = sealing.unlock(sealed, key, _purpose(token, part))
    return DraftBody(
        answers={name: tuple(answer) for name, answer in data["answers"].items()},
        seen=frozenset(data["seen"]),
        saved=data["saved"],
        sitting=data["sitting"],
        fresh=frozenset(data["fresh"]),
        flags=data["flags"],
    )


def _purpose(token: str, part: str) -> str:
    return f"draft/{token}/{part}"
