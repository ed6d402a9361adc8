"""Completion of a query from the store: label keys and values, resellers that the admin reaches, countries."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import LabelComponent, LabelTie, LabelValue
from billia_tui.operations import countries
from billia_tui.operations.actor import Actor
from billia_tui.operations.labels.values import YES_NO
from billia_tui.operations.permissions import staff_only
from billia_tui.operations.queries.fields import ABOUT
from billia_tui.operations.queries.suggestions import MOST_CHOICES, Choice, Completion, of_value, offered
from billia_tui.operations.queries.terms import QueryField
from billia_tui.operations.queries.tokens import Token, token_at
from billia_tui.operations.staff import resellers
from billia_tui.text import clean, fold, storable
from billia_tui.vocabulary import LabelResource, LabelType


def complete(session: Session, actor: Actor, text: str, cursor: int) -> Completion:
    """What can stand at the cursor of a query; raises Forbidden in the Customer Panel."""
    staff_only(actor)
    known = offered(text, cursor)
    token = token_at(text, cursor)
    if known is not None or token is None:
        return known or Completion(cursor, cursor)
    typed = text[token.value_start : token.end].lstrip('"')
    match token.name:
        case QueryField.LABEL if "=" in typed and not token.quoted:
            return _label_values(session, token, text)
        case QueryField.LABEL:
            return of_value(token, text, [] if token.quoted else _label_keys(session, typed))
        case QueryField.RESELLER:
            return of_value(token, text, _resellers(session, actor, typed))
        case _:
            return of_value(token, text, _countries(typed))


def _label_keys(session: Session, typed: str) -> list[Choice]:
    """Labels that customers can have, by the beginning of their keys."""
    if not storable(typed):
        return []
    found = session.execute(
        select(LabelComponent.key, LabelComponent.name)
        .join(LabelTie, (LabelTie.component_id == LabelComponent.id) & (LabelTie.resource == LabelResource.USERS))
        .where(LabelComponent.folded_key.startswith(typed.lower(), autoescape=True))
        .order_by(LabelComponent.folded_key)
        .limit(MOST_CHOICES)
    )
    return [Choice(f"{row.key}=", clean(row.name)) for row in found if _can_be_typed(row.key)]


def _label_values(session: Session, token: Token, text: str) -> Completion:
    """The allowed values of the label whose key stands before the `=`."""
    start = text.index("=", token.value_start) + 1
    key, typed = text[token.value_start : start - 1], text[start : token.end].lstrip('"')
    component = None
    if storable(key):
        component = session.scalar(select(LabelComponent).where(LabelComponent.folded_key == key.lower()))
    if component is None:
        return of_value(token, text, [], start=start)
    if component.type == LabelType.YES_NO:
        values = [Choice(word, clean(component.name)) for word in YES_NO]
    else:
        found = session.execute(
            select(LabelValue.value, LabelValue.name)
            .where(LabelValue.component_id == component.id)
            .order_by(LabelValue.id)
        )
        values = [Choice(quoted(row.value), clean(row.name)) for row in found if _can_be_typed(row.value)]
    begun = fold(typed)
    return of_value(token, text, [one for one in values if fold(one.text.lstrip('"')).startswith(begun)], start=start)


def _resellers(session: Session, actor: Actor, typed: str) -> Iterator[Choice]:
    """The resellers that the admin reaches."""
    begun = fold(typed)
    for _, name in resellers.choices(session, actor):
        if fold(name).startswith(begun) and _can_be_typed(name):
            yield Choice(quoted(name), ABOUT[QueryField.RESELLER].meaning)


def _countries(typed: str) -> Iterator[Choice]:
    """Countries by the beginning of code or name; the code is what is put in."""
    if not typed:
        countries.code_of("de")  # loads the names here, in the background, before the first letter is read
        about = ABOUT[QueryField.COUNTRY]
        yield from (Choice(example, about.meaning) for example in about.examples)
        return
    begun = fold(typed)
    known = [(code.lower(), name) for code, name in countries.choices()]
    known.sort(key=lambda pair: pair[0] != begun)
    for code, name in known:
        if code.startswith(begun) or fold(name).startswith(begun):
            yield Choice(code, clean(name))


def quoted(value: str) -> str:
    """A value as it is typed: in quotes if blanks or quotes are in it."""
    if any(char.isspace() for char in value) or '"' in value:
        return '"' + value.replace('"', '""') + '"'
    return value


def _can_be_typed(text: str) -> bool:
    return clean(text, limit=None) == text
