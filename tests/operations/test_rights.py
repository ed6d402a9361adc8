"""Who may do what (R182), through the operations themselves; inactive admins (R181); the Customer Panel (R66, R177)."""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction, signature
from typing import Any

import pytest

from billia_tui import operations
from billia_tui.actions.every import ACTIONS
from billia_tui.actions.record import operation_named
from billia_tui.db.models import Admin
from billia_tui.errors import BilliaError, Forbidden, NotFound
from billia_tui.operations import allowed
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.permissions import IN_PANEL, RIGHTS, Right
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.staff import admins
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import AdminStatus, Role
from tests.operations.changes import ALSO_BY_CUSTOMER, BY_CUSTOMER, UNLOGGED, WRITING, Call
from tests.operations.filled import FOUR, panel
from tests.operations.kit import everything, seat
from tests.operations.readings import ADMINISTRATORS_ONLY, LISTS, NEVER_IN_PANEL, ONE_RECORD, SEVERAL

ADMINISTRATOR, SUPPORT, SALES, MARKETING, TECH = Role
EVERYONE = frozenset(Role)
# The table of R182, written down once more.
TABLE: dict[Right, set[Role]] = {
    Right.VIEW: set(EVERYONE),
    Right.EDIT: {ADMINISTRATOR, SUPPORT, SALES},
    Right.STATUS: {ADMINISTRATOR, SUPPORT},
    Right.DELETE: {ADMINISTRATOR},
    Right.ERASE: {ADMINISTRATOR},
    Right.PASSWORD: {ADMINISTRATOR, SUPPORT},
    Right.FUNDS: {ADMINISTRATOR, SUPPORT, SALES},
    Right.CREDIT: {ADMINISTRATOR, SALES},
    Right.ORDER_STATUS: {ADMINISTRATOR, SUPPORT, SALES, TECH},
    Right.ORDER_PAYMENT: {ADMINISTRATOR, SALES},
    Right.SERVICES: {ADMINISTRATOR, SUPPORT, TECH},
    Right.MARKETING: {ADMINISTRATOR, SUPPORT, MARKETING},
    Right.ATTACH_LABELS: set(EVERYONE),
    Right.MANAGE_LABELS: {ADMINISTRATOR, MARKETING},
    Right.NOTES: set(EVERYONE),
    Right.STAFF: {ADMINISTRATOR},
    Right.QUEUES: {ADMINISTRATOR},
}
CHANGING = {**WRITING, **UNLOGGED}
READING = {**LISTS, **SEVERAL, **ONE_RECORD}


class _Undo(Exception):
    """Takes a successful change back."""


def _tried(desk: Desk, call: Call) -> None:
    """Does it, and takes it back: the next one starts from the same state."""
    operation, args, kwargs = call
    with pytest.raises(_Undo), desk.store.writing() as session:  # noqa: PT012 - the transaction is the point
        operation(session, desk.actor, *args, **kwargs)
        raise _Undo


def test_the_table_of_rights() -> None:
    """R182: the program's table is the table of the rule, row by row."""
    assert {right: {role for role in Role if right in RIGHTS[role]} for right in Right} == TABLE


def test_every_right_is_needed_for_something() -> None:
    """R182: no row of the table is without a change that asks for it."""
    assert {right for right, _ in CHANGING.values()} == set(Right)


@pytest.mark.parametrize("name", CHANGING)
def test_every_role_and_every_change(sqlite_filled: Desk, name: str) -> None:
    """R182, R51: who has no right is refused before anything is looked at or written; who has it succeeds."""
    right, (operation, args, kwargs) = CHANGING[name]
    desks = {role: seat(sqlite_filled, role) for role in Role}
    before = everything(sqlite_filled.store)
    for role in EVERYONE - TABLE[right]:
        with pytest.raises(Forbidden, match=f"your role {role} may not "):
            desks[role].change(operation, *args, **kwargs)
    for role in sorted(TABLE[right]):
        _tried(desks[role], (operation, args, kwargs))
    assert everything(sqlite_filled.store) == before


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_look(sqlite_filled: Desk, role: Role) -> None:
    """R182: view customers, services, orders, and all that belongs to them."""
    desk = seat(sqlite_filled, role)
    assert len(desk.ask(customer_list.page, CustomerQuery(), Window()).rows) == 4
    for name, (operation, args, kwargs) in READING.items():
        if name not in ADMINISTRATORS_ONLY or role == ADMINISTRATOR:
            desk.ask(operation, *args, **kwargs)
        else:
            with pytest.raises(Forbidden, match=f"your role {role} may not "):
                desk.ask(operation, *args, **kwargs)


def test_what_is_shown_as_possible_is_what_is_allowed(sqlite_filled: Desk) -> None:
    """R51: the reason for a disabled action and the refusal of the operation come from one table."""
    rights = {
        action: {
            right for right, (operation, _, _) in CHANGING.values() if operation is operation_named(action.operation)
        }
        for action in ACTIONS
        if action.right and action.operation
    }
    tables = {Right.ORDER_STATUS, Right.ORDER_PAYMENT}, {Right.EDIT, Right.STATUS}  # what follows asks for more
    for role in Role:
        actor = seat(sqlite_filled, role).actor
        for action, asked in rights.items():
            assert action.right in asked, action.id
            assert len(asked) == 1 or asked in tables, action.id
            assert (allowed.refusal(actor, action) is None) == (role in TABLE[action.right]), (role, action.id)


# --- the Customer Panel (R66, R175, R177) -------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHANGING)
def test_what_staff_does_is_not_done_in_the_panel(sqlite_filled: Desk, name: str) -> None:
    """R66, R177: an admin in a panel has the customer's rights, no more: not even the admin's own."""
    operation, args, kwargs = CHANGING[name][1]
    if name in ALSO_BY_CUSTOMER:
        _tried(panel(sqlite_filled), (operation, args, kwargs))
    else:
        with pytest.raises(Forbidden, match=IN_PANEL):
            panel(sqlite_filled).change(operation, *args, **kwargs)
    with pytest.raises((Forbidden, NotFound), match=f"{IN_PANEL}|there is no"):
        panel(sqlite_filled, FOUR).change(operation, *args, **kwargs)


@pytest.mark.parametrize("name", BY_CUSTOMER)
def test_what_only_the_customer_does(sqlite_filled: Desk, name: str) -> None:
    """R175, R72: in its own panel it works, for no admin outside, whatever the role, and for no other customer."""
    operation, args, kwargs = BY_CUSTOMER[name]
    _tried(panel(sqlite_filled), (operation, args, kwargs))
    for role in Role:
        with pytest.raises(Forbidden, match="only the customer can do this"):
            seat(sqlite_filled, role).change(operation, *args, **kwargs)
    with pytest.raises((Forbidden, NotFound), match=r"only the customer|there is no"):
        panel(sqlite_filled, FOUR).change(operation, *args, **kwargs)


@pytest.mark.parametrize("name", READING)
def test_what_is_shown_in_the_panel(sqlite_filled: Desk, name: str) -> None:
    """R177: never notes, labels, log, mail, commissions."""
    operation, args, kwargs = READING[name]
    if name in NEVER_IN_PANEL:
        with pytest.raises(Forbidden):
            panel(sqlite_filled).ask(operation, *args, **kwargs)
    else:
        panel(sqlite_filled).ask(operation, *args, **kwargs)


# --- admins who may no more (R181) --------------------------------------------------------------------------------


def test_an_inactive_admin_can_do_nothing(filled: Desk) -> None:
    """R181, P4: refused when sitting down, and, for changes, also when made inactive while sitting."""
    desk = seat(filled, ADMINISTRATOR, username="Ben")
    desk.change(notes.add, 1, "x")
    with filled.store.writing() as session:
        session.get_one(Admin, desk.admin_id).status = AdminStatus.INACTIVE
    before = everything(filled.store)
    with pytest.raises(Forbidden):
        desk.change(notes.add, 1, "x")
    assert everything(filled.store) == before
    with pytest.raises(Forbidden):
        Desk(filled.store, desk.admin_id)
    with pytest.raises(Forbidden), filled.store.reading() as session:
        admins.named(session, "ben")


def test_a_new_role_counts_at_once(filled: Desk) -> None:
    """R182: a change asks the store for the role, not the memory of the screen."""
    desk = seat(filled, TECH)
    with pytest.raises(Forbidden):
        desk.change(wallet.add_funds, 1, "5")
    with filled.store.writing() as session:
        session.get_one(Admin, desk.admin_id).role = Role.SALES
    assert desk.change(wallet.add_funds, 1, "5").balance_after.amount == "5.00"


@pytest.mark.parametrize("name", ["", "nobody", "a\x00", "\ud800", "ana'--"], ids=ascii)
def test_nobody_sits_down(store: Any, name: str) -> None:
    """P4: only an active admin of the store; the refusal is in words, whatever the name."""
    with pytest.raises(BilliaError, match="is no active admin"), store.reading() as session:
        admins.named(session, name)


# --- nothing is forgotten -----------------------------------------------------------------------------------------

ELSEWHERE = {
    # asked by other operations, inside their transaction and after their own look at right and reach
    "affiliates.commissions.credit", "affiliates.commissions.take_back", "orders.giving_back.pay_back",
    "orders.payment_records.add", "orders.ending.of_services", "orders.ending.give_up",
    "customers.companies.insert_company", "customers.consent_documents.store",
    "customers.editing.checked_new", "orders.document_issue.cancel_invoices", "orders.document_issue.credit",
    "orders.document_issue.fit_pro_formas", "orders.document_issue.invoice_payment", "orders.document_issue.issue",
    "wallet.hold.follow_wallet", "labels.usage.carriers", "labels.usage.confirmed", "labels.usage.take_off",
    "log.lines.about", "log.lines.write",
    "notes.customer_notes.remove", "notes.customer_notes.rewrite", "notes.customer_notes.write",
    "orders.payment.release_waiting", "orders.payment.settle", "orders.change.changed", "orders.status.activate",
    "reach.the_customer", "reach.the_purchase", "reach.the_refunded", "orders.renewals.auto_renew",
    "services.changes.the_service",
    "services.course.carry_out", "services.course.give_up", "services.course.move_to", "services.course.renew",
    "services.renewal_tries.note", "services.domains.check_free", "services.domains.why_taken",
    "staff.admin_reach.check_reseller", "staff.admin_reach.the_admin", "staff.admin_reach.too_far",
    "customers.subscriptions.record", "customers.subscriptions.unsubscribe_by_link",
    "customers.status.activate_by_link", "wallet.movements.move", "orders.from_wallet.give_back",
    "orders.from_wallet.take", "staff.resellers.named", "finding.listing.before", "finding.listing.listing",
    # near names and owners of numbers: test_near.py and test_one_box.py ask them, also from another reseller
    "finding.jump.near_to", "finding.near.matches", "finding.records.of_matches",
    # working a queue: test_queue_work.py asks them
    "finding.queue_work.settle", "finding.queue_work.waiting", "finding.queues.the_queue", "finding.taking.free",
    "finding.taking.free_all", "finding.taking.still",
    # about the whole business: test_reach.py asks those with customers in them, other tests the rest
    "staff.admin_keys.statuses", "advance.due.customers", "advance.due.impersonations", "advance.due.services",
    "advance.lateness.words",
    "orders.catalogue.data",
    "orders.catalogue.page", "affiliates.commissions.rates", "finding.listing.count", "finding.listing.page",
    "finding.listing.step", "exports.customers.page", "labels.components.id_of", "labels.components.page",
    "labels.components.read", "labels.components.usage", "labels.filter.filter_choices", "orders.pages.count",
    "orders.pages.preview", "exports.records.page", "finding.completion.complete", "log.lines.store_page",
    "orders.methods.page", "log.export.chains", "log.export.page", "finding.queues.find", "finding.queues.of",
    "finding.queue_numbers.standing", "finding.queue_numbers.whole",
    "finding.queue_numbers.note", "finding.queue_numbers.report",
    "finding.columns.layouts", "finding.walk.way_back", "finding.jump.customers", "finding.anything.look_up",
    # a part of services.pages.details, which stands among the readings
    "services.history.steps",
    "staff.resellers.choices", "staff.resellers.details",
    "staff.resellers.find", "staff.resellers.page", "services.pages.count", "services.pages.preview",
    "services.pages.totals", "staff.listing.page", "staff.changes.mistakes",
    # mails of all customers, and who may hand them over: tests/operations/mails asks them
    "mails.listing.due", "mails.listing.page", "mails.run.is_demo", "mails.run.may_deliver", "mails.queue.claim",
    "mails.bounces.bounce",
    "mails.preferences.days", "mails.templates.listing", "mails.templates.page", "mails.templates.preview",
    "mails.templates.read",
    # test_reminders.py asks them
    "advance.reminders.of_ends", "advance.reminders.of_orders", "advance.reminders.of_status",
    "advance.reminders.remind",
    # many customers at once: test_bulk.py asks them
    "bulk.batches.lines", "bulk.batches.page", "bulk.batches.read", "bulk.work.begin", "bulk.work.do_some",
    "bulk.work.finish", "bulk.actions.checked", "bulk.actions.label_offers", "bulk.plan.marked",
    "finding.listing.members", "bulk.plan.of_ids", "bulk.plan.of_query", "bulk.plan.rows", "exports.customers.of_ids",
    # ways back: test_undo.py asks them
    "wallet.hold.take_back", "notes.customer_notes.restore", "customers.status.unblock", "undo.take_back.find",
    "undo.take_back.last", "undo.take_back.offered", "undo.take_back.recent", "undo.take_back.reverse",
    "undo.take_back.take_back", "undo.take_back.the_last", "undo.take_back.why_not_batch", "undo.ways.open_again",
    "undo.batch.begin", "undo.batch.do_some",
    "undo.batch.find", "undo.batch.finish", "undo.batch.left",
    "undo.ways.block", "undo.ways.credit", "undo.ways.edit", "undo.ways.edit_address", "undo.ways.edit_company",
    "undo.ways.edit_profile", "undo.ways.hold_again", "undo.ways.label", "undo.ways.release",
    "undo.ways.restore_note", "undo.ways.switch", "undo.ways.unblock",
    # parts of a query, and a second look at who acts: they read no customer
    "actor.confirm", "finding.conditions.conditions", "finding.conditions.of", "finding.named_conditions.carrying",
    "finding.named_conditions.of_resellers",
    # test_merge.py and test_same_names.py ask them
    "customers.merge.plan", "customers.naming.lookalike", "customers.naming.lookalikes",
    # test_erasure.py asks it: it holds no customer
    "customers.erasure.may_compact",
    # who is where and what changed: test_presence.py and test_changes_feed.py ask them
    "team.changes_feed.since", "team.presence.gone", "team.presence.here", "team.presence.others",
    # importing: test_imports_*.py ask them, each role and reach among it
    "imports.batches.batch.rehearse_batch", "imports.batches.batch.store_batch",
    "imports.kinds.customers.left.bring_along", "imports.kinds.customers.rows.insert_all",
    "imports.kinds.customers.values.read", "imports.kinds.labels.wishes.read", "imports.kinds.owners.of_item",
    "imports.kinds.kind.bring", "imports.kinds.owners.of_items", "imports.kinds.owners.of_row",
    "imports.kinds.references.exported", "imports.kinds.references.with_their_orders",
    # a whole dump: test_whole.py asks them
    "exports.set_up.rows", "imports.kinds.labels.custom_fields.store_components", "imports.systems.sums.compared",
    "imports.systems.sums.known", "imports.kinds.references.orders", "imports.batches.runs.finish",
    "imports.batches.taking_back.customers_of", "imports.batches.taking_back.reverse",
    "imports.batches.taking_back.some", "imports.batches.changing_back.reverse",
    # about oneself, and about the whole business: test_signing_in.py asks them
    "staff.door.has_password", "store.settings.change_sign_in", "store.settings.sign_in_rule",
    # only ever ends what the same admin has begun
    "customers.impersonation.end",
}  # fmt: skip


def whole_name(operation: Callable[..., Any]) -> str:
    """Package, module and function: two modules of one name are two."""
    return f"{operation.__module__}.{operation.__name__}".removeprefix(f"{operations.__name__}.")


def all_operations() -> set[str]:
    """Every function below `operations/` that is told who asks, however deep it lies."""
    found = set()
    for module in pkgutil.walk_packages(operations.__path__, f"{operations.__name__}."):
        made = import_module(module.name)
        for name, function in getmembers(made, isfunction):
            first = list(signature(function).parameters)[:2]
            if function.__module__ == made.__name__ and not name.startswith("_") and first == ["session", "actor"]:
                found.add(whole_name(function))
    return found


def test_no_operation_is_missing() -> None:
    """R182, R185: whoever adds an operation puts it into the tables of changes or readings, or says why not here."""
    calls = [*(call for _, call in CHANGING.values()), *BY_CUSTOMER.values(), *READING.values()]
    listed, found = {whole_name(operation) for operation, _, _ in calls}, all_operations()
    assert found - listed - ELSEWHERE == set()
    assert (listed | ELSEWHERE) - found == set()
    assert listed & ELSEWHERE == set()
