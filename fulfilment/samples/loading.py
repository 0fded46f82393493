"""Loads a checked file into the office store: cases, people, events, all in one transaction. Trust files are not kept.

A file is recognised by its bytes: loaded a second time it changes nothing. A corrected or further file of the same
trust adds the people that are new, and brings those up to date to whom nothing was released; it takes nobody away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from fulfilment.cases.outcomes import Outcome
from fulfilment.errors import FulfilmentError
from fulfilment.keys.holders import OfficeKeys
from fulfilment.keys.subkeys import Randomness
from fulfilment.samples.checking import Checked
from fulfilment.samples.claims import Claim, claim
from fulfilment.samples.record import Record
from fulfilment.samples.rules import Effect
from fulfilment.store.office import cases, events, people, samples
from fulfilment.store.office.models import Case, SampleFile
from fulfilment.store.office.samples import KnownCase
from fulfilment.waves import Wave


class Doing(NamedTuple):
    """Who loads, when, and where random bytes come from."""

    actor: str
    at: datetime
    randomness: Randomness


@dataclass(frozen=True)
class Loaded:
    """What loading did, in people. ``again``: these bytes were loaded before, and nothing was changed."""

    file: str
    trust: str
    again: bool
    added: int = 0
    updated: int = 0
    unchanged: int = 0  # the person has a case that stays: released, answered, or discharged later
    superseded: int = 0  # cases elsewhere that give way to this file's


@dataclass
class _Work:
    """What a file comes to before it is written."""

    added: dict[str, Record]
    updated: dict[str, Record]
    kept: list[tuple[Record, KnownCase]]
    superseded: dict[str, KnownCase]


def load(
    session: Session, checked: Checked, wave: Wave, open_waves: Iterable[str], keys: OfficeKeys, doing: Doing
) -> Loaded:
    """Load a file in the session's transaction. ``open_waves`` are those in which one person may be only once.

    Raises FulfilmentError for a file with a fault that blocks: with all faults, and nothing is written.
    """
    refuse_blocked([checked])
    assert checked.trust  # a file without one is blocked
    trust = checked.trust
    if samples.loaded_file(session, wave.id, trust, checked.sha256):
        return Loaded(checked.file, trust, again=True)
    work = _plan(session, checked.records, wave, {wave.id, *open_waves}, keys, doing)
    file_id = samples.add_file(session, _file(checked, trust, len(work.added) + len(work.updated), doing))
    _add(session, work.added, wave, file_id, keys, doing)
    for token, record in work.updated.items():
        _update(session, token, record, wave, file_id, keys)
    _record_events(session, checked, trust, work, wave, file_id, doing)
    return Loaded(
        checked.file, trust, False, len(work.added), len(work.updated), len(work.kept), len(work.superseded)
    )  # fmt: skip


def refuse_blocked(checked: Sequence[Checked]) -> None:
    """Raises FulfilmentError with every fault of these files that blocks, if there is one."""
    blocked = [file for file in checked if file.blocked]
    faults = [finding.fault(file.file) for file in blocked for finding in file.of(Effect.BLOCKS)]
    if blocked:
        names = ", ".join(file.file for file in blocked)
        raise FulfilmentError(
            "sample-faulty",
            f"Nothing was loaded: {len(faults)} faults in {names} are for the trust to mend",
            "Send the trust the report of `fulfilment sample check --report`.",
            faults,
        )


def _plan(
    session: Session, records: Sequence[Record], wave: Wave, waves: set[str], keys: OfficeKeys, doing: Doing
) -> _Work:
    work = _Work({}, {}, [], {})
    for record, known in _known(session, records, waves, keys):
        still_open = [case for case in known if case.token not in work.superseded]
        made: Claim = claim(wave.id, record.trust, record.discharged_on, still_open)
        work.superseded |= {case.token: case for case in made.superseded}
        if made.kept:
            work.kept.append((record, made.kept))
        elif made.update in work.updated:  # two rows are one person only by what we knew before: the first counts
            work.kept.append((record, next(case for case in still_open if case.token == made.update)))
        elif made.update:
            work.updated[made.update] = record
        else:
            work.added[cases.new_token(doing.randomness)] = record
    return work


def _known(
    session: Session, records: Sequence[Record], waves: set[str], keys: OfficeKeys
) -> Iterator[tuple[Record, list[KnownCase]]]:
    """Each record with the open cases of the same person. Blind indexes are keyed by wave, so each wave is asked."""
    found: dict[int, dict[str, KnownCase]] = defaultdict(dict)
    for wave in sorted(waves & keys.waves):
        key = keys.people(wave)
        numbers = [key.nhs_number(each.person.nhs_number) if each.person.nhs_number else None for each in records]
        identities = [key.identity(each.person.name, each.person.born_on, each.person.postcode) for each in records]
        by_number: dict[str, list[KnownCase]] = defaultdict(list)
        by_identity: dict[str, list[KnownCase]] = defaultdict(list)
        for case in samples.known_cases(session, wave, filter(None, numbers), identities):
            by_number[case.nhs_number_index or ""].append(case)
            by_identity[case.identity_index or ""].append(case)
        for n, (number, identity) in enumerate(zip(numbers, identities, strict=True)):
            found[n] |= {case.token: case for case in (by_number[number] if number else ())}
            # Two NHS numbers tell namesakes at one address apart.
            found[n] |= {case.token: case for case in by_identity[identity] if not (number and case.nhs_number_index)}
    return ((record, list(found[n].values())) for n, record in enumerate(records))


def _file(checked: Checked, trust: str, made: int, doing: Doing) -> SampleFile:
    return SampleFile(
        wave=checked.wave, trust=trust, name=checked.file, sha256=checked.sha256, rows=checked.rows, cases=made,
        state="loaded", loaded_at=doing.at, loaded_by=doing.actor,
    )  # fmt: skip


def _add(
    session: Session, added: Mapping[str, Record], wave: Wave, file_id: int, keys: OfficeKeys, doing: Doing
) -> None:
    references = cases.new_references(session, len(added), doing.randomness)
    rows = zip(added.items(), references, strict=True)
    cases.add(session, [_case(token, record, reference, wave, file_id, doing) for (token, record), reference in rows])
    people.add(session, keys.people(wave.id), wave.id, {token: record.person for token, record in added.items()})


def _case(token: str, record: Record, reference: str, wave: Wave, file_id: int, doing: Doing) -> Case:
    return Case(
        token=token, wave=wave.id, survey=wave.survey, reference=reference, issue=1, state="open",
        outcome=int(Outcome.OUTSTANDING), created_at=doing.at, **_of_stay(record, wave, file_id),
    )  # fmt: skip


def _of_stay(record: Record, wave: Wave, file_id: int) -> dict[str, object]:
    """The columns of a case that come from the trust's file."""
    return {
        "trust": record.trust,
        "ptc": wave.trust(record.trust).ptc,
        "age_band": record.age_band,
        "language": record.language,
        "format": record.format,
        "discharged_on": record.discharged_on,
        "attributes": record.attributes,
        "sample_file_id": file_id,
        "sample_row": record.row,
    }


def _update(session: Session, token: str, record: Record, wave: Wave, file_id: int, keys: OfficeKeys) -> None:
    case = cases.get(session, token)
    assert case is not None  # it was found in this transaction
    for name, value in _of_stay(record, wave, file_id).items():
        setattr(case, name, value)
    people.replace(session, keys.people(wave.id), token, record.person)


def _record_events(
    session: Session, checked: Checked, trust: str, work: _Work, wave: Wave, file_id: int, doing: Doing
) -> None:
    for token, case in work.superseded.items():
        samples.supersede(session, token)
        detail = {"sample_file": file_id, "by_wave": wave.id, "by_trust": trust}
        events.record(session, doing.at, doing.actor, "case_superseded", wave=case.wave, token=token, detail=detail)
    for record, case in work.kept:
        detail = {"sample_file": file_id, "row": record.row, "from_wave": wave.id, "from_trust": trust}
        events.record(
            session, doing.at, doing.actor, "same_person_kept", wave=case.wave, token=case.token, detail=detail
        )
    left_out = {f"out_{code.replace('-', '_')}": number for code, number in checked.counts(Effect.EXCLUDES).items()}
    detail = {
        "sample_file": file_id, "trust": trust, "sha256": checked.sha256, "rows": checked.rows,
        "added": len(work.added), "updated": len(work.updated), "kept": len(work.kept), **left_out,
    }  # fmt: skip
    events.record(session, doing.at, doing.actor, "sample_loaded", wave=wave.id, detail=detail)
