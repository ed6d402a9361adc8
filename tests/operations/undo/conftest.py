"""The customer of whom changes are taken back."""

import pytest

from billia_tui.operations.customers import companies, status
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.notes import customer_notes as notes
from tests.conftest import AddCustomer
from tests.operations.kit import COMPANY
from tests.operations.labels.kit import TIER, component


@pytest.fixture
def maria(desk: Desk, add_customer: AddCustomer) -> int:
    """An Active customer with one of everything."""
    ident = add_customer(desk, username="maria")
    desk.change(status.activate, ident)
    desk.change(companies.add, ident, COMPANY)
    desk.change(notes.add, ident, "call back\non Monday")
    desk.change(labels.attach, ident, component(desk, TIER), "gold")
    return ident
