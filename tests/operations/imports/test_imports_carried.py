"""Importing profiles, affiliates and documents, and who wrote a note (R103, R138, R153, R158, R174, R234)."""

from pathlib import Path

import pytest

from billia_tui.db.models import (
    Admin,
    Affiliate,
    Customer,
    Document,
    DocumentCounter,
    LogEntry,
    Note,
    Profile,
    Purchase,
)
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.fields import KindName
from billia_tui.vocabulary import Role
from tests import factories
from tests.operations.imports.kit import Importer, customer_file, customer_line
from tests.operations.kit import stored

DOCUMENTS = "id,order,type,sequence,number,issued_at,amount,body,cancelled_at\n"


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Importer:
    """Into a store with the customers 1 and 2 of a source, and the order 7 of the first."""
    importer = Importer(desk, tmp_path)
    importer(customer_file(customer_line(1), customer_line(2)))
    importer("id,customer,placed_at,price,paid\n7,1,2024-05-01,10.00,yes\n", KindName.ORDERS)
    return importer


def sound(bring: Importer) -> bool:
    """Whether the check finds nothing."""
    return [str(finding) for finding in Check(bring.desk.store).findings()] == []


def test_profiles(bring: Importer) -> None:
    """R103, R104, R153: the person that came with its customer is it; a company becomes main; again nothing changes."""
    text = (
        "id,customer,type,title,main,company_name,contact_person\n"
        "1,1,Person,Maria Köhler,no,,Maria K.\n2,1,Company,Köhler,yes,Köhler GmbH,\n3,2,Person,Shop,,,Eva\n"
    )
    assert bring(text, KindName.PROFILES).numbers == (2, 1, 0, 0)
    assert bring(text, KindName.PROFILES).numbers == (0, 0, 3, 0)
    rows = stored(bring.desk.store, Profile)
    assert [(one.customer_id, one.type, one.title, one.main) for one in rows] == [
        (1, "Person", "Maria Köhler", False),
        (2, "Person", "Maria Köhler", True),
        (1, "Company", "Köhler", True),
        (2, "Person", "Shop", False),
    ]
    assert rows[0].contact_person == "Maria K."
    assert stored(bring.desk.store, Customer)[0].name == "Köhler GmbH"
    orders = "id,customer,placed_at,price,profile\n8,1,2024-05-02,10,1\n9,2,2024-05-02,10,2\n"
    done = bring(orders, KindName.ORDERS)
    assert (done.numbers, done.refused[0]["reason"]) == ((1, 0, 0, 1), "this customer has no profile '2'")
    assert stored(bring.desk.store, Purchase)[1].profile_id == 1
    wrong = bring("id,customer,type,title\n1,1,Company,X\n3,1,Person,Shop\n", KindName.PROFILES)
    assert [row["column"] for row in wrong.refused] == ["company_name", ""]
    assert sound(bring)


def test_affiliates(bring: Importer) -> None:
    """R158, R161, R205: level, scheme and whom they brought; nobody brings who brought them."""
    text = "customer,level,scheme,since,ended_at,referred\n1,3,Lifetime,2024-01-01,,c2@example.org\n"
    assert bring(text, KindName.AFFILIATES).numbers == (1, 0, 0, 0)
    assert bring(text, KindName.AFFILIATES).numbers == (0, 0, 1, 0)
    first, second = stored(bring.desk.store, Customer)
    assert (first.affiliate, second.referred_by) == (True, first.id)
    ended = text.replace("2024-01-01,,", "2024-01-01,2024-06-01,")
    assert bring(ended, KindName.AFFILIATES).numbers == (0, 1, 0, 0)
    assert [(one.level, one.scheme) for one in stored(bring.desk.store, Affiliate)] == [(3, "Lifetime")]
    assert stored(bring.desk.store, Customer)[0].affiliate is False
    wrong = bring("customer,level,referred\n2,7,\n2,1,nobody\n", KindName.AFFILIATES)
    assert [row["column"] for row in wrong.refused] == ["level", "referred"]
    assert sound(bring)


def test_documents(bring: Importer) -> None:
    """R138, R141: number and text stay what was sent; here it is counted on from there; a given number is refused."""
    text = DOCUMENTS + '5,7,invoice,41,INV-000041,2024-05-01,10.00,"Invoice\n 1 x Server\n",\n'
    assert bring(text, KindName.DOCUMENTS).numbers == (1, 0, 0, 0)
    assert bring(text, KindName.DOCUMENTS).numbers == (0, 0, 1, 0)
    (document,) = stored(bring.desk.store, Document)
    assert (document.body, document.amount, document.currency) == ("Invoice\n 1 x Server\n", 1000, "EUR")
    assert [one.last for one in stored(bring.desk.store, DocumentCounter)] == [41]
    cancelled = text.replace('",\n', '",2024-05-03\n')
    assert bring(cancelled, KindName.DOCUMENTS).numbers == (0, 1, 0, 0)
    again = bring(DOCUMENTS + "6,7,invoice,41,X,2024-05-01,1,,\n7,8,invoice,,X,2024-05-01,1,,\n", KindName.DOCUMENTS)
    assert [(row["column"], row["reason"]) for row in again.refused] == [
        ("sequence", "invoice 41 was issued here for another order"),
        ("order; sequence", "order: there is no order '8'; sequence: is required: the number without its letters"),
    ]
    assert sound(bring)


def test_who_wrote_a_note(bring: Importer) -> None:
    """R174: an admin of that name here, else who imports it, and then the log tells the name."""
    factories.admin(bring.desk.store, "eva", Role.SUPPORT)
    text = "id,customer,created_at,author,text\n1,1,2024-01-01,eva,Called\n2,1,2024-01-02,Otto W.,Wrote\n"
    assert bring(text, KindName.NOTES).numbers == (2, 0, 0, 0)
    admins = {one.id: one.username for one in stored(bring.desk.store, Admin)}
    first, second = stored(bring.desk.store, Note)
    assert admins[first.admin_id] == "eva"
    assert second.admin_id == 1
    lines = [one.after for one in stored(bring.desk.store, LogEntry) if one.object == "note"]
    assert lines == ["{}", '{"author":"Otto W."}']


def test_what_the_staff_settled(bring: Importer) -> None:
    """R16, R236: on hold by hand and without reminders; what differs later is told, and brought along when asked."""
    head = "id,first_name,last_name,email,country,currency,on_hold,custom_payments,reminders\n"
    text = head + "3,Eva,Lee,e@example.org,DE,EUR,yes,yes,no\n"
    assert bring(text).numbers == (1, 0, 0, 0)
    eva = stored(bring.desk.store, Customer)[-1]
    assert (eva.on_hold_manual, eva.custom_payments, eva.reminders) == (True, True, False)
    assert sound(bring)
    other = text.replace("yes,yes,no", "no,no,yes")
    assert "1 known record has another on hold now, left; --update brings it along" in bring(other).notes
    assert bring(other, update=True).numbers == (0, 1, 0, 0)
    eva = stored(bring.desk.store, Customer)[-1]
    assert (eva.on_hold_manual, eva.custom_payments, eva.reminders) == (False, False, True)
    assert sound(bring)
