"""Admins see and change only what belongs to resellers in their reach (R184, R185), whatever they ask."""

from typing import Any

import pytest

from billia_tui.errors import Forbidden, Invalid, NotFound
from billia_tui.operations.advance import due as advance_due
from billia_tui.operations.affiliates import affiliates, commissions
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports import customers as exports
from billia_tui.operations.exports import records as record_exports
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import pages as purchases
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter
from billia_tui.operations.services import pages as services
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff import resellers
from billia_tui.paging import Window
from billia_tui.vocabulary import Role, ServiceKind, ServiceStatus
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.changes import BY_CUSTOMER, LATER, NEW, UNLOGGED, WITHIN_REACH, Call
from tests.operations.filled import FOUR, ONE, THREE, TWO, panel
from tests.operations.kit import ALL, everything, seat
from tests.operations.readings import LISTS, ONE_RECORD, SEVERAL

pytestmark = pytest.mark.dear

CHANGES: dict[str, Call] = {name: call for name, (_, call) in {**WITHIN_REACH, **UNLOGGED}.items()}


@pytest.fixture
def north(sqlite_filled: Desk) -> Desk:
    """An Administrator of North, whose customers are ONE, TWO and THREE."""
    return seat(sqlite_filled, Role.ADMINISTRATOR, "North")


@pytest.fixture
def south(sqlite_filled: Desk) -> Desk:
    """An Administrator of South, who reaches no customer."""
    return seat(sqlite_filled, Role.ADMINISTRATOR, "South")


def test_list_search_and_counts_end_at_the_reach(filled: Desk) -> None:
    """R185: in every order and with every filter, and by every word."""
    north, south = (seat(filled, Role.ADMINISTRATOR, name) for name in ("North", "South"))
    shown = [(sort, StatusFilter.ALL) for sort in Sort] + [(Sort.ID, chosen) for chosen in StatusFilter]
    for words in ("", "findme", "777", "kö", "gmbh", "second@", "1", "findme.example"):
        for sort, chosen in shown if words in {"", "findme"} else shown[:1]:
            query = CustomerQuery(words, chosen, sort)
            everywhere = [row.id for row in filled.ask(customer_list.page, query, Window()).rows]
            near = [row.id for row in north.ask(customer_list.page, query, Window()).rows]
            assert near == [ident for ident in everywhere if ident != FOUR]
            assert south.ask(customer_list.page, query, Window()).rows == ()
            assert north.ask(customer_list.count, query).number == len(near)
            assert south.ask(customer_list.count, query).number == 0
    assert set(north.ask(customer_list.rows, [ONE, FOUR])) == {ONE}
    assert north.ask(customer_list.step, CustomerQuery(), (FOUR,), forward=False) is None
    assert north.ask(customer_list.before, CustomerQuery(), (ONE,)).number == 2


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_empty_out_of_reach(sqlite_filled: Desk, north: Desk, south: Desk, name: str) -> None:
    """R185, R177: the same list shows its rows to those who reach the customer; in another panel it shows none."""
    operation, args, kwargs = LISTS[name]
    assert south.ask(operation, *args, **kwargs).rows == ()
    near, far = north.ask(operation, *args, **kwargs).rows, sqlite_filled.ask(operation, *args, **kwargs).rows
    assert len(far) > 0
    assert [row.id for row in near] == [row.id for row in far if name != "brought"]
    assert _in_another_panel(sqlite_filled, LISTS[name]) in (None, ())


@pytest.mark.parametrize("name", SEVERAL)
def test_answers_are_empty_out_of_reach(sqlite_filled: Desk, north: Desk, south: Desk, name: str) -> None:
    """R185: where an answer is no page."""
    operation, args, kwargs = SEVERAL[name]
    assert len(south.ask(operation, *args, **kwargs)) == 0
    assert north.ask(operation, *args, **kwargs) == sqlite_filled.ask(operation, *args, **kwargs)
    assert len(north.ask(operation, *args, **kwargs)) > 0
    assert not _in_another_panel(sqlite_filled, SEVERAL[name])


@pytest.mark.parametrize("name", ONE_RECORD)
def test_records_are_not_there_out_of_reach(sqlite_filled: Desk, north: Desk, south: Desk, name: str) -> None:
    """R185: as if the customer did not exist, for admins and in the panel of another customer."""
    operation, args, kwargs = ONE_RECORD[name]
    north.ask(operation, *args, **kwargs)
    with pytest.raises(NotFound, match=r"there is no|has no"):
        south.ask(operation, *args, **kwargs)
    assert _in_another_panel(sqlite_filled, ONE_RECORD[name]) is None


def _in_another_panel(desk: Desk, call: Call) -> Any:
    """What the panel of FOUR gives of the others: None if it refuses."""
    operation, args, kwargs = call
    try:
        answer = panel(desk, FOUR).ask(operation, *args, **kwargs)
    except (Forbidden, NotFound):
        return None
    return getattr(answer, "rows", answer)


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_not_possible_out_of_reach(sqlite_filled: Desk, south: Desk, name: str) -> None:
    """R185: no change gets through to what belongs to another reseller; the refusal tells nothing."""
    operation, args, kwargs = CHANGES[name]
    before = everything(sqlite_filled.store)
    with pytest.raises(NotFound, match=f"there is no .*{args[0]}"):
        south.change(operation, *args, **kwargs)
    assert everything(sqlite_filled.store) == before


@pytest.mark.parametrize("name", BY_CUSTOMER)
def test_panels_out_of_reach_do_not_open(sqlite_filled: Desk, south: Desk, name: str) -> None:
    """R185: an actor made by hand for such a panel finds nothing either."""
    operation, args, kwargs = BY_CUSTOMER[name]
    before = everything(sqlite_filled.store)
    with pytest.raises(NotFound, match="there is no"):
        Desk(south.store, south.admin_id, acting_as=THREE).change(operation, *args, **kwargs)
    assert everything(sqlite_filled.store) == before


def test_previews_and_counts_are_empty_out_of_reach(north: Desk, south: Desk) -> None:
    """R185: no count betrays anything."""
    for desk, number, (own_services, domains) in ((south, 0, (0, 0)), (north, 3, (5, 2))):
        assert desk.ask(purchases.preview, THREE).count == number
        assert desk.ask(purchases.count, THREE).number == number
        preview = desk.ask(services.preview, THREE, ServiceKind.SERVICE)
        assert (preview.services, preview.domains) == (own_services, domains)
        assert desk.ask(services.count, THREE, ServiceKind.SERVICE).number == own_services


def test_exports_end_at_the_reach(sqlite_filled: Desk, north: Desk, south: Desk) -> None:
    """R185: no file holds what the list does not show."""
    assert [row["id"] for row in north.ask(exports.page, "", ALL).rows] == [ONE, TWO, THREE]
    assert south.ask(exports.page, "", ALL).rows == ()
    for name, kind in record_exports.KINDS.items():
        everywhere = sqlite_filled.ask(record_exports.page, kind, "", ALL).rows
        near = north.ask(record_exports.page, kind, "", ALL).rows
        assert 0 < len(near) <= len(everywhere), name
        assert not any("four" in str(value) for row in near for value in row.values()), name
        assert south.ask(record_exports.page, kind, "", ALL).rows == ()


def test_what_is_due_ends_at_the_reach(north: Desk, south: Desk) -> None:
    """R185: `billia advance` of one reseller moves nothing of another."""
    for desk, numbers in ((south, (0, 0, 0)), (north, (2, 2, 1))):
        due = desk.ask(advance_due.services, LATER, ALL, status=ServiceStatus.ACTIVE).rows
        found = (
            len([one for one in due if one is not None]),
            len(desk.ask(advance_due.customers, LATER, ALL).rows),
            len(desk.ask(advance_due.impersonations, LATER, ALL).rows),
        )
        assert found == numbers


def test_no_list_names_customers_of_others(sqlite_filled: Desk, north: Desk) -> None:
    """R185: who was brought by an affiliate of ours may be another reseller's, and is not named then."""
    assert [row.client for row in sqlite_filled.ask(commissions.page, THREE, ALL).rows] == ["four"]
    assert [row.client for row in north.ask(commissions.page, THREE, ALL).rows] == [""]
    sqlite_filled.change(affiliates.make, FOUR, "1")
    sqlite_filled.change(affiliates.refer, ONE, FOUR)
    assert "four" in sqlite_filled.ask(affiliates.read, ONE).referred_by
    assert "four" not in north.ask(affiliates.read, ONE).referred_by
    assert (sqlite_filled.ask(affiliates.read, THREE).referred, north.ask(affiliates.read, THREE).referred) == (1, 0)


def test_admins_and_resellers_end_at_the_reach(sqlite_filled: Desk, north: Desk, south: Desk) -> None:
    """R185: of the staff, too, an Administrator sees only the own part."""
    assert [row.username for row in north.ask(staff.page, ALL).rows] == ["administrator-north", "rosa"]
    assert [row.username for row in south.ask(staff.page, ALL).rows] == ["administrator-south"]
    assert len(sqlite_filled.ask(staff.page, ALL).rows) == 9
    assert [row.name for row in south.ask(resellers.page, ALL).rows] == ["South"]
    assert len(sqlite_filled.ask(log.store_page, ALL).rows) > len(north.ask(log.store_page, ALL).rows) == 0


def test_new_customers_only_for_resellers_in_reach(filled: Desk) -> None:
    """R185: "default" is out of reach for North; the choices of the form say so."""
    north = seat(filled, Role.ADMINISTRATOR, "North")
    with pytest.raises(Invalid, match="there is no reseller 'default'"):
        north.change(customers.add, NEW)
    ident = north.change(customers.add, NewCustomer("A", "B", "c@example.org", "DE", "EUR", reseller="NORTH"))
    assert north.ask(customer_page.read, ident).reseller == "North"
    assert [name for _, name in north.ask(resellers.choices)] == ["North"]
    assert [name for _, name in filled.ask(resellers.choices)] == ["Default", "North", "South"]


def test_access_and_masters(filled: Desk, add_customer: AddCustomer) -> None:
    """R184: "default" reaches all, a Master all present and later ones, access opens exactly the named ones."""
    factories.reseller(filled.store, "Friend", reaches=("North",))
    factories.reseller(filled.store, "Big", master=True)
    friend, big = seat(filled, Role.TECH, "Friend"), seat(filled, Role.TECH, "Big")
    factories.reseller(filled.store, "Later")
    new = add_customer(filled, reseller="Later", email="later@example.org")

    def reached(desk: Desk) -> list[int]:
        return [row.id for row in desk.ask(customer_list.page, CustomerQuery(descending=False), Window()).rows]

    everyone = [ONE, TWO, THREE, FOUR, new]
    assert (reached(friend), reached(big), reached(filled)) == ([ONE, TWO, THREE], everyone, everyone)
