"""Undo: what an admin changed last goes back as a new change, unless somebody changed it meanwhile; money never."""

from dataclasses import replace
from typing import Any

import pytest
import time_machine
from sqlalchemy import update

from billia_tui.db.models import Admin, LogEntry, Note
from billia_tui.errors import Conflict, Forbidden, NotFound, Refused
from billia_tui.operations.customers import companies, custom_payment, emails, profiles, status
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import queues
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes import order_notes
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import CustomerStatus, OrderType, Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.kit import ALL, COMPANY, customer, everything, log_of, mails, seat, stored
from tests.operations.labels.kit import SERVICES, TIER, VIP, component, texts
from tests.operations.undo.kit import CHANGES, Doing, edit, edit_address, state, take_back_last, tier_of

pytestmark = pytest.mark.dear


def test_each_change_goes_back(desk: Desk, maria: int, frozen: time_machine.Traveller) -> None:
    """Undo: afterwards everything is as before; the way back is a change with a log line that names the first."""
    for action, change in CHANGES.items():
        before = state(desk, maria)
        change(desk, maria)
        assert state(desk, maria) != before, action
        offered = desk.ask(undo.the_last)
        assert (offered.action, offered.customer_id, offered.username) == (action, maria, "maria")
        frozen.shift(60)
        assert desk.change(undo.take_back, offered.log_id) == f"{action} of maria taken back"
        assert state(desk, maria) == before, action
        (line,) = stored(desk.store, LogEntry, undoes=offered.log_id)
        assert (line.admin_id, line.customer_id) == (1, maria), action
        assert f"takes back line {offered.log_id}" in log_of(desk, maria)[0].summary


def test_release_and_an_activation_after_a_block_go_back(desk: Desk, maria: int) -> None:
    """Undo, R5, R16: release and activate, each the other way round; a block of an Inactive customer, too (R1)."""
    desk.change(hold.put_on, maria)
    desk.change(hold.release, maria)
    take_back_last(desk)
    assert customer(desk.store, maria).on_hold_manual
    desk.change(status.block, maria)
    desk.change(status.activate, maria)
    assert "stay as they are" in desk.ask(undo.last).warning
    take_back_last(desk)
    assert customer(desk.store, maria).status == "Blocked"


def test_a_hold_by_hand_goes_back_below_zero(desk: Desk, maria: int) -> None:
    """Undo, R14, R20: the admin's hold goes back whatever the wallet; the system's stays until money comes."""
    desk.change(wallet.correct_balance, maria, "-5", "chargeback")
    desk.change(hold.put_on, maria)
    offered = desk.ask(undo.last)
    assert (offered.action, offered.refusal) == ("hold", "")
    take_back_last(desk)
    row = customer(desk.store, maria)
    assert (row.on_hold_manual, row.on_hold_auto) == (False, True)
    with pytest.raises(Refused, match="not on hold by an admin"):
        desk.change(hold.take_back, maria)


def test_a_block_of_an_inactive_customer_goes_back(desk: Desk, add_customer: AddCustomer) -> None:
    """Undo, R1, R5: it is Inactive again, and so is not activated by the way."""
    ident = add_customer(desk)
    desk.change(status.block, ident)
    take_back_last(desk)
    row = customer(desk.store, ident)
    assert (row.status, row.activated_at, row.blocked_at) == ("Inactive", None, None)
    with pytest.raises(Refused, match="not Blocked"):
        desk.change(status.unblock, ident, CustomerStatus.INACTIVE)


def _other_company(sam: Desk, ident: int) -> None:
    (one,) = sam.ask(companies.page, ident, ALL).rows
    sam.change(companies.edit, ident, one.id, replace(one.stored, company_name="Third AG"))


def _other_address(sam: Desk, ident: int) -> None:
    (row,) = sam.ask(emails.page, ident, ALL).rows
    sam.change(emails.edit, ident, row.id, "third@example.org")


def _other_profile(sam: Desk, ident: int) -> None:
    first = sam.ask(profiles.page, ident, ALL).rows[0]
    sam.change(profiles.edit, ident, first.id, replace(first.stored, title="Third"))


def _held_again(sam: Desk, ident: int) -> None:
    """As it was left, but now the hold is sam's."""
    sam.change(hold.release, ident)
    sam.change(hold.put_on, ident)


def _restored(sam: Desk, ident: int) -> None:
    (note,) = [one.id for one in stored(sam.store, Note) if one.deleted_at]
    sam.change(notes.restore, ident, note)


def _relabelled(sam: Desk, ident: int) -> None:
    carried = {"Tier": "gold", "Region": "us"}
    for offer in sam.ask(labels.offered, labels.USERS, ident):
        sam.change(labels.attach, ident, offer.component_id, carried[offer.name], replace=True)


BY_SOMEBODY: dict[str, Doing] = {
    "edit": lambda sam, ident: sam.change(customers.edit, ident, {"city": "Bonn"}),
    "edit e-mail": _other_address,
    "edit company": _other_company,
    "edit profile": _other_profile,
    "hold": _held_again,
    "block": lambda sam, ident: sam.change(status.activate, ident),
    "credit limit": lambda sam, ident: sam.change(wallet.set_credit_limit, ident, "50"),
    "custom payment": lambda sam, ident: sam.change(custom_payment.switch, ident, on=False),
    "delete note": _restored,
    "attach label": _relabelled,
    "change label": _relabelled,
    "take off label": _relabelled,
}
"""The same thing changed by another admin meanwhile."""


@pytest.mark.parametrize("action", CHANGES)
def test_refused_if_somebody_changed_it(sqlite_desk: Desk, add_customer: AddCustomer, action: str) -> None:
    """Undo, P3: refused with who it was and when, and nothing is changed; what else was changed does not matter."""
    desk = sqlite_desk
    ident = add_customer(desk, username="maria")
    desk.change(status.activate, ident)
    desk.change(companies.add, ident, COMPANY)
    desk.change(notes.add, ident, "call back")
    desk.change(labels.attach, ident, component(desk, TIER), "gold")
    sam = seat(desk, Role.ADMINISTRATOR, username="sam")
    CHANGES[action](desk, ident)
    mine = desk.ask(undo.last)
    sam.change(notes.add, ident, "something else")
    assert desk.ask(undo.find, mine.log_id).refusal == ""
    BY_SOMEBODY[action](sam, ident)
    before = everything(desk.store)
    refusal = desk.ask(undo.find, mine.log_id).refusal
    assert "sam changed it at 20" in refusal or "not as you left it" in refusal, refusal
    with pytest.raises(Conflict):
        desk.change(undo.take_back, mine.log_id)
    assert everything(desk.store) == before


def test_money_is_never_taken_back(desk: Desk, maria: int) -> None:
    """Undo, P1, R30: said plainly; what is offered instead is the last change before it that can be."""
    desk.change(hold.put_on, maria)
    desk.change(wallet.add_funds, maria, "25", "x")
    offered = desk.ask(undo.last)
    assert offered.action == "hold"
    assert offered.passed_over == (
        "Your last change was add funds of maria: money is not taken back, the customer may have spent it: "
        "correct the balance."
    )
    funds = next(line for line in log_of(desk, maria) if line.action == "add funds")
    before = everything(desk.store)
    with pytest.raises(Refused, match="money is not taken back"):
        desk.change(undo.take_back, funds.id)
    assert everything(desk.store) == before


def test_nothing_to_take_back(desk: Desk, add_customer: AddCustomer) -> None:
    """Undo: a refusal that says so, or why the last change is none."""
    with pytest.raises(Refused, match="nothing to undo here"):
        desk.ask(undo.last)
    add_customer(desk, username="maria")
    desk.change(queues.add, "Gold", "status:active")
    with pytest.raises(Refused, match="Your last change was add of maria: it cannot be taken back"):
        desk.ask(undo.last)
    with pytest.raises(NotFound, match="no change 99"):
        desk.change(undo.take_back, 99)


def test_once_and_in_steps(desk: Desk, maria: int) -> None:
    """Undo: the next one takes back what was before; nothing twice, also not by the same request (P1)."""
    desk.change(customers.edit, maria, {"city": "Ulm"})
    desk.change(customers.edit, maria, {"city": "Bonn"})
    last = desk.ask(undo.last)
    desk.change(undo.take_back, last.log_id, request_key="k")
    before = everything(desk.store)
    assert desk.change(undo.take_back, last.log_id, request_key="k") == "edit of maria taken back"
    with pytest.raises(Refused, match="taken back already"):
        desk.change(undo.take_back, last.log_id)
    assert everything(desk.store) == before
    assert customer(desk.store, maria).city == "Ulm"
    take_back_last(desk)
    assert customer(desk.store, maria).city != "Ulm"


def test_own_changes_with_the_right_to_make_them(desk: Desk, maria: int, desk_of_role: DeskOfRole) -> None:
    """Undo, R182, R185: nobody else's; the right of the change is asked for again; a customer out of reach is gone."""
    desk.change(hold.put_on, maria)
    mine = desk.ask(undo.last)
    sam = desk_of_role(Role.SUPPORT)
    with pytest.raises(NotFound, match="no change"):
        sam.change(undo.take_back, mine.log_id)
    with pytest.raises(Refused, match="nothing to undo here"):
        sam.ask(undo.last)
    sam.change(hold.release, maria)
    sams = sam.ask(undo.last)
    with desk.store.writing() as session:
        session.execute(_role(sam, Role.TECH))
    tech = Desk(desk.store, sam.actor.admin_id)
    with pytest.raises(Forbidden, match="role Tech may not"):
        tech.change(undo.take_back, sams.log_id)
    assert tech.ask(undo.find, sams.log_id).refusal == "your role Tech may not block, activate or hold customers"
    south = factories.reseller(desk.store, "south")
    with desk.store.writing() as session:
        session.execute(_role(sam, Role.SUPPORT, reseller_id=south))
    with pytest.raises(NotFound):
        Desk(desk.store, sam.actor.admin_id).change(undo.take_back, sams.log_id)


def _role(desk: Desk, role: Role, **values: Any) -> Any:
    return update(Admin).where(Admin.id == desk.actor.admin_id).values(role=role, **values)


def test_labels_and_notes_of_orders_and_services(desk: Desk, maria: int) -> None:
    """Undo, R58, R147: also what hangs on an order or a service."""
    service = factories.add_service(desk, maria)
    vip = component(desk, VIP)
    desk.change(labels.attach, maria, vip, "yes", resource=SERVICES, object_id=service)
    take_back_last(desk)
    assert texts(desk, service, SERVICES) == []
    purchase = factories.add_purchase(desk, maria, (OrderType.NEW, "a"))
    note = desk.change(order_notes.add, purchase, "late")
    desk.change(order_notes.delete, purchase, note)
    take_back_last(desk)
    assert [one.text for one in desk.ask(order_notes.page, purchase, ALL).rows] == ["late"]


def test_a_label_whose_component_is_gone(desk: Desk, maria: int) -> None:
    """Undo: what is not there any more is said."""
    desk.change(labels.detach, maria, tier_of(desk, maria))
    (row,) = desk.ask(label_components.page, ALL).rows
    desk.change(label_components.delete_component, row.id)
    assert "renamed or deleted" in desk.ask(undo.last).refusal


def test_an_address_tells_what_stays(desk: Desk, maria: int) -> None:
    """Undo, R90, R93: the mail about a change of the registration address goes out for the way back as well."""
    edit_address(desk, maria)
    assert "unsubscribed" in desk.ask(undo.last).warning
    take_back_last(desk)
    assert [mail.reason for mail in mails(desk.store, maria)][-4:] == ["e-mail changed"] * 4


def test_the_search_follows(desk: Desk, maria: int) -> None:
    """Undo, R37: what was taken back is found, what is gone is not."""
    edit(desk, maria)
    take_back_last(desk)
    assert not desk.ask(customer_list.page, CustomerQuery("zed"), ALL).rows
