"""Setting up labels (R59, R60, R64, R65)."""

from dataclasses import asdict, replace
from typing import Any

import pytest
import time_machine
from sqlalchemy import insert

from billia_tui.db import search
from billia_tui.db.models import Customer, Label, LabelTie, LabelValue, LogEntry
from billia_tui.db.store import Store
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import component_data
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData, with_tie, with_value, without_tie, without_value
from billia_tui.operations.labels.component_rows import ComponentRow
from billia_tui.paging import Window
from billia_tui.vocabulary import LabelType, Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.factories import THEN
from tests.operations.kit import actions_of, everything, log_of, statements, stored
from tests.operations.labels.kit import ORDERS, REGION, SEATS, SERVICES, TIER, USERS, VIP, component, texts


def row_of(desk: Desk, component_id: int) -> ComponentRow:
    """A component as it is now."""
    return desk.ask(label_components.read, component_id)


def test_a_component_is_set_up(desk: Desk) -> None:
    """R59, R60, R64: key, name, description, type, bounds, allowed values and resources; the log keeps them."""
    made = component(desk, replace(SEATS, key=" Seats ", description="how many", values=(("03", "Three"), ("5", ""))))
    row = row_of(desk, made)
    assert (row.key, row.name, row.description, row.type) == ("Seats", "Seats", "how many", LabelType.RANGE)
    assert (row.lowest, row.highest, row.resources) == (1, 10, (USERS,))
    assert [(one.value, one.name) for one in row.values] == [("3", "Three"), ("5", "5")]
    (line,) = stored(desk.store, LogEntry, action="add label component")
    assert (line.customer_id, line.object, line.object_id) == (None, "label component", made)
    assert '"values":"3=Three, 5=5"' in line.after
    assert desk.ask(label_components.id_of, "SEATS") == made
    with pytest.raises(NotFound, match="there is no label component 'seat'"):
        desk.ask(label_components.id_of, "seat")


def test_a_repeated_request_is_one_component(sqlite_desk: Desk) -> None:
    """P1: a second enter finds what the first one made."""
    ids = {sqlite_desk.change(label_components.add, TIER, request_key="k") for _ in range(2)}
    assert len(ids) == 1


BAD: dict[str, tuple[ComponentData, set[str]]] = {
    "nothing": (ComponentData(type=""), {"key", "name", "type"}),
    "key": (replace(TIER, key="a b"), {"key"}),
    "key with =": (replace(TIER, key="a=b"), {"key"}),
    "long key": (replace(TIER, key="a" * 41), {"key"}),
    "type": (replace(TIER, type="float"), {"type"}),
    "bounds missing": (replace(SEATS, lowest="", highest="x"), {"lowest", "highest"}),
    "bounds turned": (replace(SEATS, lowest="9", highest="8"), {"highest"}),
    "bounds elsewhere": (replace(TIER, lowest="1"), {"lowest"}),
    "value type": (replace(SEATS, values=(("eleven", ""),)), {"values"}),
    "value outside": (replace(SEATS, values=(("11", ""),)), {"values"}),
    "value twice": (replace(TIER, values=(("gold", "a"), ("GOLD", "b"))), {"values"}),
    "name twice": (replace(TIER, values=(("a", "Gold"), ("b", "gold"))), {"values"}),
    "value with =": (replace(TIER, values=(("a=b", ""),)), {"values"}),
    "empty value": (replace(TIER, values=(("", "Gold"),)), {"values"}),
    "too many values": (replace(TIER, values=tuple((str(n), "") for n in range(201))), {"values"}),
    "resource": (replace(TIER, resources=("Invoices",)), {"resources"}),
    "no resource": (replace(TIER, resources=()), {"resources"}),
    "hidden": (replace(TIER, name="a\x1b", description="b\u202e"), {"name", "description"}),
}


@pytest.mark.parametrize("name", BAD)
def test_all_mistakes_at_once(sqlite_desk: Desk, name: str) -> None:
    """R59, R60, R152: every mistake at its field, when adding and when editing; nothing is stored."""
    data, wrong = BAD[name]
    made = component(sqlite_desk, REGION)
    before = everything(sqlite_desk.store)
    for operation, args in ((label_components.add, (data,)), (label_components.edit, (made, data))):
        call: Any = operation
        with pytest.raises(Invalid) as refused:
            sqlite_desk.change(call, *args)
        assert set(refused.value.fields) == wrong
    assert everything(sqlite_desk.store) == before


def test_keys_are_unique_whatever_their_case(desk: Desk) -> None:
    """R59: `tier` and `TIER` are one key; a component may change the case of its own."""
    made, other = component(desk), component(desk, REGION)
    with pytest.raises(Invalid, match="key: TIER is taken"):
        component(desk, replace(TIER, key="TIER"))
    with pytest.raises(Invalid, match="key: Tier is taken"):
        desk.change(label_components.edit, other, replace(REGION, key="Tier"))
    assert desk.change(label_components.edit, made, replace(TIER, key="TIER"))


def test_listed_by_key_and_searched(desk: Desk) -> None:
    """R64: page by page in the order of the keys; words look into key and name, case ignored."""
    for key in ("delta", "Alpha", "charlie", "bravo"):
        component(desk, ComponentData(key, f"Name of {key}%", values=(("1", "One"),)))
    first = desk.ask(label_components.page, Window(limit=3))
    assert ([row.key for row in first.rows], first.more) == (["Alpha", "bravo", "charlie"], True)
    rest = desk.ask(label_components.page, Window(limit=3, after=first.keys[-1]))
    assert ([row.key for row in rest.rows], rest.more) == (["delta"], False)
    for words, found in (("ALPHA", 1), ("name OF", 4), ("%", 4), ("r", 2), ("zulu", 0), ("\x00", 0)):
        assert len(desk.ask(label_components.page, Window(), words).rows) == found, words


def test_values_as_typed_in_a_form() -> None:
    """R59: a line `value=Name` each; the form shows what was read."""
    pairs = component_data.values_of("gold = Gold =1\n\n silver\n")
    assert pairs == (("gold", "Gold =1"), ("silver", ""))
    fields = label_components.as_fields(replace(VIP, values=(("yes", "Yes"),)))
    assert (fields["values"], fields["users"], fields["orders"]) == ("yes=Yes", "yes", "yes")
    assert set(fields) == set(asdict(VIP)) - {"resources"} | {"users", "orders", "services"}


def test_an_edit(desk: Desk, add_customer: AddCustomer) -> None:
    """R64: name, description, values and resources change; a value's new name shows at once on who carries it."""
    made, ident = component(desk), add_customer(desk)
    desk.change(labels.attach, ident, made, "gold")
    row = row_of(desk, made)
    assert desk.change(label_components.edit, made, row.stored, seen=row.version) is False
    wanted = replace(row.stored, name="Level", values=(*row.stored.values[1:], ("gold", "24 carat"), ("iron", "Iron")))
    assert desk.change(label_components.edit, made, with_tie(wanted, "orders"), seen=row.version)
    after = row_of(desk, made)
    assert [one.name for one in after.values] == ["24 carat", "Silver", "Iron"]
    assert after.resources == (USERS, ORDERS)
    assert texts(desk, ident) == ["Level: 24 carat"]
    assert actions_of(desk, ident) == ["add", "attach label"]
    with pytest.raises(Conflict) as conflict:
        desk.change(label_components.edit, made, replace(wanted, name="Rank"), seen=row.version)
    assert conflict.value.seen == after.version
    assert conflict.value.fresh["name"] == "Level"
    assert conflict.value.fresh["orders"] == "yes"


def test_key_and_type_of_what_is_attached_stay(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R59, R60: free as long as nobody carries it; then fixed, and a range only grows."""
    made, ident = component(sqlite_desk, SEATS), add_customer(sqlite_desk)
    typed = replace(REGION, key="room", type=LabelType.INTEGER)
    assert sqlite_desk.change(label_components.edit, made, typed)
    assert sqlite_desk.change(label_components.edit, made, SEATS)
    sqlite_desk.change(labels.attach, ident, made, "5")
    for data in (
        replace(SEATS, key="room"),
        replace(SEATS, type=LabelType.INTEGER, lowest="", highest=""),
        replace(SEATS, lowest="2"),
        replace(SEATS, highest="9"),
    ):
        with pytest.raises(Refused, match="Seats is attached already"):
            sqlite_desk.change(label_components.edit, made, data)
    assert sqlite_desk.change(label_components.edit, made, replace(SEATS, lowest="-1", highest="11"))


# --- R65 --------------------------------------------------------------------------------------------------------------


def carried(desk: Desk, add_customer: AddCustomer) -> tuple[int, int, int, int]:
    """VIP on an order and a service of one customer and on another; Tier on both: gold, silver."""
    one, two = add_customer(desk), add_customer(desk)
    tier, vip = component(desk), component(desk, VIP)
    desk.change(labels.attach, one, tier, "gold")
    desk.change(labels.attach, two, tier, "silver")
    order, service = factories.add_purchase(desk, one), factories.add_service(desk, one)
    desk.change(labels.attach, one, vip, "yes", resource=ORDERS, object_id=order)
    desk.change(labels.attach, one, vip, "no", resource=SERVICES, object_id=service)
    desk.change(labels.attach, two, vip, "yes")
    return one, two, tier, vip


def test_a_value_in_use_goes(desk: Desk, add_customer: AddCustomer) -> None:
    """R65: the number is told first; with it the value leaves those who carry it, each with a log line."""
    one, two, tier, _ = carried(desk, add_customer)
    row = row_of(desk, tier)
    without = without_value(row.stored, "GOLD")
    assert desk.ask(label_components.usage, tier, without) == 1
    before = everything(desk.store)
    for told in (0, 2):
        with pytest.raises(Refused, match="1 object carries what this takes away") as refused:
            desk.change(label_components.edit, tier, without, expected=told)
        assert refused.value.rule == "R65"
    assert everything(desk.store) == before
    assert desk.change(label_components.edit, tier, without, expected=1)
    assert (texts(desk, one), texts(desk, two)) == ([], ["Tier: Silver", "VIP: yes"])
    line = log_of(desk, one)[0]
    assert (line.action, line.thing, line.changes) == ("take off label", f"customer {one}", (("Tier", "Gold", ""),))
    assert log_of(desk, two)[0].action == "attach label"
    with pytest.raises(NotFound, match="Tier has no allowed value 'gold'"):
        without_value(row_of(desk, tier).stored, "gold")
    bronze = with_value(row_of(desk, tier).stored, "bronze", "Bronze")
    assert desk.ask(label_components.usage, tier, bronze) == 0
    assert desk.change(label_components.edit, tier, bronze)


def test_a_resource_in_use_goes(desk: Desk, add_customer: AddCustomer) -> None:
    """R64, R65: untied from Orders, the component leaves the orders and nothing else; one tie stays."""
    one, two, _, vip = carried(desk, add_customer)
    untied = without_tie(row_of(desk, vip).stored, "orders")
    assert desk.ask(label_components.usage, vip, untied) == 1
    desk.change(label_components.edit, vip, untied, expected=1)
    assert [(row.resource, row.value) for row in stored(desk.store, Label, component_id=vip)] == [
        (SERVICES, "no"), (USERS, "yes"),
    ]  # fmt: skip
    assert log_of(desk, one)[0].thing.startswith("purchase ")
    assert texts(desk, two) == ["Tier: Silver", "VIP: yes"]
    with pytest.raises(NotFound, match="VIP is not tied to Orders"):
        without_tie(row_of(desk, vip).stored, "Orders")
    alone = row_of(desk, component(desk, REGION)).stored
    with pytest.raises(Invalid, match="needs at least one"):
        desk.change(label_components.edit, 3, without_tie(alone, "Users"))


def test_a_component_in_use_goes(desk: Desk, add_customer: AddCustomer) -> None:
    """R65: from customers, orders and services alike; nothing of it is left but the log."""
    one, two, tier, vip = carried(desk, add_customer)
    assert desk.ask(label_components.usage, vip) == 3
    for told in (0, 2):
        with pytest.raises(Refused, match="3 objects carry"):
            desk.change(label_components.delete_component, vip, expected=told)
    desk.change(label_components.delete_component, vip, expected=3)
    assert actions_of(desk, one)[-2:] == ["take off label"] * 2
    assert actions_of(desk, two)[-1] == "take off label"
    for model in (Label, LabelValue):
        assert {row.component_id for row in stored(desk.store, model)} == {tier}
    with desk.store.reading() as session:
        assert session.get(LabelTie, (vip, USERS)) is None
    with pytest.raises(NotFound, match="deleted meanwhile"):
        desk.change(label_components.delete_component, vip)
    (line,) = stored(desk.store, LogEntry, action="delete label component")
    assert (line.object_id, '"key":"vip"' in line.before) == (vip, True)


def test_the_number_that_changed_meanwhile(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R65, R189: told none, but somebody attached it since; nothing is done."""
    ident, tier = add_customer(sqlite_desk), component(sqlite_desk)
    told = sqlite_desk.ask(label_components.usage, tier)
    sqlite_desk.change(labels.attach, ident, tier, "gold")
    with pytest.raises(Refused, match="1 object carries what this takes away, not 0"):
        sqlite_desk.change(label_components.delete_component, tier, expected=told)
    assert texts(sqlite_desk, ident) == ["Tier: Gold"]


def test_many_carriers_are_taken_off_in_bulk(
    store: Store, add_customer: AddCustomer, frozen: time_machine.Traveller
) -> None:
    """R65: 4,500 carriers cost as many statements as one, and each has its log line with what it lost."""
    desk = Desk(store, 1)
    ident, named, typed = add_customer(desk), component(desk), component(desk, ComponentData("k", 'A "name" \\'))
    desk.change(labels.attach, ident, typed, 'C:\\Ünïx "x" 50%')
    with store.writing() as session:
        made = {"component_id": named, "resource": SERVICES, "customer_id": ident, "admin_id": 1, "at": THEN}
        session.execute(insert(Label), [{**made, "object_id": n, "value": "gold"} for n in range(1, 4501)])
        search.refresh(session, [ident])
    costs = []
    for component_id, number in ((named, 4500), (typed, 1)):
        with statements(store) as seen:
            desk.change(label_components.delete_component, component_id, expected=number)
        costs.append(len(seen))
    assert costs[0] == costs[1] + 1  # the lines of the log are linked in one statement, the last in one of its own
    assert stored(store, Label) == []
    lines = stored(store, LogEntry, action="take off label")
    assert len({(line.object, line.object_id) for line in lines}) == 4501
    shown = log_of(desk, ident)
    assert shown[0].changes == (('A "name" \\', 'C:\\Ünïx "x" 50%', ""),)
    assert (shown[1].changes, shown[1].admin, shown[1].reason) == (
        (("Tier", "Gold", ""),), "ana", "label Tier was changed for all",
    )  # fmt: skip
    assert shown[0].at == shown[1].at


def test_labels_of_deleted_customers_go_uncounted(desk: Desk, add_customer: AddCustomer) -> None:
    """R45, R65: nobody sees a deleted customer, so it is not among those who carry; its label goes all the same."""
    ident, tier = add_customer(desk), component(desk)
    desk.change(labels.attach, ident, tier, "gold")
    with desk.store.writing() as session:
        session.get_one(Customer, ident).deleted_at = THEN
    assert desk.ask(label_components.usage, tier) == 0
    desk.change(label_components.delete_component, tier)
    assert stored(desk.store, Label) == []


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_sets_up_labels(sqlite_store: Store, role: Role) -> None:
    """R64, R182: label management is for Administrator and Marketing; everybody else may look."""
    made = component(Desk(sqlite_store, 1))
    desk = Desk(sqlite_store, factories.admin(sqlite_store, "someone", role))
    assert desk.ask(label_components.page, Window()).rows[0].key == "tier"
    changes: list[tuple[Any, tuple[Any, ...]]] = [
        (label_components.usage, (made,)),
        (label_components.add, (REGION,)),
        (label_components.edit, (made, replace(TIER, name="Level"))),
        (label_components.delete_component, (made,)),
    ]
    for operation, args in changes:
        if role in {Role.ADMINISTRATOR, Role.MARKETING}:
            desk.change(operation, *args)
        else:
            with pytest.raises(Forbidden, match=f"your role {role} may not manage labels"):
                desk.change(operation, *args)


def test_carried_beyond_reach(desk: Desk, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R185: components are shared, customers are not: nothing is taken from those who are out of reach."""
    ident, tier = add_customer(desk), component(desk)
    desk.change(labels.attach, ident, tier, "gold")
    south = desk_of_role(Role.MARKETING, "South")
    before = everything(desk.store)
    for operation, args, extra in (
        (label_components.usage, (tier,), {}),
        (label_components.delete_component, (tier,), {"expected": 1}),
        (label_components.edit, (tier, without_value(row_of(desk, tier).stored, "gold")), {"expected": 1}),
    ):
        call: Any = operation
        with pytest.raises(Refused, match="customers whom you do not reach"):
            south.change(call, *args, **extra)
    assert everything(desk.store) == before
    assert south.change(label_components.edit, tier, without_value(row_of(desk, tier).stored, "silver"))
