"""Customers to jump to: those named exactly first, whatever is typed is a word, none out of reach."""

import pytest

from billia_tui.errors import Forbidden
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import jump
from billia_tui.operations.queries.terms import QueryError
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer
from tests.operations.filled import panel
from tests.operations.kit import seat


def test_who_is_named_exactly_comes_first(desk: Desk, add_customer: AddCustomer) -> None:
    """Jump: an id, a username, an e-mail address; then the others, newest first; no more than are asked for."""
    first = add_customer(desk, username="moritz", email="mo@example.org", first_name="Moritz")
    others = [add_customer(desk, first_name=f"Moritz {first}") for _ in range(3)]
    for words in (str(first), "moritz", "MORITZ", "mo@example.org"):
        found = desk.ask(jump.customers, words)
        assert (found[0].id, found[0].username, found[0].exact) == (first, "moritz", True)
        assert not any(hit.exact for hit in found[1:])
    assert [hit.id for hit in desk.ask(jump.customers, "moritz")] == [first, *reversed(others)]
    assert len(desk.ask(jump.customers, "m", at_most=2)) == 2


def test_the_query_language_is_for_the_list(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """Jump: colons, signs and quotes are what they are; nothing typed finds nobody, far too much is refused."""
    made = [add_customer(sqlite_desk, last_name=name) for name in ("status:active", "-vip", 'the "Rock"', "sort:name")]
    for customer_id, words in zip(made, ("status:active", "-vip", '"rock"', "köhler sort:name"), strict=True):
        found = [hit.id for hit in sqlite_desk.ask(jump.customers, words)]
        assert found == [customer_id] if "köhler" not in words else found == []
    assert sqlite_desk.ask(jump.customers, "  ") == ()
    assert sqlite_desk.ask(jump.customers, "\x00 \ud800") == ()
    with pytest.raises(QueryError):
        sqlite_desk.ask(jump.customers, "x " * 3000)


def test_nobody_out_of_reach(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R185, R177: neither by words nor by id, nor in a panel; those who are known keep the order that was asked for."""
    ben = seat(sqlite_desk, Role.SUPPORT, "North")
    far = add_customer(sqlite_desk, username="far")
    near = [add_customer(sqlite_desk, reseller="North") for _ in range(3)]
    assert [hit.id for hit in sqlite_desk.ask(jump.customers, "far")] == [far]
    for words in ("far", str(far)):
        assert far not in [hit.id for hit in ben.ask(jump.customers, words)]
    asked = [near[1], far, near[2], near[0]]
    assert [hit.id for hit in sqlite_desk.ask(jump.known, asked)] == asked
    assert [hit.id for hit in ben.ask(jump.known, asked)] == [near[1], near[2], near[0]]
    with pytest.raises(Forbidden):
        panel(sqlite_desk, far).ask(jump.customers, "far")
