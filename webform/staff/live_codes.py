"""The code of the open case: derived when it is needed, never stored and never shown; made live before any letter."""

from __future__ import annotations

from sqlalchemy.orm import Session

from fulfilment.keys.digests import CodeSecret
from fulfilment.store import engines
from fulfilment.store.online import codes
from fulfilment.store.online.codes import NewCode
from fulfilment.store.online.models import Code
from webform.staff import casefile
from webform.staff.casefile import CaseFile
from webform.staff.site import Site


def live(store: Session, file: CaseFile, secret: CodeSecret | None) -> Code | None:
    """The case's live code, if it is the one whose secret was derived."""
    code = codes.live_code(store, file.case.token)
    if code is None or secret is None or code.stop is not None or code.digest != secret.digest:
        return None
    return code


def secret(known: Site, file: CaseFile) -> CodeSecret | None:
    """The secret of the live code, derived: no code is stored or shown. Slow, so outside of a transaction."""
    with engines.reading(known.online) as store:
        salt, code = codes.salt(store), codes.live_code(store, file.case.token)
    if code is None:
        return None
    return known.keys.secret_of(known.keys.access_code(file.case.wave, file.case.reference, code.issue), salt)


def make_live(known: Site, agent: str, file: CaseFile) -> bool:
    """Make the code of a case live before any letter: ready on line, then the office, then live. Says whether it is."""
    case, now = file.case, known.clock()
    with engines.reading(known.online) as store:
        salt, standing = codes.salt(store), codes.states(store, [case.token]).get(case.token)
    issue = max(case.issue, standing.issue if standing else 0)
    digest = known.keys.secret_of(known.keys.access_code(case.wave, case.reference, issue), salt).digest
    new = NewCode(
        token=case.token, issue=issue, kind=case.kind, wave=case.wave, survey=case.survey, language=case.language,
        questionnaire=file.questionnaire.id, instrument=file.questionnaire.instrument, trust_name=file.trust,
        age_band=case.age_band, digest=digest,
    )  # fmt: skip
    with engines.transaction(known.online) as store:
        codes.add_ready(store, [new], now)
    with engines.transaction(known.office) as store:
        casefile.tell(store, file, now, agent, "code_made_live", {"issue": issue})
    with engines.transaction(known.online) as store:
        return not codes.go_live(store, [(case.token, issue)], now).refused
