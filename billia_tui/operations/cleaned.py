"""What leaves an operation, made of a record of the store: texts cleaned, words and amounts as their types."""

from collections.abc import Callable
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from billia_tui.money import Money
from billia_tui.text import clean

Row = TypeVar("Row")


def cleaned(kind: type[Row], record: Any, **others: Any) -> Row:
    """A row to show, whose fields are those of `record` with the same names.

    Args:
        kind: a frozen dataclass; a field of it that is a text is cleaned, an enumeration is looked up, and an amount
            is in the currency of the record.
        record: what the store has.
        others: the fields that are something else, as they are to be.
    """
    values = {name: read(record) for name, read in _readers(kind) if name not in others}  # type: ignore[arg-type]  # a class
    return kind(**values, **others)


@cache
def _readers(kind: type[Any]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    return tuple((field.name, _reader(field.name, field.type)) for field in fields(kind))


def _reader(name: str, kind: Any) -> Callable[[Any], Any]:
    if kind is str:
        return lambda record: clean(getattr(record, name))
    if kind is Money:
        return lambda record: Money(getattr(record, name), record.currency)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda record: kind(getattr(record, name))
    return lambda record: getattr(record, name)
