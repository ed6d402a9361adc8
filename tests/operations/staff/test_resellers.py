"""Resellers: who reaches whose customers (R54, R184, R185)."""

import pytest

from billia_tui.db.models import LogEntry, Reseller
from billia_tui.errors import Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.resellers import NewReseller, ResellerRow
from billia_tui.paging import Count, Window
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.kit import ALL, everything, log_count, questions, stored


def rows(desk: Desk) -> dict[str, ResellerRow]:
    """The list, by name."""
    return {row.name: row for row in desk.ask(resellers.page, ALL).rows}


def reached(desk: Desk) -> list[int]:
    """The ids of the customers that an admin sees, oldest first."""
    return [row.id for row in desk.ask(customer_list.page, CustomerQuery(descending=False), Window()).rows]


def test_the_list(desk: Desk) -> None:
    """R54, R184: name, master, access to others, panel domain; "default" is shown as "Default" and comes first."""
    north = desk.change(resellers.add, NewReseller("North", panel_domain="panel.north.example"))
    big = desk.change(resellers.add, NewReseller("Big", master=True))
    south = desk.change(resellers.add, NewReseller("South"))
    assert desk.change(resellers.set_access, south, [north, 1])
    assert list(rows(desk)) == ["Default", "North", "Big", "South"]
    assert rows(desk)["Default"].access == rows(desk)["Big"].access == "all, later ones too"
    assert rows(desk)["North"] == ResellerRow(north, "North", False, (), False, "panel.north.example", "")
    assert rows(desk)["North"].access == "only its own"
    assert rows(desk)["South"].access == "Default, North"
    assert big == rows(desk)["Big"].id


def test_pages_cost_the_same(sqlite_desk: Desk) -> None:
    """R184: with 3 resellers as with 30, the same number of statements; every reseller once."""
    counts, names = [], []
    for size in (2, 27):
        for number in range(size):
            factories.reseller(sqlite_desk.store, f"R{size}-{number}", reaches=("default",))
        with questions(sqlite_desk) as asked:
            names = [row.name for row in sqlite_desk.ask(resellers.page, Window(limit=20)).rows]
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(names) == 20


def test_details_count_customers_and_admins(desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R184: as far as a cap; a deleted customer does not count."""
    desk_of_role(Role.TECH, "North")
    for reseller in ("North", "North", "default"):
        add_customer(desk, reseller=reseller)
    found = desk.ask(resellers.details, desk.ask(resellers.find, "NORTH"))
    assert (found.row.name, found.customers, found.admins) == ("North", Count(2), Count(1))
    with pytest.raises(NotFound):
        desk.ask(resellers.details, 77)
    with pytest.raises(Invalid, match="there is no reseller 'x'"):
        desk.ask(resellers.find, "x")


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (NewReseller(""), ["name"]),
        (NewReseller("DEFAULT"), ["name"]),
        (NewReseller("a\x00", panel_domain="nowhere"), ["name", "panel_domain"]),
        (NewReseller("x", panel_domain="a b.example"), ["panel_domain"]),
        (NewReseller("Ångström", panel_domain="панель.example"), []),
    ],
)
def test_what_is_asked_of_a_new_reseller(sqlite_desk: Desk, new: NewReseller, fields: list[str]) -> None:
    """R184: a name that no other one has; the domain of its panel, if there is one."""
    if not fields:
        assert sqlite_desk.change(resellers.add, new) == 2
        return
    with pytest.raises(Invalid) as refused:
        sqlite_desk.change(resellers.add, new)
    assert list(refused.value.fields) == fields


def test_a_new_reseller_is_logged_and_made_once(desk: Desk) -> None:
    """R186, P1."""
    first = desk.change(resellers.add, NewReseller("North", master=True), request_key="k")
    assert desk.change(resellers.add, NewReseller("North", master=True), request_key="k") == first
    with pytest.raises(Refused):
        desk.change(resellers.add, NewReseller("North"), request_key="k")
    line = stored(desk.store, LogEntry)[-1]
    assert (line.object, line.object_id, line.action) == ("reseller", first, "add reseller")
    assert line.after == '{"master":true,"name":"North","panel_domain":""}'
    assert len(stored(desk.store, Reseller)) == 2


def test_access_opens_and_closes_at_once(desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R184, R185, R186: admins reach exactly the named ones besides their own; a master all, later ones too."""
    tech, boss = desk_of_role(Role.TECH, "North"), desk.change(resellers.add, NewReseller("Big", master=True))
    south = desk.change(resellers.add, NewReseller("South"))
    north = desk.ask(resellers.find, "North")
    assert (add_customer(desk, reseller="South"), add_customer(desk, reseller="North")) == (1, 2)

    def seen() -> list[int]:
        return reached(Desk(desk.store, tech.admin_id))

    assert seen() == [2]
    assert desk.change(resellers.set_access, north, [south, north, 1])
    line = stored(desk.store, LogEntry)[-1]
    assert (line.action, line.before, line.after) == (
        "set access", '{"reaches":""}', '{"reaches":"Default, South"}',
    )  # fmt: skip
    assert seen() == [1, 2]
    lines = log_count(desk.store)
    assert not desk.change(resellers.set_access, north, [1, south])
    assert log_count(desk.store) == lines
    assert desk.change(resellers.set_access, north, [])
    assert seen() == [2]
    with pytest.raises(Refused, match="reaches all anyway"):
        desk.change(resellers.set_access, boss, [north])
    for reseller, others in ((77, [1]), (north, [77])):
        with pytest.raises(NotFound, match="there is no reseller 77"):
            desk.change(resellers.set_access, reseller, others)


def test_what_an_administrator_of_a_reseller_can_do(desk: Desk, desk_of_role: DeskOfRole) -> None:
    """R185: sees the resellers in reach, and of their access what is in reach, too; changes none."""
    factories.reseller(desk.store, "South", reaches=("West",))
    factories.reseller(desk.store, "North", reaches=("South",))
    west = desk.ask(resellers.find, "West")
    north = desk_of_role(Role.ADMINISTRATOR, "North")
    assert list(rows(north)) == ["South", "North"]
    assert rows(north)["South"].access == "others"
    assert rows(desk)["South"].access == "West"
    assert [name for _, name in north.ask(resellers.choices)] == ["North", "South"]
    with pytest.raises(NotFound):
        north.ask(resellers.details, west)
    with pytest.raises(Invalid):
        north.ask(resellers.find, "West")
    before = everything(desk.store)
    with pytest.raises(Forbidden, match="reaches all resellers"):
        north.change(resellers.add, NewReseller("Mine", master=True))
    with pytest.raises(Forbidden, match="reaches all resellers"):
        north.change(resellers.set_access, north.actor.reseller_id, [west])
    assert everything(desk.store) == before
