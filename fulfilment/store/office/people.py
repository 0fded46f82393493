"""Queries on people: each row a blob under people.key, found by keyed hashes. Nothing is readable without it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from fulfilment.cases.person import Person
from fulfilment.keys.identity import PeopleKey
from fulfilment.store.office.models import Person as Row


def add(session: Session, key: PeopleKey, wave: str, people: Mapping[str, Person]) -> None:
    """Adds people by the token of their case, which must be there. ``key`` is the wave's people.key."""
    session.add_all(Row(token=token, wave=wave, **_columns(key, token, person)) for token, person in people.items())
    session.flush()


def get(session: Session, key: PeopleKey, token: str) -> Person | None:
    """Who a case is. Raises FulfilmentError where the key is another wave's."""
    row = session.get(Row, token)
    return None if row is None else Person.model_validate(key.open(token, row.sealed))


def replace(session: Session, key: PeopleKey, token: str, person: Person) -> None:
    """Puts another address or name in the place of the old one, with its indexes."""
    row = session.get_one(Row, token)
    for name, value in _columns(key, token, person).items():
        setattr(row, name, value)
    session.flush()


def forget_address(session: Session, key: PeopleKey, token: str) -> None:
    """Takes the address away for good: nobody can print, show or find it. The person is still known as the same."""
    row = session.get_one(Row, token)
    person = Person.model_validate(key.open(token, row.sealed))
    row.sealed = key.seal(token, person.model_copy(update={"address": (), "postcode": ""}).model_dump(mode="json"))
    row.postcode_index = None  # the index of name, birth date and postcode stays: it shows no address
    session.flush()


def find(
    session: Session,
    key: PeopleKey,
    *,
    nhs_number: str | None = None,
    same_as: Person | None = None,
    postcode: str | None = None,
    surname: str | None = None,
) -> list[str]:
    """The tokens of the cases that fit everything asked for, ordered. At least one must be asked for.

    ``same_as`` asks for name, birth date and postcode at once. Only cases of the wave whose key it is can fit.
    """
    asked = {
        Row.nhs_number_index: None if nhs_number is None else key.nhs_number(nhs_number),
        Row.identity_index: None if same_as is None else _identity(key, same_as),
        Row.postcode_index: None if postcode is None else key.postcode(postcode),
        Row.surname_index: None if surname is None else key.surname(surname),
    }
    fits = [column == index for column, index in asked.items() if index is not None]
    if not fits:
        raise ValueError("nothing was asked for")
    return list(session.scalars(select(Row.token).where(*fits).order_by(Row.token)))


def _columns(key: PeopleKey, token: str, person: Person) -> dict[str, bytes | str | None]:
    return {
        "sealed": key.seal(token, person.model_dump(mode="json")),
        "nhs_number_index": key.nhs_number(person.nhs_number) if person.nhs_number else None,
        "identity_index": _identity(key, person),
        "postcode_index": key.postcode(person.postcode),
        "surname_index": key.surname(person.family),
    }


def _identity(key: PeopleKey, person: Person) -> str:
    return key.identity(person.name, person.born_on, person.postcode)
