"""A store with something of everything, for the tables of `changes` and `readings`; the constants are its ids."""

from dataclasses import replace
from datetime import timedelta

from billia_tui import clock
from billia_tui.db.models import OutgoingMail, PaymentMethod
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.customers import companies, consent_documents, emails, impersonation, profiles, subscriptions
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.customers.profiles import ProfileData
from billia_tui.operations.customers.upload import Upload
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import queue_work
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.mails import templates
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes import order_notes
from billia_tui.operations.orders import catalogue, payment
from billia_tui.operations.orders import placing as ordering
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.credentials import SignIn
from billia_tui.operations.staff.listing import AdminData
from billia_tui.operations.staff.resellers import NewReseller
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import MailState, Marketing, PaymentMethodType, ProfileType, PurchaseStatus, Role
from tests import factories
from tests.operations.kit import COMPANY, seat
from tests.operations.labels.kit import ORDERS, REGION, TIER, USERS
from tests.operations.orders.kit import BANK, CARD, COM, COM_ID, WALLET, WEB, WEB_ID, set_method

ONE, TWO, THREE, FOUR = 1, 2, 3, 4
"""Customers: Inactive; on hold; Active, with most of what there is, an affiliate who brought FOUR of "default"."""

NORTH, SOUTH = 2, 3
"""Resellers: ONE, TWO and THREE are North's."""

ROSA = 2
"""An admin of North who has done nothing yet; after her come one of each role and Administrators of both."""

SECOND_EMAIL, EMAIL_OF_THREE, COMPANY_OF_ONE, SECOND_PROFILE = 2, 4, 2, 6
NOTE, ORDER_NOTE = 1, 2
UNPAID, PROCESSING, INVOICELESS = 1, 2, 3
DOMAIN, SERVICE, LAPSED, RUNNING = 5, 6, 7, 8
COMPONENT, FREE_COMPONENT = 1, 2
HELD = 2
"""The queue of those on hold; TWO is done there."""
PROOF, PANEL_VISIT, GIVEN_UP_MAIL = 1, 1, 1


def fill(desk: Desk) -> None:
    """Fills a fresh store by the operations themselves; all of it in the name of ana."""
    assert desk.change(resellers.add, NewReseller("North")) == NORTH
    assert desk.change(resellers.add, NewReseller("South")) == SOUTH
    rosa = AdminData("Rosa", "Núñez", "North", role="Support")
    assert desk.change(staff_changes.add, "rosa", rosa, SignIn(password_hash="x")) == ROSA  # noqa: S106 - no password
    for role in Role:
        seat(desk, role)
    for reseller in ("North", "South"):
        seat(desk, Role.ADMINISTRATOR, reseller)
    _people(desk)
    _shop(desk)
    _purchases(desk)
    _around(desk)


def panel(desk: Desk, customer_id: int = THREE) -> Desk:
    """The Customer Panel of one of them."""
    return Desk(desk.store, desk.admin_id, acting_as=customer_id)


def _people(desk: Desk) -> None:
    who = ((ONE, "one", "North"), (TWO, "two", "North"), (THREE, "three", "North"), (FOUR, "four", "default"))
    for number, username, reseller in who:
        new = NewCustomer(
            "Findme" if number == ONE else "Maria", "Köhler", f"customer{number}@example.org", "DE", "EUR",
            reseller=reseller, username=username, phone="777",
        )  # fmt: skip
        then = AfterAdding.ACTIVATE if number > TWO else AfterAdding.NOTHING
        assert desk.change(customers.add, new, then=then) == number
        if number == ONE:
            assert desk.change(emails.add, ONE, "second@example.org") == SECOND_EMAIL
            assert desk.change(companies.add, ONE, COMPANY) == COMPANY_OF_ONE
    assert desk.change(notes.add, ONE, "call") == NOTE
    desk.change(hold.put_on, TWO)
    desk.change(wallet.set_credit_limit, THREE, "5")
    desk.change(wallet.add_funds, THREE, "100")
    desk.change(wallet.add_funds, FOUR, "100")


def _shop(desk: Desk) -> None:
    assert [desk.change(catalogue.add, product) for product in (WEB, COM)] == [WEB_ID, COM_ID]
    types = {BANK: PaymentMethodType.OFFLINE, CARD: PaymentMethodType.ONLINE, WALLET: PaymentMethodType.WALLET}
    with desk.store.writing() as session:
        session.add_all(PaymentMethod(name=f"method {ident}", type=kind) for ident, kind in types.items())


def _purchases(desk: Desk) -> None:
    """One Unpaid, one paid from the wallet, one without the invoice that it could have; and one of FOUR."""
    desk.change(affiliates.make, THREE, "2")
    desk.change(affiliates.refer, FOUR, THREE)
    orders = ((BANK, OrderItem(COM_ID, "findme.com")), (WALLET, OrderItem(WEB_ID)), (CARD, OrderItem(WEB_ID)))
    made = [panel(desk).change(ordering.place, THREE, [item], payment_method_id=method) for method, item in orders]
    assert made == [UNPAID, PROCESSING, INVOICELESS]
    set_method(desk, CARD, allows_invoice=False)
    for ident in (PROCESSING, INVOICELESS):
        desk.change(payment.mark_paid, ident)
    set_method(desk, CARD, allows_invoice=True)
    other = panel(desk, FOUR).change(ordering.place, FOUR, [OrderItem(WEB_ID)], payment_method_id=WALLET)
    desk.change(payment.mark_paid, other)
    desk.change(purchase_status.change, other, PurchaseStatus.ACTIVATED)
    assert factories.add_domain(desk, THREE, "findme.example") == DOMAIN
    assert factories.add_service(desk, THREE) == SERVICE
    yesterday, tomorrow = (clock.now() + timedelta(days=days) for days in (-1, 1))
    assert factories.add_service(desk, THREE, expires_at=yesterday, activated_at=yesterday) == LAPSED
    assert factories.add_service(desk, THREE, price=100, period_months=1, expires_at=tomorrow) == RUNNING


def _around(desk: Desk) -> None:
    second = ProfileData("Second", "M. Köhler")
    assert desk.change(profiles.add, THREE, ProfileType.PERSON, second) == SECOND_PROFILE
    assert desk.change(order_notes.add, UNPAID, "call") == ORDER_NOTE
    desk.change(queue_work.done, HELD, TWO)
    components = replace(TIER, resources=(USERS, ORDERS)), REGION
    assert [desk.change(label_components.add, one) for one in components] == [COMPONENT, FREE_COMPONENT]
    desk.change(labels.attach, THREE, COMPONENT, "gold")
    assert desk.change(consent_documents.add, THREE, Upload("proof.txt", b"yes")).id == PROOF
    desk.change(subscriptions.change, THREE, EMAIL_OF_THREE, Marketing.SUBSCRIBED, document=PROOF, send=True)
    desk.change(templates.save, "welcome", "en", subject="Welcome", body="Hello")
    with desk.store.writing() as session:
        mail = session.get_one(OutgoingMail, GIVEN_UP_MAIL)
        mail.state, mail.next_at = MailState.GIVEN_UP, None
    assert desk.change(impersonation.begin, THREE).id == PANEL_VISIT
