"""Orders, documents, services and domains by what a caller names them by (R213); on both databases."""

import pytest

from billia_tui.errors import Forbidden
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import anything, records
from billia_tui.operations.finding.records import RecordKind
from billia_tui.operations.orders import documents, payment
from billia_tui.vocabulary import Role, ServiceStatus
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, seat


def found(desk: Desk, text: str) -> list[tuple[str, int]]:
    """Kind and id of what is named so."""
    return [(str(one.kind), one.id) for one in desk.ask(records.named, text)]


def test_by_number(desk: Desk, add_customer: AddCustomer) -> None:
    """R213: `7` is an order and a service of that number, `#7` the order alone; what is not there is not found."""
    ident = add_customer(desk)
    order = factories.add_purchase(desk, ident)
    service = factories.add_service(desk, ident)
    assert (RecordKind.ORDER, order) in found(desk, str(order))
    assert (RecordKind.SERVICE, service) in found(desk, f" {service} ")
    assert found(desk, f"#{order}") == [("order", order)]
    for nothing in ("999999", "#", "", " ", "#x", "1" * 30, "\x00", "１"):
        assert found(desk, nothing) == []


def test_by_number_of_a_document(desk: Desk, add_customer: AddCustomer) -> None:
    """R213: as it is printed, in capital letters or not."""
    ident = add_customer(desk)
    desk.change(payment.mark_paid, factories.add_purchase(desk, ident))
    (invoice,) = (row for row in desk.ask(documents.page, ident, ALL).rows if row.number.startswith("INV"))
    for typed in (invoice.number, invoice.number.lower()):
        assert found(desk, typed) == [("document", invoice.id)]
    assert found(desk, invoice.number + "0") == []
    assert found(desk, "XX" + invoice.number) == []


def test_by_domain(desk: Desk, add_customer: AddCustomer) -> None:
    """R213: the live one, with whose it is."""
    ident = add_customer(desk)
    ended = factories.add_domain(desk, ident, "petrova.example")
    factories.set_service_status(desk, ended, ServiceStatus.TERMINATED)
    live = factories.add_domain(desk, ident, "petrova.example")
    (record,) = desk.ask(records.named, "Petrova.Example")
    assert (record.kind, record.id, record.customer_id) == (RecordKind.DOMAIN, live, ident)


def test_nothing_out_of_reach(desk: Desk, add_customer: AddCustomer) -> None:
    """R185: as if it were not there; and not in the Customer Panel."""
    ident = add_customer(desk)
    order = factories.add_purchase(desk, ident)
    north = seat(desk, Role.SUPPORT, "North")
    assert found(north, f"#{order}") == []
    with pytest.raises(Forbidden):
        Desk(desk.store, 1, acting_as=ident).ask(records.named, f"#{order}")


def test_one_question_for_everything(desk: Desk, add_customer: AddCustomer) -> None:
    """R213: who is named exactly, then records, then other customers."""
    first = add_customer(desk, first_name="Ada")
    order = factories.add_purchase(desk, first)
    assert order == first
    answer = desk.ask(anything.find, str(first))
    assert [(line.kind, line.id) for line in answer[:2]] == [("customer", first), ("order", order)]
    assert [line.kind for line in desk.ask(anything.find, "ada")] == ["customer"]
