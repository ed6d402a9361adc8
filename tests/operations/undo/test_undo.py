"""Undo: what an admin changed last goes back as a new change, unless somebody changed it meanwhile; money never."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from billia_tui import clock
from billia_tui.db.models import Admin, Batch, LogEntry, Note
from billia_tui.db.store import Store
from billia_tui.errors import BilliaError, Conflict, Forbidden, NotFound, Refused
from billia_tui.operations.bulk import batches
from billia_tui.operations.bulk import work as bulk
from billia_tui.operations.bulk.actions import BulkAction
from billia_tui.operations.customers import companies, custom_payment, emails, profiles, status
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.profiles import ProfileData
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import queues
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes import order_notes
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.undo import batch as undo_batch
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.undo.batch import UndoRun
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import limit_history as credit
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import CustomerStatus, OrderType, Role
from tests import factories
from tests.conftest import COURSES, AddCustomer, DeskOfRole
from tests.operations.bulk.kit import done, number, of, planned
from tests.operations.kit import ALL, COMPANY, customer, everything, log_of, mails, seat, stored
from tests.operations.labels.kit import REGION, SERVICES, TIER, VIP, component, texts

pytestmark = pytest.mark.dear

Doing = Callable[[Desk, int], Any]


def state(desk: Desk, ident: int) -> dict[str, Any]:
    """All of a customer that can be changed and taken back; versions and the log only grow."""
    row = customer(desk.store, ident)
    return {
        "contact": replace(desk.ask(customers.contact_data, ident), version=0),
        "status": (row.status, row.on_hold_manual, row.on_hold_auto, row.activated_at, row.blocked_at),
        "money": (row.wallet, row.credit_limit, row.credit_rank, row.custom_payments),
        "names": (row.name, row.name_key),
        "labels": texts(desk, ident),
        "addresses": [(one.address, one.kind) for one in desk.ask(emails.page, ident, ALL).rows],
        "companies": [(one.stored, one.main) for one in desk.ask(companies.page, ident, ALL).rows],
        "profiles": [one.stored for one in desk.ask(profiles.page, ident, ALL).rows],
        "notes": [(one.admin, one.created_at, one.text) for one in desk.ask(notes.page, ident, ALL).rows],
    }


def take_back_last(desk: Desk) -> str:
    """Looks what is offered, and takes it back."""
    offered = desk.ask(undo.last)
    assert offered.refusal == ""
    return desk.change(undo.take_back, offered.log_id)


def _edit(desk: Desk, ident: int) -> None:
    desk.change(customers.edit, ident, {"last_name": "Zed", "city": "Ulm", "phone": "+49 711 22"})


def _edit_address(desk: Desk, ident: int) -> None:
    (row,) = desk.ask(emails.page, ident, ALL).rows
    desk.change(emails.edit, ident, row.id, "other@example.org")


def _edit_company(desk: Desk, ident: int) -> None:
    (row,) = desk.ask(companies.page, ident, ALL).rows
    desk.change(companies.edit, ident, row.id, replace(row.stored, company_name="Other AG", vat_number="DE1"))


def _edit_profile(desk: Desk, ident: int) -> None:
    row = desk.ask(profiles.page, ident, ALL).rows[0]
    desk.change(profiles.edit, ident, row.id, ProfileData("Private", "Eva", auto_generate_invoice=False))


def _attach(desk: Desk, ident: int) -> None:
    desk.change(labels.attach, ident, component(desk, REGION), "eu")


def _change_label(desk: Desk, ident: int) -> None:
    desk.change(labels.attach, ident, _tier(desk, ident), "silver", replace=True)


def _take_label_off(desk: Desk, ident: int) -> None:
    desk.change(labels.detach, ident, _tier(desk, ident))


def _tier(desk: Desk, ident: int) -> int:
    return next(offer.component_id for offer in desk.ask(labels.offered, labels.USERS, ident) if offer.name == "Tier")


def _delete_note(desk: Desk, ident: int) -> None:
    desk.change(notes.delete, ident, desk.ask(notes.page, ident, ALL).rows[0].id)


CHANGES: dict[str, Doing] = {
    "edit": _edit,
    "edit e-mail": _edit_address,
    "edit company": _edit_company,
    "edit profile": _edit_profile,
    "hold": lambda desk, ident: desk.change(hold.put_on, ident, "why"),
    "block": lambda desk, ident: desk.change(status.block, ident, "why"),
    "credit limit": lambda desk, ident: desk.change(wallet.set_credit_limit, ident, "40"),
    "custom payment": lambda desk, ident: desk.change(custom_payment.switch, ident, on=True),
    "delete note": _delete_note,
    "attach label": _attach,
    "change label": _change_label,
    "take off label": _take_label_off,
}


@pytest.fixture
def maria(desk: Desk, add_customer: AddCustomer) -> int:
    """An Active customer with one of everything."""
    ident = add_customer(desk, username="maria")
    desk.change(status.activate, ident)
    desk.change(companies.add, ident, COMPANY)
    desk.change(notes.add, ident, "call back\non Monday")
    desk.change(labels.attach, ident, component(desk, TIER), "gold")
    return ident


def test_each_change_goes_back(desk: Desk, maria: int, frozen: time_machine.Traveller) -> None:
    """Undo: afterwards everything is as before; the way back is a change with a log line that names the first."""
    for action, change in CHANGES.items():
        before = state(desk, maria)
        change(desk, maria)
        assert state(desk, maria) != before, action
        offered = desk.ask(undo.last)
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
    desk.change(labels.detach, maria, _tier(desk, maria))
    (row,) = desk.ask(label_components.page, ALL).rows
    desk.change(label_components.delete_component, row.id)
    assert "renamed or deleted" in desk.ask(undo.last).refusal


def test_an_address_tells_what_stays(desk: Desk, maria: int) -> None:
    """Undo, R90, R93: the mail about a change of the registration address goes out for the way back as well."""
    _edit_address(desk, maria)
    assert "unsubscribed" in desk.ask(undo.last).warning
    take_back_last(desk)
    assert [mail.reason for mail in mails(desk.store, maria)][-2:] == ["e-mail changed"] * 2


def test_the_search_follows(desk: Desk, maria: int) -> None:
    """Undo, R37: what was taken back is found, what is gone is not."""
    _edit(desk, maria)
    take_back_last(desk)
    assert not desk.ask(customer_list.page, CustomerQuery("zed"), ALL).rows


# ── batches ──


def taken_back(desk: Desk, batch_id: int) -> undo_batch.Progress:
    """A batch taken back to its end."""
    run = UndoRun(desk, batch_id)
    while run.step():
        pass
    found = run.finish()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("action", "value"), [(BulkAction.HOLD, ""), (BulkAction.BLOCK, ""), (BulkAction.LABEL, "tier=gold")]
)
def test_a_batch_goes_back(desk: Desk, add_customer: AddCustomer, action: BulkAction, value: str) -> None:
    """Undo, bulk: as a batch of its own, each line of it names one of the first; who was changed meanwhile stays."""
    ids = [add_customer(desk) for _ in range(4)]
    component(desk, TIER)
    before = [state(desk, ident) for ident in ids]
    batch = number(done(desk, planned(desk, action, of(*ids), value)))
    sam = seat(desk, Role.ADMINISTRATOR, username="sam")
    _meddle(sam, ids[1], action)
    meddled = state(desk, ids[1])
    offered = desk.ask(undo.last)
    assert (offered.batch_id, offered.customers, offered.refusal) == (batch, 4, "")
    assert offered.what == f"batch {batch}: {action} of 4 customers"
    back = taken_back(desk, batch)
    assert (back.asked, back.done, back.refused) == (4, 3, 1)
    assert all(reason.startswith("sam changed it") for reason in back.reasons)
    assert [state(desk, ident) for ident in ids] == [before[0], meddled, before[2], before[3]]
    row = desk.ask(batches.read, back.batch_id)
    assert (row.undoes, row.state, row.action, row.refused) == (batch, "finished", f"undo {action}", 1)
    assert len(desk.ask(batches.lines, back.batch_id, ALL).rows) == 3
    (stays,) = desk.ask(undo_batch.left, batch, ALL).rows
    assert (stays.customer_id, stays.refusal.startswith("sam changed it")) == (ids[1], True)
    assert desk.ask(undo_batch.find, batch).refusal == f"batch {batch} was taken back already"
    with pytest.raises(NotFound):
        sam.ask(undo_batch.left, batch, ALL)
    with pytest.raises(Refused, match="taken back already"):
        desk.change(undo_batch.begin, batch)
    with pytest.raises(Refused, match="took back"):
        desk.change(undo_batch.begin, back.batch_id)


def _meddle(sam: Desk, ident: int, action: BulkAction) -> None:
    match action:
        case BulkAction.HOLD:
            sam.change(hold.release, ident)
        case BulkAction.BLOCK:
            sam.change(status.activate, ident)
        case _:
            sam.change(labels.detach, ident, _tier(sam, ident))


def test_a_batch_that_was_stopped_is_taken_up_again(
    desk: Desk, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Undo, bulk, P2: stopped half-way, what is left goes back later; the same request begins nothing twice (P1)."""
    monkeypatch.setattr(undo_batch, "TOGETHER", 2)
    ids = [add_customer(desk) for _ in range(5)]
    batch = number(done(desk, planned(desk, BulkAction.HOLD, of(*ids))))
    first = desk.change(undo_batch.begin, batch, request_key="k")
    assert desk.change(undo_batch.begin, batch, request_key="k").batch_id == first.batch_id
    some = desk.change(undo_batch.do_some, first.batch_id)
    assert (some.done, some.more) == (2, True)
    assert desk.change(undo_batch.finish, first.batch_id).done == 2
    with pytest.raises(Refused, match="finished"):
        desk.change(undo_batch.do_some, first.batch_id)
    assert desk.ask(undo.last).batch_id == batch
    rest = taken_back(desk, batch)
    assert (rest.asked, rest.done) == (3, 3)
    assert not any(customer(desk.store, ident).on_hold_manual for ident in ids)
    assert len(stored(desk.store, Batch, undoes=batch)) == 2


def test_a_batch_that_was_broken_off_goes_back(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """Undo, bulk, P6: what was done before the line was lost; if it still goes on somewhere, it ends there."""
    desk = sqlite_desk
    ids = [add_customer(desk) for _ in range(3)]
    plan = planned(desk, BulkAction.HOLD, of(*ids))
    batch = desk.change(bulk.begin, plan.work, changing=3, refused={})
    desk.change(bulk.do_some, batch, plan.work, ids[:2])
    offered = desk.ask(undo.last)
    assert (offered.batch_id, offered.customers, offered.refusal) == (batch, 2, "")
    assert "taking it back ends it" in offered.warning
    back = taken_back(desk, batch)
    assert (back.asked, back.done) == (2, 2)
    with pytest.raises(Refused, match="is finished"):
        desk.change(bulk.do_some, batch, plan.work, ids[2:])
    assert not any(customer(desk.store, ident).on_hold_manual for ident in ids)


def test_a_batch_that_cannot_go_back_is_passed_over(desk: Desk, add_customer: AddCustomer) -> None:
    """Undo, bulk: mails that were sent stay sent; the change before it is offered, and the reason is said."""
    ids = [add_customer(desk) for _ in range(2)]
    desk.change(hold.put_on, ids[0])
    batch = number(done(desk, planned(desk, BulkAction.SEND_ACTIVATION, of(*ids))))
    offered = desk.ask(undo.last)
    assert offered.action == "hold"
    assert f"batch {batch}, send-activation: it cannot be taken back" in offered.passed_over
    with pytest.raises(Refused, match="cannot be taken back"):
        desk.change(undo_batch.begin, batch)
    assert [one.action for one in desk.ask(undo.recent, 10)] == ["hold"]


STEPS = [*sorted(set(CHANGES) - {"edit e-mail"}), "release", "activate"]


@settings(max_examples=COURSES, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=7))
def test_any_changes_go_back_in_reverse(sqlite_store: Store, add_customer: AddCustomer, steps: list[str]) -> None:
    """Undo: whatever was changed, taking back one after the other ends at the beginning."""
    desk = Desk(sqlite_store, 1)
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    desk.change(companies.add, ident, COMPANY)
    desk.change(notes.add, ident, "call back")
    for data in (TIER, REGION):
        if data.name not in {offer.name for offer in desk.ask(labels.offered, labels.USERS, ident)}:
            component(desk, data)
    before = state(desk, ident)
    for step in steps:
        try:
            _step(desk, ident, step)
        except (BilliaError, IndexError):
            continue
    for _ in range(100):
        if state(desk, ident) == before:
            break
        take_back_last(desk)
    assert state(desk, ident) == before


def _step(desk: Desk, ident: int, step: str) -> None:
    if step == "release":
        desk.change(hold.release, ident)
    elif step == "activate":
        desk.change(status.activate, ident)
    elif step == "attach label":
        tied = {offer.name: offer.component_id for offer in desk.ask(labels.offered, labels.USERS, ident)}
        desk.change(labels.attach, ident, tied["Region"], "eu")
    else:
        CHANGES[step](desk, ident)


def test_the_history_of_limits_keeps_both(desk: Desk, maria: int) -> None:
    """Undo, R25: a limit that was taken back is a second row of its history, not one that is gone."""
    desk.change(wallet.set_credit_limit, maria, "40")
    take_back_last(desk)
    assert [(str(row.old), str(row.new)) for row in desk.ask(credit.history, maria, ALL).rows] == [
        ("40.00 EUR", "0.00 EUR"),
        ("0.00 EUR", "40.00 EUR"),
    ]


def test_here_is_a_customer_or_the_session(desk: Desk, add_customer: AddCustomer) -> None:
    """R223: on a page the last change of this customer, on the list the last of the session; else nothing to undo."""
    maria, boris, third = (add_customer(desk) for _ in range(3))
    desk.change(hold.put_on, maria)
    desk.change(hold.put_on, boris)
    assert desk.ask(undo.last, customer_id=maria).customer_id == maria
    assert desk.ask(undo.last, customer_id=boris).customer_id == boris
    assert desk.ask(undo.last, since=desk.seated_at).customer_id == boris
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        later = Desk(desk.store, desk.admin_id)
        with pytest.raises(Refused, match=r"^nothing to undo here"):
            later.ask(undo.last, since=later.seated_at)
        assert later.ask(undo.last, customer_id=maria).customer_id == maria
    desk.change(wallet.add_funds, third, "5.00", "")
    with pytest.raises(Refused, match=r"^nothing to undo here.*funds"):
        desk.ask(undo.last, customer_id=third)


def test_a_batch_is_not_offered_on_the_page_of_one_customer(desk: Desk, add_customer: AddCustomer) -> None:
    """R223: it would take back the others as well; how that is done is said."""
    ids = [add_customer(desk) for _ in range(2)]
    batch = number(done(desk, planned(desk, BulkAction.HOLD, of(*ids))))
    with pytest.raises(Refused, match=f"^nothing to undo here.*billia undo --batch {batch}"):
        desk.ask(undo.last, customer_id=ids[0])
    assert desk.ask(undo.last, since=desk.seated_at).batch_id == batch
