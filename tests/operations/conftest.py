"""A store with something of everything."""

import pytest

from billia_tui.operations import companies, emails, hold, notes
from billia_tui.operations.desk import Desk
from tests.conftest import AddCustomer
from tests.operations.kit import COMPANY
from tests.operations.order_kit import Shop, open_shop


@pytest.fixture
def filled(desk: Desk, add_customer: AddCustomer) -> Desk:
    """The store that `tests.operations.changes` speaks of."""
    one = add_customer(desk, username="one", reseller="default", first_name="Findme")
    desk.change(emails.add, one, "second@example.org")
    desk.change(companies.add, one, COMPANY)
    desk.change(notes.add, one, "call")
    two = add_customer(desk, username="two")
    desk.change(hold.put_on, two)
    assert (one, two) == (1, 2)
    return desk


@pytest.fixture
def shop(desk: Desk, add_customer: AddCustomer) -> Shop:
    """A store where a customer can order, on each database."""
    return open_shop(desk, add_customer)


@pytest.fixture
def sqlite_shop(sqlite_desk: Desk, add_customer: AddCustomer) -> Shop:
    """The same on SQLite alone."""
    return open_shop(sqlite_desk, add_customer)
