"""Importing and exporting the payments of orders, one record each (R201, R202)."""

from pathlib import Path

import pytest

from billia_tui.db.models import Payment, Purchase
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.orders.payments import REST
from billia_tui.operations.orders import documents, payment, payment_records, refunds
from billia_tui.operations.orders.refunds import RefundTo
from billia_tui.vocabulary import OrderType, Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.exports.test_exports_records import rows_of, same_shelves, text_of
from tests.operations.imports.kit import Importer, customer_file, customer_line
from tests.operations.kit import customer, everything, log_of, stored

pytestmark = pytest.mark.dear

ORDERS = (
    "id,customer,placed_at,status,paid_amount,price\nA,70,2020-01-01,Pending,100,150\nB,70,2020-01-02,Pending,40,40\n"
)
HEADER = "id,order,kind,at,amount,reference,remark,taken_back_at\n"


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Importer:
    """A store with two orders: 100.00 of 150.00 was paid for one, all of the other."""
    importer = Importer(desk, tmp_path)
    importer(customer_file(customer_line(70)))
    assert importer(ORDERS, KindName.ORDERS).numbers == (2, 0, 0, 0)
    return importer


def told(store: Store) -> list[tuple[int, int, str, str]]:
    """Order, amount, reference and reason of each record that stands."""
    rows = [one for one in stored(store, Payment) if one.taken_back_at is None]
    return sorted((one.purchase_id, one.amount, one.reference, one.reason) for one in rows)


def test_each_payment_takes_the_place_of_what_the_order_says(bring: Importer, store: Store) -> None:
    """R201: the records always add up to what was paid; what no payment tells of stays one record; twice is once."""
    text = HEADER + "p1,A,,2020-01-05,30,INV 7,,\np2,A,,2020-01-06 10:00,90,,,\np3,A,Refund,2020-01-07,-60,,kind,\n"
    text += "p4,B,,,40,,,\np5,B,,2020-01-02,40,,,2020-01-03\n"
    done = bring(text, KindName.PAYMENTS)
    assert (done.numbers, done.notes) == ((5, 0, 0, 0), [])
    assert told(store) == [
        (1, -6000, "", "kind"),
        (1, 3000, "INV 7", ""),
        (1, 4000, "", REST),
        (1, 9000, "", ""),
        (2, 4000, "", ""),
    ]
    assert [(one.paid_amount, one.paid, one.wallet_paid) for one in stored(store, Purchase)] == [
        (10000, False, 0),
        (4000, True, 0),
    ]
    (first, *_) = [one for one in stored(store, Payment) if one.reference]
    assert (f"{first.at:%F}", first.admin_id, first.wallet) == ("2020-01-05", 1, False)
    assert any("INV 7" in line.summary for line in log_of(bring.desk, 1))
    before = everything(store)
    assert bring(text, KindName.PAYMENTS).numbers == (0, 0, 5, 0)
    assert everything(store) == before
    last = bring(HEADER + "p6,A,,2020-01-08,55,,,\n", KindName.PAYMENTS)
    assert last.notes == ["line 2: order 1 says that 100.00 EUR was paid, its payments come to 115.00 EUR"]
    assert [str(finding) for finding in Check(store).findings()] == []


def test_a_payment_that_changed_in_its_source(bring: Importer, store: Store) -> None:
    """R201, R136: reference and reason follow the file, and that it was taken back; what differs else is told."""
    bring(HEADER + "p1,A,,2020-01-05,30,,,\n", KindName.PAYMENTS)
    done = bring(HEADER + "p1,A,,2020-01-06,31,bank 9,,\n", KindName.PAYMENTS)
    assert (done.numbers, len(done.notes)) == ((0, 1, 0, 0), 2)
    assert told(store)[0] == (1, 3000, "bank 9", "")
    assert bring(HEADER + "p1,A,,2020-01-05,30,bank 9,,2020-02-01\n", KindName.PAYMENTS).numbers == (0, 1, 0, 0)
    assert told(store) == [(1, 10000, "", REST), (2, 4000, "", "")]
    assert bring(HEADER + "p1,A,,2020-01-05,30,bank 9,,\n", KindName.PAYMENTS).numbers == (0, 0, 0, 1)
    assert [str(finding) for finding in Check(store).findings()] == []


def test_what_is_no_payment(bring: Importer, store: Store, add_customer: AddCustomer, desk_of_role: DeskOfRole) -> None:
    """R27, R182, R185, R201: bad values at their columns; an order placed here keeps its own payments."""
    own = factories.add_purchase(bring.desk, add_customer(bring.desk), (OrderType.NEW, "Web"))
    text = HEADER + "a,Z,,,5,,,\nb,A,,,0,,,\nc,A,Gift,soon,x,,,\nd,A,Refund,,5,,,\n,A,,,5,,,\n"
    done = bring(text, KindName.PAYMENTS)
    assert [row["column"] for row in done.refused] == ["order", "amount", "kind; amount; at", "amount", "id"]
    done = bring(HEADER + f"e,#{own},,,5,,,\n", KindName.PAYMENTS, source="other")
    assert "was placed here" in done.refused[0]["reason"]
    with pytest.raises(Forbidden):
        Importer(desk_of_role(Role.SUPPORT), bring.folder)(text, KindName.PAYMENTS)
    north = Importer(desk_of_role(Role.ADMINISTRATOR, "North"), bring.folder)
    assert north(HEADER + "e,A,,,5,,,\n", KindName.PAYMENTS).refused[0]["reason"] == "there is no order 'A'"
    assert told(store) == [(1, 10000, "", ""), (2, 4000, "", "")]


def test_payments_and_refunds_go_there_and_back(sqlite_desk: Desk, add_customer: AddCustomer, tmp_path: Path) -> None:
    """R201, R202, design 2: paid in parts, one part taken back, a part given back: each record is the same there."""
    desk = sqlite_desk
    order = factories.add_purchase(desk, add_customer(desk, username="anna"), (OrderType.NEW, "Web"), price=10000)
    for amount, said in (("30", "bank 1"), ("20", "bank 2")):
        desk.change(payment.mark_paid, order, amount=amount, date="2025-01-01", reference=said)
    bounced = desk.ask(payment_records.of_purchase, order)[1]
    desk.change(payment.mark_unpaid, order, payment=bounced.id, reason="bounced")
    desk.change(payment.mark_paid, order, amount="60", date="2025-01-02", reference="bank 3")
    desk.change(refunds.refund, order, "10", to=RefundTo.OUTSIDE, reason="late", reference="bank 4")
    there = same_shelves(tmp_path / "there.db")
    bring = Importer(there, tmp_path)
    for kind in ("customers", "orders", "payments"):
        assert bring(text_of(desk, kind), KindName(kind)).summary.refused == 0
    assert {row.admin for row in there.ask(payment_records.of_purchase, order)} == {"otto"}
    same = ("kind", "at", "amount", "reference", "reason", "taken_back_at")
    new = [tuple(getattr(row, name) for name in same) for row in there.ask(payment_records.of_purchase, order)]
    old = [tuple(getattr(row, name) for name in same) for row in desk.ask(payment_records.of_purchase, order)]
    assert new == old
    assert [str(finding) for finding in Check(there.store).findings()] == []
    there.store.close()


def test_who_took_it_from_where_and_its_document(bring: Importer, store: Store) -> None:
    """R201: an admin of that name and a document of the order are found; these and the wallet are told in any case."""
    factories.admin(store, "carla", Role.SUPPORT)
    number = bring.desk.change(documents.make_invoice, 2).number
    rows = ["a,A,60,yes,carla,INV-9\n", "b,A,40,,gone,\n", f"c,B,40,no,,{number}\n", "d,B,1,perhaps,,\n"]
    done = bring("id,order,amount,wallet,author,document\n" + "".join(rows), KindName.PAYMENTS)
    assert [row["column"] for row in done.refused] == ["wallet"]
    found = [one for order in (1, 2) for one in bring.desk.ask(payment_records.of_purchase, order)]
    assert [(one.wallet, one.admin, one.document) for one in found] == [
        (False, "carla", ""), (False, "ana", ""), (False, "ana", number),
    ]  # fmt: skip
    lines = [line.summary for line in reversed(log_of(bring.desk, 1)) if "payment record" in line.summary][:3]
    assert "60.00 EUR · from the wallet · by carla · document INV-9" in lines[0]
    assert "by gone" in lines[1]
    exported = [(row["wallet"], row["author"], row["document"]) for row in rows_of(bring.desk, "payments")]
    assert exported == [("no", "carla", ""), ("no", "ana", ""), ("no", "ana", number)]
    assert customer(store, 1).wallet == 0
    assert [str(finding) for finding in Check(store).findings()] == []
