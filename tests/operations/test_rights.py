"""Who may do what (R182), through the operations themselves; reach (R185), inactive admins (R181)."""

from typing import Any

import pytest

from billia_tui.db.models import Admin
from billia_tui.errors import BilliaError, Forbidden, Invalid, NotFound
from billia_tui.operations import (
    admins,
    allowed,
    companies,
    credit,
    customer_list,
    customer_page,
    customers,
    emails,
    hold,
    log,
    lookup,
    notes,
    purchases,
    resellers,
    services,
    wallet,
)  # fmt: skip
from billia_tui.operations.customer_query import CustomerQuery, Sort, StatusFilter
from billia_tui.operations.customers import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.permissions import RIGHTS, Right
from billia_tui.paging import Window
from billia_tui.vocabulary import AdminStatus, Role, ServiceKind
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.changes import NEW, WRITING, Call
from tests.operations.kit import ALL, COMPANY, everything

ADMINISTRATOR, SUPPORT, SALES, MARKETING, TECH = Role
EVERYONE = frozenset(Role)
# The table of R182, written down once more.
TABLE: dict[Right, set[Role]] = {
    Right.VIEW: set(EVERYONE),
    Right.EDIT: {ADMINISTRATOR, SUPPORT, SALES},
    Right.STATUS: {ADMINISTRATOR, SUPPORT},
    Right.DELETE: {ADMINISTRATOR},
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
}

PANELS: dict[str, Call] = {
    "wallet history": (wallet.history, (1, ALL), {}),
    "credit history": (credit.history, (1, ALL), {}),
    "e-mails": (emails.page, (1, ALL), {}),
    "companies": (companies.page, (1, ALL), {}),
    "notes": (notes.page, (1, ALL), {}),
    "services": (services.page, (1, ServiceKind.SERVICE, ALL), {}),
    "purchases": (purchases.page, (1, ALL), {}),
    "log": (log.page, (1, ALL), {}),
}
PAGES: dict[str, Call] = {
    "details": (customer_page.read, (1,), {}),
    "contact data": (customers.contact_data, (1,), {}),
    "service": (services.details, (1,), {}),
    "purchase": (purchases.details, (1,), {}),
    "log choices": (log.choices, (1,), {}),
    "by id": (lookup.customer_id, ("1",), {}),
    "by username": (lookup.customer_id, ("one",), {}),
    "place": (customer_list.key_of, (CustomerQuery(), 1), {}),
}


def test_the_table_of_rights() -> None:
    """R182: the program's table is the table of the rule, row by row."""
    assert {right: {role for role in Role if right in RIGHTS[role]} for right in Right} == TABLE


@pytest.mark.parametrize("name", WRITING)
def test_every_role_and_every_change(filled: Desk, desk_of_role: DeskOfRole, name: str) -> None:
    """R182, R51: who has no right is refused before anything is looked at or written; who has it succeeds."""
    right, (operation, args, kwargs) = WRITING[name]
    before = everything(filled.store)
    for role in EVERYONE - TABLE[right]:
        desk = desk_of_role(role)
        with pytest.raises(Forbidden, match=f"your role {role} may not "):
            desk.change(operation, *args, **kwargs)
    assert everything(filled.store) | {"admins": ()} == before | {"admins": ()}
    for role in sorted(TABLE[right]):
        desk = desk_of_role(role)
        with pytest.raises(_Undo), filled.store.writing() as session:  # noqa: PT012 - each role from the same state
            operation(session, desk.actor, *args, **kwargs)
            raise _Undo


class _Undo(Exception):
    """Takes a successful change back."""


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_look(filled: Desk, desk_of_role: DeskOfRole, role: Role) -> None:
    """R182: view customers, services, orders."""
    factories.add_service(filled, 1)
    factories.add_purchase(filled, 1)
    desk = desk_of_role(role)
    assert len(desk.ask(customer_list.page, CustomerQuery(), Window()).rows) == 2
    for operation, args, kwargs in (*PANELS.values(), *PAGES.values()):
        assert desk.ask(operation, *args, **kwargs) is not None


def test_what_is_shown_as_possible_is_what_is_allowed(filled: Desk, desk_of_role: DeskOfRole) -> None:
    """R51: the reason for a disabled action and the refusal of the operation come from one table."""
    names = {
        allowed.Action.ADD: "add customer", allowed.Action.EDIT: "edit customer", allowed.Action.BLOCK: "block",
        allowed.Action.ACTIVATE: "activate", allowed.Action.HOLD: "hold", allowed.Action.RELEASE: "release",
        allowed.Action.ADD_FUNDS: "add funds", allowed.Action.CORRECT: "correct balance",
        allowed.Action.CREDIT_LIMIT: "credit limit", allowed.Action.ADD_NOTE: "add note",
        allowed.Action.PASSWORD: "change password", allowed.Action.SEND_ACTIVATION: "send activation e-mail",
        allowed.Action.DELETE: "delete customer",
    }  # fmt: skip
    assert set(names) == set(allowed.Action)
    for role in Role:
        actor = desk_of_role(role).actor
        for action, name in names.items():
            right = WRITING[name][0]
            said = allowed.refusal(actor, action)
            assert (said is None) == (role in TABLE[right]), (role, action)


# --- R185 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def apart(desk: Desk, add_customer: AddCustomer) -> Desk:
    """Customer 1 of reseller North with a record of each kind, customer 2 of "default"."""
    factories.reseller(desk.store, "North")
    one = add_customer(desk, username="one", first_name="Findme", reseller="North", phone="777")
    desk.change(emails.add, one, "second@example.org")
    desk.change(companies.add, one, COMPANY)
    desk.change(notes.add, one, "call")
    desk.change(wallet.add_funds, one, "5")
    desk.change(wallet.set_credit_limit, one, "5")
    desk.change(hold.put_on, one)
    factories.add_service(desk, one)
    factories.add_domain(desk, one, "findme.example")
    factories.add_purchase(desk, one)
    assert (one, add_customer(desk, username="two")) == (1, 2)
    return desk


@pytest.fixture
def south(apart: Desk, desk_of_role: DeskOfRole) -> Desk:
    """An Administrator who reaches no one but South."""
    return desk_of_role(Role.ADMINISTRATOR, "South")


@pytest.fixture
def north(apart: Desk, desk_of_role: DeskOfRole) -> Desk:
    """An Administrator of North."""
    return desk_of_role(Role.ADMINISTRATOR, "North")


def test_list_search_and_counts_end_at_the_reach(apart: Desk, north: Desk, south: Desk) -> None:
    """R185: in every order, with every filter, by every word."""
    for words in ("", "findme", "777", "kö", "gmbh", "second@", "1", "findme.example"):
        for sort in Sort:
            for chosen in (StatusFilter.ALL, StatusFilter.INACTIVE, StatusFilter.ON_HOLD):
                query = CustomerQuery(words, chosen, sort)
                assert [row.id for row in north.ask(customer_list.page, query, Window()).rows] == [1]
                assert south.ask(customer_list.page, query, Window()).rows == ()
        assert north.ask(customer_list.count, CustomerQuery(words)).number == 1
        assert south.ask(customer_list.count, CustomerQuery(words)).number == 0
    assert south.ask(customer_list.rows, [1, 2]) == {}
    assert set(north.ask(customer_list.rows, [1, 2])) == {1}
    assert set(apart.ask(customer_list.rows, [1, 2])) == {1, 2}


@pytest.mark.parametrize("name", PANELS)
def test_panels_are_empty_out_of_reach(apart: Desk, north: Desk, south: Desk, name: str) -> None:
    """R185: the same panel shows its rows to those who reach the customer."""
    operation, args, kwargs = PANELS[name]
    assert south.ask(operation, *args, **kwargs).rows == ()
    assert north.ask(operation, *args, **kwargs).rows == apart.ask(operation, *args, **kwargs).rows != ()


def test_previews_are_empty_out_of_reach(north: Desk, south: Desk) -> None:
    """R185: no count betrays anything."""
    assert south.ask(purchases.preview, 1).count == 0
    assert north.ask(purchases.preview, 1).count == 1
    for desk, numbers in ((south, (0, 0)), (north, (1, 1))):
        preview = desk.ask(services.preview, 1, ServiceKind.SERVICE)
        assert (preview.services, preview.domains) == numbers


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_not_there_out_of_reach(north: Desk, south: Desk, name: str) -> None:
    """R185: as if the customer did not exist."""
    operation, args, kwargs = PAGES[name]
    assert north.ask(operation, *args, **kwargs) is not None
    with pytest.raises(NotFound, match="there is no"):
        south.ask(operation, *args, **kwargs)


@pytest.mark.parametrize("name", [name for name in WRITING if not name.startswith("add customer")])
def test_changes_are_not_possible_out_of_reach(apart: Desk, south: Desk, name: str) -> None:
    """R185: no change gets through to a customer of another reseller; the refusal tells nothing."""
    _, (operation, args, kwargs) = WRITING[name]
    before = everything(apart.store)
    with pytest.raises(NotFound, match=f"there is no customer {args[0]}"):
        south.change(operation, *args, **kwargs)
    assert everything(apart.store) == before


def test_new_customers_only_for_resellers_in_reach(apart: Desk, north: Desk) -> None:
    """R185: "default" is out of reach for North; the choices of the form say so."""
    with pytest.raises(Invalid, match="there is no reseller 'default'"):
        north.change(customers.add, NEW)
    ident = north.change(customers.add, NewCustomer("A", "B", "c@example.org", "DE", "EUR", reseller="NORTH"))
    assert north.ask(customer_page.read, ident).reseller == "North"
    assert [name for _, name in north.ask(resellers.choices)] == ["North"]
    assert [name for _, name in apart.ask(resellers.choices)] == ["Default", "North"]


def test_access_and_masters(apart: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R184: "default" reaches all, a Master all present and later ones, access opens exactly the named ones."""
    factories.reseller(apart.store, "Friend", reaches=("North",))
    factories.reseller(apart.store, "Big", master=True)
    friend, big = desk_of_role(Role.TECH, "Friend"), desk_of_role(Role.TECH, "Big")
    factories.reseller(apart.store, "Later")
    add_customer(apart, reseller="Later")

    def reached(desk: Desk) -> list[int]:
        return [row.id for row in desk.ask(customer_list.page, CustomerQuery(descending=False), Window()).rows]

    assert (reached(friend), reached(big), reached(apart)) == ([1], [1, 2, 3], [1, 2, 3])


def test_an_inactive_admin_can_do_nothing(filled: Desk, desk_of_role: DeskOfRole) -> None:
    """R181, P4: refused when sitting down, and, for changes, also when made inactive while sitting."""
    desk = desk_of_role(Role.ADMINISTRATOR, username="Ben")
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


def test_a_new_role_counts_at_once(filled: Desk, desk_of_role: DeskOfRole) -> None:
    """R182: a change asks the store for the role, not the memory of the screen."""
    desk = desk_of_role(Role.TECH)
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
