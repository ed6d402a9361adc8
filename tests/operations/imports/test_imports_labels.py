"""Importing labels (R58-R62), and what services, orders and notes bring with them besides (R99, R124, R125, R147)."""

import json
from pathlib import Path

import pytest

from billia_tui.db.models import Category, Email, GdprChange, Label, Note, Order, Product, Purchase, Service
from billia_tui.db.store import Store
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches.run import Import
from billia_tui.operations.imports.batches.run import Order as Wanted
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.operations.orders import documents
from billia_tui.vocabulary import LabelResource, LabelType, NoteKind
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.imports.kit import Done, Importer, customer_file, customer_line
from tests.operations.kit import everything, log_of, stored

pytestmark = pytest.mark.dear

TIER = ComponentData("tier", "tier", values=(("gold", "Gold"), ("silver", "Silver")), resources=("Users", "Orders"))
TICKET = ComponentData("Ticket", "ticket", type=LabelType.INTEGER, resources=("Services",))


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Importer:
    """Customers 70 and 80 of the source, an order and a service of 70, two label components."""
    importer = Importer(desk, tmp_path)
    importer(customer_file(customer_line(70), customer_line(80)))
    importer("id,customer,product_name,price\nS1,70,Hosting,5\n", KindName.SERVICES)
    importer("id,customer,placed_at,price\nO1,70,2020-01-01,5\n", KindName.ORDERS)
    for data in (TIER, TICKET):
        desk.change(label_components.add, data)
    return importer


def reasons(done: Done) -> dict[str, str]:
    """Reason by column of the refused rows."""
    return {row["column"]: row["reason"] for row in done.refused}


def test_labels_of_all_resources(bring: Importer, store: Store) -> None:
    """R58, R61, R64: a value or its name, on customers, orders and services; by id and by username."""
    text = (
        "customer,key,value,resource,object\n70,tier,Gold,,\nC80@example.org,TIER,silver,Users,\n"
        "70,tier,silver,orders,O1\n70,ticket,51377,Services,S1\n"
    )
    assert bring(text, KindName.LABELS).numbers == (4, 0, 0, 0)
    rows = [(row.resource, row.object_id, row.customer_id, row.value) for row in stored(store, Label)]
    assert rows == [
        ("Users", 1, 1, "gold"),
        ("Users", 2, 2, "silver"),
        ("Orders", 1, 1, "silver"),
        ("Services", 1, 1, "51377"),
    ]
    assert log_of(bring.desk, 2)[0].summary == "tier: – → Silver · from csv"
    before = everything(store)
    assert bring(text, KindName.LABELS).numbers == (0, 0, 4, 0)
    assert everything(store) == before
    assert bring(text.replace("70,tier,Gold", "70,tier,Silver"), KindName.LABELS).numbers == (0, 1, 3, 0)
    assert stored(store, Label)[0].value == "silver"
    assert [str(finding) for finding in Check(store).findings()] == []


def test_labels_that_are_there(bring: Importer, store: Store) -> None:
    """R62: the very value is taken over; another one, which nobody was asked about, is not replaced."""
    bring.desk.change(labels.attach, 1, 1, "gold")
    assert bring("customer,key,value\n70,tier,gold\n", KindName.LABELS).numbers == (0, 0, 1, 0)
    bring.desk.change(labels.attach, 2, 1, "gold")
    assert (
        "Gold is attached already" in reasons(bring("customer,key,value\n80,tier,silver\n", KindName.LABELS))["value"]
    )
    twice = "customer,key,value,resource,object\n70,tier,gold,Orders,O1\nc70@example.org,tier,silver,Orders,O1\n"
    assert "R62" in reasons(bring(twice, KindName.LABELS))["value"]
    assert len(stored(store, Label)) == 3


BAD = {
    "70,colour,red,,": ("key", "there is no label component 'colour'; set it up first"),
    "70,,red,,": ("key", "is required"),
    "70,tier,bronze,,": ("value", "must be one of gold, silver"),
    "70,ticket,many,Services,S1": ("value", "must be a whole number"),
    "70,ticket,1,,": ("resource", "is not for Users"),
    "70,tier,gold,Invoices,": ("resource", "is none of Users, Orders, Services"),
    "70,tier,gold,Orders,": ("object", "is required"),
    "80,tier,gold,Orders,O1": ("object", "this customer has no order 'O1'"),
    "70,ticket,1,Services,1": ("object", "this customer has no service '1'"),
    "70,tier,gold,Users,O1": ("object", "for orders and services alone"),
    "99,tier,gold,,": ("customer", "there is no customer '99'"),
}


def test_bad_labels(bring: Importer) -> None:
    """R58, R59, R61: no free keys, no other values, no objects of other customers."""
    done = bring("\n".join(["customer,key,value,resource,object", *BAD, ""]), KindName.LABELS)
    assert done.numbers == (0, 0, 0, len(BAD))
    for row, (column, reason) in zip(done.refused, BAD.values(), strict=True):
        assert reason in row["reason"]
        assert column in row["column"]


def test_a_dry_run_attaches_nothing(bring: Importer, store: Store) -> None:
    """Design 2: --dry-run tells and stores nothing."""
    path = bring.folder / "labels.csv"
    path.write_text("customer,key,value\n70,tier,gold\n")
    with Import(bring.desk, Wanted(KindName.LABELS, path, dry_run=True)) as running:
        assert str(running.run()) == "1 new, 0 changed, 0 unchanged, 0 refused"
    assert stored(store, Label) == []


def test_services_with_all_they_have(bring: Importer, store: Store) -> None:
    """R123-R125: product of the catalogue, registrar, name servers, contacts and options; wrong ones are refused."""
    with store.writing() as session:
        session.add(Category(id=1, name="Domains"))
        session.flush()
        session.add(Product(code="DOM", name="Domain", category_id=1, price=5, currency="EUR"))
    header = "id,customer,product_name,price,kind,domain,product,registrar,name_servers,contacts,options\n"
    good = (
        'D1,70,Domain,5,domain,a.example,DOM,Reg,NS1.a.example ns2.a.example,Owner=Ada; Technical=NOC,"{""a"":""b""}"\n'
    )
    assert bring(header + good, KindName.SERVICES).numbers == (1, 0, 0, 0)
    row = stored(store, Service)[-1]
    assert (row.product_id, row.registrar, json.loads(row.name_servers)) == (
        1,
        "Reg",
        ["ns1.a.example", "ns2.a.example"],
    )
    assert (json.loads(row.contacts), json.loads(row.options)) == ({"Owner": "Ada", "Technical": "NOC"}, {"a": "b"})
    assert bring(header + good, KindName.SERVICES).numbers == (0, 0, 1, 0)
    bad = 'D2,70,Domain,5,,,NONE,,ns1.a.example,Owner,"{""a"":1}"\n'
    done = bring(header + bad, KindName.SERVICES)
    reason = done.refused[0]["reason"]
    for part in ("product: is no code", "name_servers: there are 1", "contacts: is neither", "options: is neither"):
        assert part in reason
    fewer = "id,customer,product_name,price\nD1,70,Domain,6\n"
    assert bring(fewer, KindName.SERVICES).numbers == (0, 1, 0, 0)
    again = stored(store, Service)[-1]
    assert (again.price, again.contacts, again.kind) == (600, row.contacts, "domain")


def test_orders_name_services_and_methods(bring: Importer, store: Store) -> None:
    """R130, R145: lines lead to services, the method must be known; paid is the price; no documents are made."""
    factories.add_payment_method(bring.desk, "Card")
    lines = bring.folder / "lines.csv"
    lines.write_text("order,description,price,service\nO2,Renewal,5,S1\nO3,Renewal,5,S9\n")
    text = (
        "id,customer,placed_at,paid,status,payment_method,paid_amount\nO2,70,2020-02-01,yes,,Card,\n"
        "O3,70,2020-02-01,,,,\nO4,70,2020-02-01,yes,Cancelled,,\nO5,70,2020-02-01,yes,,Cash,\nO6,70,2020-02-01,yes,,,9\n"
    )
    done = bring(text, KindName.ORDERS, lines=lines)
    assert done.numbers == (2, 0, 0, 3)
    assert [row["column"] for row in done.refused] == ["", "payment_method", "paid_amount"]
    assert "this customer has no service 'S9'" in done.refused[0]["reason"]
    rows = [(row.price, row.paid_amount, row.wallet_paid, row.payment_method_id) for row in stored(store, Purchase)]
    assert rows == [(500, 0, 0, None), (500, 500, 0, 1), (0, 0, 0, None)]
    assert [order.service_id for order in stored(store, Order)] == [1]
    assert bring.desk.ask(documents.of_purchase, 2) == ()
    assert [str(finding) for finding in Check(store).findings()] == []


def test_a_payment_that_was_booked_here_stays(bring: Importer, store: Store) -> None:
    """R136: an import does not take back what has an invoice; by hand the invoice is cancelled with it."""
    text = "id,customer,placed_at,price,paid\nO7,70,2020-02-01,5,{}\n"
    bring(text.format("no"), KindName.ORDERS)
    from billia_tui.operations.customers import status
    from billia_tui.operations.orders import payment

    bring.desk.change(status.activate, 1)
    bring.desk.change(payment.mark_paid, 2)
    assert "change its payment here" in bring(text.format("yes"), KindName.ORDERS).refused[0]["reason"]
    assert stored(store, Purchase)[-1].paid


def test_notes_of_orders(bring: Importer, store: Store) -> None:
    """R147, R171: a note with an order is an order note; the order must be the customer's."""
    text = "customer,text,created_at,order\n70,late,2020-01-02,O1\n70,calls,2020-01-02,\n80,x,2020-01-02,O1\n"
    done = bring(text, KindName.NOTES)
    assert done.numbers == (2, 0, 0, 1)
    assert "this customer has no order 'O1'" in reasons(done)["order"]
    assert [(note.kind, note.purchase_id) for note in stored(store, Note)] == [
        (NoteKind.ORDER, 1),
        (NoteKind.USER, None),
    ]
    assert bring(text, KindName.NOTES).numbers == (0, 0, 2, 1)
    with_ids = "id,customer,text,order\n1,70,one,O1\n"
    bring(with_ids, KindName.NOTES)
    assert bring(with_ids.replace("one", "two"), KindName.NOTES).numbers == (0, 1, 0, 0)


def test_subscriptions_have_a_history(bring: Importer, store: Store) -> None:
    """R94, R99: an imported subscription can be looked up, also that of a registration address."""
    text = (
        "customer,address,marketing,added_at\n70,a@example.org,subscribed,2020-01-01\n70,c70@example.org,subscribed,\n"
    )
    assert bring(text, KindName.EMAILS).numbers == (1, 1, 0, 0)
    assert f"{stored(store, Email)[-1].added_at:%F}" == "2020-01-01"
    changes = [(one.address, one.old, one.new, one.reason) for one in stored(store, GdprChange)]
    assert changes == [
        ("a@example.org", "unsubscribed", "subscribed", "from csv"),
        ("c70@example.org", "unsubscribed", "subscribed", "from csv"),
    ]
    assert bring(text, KindName.EMAILS).numbers == (0, 0, 2, 0)


def test_names_are_found_by_our_own_id(desk: Desk, tmp_path: Path, add_customer: AddCustomer, store: Store) -> None:
    """Brief: where nothing came from a source, numbers are our own ids."""
    customer = add_customer(desk)
    factories.add_purchase(desk, customer)
    desk.change(label_components.add, TIER)
    bring = Importer(desk, tmp_path)
    assert bring("customer,key,value,resource,object\n1,tier,gold,Orders,1\n", KindName.LABELS).numbers == (1, 0, 0, 0)
    assert stored(store, Label)[0].resource == LabelResource.ORDERS
