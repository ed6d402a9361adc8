"""Importing e-mails, services, orders and notes of customers (R33, R91-R96, R111-R123, R127-R134, R170-R174)."""

from pathlib import Path

import pytest

from billia_tui.db.models import Email, Note, Order, Purchase, Service
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.imports.kit import Done, Importer, customer_file, customer_line
from tests.operations.kit import actions_of, everything, log_of, stored

pytestmark = pytest.mark.dear

SERVICE = "id,customer,product_name,price,domain,kind,status,period_months,auto_renew,activated_at,expires_at\n"


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Importer:
    importer = Importer(desk, tmp_path)
    importer(customer_file(customer_line(70), customer_line(80)))
    return importer


def reasons(done: Done) -> dict[str, str]:
    """Reason by column of the refused rows."""
    return {row["column"]: row["reason"] for row in done.refused}


def again(bring: Importer, store: Store, text: str, kind: KindName) -> None:
    """Imports a second time, which must change nothing."""
    before = everything(store)
    done = bring(text, kind)
    assert done.numbers[:2] == (0, 0)
    assert everything(store) == before


def test_customers_are_named_by_id_of_the_source_or_username(
    bring: Importer, add_customer: AddCustomer, store: Store
) -> None:
    """Brief: a number is an id of the source; a wrong customer would be worse than none."""
    add_customer(bring.desk, email="own@example.org")
    text = "customer,text\n70,a\nC80@example.org,b\nown@example.org,c\n1,d\n3,e\n,f\n"
    done = bring(text, KindName.NOTES)
    assert [(note.customer_id, note.text) for note in stored(store, Note)] == [(1, "a"), (2, "b"), (3, "c")]
    assert [row["reason"] for row in done.refused] == [
        "there is no customer '1'",
        "there is no customer '3'",
        "is required",
    ]
    other = bring(text.replace("\n3,", "\n#3,"), KindName.NOTES, source="other")
    assert other.numbers == (3, 0, 0, 3)  # #3 is our own id; who is 1 there, nobody knows
    assert other.refused[1]["reason"] == "no customer came from other; customers came from csv: --source csv"


def test_emails(bring: Importer, store: Store) -> None:
    """R87, R91, R92, R94: additional addresses with their subscription; known ones are not added again."""
    text = (
        "customer,address,marketing\n70,a@example.org,subscribed\n70,A@example.org,subscribed\n"
        "80,bad,\n80,c80@example.org,\n"
    )
    done = bring(text, KindName.EMAILS)
    assert done.numbers == (1, 0, 1, 2)
    assert "one @" in reasons(done)["address"]
    assert [(e.address, e.kind, e.marketing) for e in stored(store, Email)][2:] == [
        ("a@example.org", "additional", "subscribed")
    ]
    found = bring.desk.ask(customer_list.page, CustomerQuery("a@example.org"), Window()).rows
    assert [row.id for row in found] == [1]
    again(bring, store, text, KindName.EMAILS)
    assert bring(text.replace(",subscribed", ",unsubscribed"), KindName.EMAILS).numbers[1] == 1
    assert log_of(bring.desk, 1)[0].summary == "marketing: subscribed → unsubscribed · from csv"


def test_emails_with_ids(bring: Importer, store: Store) -> None:
    """R90, R100: with ids an address can change; it is unsubscribed again."""
    header = "id,customer,address\n"
    assert bring(header + "5,70,a@example.org\n6,70,a@example.org\n", KindName.EMAILS).numbers == (1, 0, 0, 1)
    assert bring(header + "5,70,b@example.org\n", KindName.EMAILS).numbers == (0, 1, 0, 0)
    assert bring(header + "5,80,c@example.org\n", KindName.EMAILS).numbers == (0, 0, 0, 1)
    assert stored(store, Email)[-1].address == "b@example.org"


def test_notes(bring: Importer, store: Store) -> None:
    """R172-R174: text of several lines, its time, the importing admin; the same note once."""
    text = 'customer,text,created_at\n70,"call\nback",2020-05-01 10:00\n70,"call\nback",2020-05-01 10:00\n80,"  ",\n'
    done = bring(text, KindName.NOTES)
    assert (done.numbers, done.refused[0]["line"]) == ((1, 0, 1, 1), "6")
    (note,) = stored(store, Note)
    assert (note.text, note.admin_id, f"{note.created_at:%F %H:%M}") == ("call\nback", 1, "2020-05-01 10:00")
    again(bring, store, text, KindName.NOTES)
    with_ids = "id,customer,text\n1,70,one\n"
    bring(with_ids, KindName.NOTES)
    assert bring(with_ids.replace("one", "two"), KindName.NOTES).numbers == (0, 1, 0, 0)
    assert actions_of(bring.desk, 1)[-2:] == ["import", "edit note"]


def test_services(bring: Importer, store: Store) -> None:
    """R33, R37, R117: services and domains count as products, are found by domain and keep their dates."""
    text = (
        SERVICE + "1,70,Hosting S,9.90,example.org,,Active,12,yes,2020-01-01,2030-01-01\n"
        "2,70,Domain,5,shop.example.org,domain,,12,,,\n3,70,Setup,1,,,Terminated,,,,\n"
    )
    assert bring(text, KindName.SERVICES).numbers == (3, 0, 0, 0)
    rows = stored(store, Service)
    assert [(row.price, row.currency, row.status, row.tld) for row in rows] == [
        (990, "EUR", "Active", ""),
        (500, "EUR", "Active", "org"),
        (100, "EUR", "Terminated", ""),
    ]
    assert f"{rows[0].created_at:%F} {rows[0].expires_at:%F}" == "2020-01-01 2030-01-01"
    found = bring.desk.ask(customer_list.page, CustomerQuery("shop.example"), Window()).rows
    assert [(row.id, row.products) for row in found] == [(1, 2)]
    again(bring, store, text, KindName.SERVICES)
    ended = text.replace("shop.example.org,domain,", "shop.example.org,domain,Terminated")
    assert bring(ended, KindName.SERVICES).numbers == (0, 1, 2, 0)
    assert log_of(bring.desk, 1)[0].summary == "status: Active → Terminated · from csv"
    assert "R115" in bring(text, KindName.SERVICES).refused[0]["reason"]
    assert [str(finding) for finding in Check(store).findings()] == []


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("1,70,,5,,,,,,,", "product_name", "is required"),
        ("1,70,x,,,,,,,,", "price", "is required"),
        ("1,70,x,-5,,,,,,,", "price", "must not be negative"),
        ("1,70,x,5,,domain,,,,,", "domain", "is required"),
        ("1,70,x,5,,,Gone,,,,", "status", "is none of Pending"),
        ("1,70,x,5,,,,0,,,", "period_months", "no whole number from 1"),
        ("1,70,x,5,,,,,yes,,", "auto_renew", "not renewed (R123)"),
        ("1,70,x,5,,,,,maybe,,", "auto_renew", "neither yes nor no"),
        ("1,70,x,5,,,,,,,soon", "expires_at", "is no time"),
        (",70,x,5,,,,,,,", "id", "is required"),
    ],
)
def test_bad_services(bring: Importer, cells: str, column: str, reason: str) -> None:
    """R27, R123: bad values of services are refused at their columns."""
    assert reason in reasons(bring(SERVICE + cells + "\n", KindName.SERVICES))[column]


@pytest.fixture
def order_files(bring: Importer) -> tuple[Path, Path]:
    """Lines and catalogue of two orders."""
    lines, catalogue = bring.folder / "lines.csv", bring.folder / "catalogue.csv"
    lines.write_text("Order,Product,price,quantity\nA,1,0.99,1\nB,2,1.50,3\nA,2,0.99,1\nZ,1,1,1\nB,9,1,1\n")
    catalogue.write_text("id,name\n1,Song\n2,Long song\n")
    return lines, catalogue


ORDERS = "id,customer,placed_at,paid,price\nA,70,2020-01-01 10:00,yes,1.98\nB,80,2020-01-02,,4.50\nC,70,2020-01-03,,1\n"


def test_orders(bring: Importer, store: Store, order_files: tuple[Path, Path]) -> None:
    """R127-R131: an order has its lines from a second file, named by the catalogue; exact amounts."""
    lines, catalogue = order_files
    done = bring(ORDERS, KindName.ORDERS, lines=lines, catalogue=catalogue)
    assert (done.numbers, done.notes) == ((2, 0, 0, 1), ["1 order line belongs to no order of orders.csv"])
    assert done.refused[0]["reason"] == "line 6 of lines.csv: the catalogue has no product 9"
    first, second = stored(store, Purchase)
    assert (first.price, first.status, first.paid, first.paid_at) == (198, "Activated", True, first.placed_at)
    assert (second.status, second.paid, second.paid_at) == ("Pending", False, None)
    assert [(order.description, order.price, order.type) for order in stored(store, Order)] == [
        ("Song", 99, "New"),
        ("Long song", 99, "New"),
    ]
    lines.write_text(lines.read_text().replace("B,9,1,1\n", ""))
    assert bring(ORDERS, KindName.ORDERS, lines=lines, catalogue=catalogue).numbers == (1, 0, 2, 0)
    assert stored(store, Order)[-1].description == "Long song × 3"
    assert stored(store, Order)[-1].price == 450


def test_orders_change_status_and_payment_only(bring: Importer, store: Store) -> None:
    """R133, R134: an order may be paid or cancelled later; price, customer and final statuses stay."""
    header = "id,customer,placed_at,status,paid,price,description\n"
    row = "1,70,2020-01-01,{},{},5.00,Setup\n"
    assert bring(header + row.format("Pending", "no"), KindName.ORDERS).numbers == (1, 0, 0, 0)
    assert bring(header + row.format("Activated", "yes"), KindName.ORDERS).numbers == (0, 1, 0, 0)
    assert stored(store, Purchase)[0].paid
    assert "R133" in bring(header + row.format("Cancelled", "yes"), KindName.ORDERS).refused[0]["reason"]
    dearer = (header + row.format("Activated", "yes")).replace("5.00", "6.00")
    assert "keeps its customer" in bring(dearer, KindName.ORDERS).refused[0]["reason"]
    assert "R134" in reasons(bring(header + row.format("Activated", "no"), KindName.ORDERS))["status"]


def test_columns_of_lines_as_the_help_names_them(bring: Importer, order_files: tuple[Path, Path]) -> None:
    """Brief: the columns of a second file may be called lines.order, catalogue.id, as `--map` calls the fields."""
    lines, catalogue = order_files
    lines.write_text(lines.read_text().replace("Order,Product,price", "lines.order,Lines.product,lines.price", 1))
    catalogue.write_text("catalogue." + catalogue.read_text())
    done = bring(ORDERS, KindName.ORDERS, lines=lines, catalogue=catalogue)
    assert done.refused[0]["reason"] == "line 6 of lines.csv: the catalogue has no product 9"


def test_mistakes_in_lines_refuse_their_order(bring: Importer, order_files: tuple[Path, Path]) -> None:
    """Brief: an order without one of its lines would be wrong, so it is refused as a whole, naming the line."""
    lines, catalogue = order_files
    lines.write_text('order,product,price,quantity\nA,1,0.999,1\nB,1,1,1.5\nC,,1,1\nC,1,"open\n')
    done = bring(ORDERS, KindName.ORDERS, lines=lines, catalogue=catalogue)
    assert [row["reason"] for row in done.refused] == [
        "line 2 of lines.csv: price EUR has at most 2 decimals",
        "line 3 of lines.csv: quantity is no whole number from 1 to 1,000,000",
        "line 4 of lines.csv: description is required",
    ]
    assert done.notes == ["lines.csv: 1 line could not be read and is left out"]


def test_preset_without_its_files(bring: Importer) -> None:
    """Brief: orders are not brought in without their lines by oversight."""
    with pytest.raises(Refused, match=r"there is no InvoiceLine.csv beside the file; name it with --lines"):
        bring("InvoiceId,CustomerId,InvoiceDate,Total\n", KindName.ORDERS, mapping="chinook")


@pytest.mark.parametrize(
    ("role", "kind", "text"),
    [
        (Role.MARKETING, KindName.EMAILS, "customer,address\n70,x@example.org\n"),
        (Role.SALES, KindName.SERVICES, "id,customer,product_name,price\n1,70,x,1\n"),
        (Role.SUPPORT, KindName.ORDERS, "id,customer,placed_at\n1,70,2020-01-01\n"),
    ],
)
def test_rights(bring: Importer, desk_of_role: DeskOfRole, role: Role, kind: KindName, text: str) -> None:
    """R182: who may not change such records may not import them."""
    with pytest.raises(Forbidden):
        Importer(desk_of_role(role), bring.folder)(text, kind)


def test_subscription_needs_its_right(bring: Importer, desk_of_role: DeskOfRole) -> None:
    """R182: Sales may add addresses, but not subscribe them."""
    sales = Importer(desk_of_role(Role.SALES), bring.folder)
    done = sales("customer,address,marketing\n70,x@example.org,subscribed\n70,y@example.org,\n", KindName.EMAILS)
    assert done.numbers == (1, 0, 0, 1)


def test_reach(bring: Importer, desk_of_role: DeskOfRole) -> None:
    """R185: the customers of others are not there."""
    north = Importer(desk_of_role(Role.ADMINISTRATOR, "North"), bring.folder)
    assert north("customer,text\n70,x\nc80@example.org,y\n", KindName.NOTES).numbers == (0, 0, 0, 2)


def test_anchor_agreed_price_and_the_begin_of_a_status(bring: Importer, store: Store) -> None:
    """R191, R197, R206: as they are exported; an empty cell is none, zero is a price; what is none is refused."""
    header = "id,customer,product_name,price,status,period_months,expires_at,anchor_day,next_price,status_at\n"
    text = (
        header + "1,70,Web,10,Expired,1,2026-02-28,31,0,2026-03-01\n2,70,Web,10,,1,2026-02-28,,,\n3,70,Web,1,,,,32,x,\n"
    )
    done = bring(text, KindName.SERVICES)
    rows = stored(store, Service)
    assert [(row.anchor_day, row.next_price, row.status_at and f"{row.status_at:%F}") for row in rows] == [
        (31, 0, "2026-03-01"),
        (None, None, None),
    ]
    assert [row["column"] for row in done.refused] == ["anchor_day; next_price"]
    again(bring, store, header + "1,70,Web,10,Expired,1,2026-02-28,31,0,2026-03-01\n", KindName.SERVICES)


def test_a_domain_of_somebody_else(bring: Importer, store: Store) -> None:
    """R209: in the store or in an earlier row; one that is Terminated is nobody's."""
    header = "id,customer,product_name,price,kind,domain,status\n"
    one = "1,70,Domain,5,domain,one.example,Active\n"
    done = bring(header + one + "2,80,Domain,5,domain,ONE.example,Active\n", KindName.SERVICES)
    assert [row["reason"] for row in done.refused] == ["belongs to another customer in an earlier row (R209)"]
    done = bring(header + "3,80,Domain,5,domain,one.example,Expired\n", KindName.SERVICES)
    assert "belongs to customer 1 " in done.refused[0]["reason"]
    done = bring(header + "4,80,Domain,5,domain,one.example,Terminated\n", KindName.SERVICES)
    assert done.numbers == (1, 0, 0, 0)
    assert len(stored(store, Service)) == 2
