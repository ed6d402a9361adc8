"""Labels on customers, orders and services (R58-R63)."""

from typing import Any

import pytest
import time_machine

from billia_tui.db.store import Store
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import carried
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels import filter as label_filter
from billia_tui.operations.labels.component_data import ComponentData, without_tie
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter
from billia_tui.paging import Window
from billia_tui.vocabulary import LabelType, Role
from tests import factories
from tests.conftest import NOW, AddCustomer, DeskOfRole
from tests.operations.kit import actions_of, everything, log_of, questions
from tests.operations.labels.kit import METALS, ORDERS, REGION, SEATS, SERVICES, TIER, USERS, VIP, component, texts


def test_attached_and_shown_by_name(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R58, R63: `Name: value name`, sorted by name; who and when are known, and the log says it (R186)."""
    ident = add_customer(desk)
    tier, region = component(desk), component(desk, REGION)
    assert desk.change(labels.attach, ident, tier, "GOLD") == labels.Attached("Tier", "", "Gold")
    desk.change(labels.attach, ident, region, " eu ")
    assert texts(desk, ident) == ["Region: eu", "Tier: Gold"]
    row = desk.ask(carried.of, USERS, ident)[1]
    assert (row.key, row.value, row.value_name, row.admin, row.at, row.stored) == (
        "tier", "gold", "Gold", "ana", NOW, "gold",
    )  # fmt: skip
    assert desk.ask(customer_page.read, ident).labels == ("Region: eu", "Tier: Gold")
    line = log_of(desk, ident)[1]
    assert (line.action, line.thing, line.changes) == ("attach label", f"customer {ident}", (("Tier", "", "Gold"),))


def test_one_value_replaced_after_a_question(desk: Desk, add_customer: AddCustomer) -> None:
    """R62: another value is refused until it was asked for, and then replaces the old one; the same is no change."""
    ident, tier = add_customer(desk), component(desk)
    desk.change(labels.attach, ident, tier, "gold")
    before = everything(desk.store)
    with pytest.raises(Refused, match="Tier is Gold already; attaching Silver would replace it") as refused:
        desk.change(labels.attach, ident, tier, "silver")
    assert refused.value.rule == "R62"
    assert not desk.change(labels.attach, ident, tier, "gold").changed
    assert everything(desk.store) == before
    done = desk.change(labels.attach, ident, tier, "silver", replace=True)
    assert (done.old, done.new, done.changed) == ("Gold", "Silver", True)
    assert texts(desk, ident) == ["Tier: Silver"]
    assert log_of(desk, ident)[0].changes == (("Tier", "Gold", "Silver"),)


def test_taken_off(desk: Desk, add_customer: AddCustomer) -> None:
    """R63: a label goes, with a log line; what is not there cannot go."""
    ident, tier = add_customer(desk), component(desk)
    desk.change(labels.attach, ident, tier, "gold")
    assert desk.change(labels.detach, ident, tier) == "Tier: Gold"
    assert texts(desk, ident) == []
    assert (log_of(desk, ident)[0].action, log_of(desk, ident)[0].changes) == (
        "take off label", (("Tier", "Gold", ""),),
    )  # fmt: skip
    with pytest.raises(NotFound, match="Tier is not attached"):
        desk.change(labels.detach, ident, tier)


def test_two_admins_at_once(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R189: who was asked about one value does not replace or take off another."""
    ident, tier = add_customer(sqlite_desk), component(sqlite_desk)
    sqlite_desk.change(labels.attach, ident, tier, "silver")
    for change in (
        lambda: sqlite_desk.change(labels.attach, ident, tier, "gold", replace=True, seen="bronze"),
        lambda: sqlite_desk.change(labels.detach, ident, tier, seen="gold"),
    ):
        with pytest.raises(Conflict, match="Tier is Silver by now"):
            change()
    assert sqlite_desk.change(labels.attach, ident, tier, "gold", replace=True, seen="silver").changed
    assert sqlite_desk.change(labels.detach, ident, tier, seen="gold")


@pytest.mark.parametrize(
    ("data", "typed", "stored"),
    [
        (ComponentData("k", "K", type=LabelType.INTEGER), " +007 ", "7"),
        (ComponentData("k", "K", type=LabelType.INTEGER), "-12", "-12"),
        (ComponentData("k", "K", type=LabelType.INTEGER), "1.5", None),
        (ComponentData("k", "K", type=LabelType.INTEGER), "٣", None),
        (ComponentData("k", "K", type=LabelType.INTEGER), "9" * 19, None),
        (VIP, "YES", "yes"),
        (VIP, "maybe", None),
        (SEATS, "1", "1"),
        (SEATS, "10", "10"),
        (SEATS, "0", None),
        (SEATS, "11", None),
        (SEATS, "many", None),
        (REGION, "Südost = neu", "Südost = neu"),
        (REGION, " ", None),
        (REGION, "a\x1bb", None),
        (REGION, "x" * 201, None),
        (TIER, "Silver", "silver"),
        (TIER, "bronze", None),
        (TIER, "", None),
    ],
    ids=lambda value: ascii(value)[:20] if isinstance(value, str | None) else value.type,
)
def test_values_and_types(
    sqlite_desk: Desk, add_customer: AddCustomer, data: ComponentData, typed: str, stored: str | None
) -> None:
    """R60, R61: one of the allowed values, or what is typed if it is of the type; nothing else."""
    ident, made = add_customer(sqlite_desk), component(sqlite_desk, data)
    if stored is None:
        with pytest.raises(Invalid) as wrong:
            sqlite_desk.change(labels.attach, ident, made, typed)
        assert list(wrong.value.fields) == ["value"]
    else:
        sqlite_desk.change(labels.attach, ident, made, typed)
    assert [row.stored for row in sqlite_desk.ask(carried.of, USERS, ident)] == [stored] * (stored is not None)


def test_orders_and_services(desk: Desk, add_customer: AddCustomer) -> None:
    """R59, R64: each resource has its own labels; an object belongs to its customer."""
    one, two = add_customer(desk), add_customer(desk)
    order, service = factories.add_purchase(desk, one), factories.add_service(desk, one)
    vip, tier = component(desk, VIP), component(desk)
    desk.change(labels.attach, one, vip, "no", resource=ORDERS, object_id=order)
    desk.change(labels.attach, one, vip, "yes", resource=SERVICES, object_id=service)
    assert [texts(desk, one), texts(desk, order, ORDERS), texts(desk, service, SERVICES)] == [
        [], ["VIP: no"], ["VIP: yes"],
    ]  # fmt: skip
    assert log_of(desk, one)[0].thing == f"service {service}"
    with pytest.raises(Refused, match="Tier is not for Orders"):
        desk.change(labels.attach, one, tier, "gold", resource=ORDERS, object_id=order)
    for wrong in (order, order + 9, None):
        with pytest.raises(NotFound, match="there is no order"):
            desk.change(labels.attach, two, vip, "yes", resource=ORDERS, object_id=wrong)
    with pytest.raises(NotFound, match="there is no customer"):
        desk.change(labels.attach, two, vip, "yes", object_id=one)
    assert desk.change(labels.detach, one, vip, resource=SERVICES, object_id=service) == "VIP: yes"
    assert texts(desk, order, ORDERS) == ["VIP: no"]


def test_what_is_offered(desk: Desk, add_customer: AddCustomer) -> None:
    """R58, R59, R61: components tied to the resource by name, with what can be picked and what is there now."""
    ident = add_customer(desk)
    order = factories.add_purchase(desk, ident)
    for data in (VIP, TIER, SEATS):
        component(desk, data)
    desk.change(labels.attach, ident, 2, "silver")
    seats, tier, vip = desk.ask(labels.offered, USERS, ident)
    assert [(one.value, one.name) for one in tier.choices] == list(METALS)
    assert tier.current is not None
    assert tier.current.text == "Tier: Silver"
    assert [one.value for one in vip.choices] == ["yes", "no"]
    assert (seats.choices, seats.expected, seats.current) == ((), "a whole number from 1 to 10", None)
    assert [offer.name for offer in desk.ask(labels.offered, ORDERS, order)] == ["VIP"]
    with pytest.raises(NotFound):
        desk.ask(labels.offered, ORDERS, order + 1)


def test_hostile_names_come_out_clean(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """P5: what is shown is cleaned; a name with markup stays text."""
    ident = add_customer(sqlite_desk)
    made = component(sqlite_desk, ComponentData("k", "[red]N\u200bame[/x]"))
    sqlite_desk.change(labels.attach, ident, made, "v\u200b")
    assert texts(sqlite_desk, ident) == ["[red]N<200B>ame[/x]: v<200B>"]


# --- the customer list ------------------------------------------------------------------------------------------------


def test_the_list_narrows_to_a_label(desk: Desk, add_customer: AddCustomer) -> None:
    """R58: in every order, with search and status, page by page; the count and the place follow."""
    ids = [add_customer(desk, first_name=name) for name in ("Ann", "Bob", "Cid", "Dan")]
    tier = component(desk)
    order = factories.add_purchase(desk, ids[1])
    for ident in ids[::2]:
        desk.change(labels.attach, ident, tier, "gold")
    desk.change(labels.attach, ids[1], tier, "silver")
    desk.change(labels.attach, ids[1], component(desk, VIP), "yes", resource=ORDERS, object_id=order)
    gold = CustomerQuery(label="TIER=Gold")
    for sort in Sort:
        for descending in (True, False):
            query = CustomerQuery(label="tier=gold", sort=sort, descending=descending)
            found = desk.ask(customer_list.page, query, Window())
            assert {row.id for row in found.rows} == {ids[0], ids[2]}
            second = desk.ask(customer_list.page, query, Window(after=found.keys[0]))
            assert [row.id for row in second.rows] == [found.rows[1].id]
            assert desk.ask(customer_list.before, query, found.keys[1]).number == 1
    assert [row.id for row in desk.ask(customer_list.page, gold, Window()).rows] == [ids[2], ids[0]]
    assert desk.ask(customer_list.count, gold).number == 2
    assert desk.ask(customer_list.count, CustomerQuery("cid", label="tier=gold")).number == 1
    assert desk.ask(customer_list.page, CustomerQuery("cid", label="tier=gold"), Window()).rows[0].id == ids[2]
    assert desk.ask(customer_list.count, CustomerQuery(status=StatusFilter.ACTIVE, label="tier=gold")).number == 0
    assert desk.ask(customer_list.count, CustomerQuery(label="vip=yes")).number == 0
    assert desk.ask(customer_list.count, CustomerQuery(label="tier=bronze")).number == 0
    for wrong in ("tier", "=gold", "tier=", "nothing=gold", "tier=\x00"):
        with pytest.raises(Invalid) as refused:
            desk.ask(customer_list.page, CustomerQuery(label=wrong), Window())
        assert list(refused.value.fields) == ["label"]


def test_rows_of_the_list_have_their_labels(desk: Desk, add_customer: AddCustomer) -> None:
    """R63: the page and the fresh rows alike."""
    ids = [add_customer(desk) for _ in range(3)]
    tier, region = component(desk), component(desk, REGION)
    desk.change(labels.attach, ids[0], tier, "gold")
    desk.change(labels.attach, ids[0], region, "eu")
    found = desk.ask(customer_list.page, CustomerQuery(descending=False), Window()).rows
    assert [row.labels for row in found] == [("Region: eu", "Tier: Gold"), (), ()]
    assert desk.ask(customer_list.rows, ids)[ids[0]].labels == ("Region: eu", "Tier: Gold")
    assert list(desk.ask(carried.of_many, ids)) == ids[:1]


def test_what_can_be_filtered_by(sqlite_desk: Desk) -> None:
    """R58: allowed values of components tied to Users, no more than a list can show."""
    component(sqlite_desk)
    component(sqlite_desk, REGION)
    many = tuple((str(number), f"Number {number}") for number in range(60))
    component(sqlite_desk, ComponentData("number", "Number", type=LabelType.INTEGER, values=many))
    component(sqlite_desk, ComponentData("state", "State", values=METALS, resources=(ORDERS,)))
    found = sqlite_desk.ask(label_filter.filter_choices)
    assert found[0] == ("number=0", "Number: Number 0")
    assert len(found) == label_filter.MOST_CHOICES
    sqlite_desk.change(label_components.delete_component, 3)
    assert sqlite_desk.ask(label_filter.filter_choices) == (
        ("tier=gold", "Tier: Gold"),
        ("tier=silver", "Tier: Silver"),
    )


def test_what_labels_cost(sqlite_store: Store, add_customer: AddCustomer) -> None:
    """R46: the same number of questions for few labels and for many, of one customer and of a page of them."""
    desk = Desk(sqlite_store, 1)
    ids = [add_customer(desk) for _ in range(30)]
    tier = component(desk)
    asked: list[tuple[Any, tuple[Any, ...]]] = [
        (customer_list.page, (CustomerQuery(), Window())),
        (customer_list.page, (CustomerQuery(label="tier=gold"), Window())),
        (customer_list.rows, (ids,)),
        (carried.of, (USERS, ids[0])),
        (labels.offered, (USERS, ids[0])),
        (customer_page.read, (ids[0],)),
        (label_components.page, (Window(),)),
    ]
    costs: list[list[int]] = []
    for number in (3, 30):
        for ident in ids[:number]:
            desk.change(labels.attach, ident, tier, "gold")
        for extra in range(number // 3):
            made = component(desk, ComponentData(f"k{number}-{extra}", f"K{extra}", values=METALS))
            desk.change(labels.attach, ids[0], made, "silver")
        cost = []
        for operation, args in asked:
            with questions(desk) as seen:
                assert desk.ask(operation, *args)
            cost.append(len(seen))
        costs.append(cost)
    assert costs[0] == costs[1] == [2, 4, 2, 1, 4, 2, 3]


# --- who may ----------------------------------------------------------------------------------------------------------


def test_every_role_attaches(sqlite_store: Store, add_customer: AddCustomer) -> None:
    """R182: attach labels is for everyone."""
    ana = Desk(sqlite_store, 1)
    ident, tier = add_customer(ana), component(ana)
    for role in Role:
        desk = Desk(sqlite_store, factories.admin(sqlite_store, role.value.lower(), role))
        assert desk.change(labels.attach, ident, tier, "gold").changed
        assert desk.change(labels.detach, ident, tier)
    assert actions_of(ana, ident) == ["add", *["attach label", "take off label"] * len(Role)]


def test_never_in_the_panel(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R177: neither to see nor to change, not even the customer's own."""
    ident, tier = add_customer(sqlite_desk), component(sqlite_desk)
    sqlite_desk.change(labels.attach, ident, tier, "gold")
    panel = Desk(sqlite_desk.store, 1, acting_as=ident)
    asked: list[tuple[Any, tuple[Any, ...]]] = [
        (carried.of, (USERS, ident)),
        (carried.of_many, ([ident],)),
        (labels.offered, (USERS, ident)),
        (label_filter.filter_choices, ()),
        (labels.attach, (ident, tier, "silver")),
        (labels.detach, (ident, tier)),
        (label_components.page, (Window(),)),
        (label_components.read, (tier,)),
        (label_components.id_of, ("tier",)),
        (label_components.add, (REGION,)),
    ]
    for operation, args in asked:
        with pytest.raises(Forbidden):
            panel.change(operation, *args)
    assert panel.ask(customer_page.read, ident).labels == ()


def test_out_of_reach(desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R185: no label of a customer of another reseller is seen or changed."""
    ident, tier = add_customer(desk), component(desk)
    order = factories.add_purchase(desk, ident)
    desk.change(labels.attach, ident, tier, "gold")
    south = desk_of_role(Role.ADMINISTRATOR, "South")
    assert south.ask(carried.of, USERS, ident) == ()
    assert south.ask(carried.of_many, [ident]) == {}
    for operation, args in ((labels.attach, (ident, tier, "silver")), (labels.detach, (ident, tier))):
        call: Any = operation
        with pytest.raises(NotFound, match="there is no customer"):
            south.change(call, *args)
    for resource, object_id in ((USERS, ident), (ORDERS, order)):
        with pytest.raises(NotFound):
            south.ask(labels.offered, resource, object_id)
    assert south.ask(customer_list.count, CustomerQuery(label="tier=gold")).number == 0


def test_a_component_that_is_gone(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R59: deleted, or taken off the resource, by someone else meanwhile."""
    ident, tier = add_customer(sqlite_desk), component(sqlite_desk, VIP)
    sqlite_desk.change(label_components.edit, tier, without_tie(VIP, "users"))
    with pytest.raises(Refused, match="VIP is not for Users"):
        sqlite_desk.change(labels.attach, ident, tier, "yes")
    sqlite_desk.change(label_components.delete_component, tier)
    for operation in (
        lambda: sqlite_desk.change(labels.attach, ident, tier, "yes"),
        lambda: sqlite_desk.change(labels.detach, ident, tier),
    ):
        with pytest.raises(NotFound, match="was deleted meanwhile"):
            operation()
