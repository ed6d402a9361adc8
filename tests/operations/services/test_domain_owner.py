"""A domain name has one live owner in the whole store (R209)."""

import threading

import pytest

from billia_tui.errors import Invalid, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment, placing
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.services import domains
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import OrderType, PurchaseStatus, ServiceStatus
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.orders.kit import BANK, COM_ID, Shop
from tests.operations.services.kit import service_of

S = ServiceStatus


def found(desk: Desk) -> list[str]:
    """What `billia check` finds about domains."""
    return [str(one) for one in Check(desk.store).findings() if "domain" in str(one)]


def order(desk: Desk, customer_id: int, name: str) -> int:
    """The customer orders a domain in its panel."""
    panel = Desk(desk.store, 1, acting_as=customer_id)
    return panel.change(placing.place, customer_id, [OrderItem(COM_ID, name)], payment_method_id=BANK)


@pytest.fixture
def other(shop: Shop, add_customer: AddCustomer) -> int:
    """Another customer of the shop."""
    ident = add_customer(shop.desk)
    shop.desk.change(status.activate, ident)
    return ident


def test_two_customers_order_one_domain(shop: Shop, other: int) -> None:
    """R209: the second one is refused, without naming the first in the panel; Terminated it is free."""
    order(shop.desk, 1, "one.com")
    with pytest.raises(Invalid, match=r"belongs to another customer already"):
        order(shop.desk, other, "ONE.com")
    assert found(shop.desk) == []
    shop.desk.change(service_changes.change_status, 1, S.TERMINATED, typed_name="one.com")
    order(shop.desk, other, "one.com")
    assert found(shop.desk) == []


@pytest.mark.parametrize(
    ("stored", "typed"),
    [("müller.com", "xn--mller-kva.com"), ("xn--mller-kva.com", "müller.com"), ("ONE.com", "one.com")],
)
def test_the_same_name_written_otherwise(shop: Shop, other: int, stored: str, typed: str) -> None:
    """R209: other letter case, and the two forms of a name in another script."""
    factories.add_domain(shop.desk, 1, stored)
    with pytest.raises(Invalid, match="belongs to"):
        order(shop.desk, other, typed)


def test_the_owner_is_named_to_those_who_reach_it(shop: Shop, other: int) -> None:
    """R185, R209: to staff, not to another customer."""
    factories.add_domain(shop.desk, 1, "one.com")
    name = shop.desk.ask(domains.why_taken, "one.com", other)
    assert name is not None
    assert name.startswith("belongs to customer 1 ")
    panel = Desk(shop.desk.store, 1, acting_as=other)
    assert panel.ask(domains.why_taken, "one.com", other) == "belongs to another customer already (R209)"
    assert shop.desk.ask(domains.why_taken, "one.com", 1) is None


def test_old_doubles(shop: Shop, other: int) -> None:
    """R209: check finds them; the first one that is activated has the name, by order or by hand."""
    shop.desk.change(wallet.add_funds, other, "100")
    mine = factories.add_domain(shop.desk, 1, "one.com", status=S.PENDING)
    theirs = factories.add_domain(shop.desk, other, "One.com", status=S.PENDING)
    assert found(shop.desk) == [f"domain one.com belongs to 2 customers: 1, {other} (R209)"]
    shop.desk.change(service_changes.change_status, mine, S.ACTIVE)
    with pytest.raises(Refused, match="belongs to customer 1"):
        shop.desk.change(service_changes.change_status, theirs, S.ACTIVE)
    purchase = factories.add_purchase(
        shop.desk, other, (OrderType.TRANSFER, "One.com"), service_id=theirs, payment_method_id=BANK
    )
    shop.desk.change(payment.mark_paid, purchase)
    with pytest.raises(Refused, match="belongs to customer 1"):
        shop.desk.change(purchase_status.change, purchase, PurchaseStatus.ACTIVATED)
    assert service_of(shop.desk, theirs).status == S.PENDING


def test_doubles_in_other_forms(shop: Shop, other: int) -> None:
    """R209: check compares scripts and their ASCII forms as well; what IDNA 2008 tells apart is no double."""
    for mine, theirs in (
        ("m\u00fcller.com", "xn--mller-kva.com"),
        ("B\u00dcRO.com", "b\u00fcro.com"),
        ("\uff4f\uff4e\uff45.com", "one.com"),
        ("stra\u00dfe.com", "strasse.com"),
        ("\u0431\u0430\u043d\u043a.com", "b\u0430nk.com"),
    ):
        factories.add_domain(shop.desk, 1, mine)
        factories.add_domain(shop.desk, other, theirs)
    assert found(shop.desk) == [
        f"domain {name} belongs to 2 customers: 1, {other} (R209)"
        for name in ("one.com", "xn--bro-hoa.com", "xn--mller-kva.com")
    ]


def test_one_customer_orders_both_forms(shop: Shop) -> None:
    """R209: the two forms of a name are one domain of the same customer, too."""
    order(shop.desk, 1, "m\u00fcller.com")
    with pytest.raises(Invalid, match="is a domain of this customer already"):
        order(shop.desk, 1, "xn--mller-kva.com")


def test_both_at_the_same_time(shop: Shop, other: int) -> None:
    """R188, R209: of two who order in the same moment one is refused."""
    start = threading.Barrier(2)
    answers: list[int | None] = []

    def orders(customer_id: int) -> None:
        start.wait(timeout=60)
        try:
            answers.append(order(shop.desk, customer_id, "one.com"))
        except Invalid:
            answers.append(None)

    threads = [threading.Thread(target=orders, args=(one,)) for one in (1, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one is None for one in answers) == [False, True]
    assert found(shop.desk) == []
