"""The changes that are broken at every statement, and the desks that make them."""

from billia_tui.operations.customers import editing as customers
from billia_tui.operations.desk import Desk
from tests.operations.changes import BY_CUSTOMER, UNLOGGED, WRITING, Call
from tests.operations.filled import panel

FULL = customers.NewCustomer(
    "Ana", "Lima", "ana@example.org", "BR", "USD", company_name="Lima SA", company_number="1", city="Rio", address="x"
)


CHANGES: dict[str, Call] = {
    **{name: call for name, (_, call) in {**WRITING, **UNLOGGED}.items()},
    **BY_CUSTOMER,
    "add customer with a company": (customers.add, (FULL,), {"request_key": "k"}),
}


def desk_for(filled: Desk, name: str) -> Desk:
    """The customer's own panel for what only the customer does."""
    return panel(filled) if name in BY_CUSTOMER else filled
