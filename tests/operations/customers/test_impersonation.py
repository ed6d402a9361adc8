"""Impersonation: an admin with a customer's rights, from start to end (R66-R72, R175-R177).

What of all operations is possible inside is in the tables of `test_rights.py` and `test_reach.py`.
"""

from datetime import timedelta

import pytest
import time_machine

from billia_tui.actions.customers import IMPERSONATE
from billia_tui.db.models import Admin, Impersonation, Notification, OutgoingMail, Purchase
from billia_tui.errors import Forbidden, NotFound, Refused
from billia_tui.operations import allowed
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import impersonation, panel, status
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.orders import catalogue, payment
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import AdminStatus, CustomerStatus, PurchaseStatus, Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.kit import actions_of, customer, everything, log_of, questions, stored
from tests.operations.orders.kit import BANK, WALLET, WEB_ID, Shop


def inside(desk: Desk, customer_id: int) -> Desk:
    """The panel of a customer, seen by this admin."""
    return Desk(desk.store, desk.admin_id, acting_as=customer_id)


# --- who can be impersonated, by whom -----------------------------------------------------------------------------


def test_start_and_end_are_logged(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R71: with the admin's name; the record says from when to when."""
    ident = add_customer(desk, username="maria")
    begun = desk.change(impersonation.begin, ident)
    assert (begun.customer_id, begun.username) == (ident, "maria")
    frozen.shift(timedelta(minutes=5))
    desk.change(impersonation.end, begun.id)
    assert actions_of(desk, ident)[-2:] == ["impersonation started", "impersonation ended"]
    assert {line.who for line in log_of(desk, ident)[:2]} == {"ana"}
    (visit,) = stored(desk.store, Impersonation)
    assert visit.ended_at - visit.started_at == timedelta(minutes=5)


def test_the_customer_is_told_nothing(desk: Desk, add_customer: AddCustomer) -> None:
    """R67: no notification, no mail, and nothing of the customer itself changes."""
    ident = add_customer(desk)
    before = customer(desk.store, ident)
    told = len(stored(desk.store, Notification)), len(stored(desk.store, OutgoingMail))
    desk.change(impersonation.end, desk.change(impersonation.begin, ident).id)
    after = customer(desk.store, ident)
    columns = [column.key for column in before.__table__.columns]
    assert {name: getattr(before, name) for name in columns} == {name: getattr(after, name) for name in columns}
    assert (len(stored(desk.store, Notification)), len(stored(desk.store, OutgoingMail))) == told


def test_a_blocked_customer_cannot_be_impersonated(desk: Desk, add_customer: AddCustomer) -> None:
    """R7, R72: refused with the reason that the disabled key gives (R51); nothing is logged."""
    ident = add_customer(desk)
    desk.change(status.block, ident)
    before = everything(desk.store)
    with pytest.raises(Refused, match="a Blocked customer cannot be impersonated"):
        desk.change(impersonation.begin, ident)
    assert everything(desk.store) == before
    shown = desk.ask(customer_page.read, ident)
    assert "Blocked" in str(allowed.refusal(desk.actor, IMPERSONATE, shown))


def test_an_inactive_customer_can_past_the_first_hour(
    shop: Shop, add_customer: AddCustomer, frozen: time_machine.Traveller
) -> None:
    """R8, R72, R10: the admin gets in when the customer itself no more could; an order placed so stays Pending."""
    ident = add_customer(shop.desk)
    frozen.shift(timedelta(hours=2))
    assert shop.desk.change(impersonation.begin, ident).customer_id == ident
    placed = inside(shop.desk, ident).change(ordering.place, ident, [OrderItem(WEB_ID)], payment_method_id=BANK)
    shop.desk.change(payment.mark_paid, placed)
    assert (shop.purchase(placed).paid, shop.purchase(placed).status) == (True, PurchaseStatus.PENDING)


def test_who_is_not_there(desk: Desk, add_customer: AddCustomer) -> None:
    """R45, R185: a deleted customer, one that never was."""
    ident = add_customer(desk, username="gone")
    desk.change(customers.delete, ident, typed_username="gone")
    for wrong in (ident, 99, 10**30):
        with pytest.raises(NotFound):
            desk.change(impersonation.begin, wrong)


def test_no_panel_inside_a_panel(desk: Desk, add_customer: AddCustomer) -> None:
    """R72: the customer's rights, no more: who is in one panel cannot open another."""
    ident, other = add_customer(desk), add_customer(desk)
    with pytest.raises(Forbidden, match="leave the Customer Panel first"):
        inside(desk, ident).change(impersonation.begin, other)


# --- the end ------------------------------------------------------------------------------------------------------


def test_ending_twice_is_ending_once(desk: Desk, add_customer: AddCustomer) -> None:
    """R71: esc and a line that drops at the same moment leave one end."""
    ident = add_customer(desk)
    begun = desk.change(impersonation.begin, ident)
    desk.change(impersonation.end, begun.id)
    before = everything(desk.store)
    desk.change(impersonation.end, begun.id)
    desk.change(impersonation.end, 99)
    assert everything(desk.store) == before


def test_the_end_is_logged_whatever_happened_meanwhile(
    desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole
) -> None:
    """R71: the admin lost the right, the customer was blocked or deleted: the end is in the log all the same."""
    ident = add_customer(desk, username="maria")
    support = desk_of_role(Role.SUPPORT)
    begun = support.change(impersonation.begin, ident)
    with desk.store.writing() as session:
        session.get_one(Admin, support.admin_id).role = Role.TECH
    desk.change(customers.delete, ident, typed_username="maria")
    support.change(impersonation.end, begun.id)
    assert stored(desk.store, Impersonation)[0].ended_at is not None


def test_only_the_same_admin_ends_it(desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R71: nobody writes an end into the log of another one."""
    begun = desk.change(impersonation.begin, add_customer(desk))
    desk_of_role(Role.SUPPORT).change(impersonation.end, begun.id)
    assert stored(desk.store, Impersonation)[0].ended_at is None


# --- inside -------------------------------------------------------------------------------------------------------


def test_both_names_are_in_the_log(shop: Shop) -> None:
    """R70: admin and customer, on what is done inside, and on nothing else."""
    shop.place(BANK)
    shop.desk.change(hold.put_on, shop.customer)
    done = {line.action: line.who for line in log_of(shop.desk, shop.customer)}
    assert (done["place order"], done["hold"]) == ("ana as one", "ana")


def test_other_customers_are_not_there(shop: Shop, add_customer: AddCustomer) -> None:
    """R177: not in the list, not by search, not by number."""
    other = add_customer(shop.desk, username="other")
    with pytest.raises(Forbidden, match="leave the Customer Panel first"):
        shop.panel.ask(customer_list.page, CustomerQuery("other"), Window())
    for operation in (customer_page.read, panel.overview, catalogue.products):
        with pytest.raises(NotFound):
            shop.panel.ask(operation, other)


def test_a_customer_blocked_meanwhile(shop: Shop) -> None:
    """R7, R72: the next change is refused at once, reading soon after; the refusal says what to do."""
    open_panel = shop.panel
    shop.desk.change(status.block, shop.customer)
    before = everything(shop.desk.store)
    with pytest.raises(Forbidden, match="the Customer Panel is closed; leave it"):
        open_panel.change(ordering.place, shop.customer, [OrderItem(WEB_ID)], payment_method_id=BANK)
    open_panel.recognise_next()
    with pytest.raises(Forbidden, match="leave it"):
        open_panel.ask(panel.overview, shop.customer)
    with pytest.raises(Forbidden, match="leave it"):
        inside(shop.desk, shop.customer)
    assert everything(shop.desk.store) == before


def test_an_admin_who_may_not_any_more(shop: Shop, desk_of_role: DeskOfRole) -> None:
    """R181, R182: the panel closes for an admin who loses the right, or the place, meanwhile."""
    support = desk_of_role(Role.SUPPORT)
    open_panel = inside(support, shop.customer)
    for change in ({"role": Role.SALES}, {"role": Role.SUPPORT, "status": AdminStatus.INACTIVE}):
        with shop.desk.store.writing() as session:
            admin = session.get_one(Admin, support.admin_id)
            for name, value in change.items():
                setattr(admin, name, value)
        with pytest.raises(Forbidden):
            open_panel.change(ordering.place, shop.customer, [OrderItem(WEB_ID)], payment_method_id=BANK)
    assert stored(shop.desk.store, Purchase) == []


# --- the overview -------------------------------------------------------------------------------------------------


def test_the_overview(shop: Shop) -> None:
    """R175: status, money and counts, for the customer and for the staff alike."""
    desk, ident = shop.desk, shop.customer
    desk.change(wallet.add_funds, ident, "25")
    desk.change(wallet.set_credit_limit, ident, "5")
    paid, _ = shop.place(WALLET), shop.place(BANK)
    shop.panel.change(payment.pay, paid)
    seen = shop.panel.ask(panel.overview, ident)
    assert (seen.customer.status, seen.customer.wallet.amount, seen.can_spend.amount) == (
        CustomerStatus.ACTIVE, "5.10", "10.10",
    )  # fmt: skip
    assert (seen.services, seen.domains, seen.orders, seen.unpaid) == (2, 0, 2, 1)
    assert seen.documents == len(shop.documents(1)) + len(shop.documents(2))
    assert seen.why_not_order is None


def test_the_overview_says_why_nothing_can_be_ordered(shop: Shop) -> None:
    """R15, R51, R176: the words of the refusal."""
    shop.desk.change(hold.put_on, shop.customer)
    said = shop.panel.ask(panel.overview, shop.customer).why_not_order
    with pytest.raises(Refused) as refused:
        shop.place(BANK)
    assert said == refused.value.text
    assert "on hold (by admin)" in str(said)


def test_the_overview_costs_the_same_for_many(sqlite_shop: Shop) -> None:
    """R46: as many statements with 30 orders as with one."""
    open_panel = sqlite_shop.panel
    sqlite_shop.place(BANK)
    with questions(open_panel) as few:
        open_panel.ask(panel.overview, 1)
    for _ in range(30):
        sqlite_shop.place(BANK)
    open_panel = sqlite_shop.panel
    with questions(open_panel) as many:
        open_panel.ask(panel.overview, 1)
    assert len(many) == len(few)
