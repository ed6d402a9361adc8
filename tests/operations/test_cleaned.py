"""Rows that leave an operation: made of a record by the types of their fields (P5)."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

import pytest

from billia_tui import clock
from billia_tui.money import Money
from billia_tui.operations.cleaned import cleaned
from billia_tui.vocabulary import ServiceKind


@dataclass(frozen=True, slots=True)
class Row:
    """Of each kind of field one, and one that the record calls otherwise."""

    id: int
    name: str
    kind: ServiceKind
    price: Money
    at: datetime | None
    stored: str
    words: str = "usual"


def record(**values: object) -> SimpleNamespace:
    """As the store has it."""
    usual = {"id": 7, "name": "x\x1b[2J", "kind": "domain", "price": 1250, "currency": "JPY", "at": clock.now()}
    return SimpleNamespace(**{**usual, "words": "a\u202eb", **values})


def test_each_field_by_its_type() -> None:
    """P5: texts are cleaned, words looked up, amounts are in the currency of the record, all else stays."""
    found = cleaned(Row, record(), stored="x\x1b[2J")
    assert "\x1b" not in found.name
    assert "\u202e" not in found.words
    assert (found.id, found.kind, found.price) == (7, ServiceKind.DOMAIN, Money(1250, "JPY"))
    assert isinstance(found.at, datetime)


def test_what_is_given_stays_as_it_is() -> None:
    """P5: what an edit form begins with is not cleaned; it is not asked of the record, which may not have it."""
    assert cleaned(Row, record(), stored="x\x1b[2J").stored == "x\x1b[2J"
    assert cleaned(Row, record(), stored="", words="other", at=None).words == "other"


def test_what_is_no_word_is_said_and_what_a_record_lacks_is_a_mistake_of_ours() -> None:
    """P7: a damaged store's word is shown as one; nothing is left to its default by silence."""
    assert cleaned(Row, record(kind="boat\x1b"), stored="").kind == "? boat␛"
    with pytest.raises(AttributeError):
        cleaned(Row, record())
