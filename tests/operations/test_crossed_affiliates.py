"""Two affiliates who brought one another, and both pay at the same moment (R158, R163; the order of locks)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import text, update

from billia_tui.db.models import Commission, Customer
from billia_tui.db.store import Store
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers.editing import AfterAdding
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import payment
from tests.conftest import AddCustomer
from tests.operations.breaking import CHANGE
from tests.operations.kit import stored
from tests.operations.orders import kit as order_kit

ROUNDS = 10
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def test_each_has_brought_the_other(postgresql_store: Store, add_customer: AddCustomer) -> None:
    """R163: both wallets are locked by the order of their ids, so that neither payment ends the other's."""
    desk = Desk(postgresql_store, 1)
    shop = order_kit.open_shop(desk, add_customer)
    pair = 1, add_customer(desk, username="partner", then=AfterAdding.ACTIVATE)
    for one in pair:
        desk.change(affiliates.make, one, "3", "Lifetime")
    with postgresql_store.writing() as session:  # as rings were made before they were refused (R205)
        for one, other in (pair, pair[::-1]):
            session.execute(update(Customer).where(Customer.id == one).values(referred_by=other))
    shops = [shop, replace(shop, customer=pair[1])]
    orders = [[one.place() for _ in range(ROUNDS)] for one in shops]
    start = threading.Barrier(2)

    def pay(number: int) -> None:
        own = Desk(desk.store, 1)
        for order in orders[number]:
            start.wait(timeout=30)
            CHANGE(own, payment.mark_paid, order)

    with desk.store.reading() as session:
        before = session.scalar(text(DEADLOCKS))
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(pay, number) for number in range(2)]:
            done.result(timeout=120)
    with desk.store.reading() as session:
        assert session.scalar(text(DEADLOCKS)) == before
    assert len(stored(desk.store, Commission)) == 2 * ROUNDS
    found = sorted(str(one) for one in Check(desk.store).findings())
    assert found == [f"customer {one}: was brought by somebody whom it brought (R205)" for one in pair]
