"""The same request twice is one change; the same key with other values is refused (P1)."""

from collections.abc import Callable
from typing import Any

import pytest

from billia_tui.errors import Refused
from billia_tui.operations.customers import companies, emails
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.kit import COMPANY, everything

NEW = NewCustomer("Ana", "Lima", "ana.lima@example.org", "BR", "USD")
OPERATIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...], tuple[Any, ...]]] = {
    "add funds": (wallet.add_funds, (1, "5", "note"), (1, "6", "note")),
    "add funds, other note": (wallet.add_funds, (1, "5", "note"), (1, "5", "other")),
    "add funds, other customer": (wallet.add_funds, (1, "5", "note"), (2, "5", "note")),
    "correct balance": (wallet.correct_balance, (1, "-5", "why"), (1, "5", "why")),
    "credit limit": (wallet.set_credit_limit, (1, "100"), (1, "200")),
    "add note": (notes.add, (1, "text"), (1, "other")),
    "add e-mail": (emails.add, (1, "x@example.org"), (1, "y@example.org")),
    "add company": (companies.add, (1, COMPANY), (1, companies.CompanyData("Other", "1", country="DE"))),
    "add customer": (customers.add, (NEW,), (NewCustomer("Eva", "Lima", "ana.lima@example.org", "BR", "USD"),)),
}


@pytest.fixture
def two(desk: Desk, add_customer: AddCustomer) -> Desk:
    """The desk, with the customers 1 and 2."""
    assert (add_customer(desk), add_customer(desk)) == (1, 2)
    return desk


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_same_key_is_answered_and_not_done_again(two: Desk, name: str) -> None:
    """P1: a second enter, or a retry after a lost line, gets the first answer and writes nothing."""
    operation, asked, _ = OPERATIONS[name]
    first = two.change(operation, *asked, request_key="k1")
    before = everything(two.store)
    assert two.change(operation, *asked, request_key="k1") == first
    assert everything(two.store) == before


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_same_key_with_other_values_is_refused(two: Desk, name: str) -> None:
    """P1: the key of one request is not taken for another one, and nothing is written."""
    operation, asked, other = OPERATIONS[name]
    two.change(operation, *asked, request_key="k1")
    before = everything(two.store)
    with pytest.raises(Refused, match="used for another request"):
        two.change(operation, *other, request_key="k1")
    assert everything(two.store) == before


def test_a_key_of_one_operation_is_refused_by_another(two: Desk) -> None:
    """P1: the same values of another operation are another request."""
    two.change(wallet.add_funds, 1, "5", "why", request_key="k1")
    with pytest.raises(Refused, match="used for another request"):
        two.change(wallet.correct_balance, 1, "5", "why", request_key="k1")


def test_without_a_key_or_with_another_one_it_is_done_again(two: Desk) -> None:
    """P1: only the key makes two requests one."""
    for key in (None, None, "k1", "k2"):
        two.change(wallet.add_funds, 1, "5", request_key=key)
    assert two.change(wallet.add_funds, 1, "5", request_key="k2").balance_after.amount == "20.00"


def test_a_refused_request_leaves_its_key_free(two: Desk) -> None:
    """P1, P2: a mistake in the form costs no key: corrected, the same form can be saved."""
    with pytest.raises(Exception, match="number"):
        two.change(wallet.add_funds, 1, "x", request_key="k1")
    assert two.change(wallet.add_funds, 1, "5", request_key="k1").balance_after.amount == "5.00"


def test_an_answer_is_only_for_those_who_may_ask(two: Desk, desk_of_role: DeskOfRole) -> None:
    """R182, R185: a known key opens nothing to an admin without the right or the reach."""
    two.change(wallet.add_funds, 1, "5", request_key="k1")
    with pytest.raises(Exception, match="may not add funds"):
        desk_of_role(Role.TECH).change(wallet.add_funds, 1, "5", request_key="k1")
    with pytest.raises(Exception, match="there is no customer 1"):
        desk_of_role(Role.SALES, "north").change(wallet.add_funds, 1, "5", request_key="k1")


@pytest.mark.parametrize(
    ("key", "why"), [("k" * 201, "at most 200 characters"), ("k\0", "stored"), ("\ud800", "stored")]
)
def test_a_key_has_a_length(two: Desk, key: str, why: str) -> None:
    """P1: a key that a store cannot keep is refused in a sentence, on both databases, before anything is written."""
    before = everything(two.store)
    with pytest.raises(Refused, match=why):
        two.change(wallet.add_funds, 1, "5", "note", request_key=key)
    assert everything(two.store) == before
    two.change(wallet.add_funds, 1, "5", "note", request_key="k" * 200)
