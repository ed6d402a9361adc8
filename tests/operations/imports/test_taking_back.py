"""Taking an import back as a batch (R239)."""

from pathlib import Path

import pytest

from billia_tui.db.models import Batch, Customer, Email, Label, LogEntry, Note, OutgoingMail, Purchase, Service
from billia_tui.errors import NotFound, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches import runs
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.labels import components
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.operations.notes import customer_notes
from billia_tui.operations.undo import batch as undo_batch
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.undo.batch import Progress, UndoRun
from billia_tui.paging import Window
from billia_tui.vocabulary import LabelResource, Role
from tests import factories
from tests.operations.imports.kit import Importer, customer_file, customer_line
from tests.operations.kit import stored

ALL = Window(limit=50)
HEAD = "id,first_name,last_name,email,country,currency,wallet,on_hold\n"
SERVICES = "id,customer,product_name,price\n5,1,Server,10\n6,2,Server,10\n"
ORDERS = "id,customer,placed_at,price,paid\n7,1,2024-05-01,10.00,no\n8,2,2024-05-01,10.00,yes\n"


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Importer:
    """Into a store with a label component."""
    desk.change(components.add, ComponentData("tier", "Tier", resources=(LabelResource.USERS,)))
    return Importer(desk, tmp_path)


def taken_back(desk: Desk, number: int | None) -> Progress:
    """Takes a batch back to the end."""
    assert number is not None
    run = UndoRun(desk, number)
    while run.step():
        pass
    ended = run.finish()
    assert ended is not None
    return ended


def here(desk: Desk) -> list[str]:
    """Who is not deleted."""
    return [one.username for one in stored(desk.store, Customer) if one.deleted_at is None]


def sound(desk: Desk) -> bool:
    """Whether the check finds nothing."""
    return [str(finding) for finding in Check(desk.store).findings()] == []


def test_customers(bring: Importer) -> None:
    """R239: offered as the last change, with its log lines; whom somebody changed since stays, and it is said."""
    desk = bring.desk
    text = HEAD + "".join(f"{n},Ann,Lee,c{n}@example.org,DE,EUR,{n}.50,yes\n" for n in (1, 2, 3))
    brought = bring(text).summary.batch or 0
    offered = desk.ask(undo.the_last)
    assert (offered.batch_id, offered.what) == (brought, f"batch {brought}: import of 3 records")
    changed = stored(desk.store, Customer)[1]
    desk.change(customer_notes.add, changed.id, "Called")
    mails = len(stored(desk.store, OutgoingMail))
    ended = taken_back(desk, brought)
    assert (ended.asked, ended.done, ended.reasons) == (3, 2, {"was changed since": 1})
    assert here(desk) == [changed.username]
    assert [one.wallet for one in stored(desk.store, Customer)] == [0, 250, 0]
    assert len(stored(desk.store, OutgoingMail)) == mails, "nobody is told"
    stays = desk.ask(undo_batch.left, brought, ALL).rows
    assert [(one.username, one.refusal) for one in stays] == [(changed.username, "was changed since")]
    with pytest.raises(Refused, match="taken back already"):
        desk.change(undo_batch.begin, brought)
    assert sound(desk)
    assert bring(text).numbers == (2, 0, 1, 0), "it can come anew"


def test_what_came_later_goes_first(bring: Importer) -> None:
    """R239: single files are batches of their own: services and orders go before their customers do."""
    desk = bring.desk
    bring(customer_file(customer_line(1), customer_line(2)))
    services = bring(SERVICES, KindName.SERVICES).summary.batch
    orders = bring(ORDERS, KindName.ORDERS).summary.batch
    first = 1
    refused = taken_back(desk, first)
    assert refused.reasons == {f"has records of import batch {orders}; take that back first": 2}
    assert taken_back(desk, orders).done == 2
    refused = taken_back(desk, first)
    assert refused.reasons == {f"has records of import batch {services}; take that back first": 2}
    assert taken_back(desk, services).done == 2
    assert {one.status for one in stored(desk.store, Service)} == {"Terminated"}
    assert [(one.status, one.paid_amount) for one in stored(desk.store, Purchase)] == [("Cancelled", 0)] * 2
    assert sound(desk)
    assert bring(SERVICES, KindName.SERVICES).numbers == (2, 0, 0, 0)


def test_what_stayed_goes_once_nothing_stands_in_its_way(bring: Importer) -> None:
    """R239: after the batches that came later the first one goes, though it was tried before."""
    desk = bring.desk
    bring(customer_file(customer_line(1), customer_line(2)))
    services = bring(SERVICES, KindName.SERVICES).summary.batch
    assert taken_back(desk, 1).refused == 2
    assert taken_back(desk, services).done == 2
    assert taken_back(desk, 1).done == 2
    assert here(desk) == []
    with pytest.raises(Refused, match="batch 1 was taken back already"):
        taken_back(desk, 1)
    assert sound(desk)


def test_records_of_customers_who_were_here(bring: Importer) -> None:
    """R239: their addresses, notes and labels go; the customers stay, and so does what the staff changed."""
    desk = bring.desk
    bring(customer_file(customer_line(1)))
    emails = bring("customer,address\n1,x@example.org\n", KindName.EMAILS).summary.batch
    notes = bring("id,customer,text\n1,1,Called\n2,1,Wrote\n", KindName.NOTES).summary.batch
    labels = bring("customer,key,value\n1,tier,gold\n", KindName.LABELS).summary.batch
    customer = stored(desk.store, Customer)[0].id
    desk.change(customer_notes.edit, customer, stored(desk.store, Note)[0].id, "Called twice")
    assert taken_back(desk, notes).reasons == {"was changed since": 1}
    assert [one.text for one in stored(desk.store, Note) if one.deleted_at is None] == ["Called twice"]
    assert taken_back(desk, emails).done == taken_back(desk, labels).done == 1
    assert [one.kind for one in stored(desk.store, Email)] == ["registration"]
    assert stored(desk.store, Label) == []
    assert here(desk) == ["c1@example.org"]
    assert bring("customer,key,value\n1,tier,gold\n", KindName.LABELS).numbers == (1, 0, 0, 0)
    assert sound(desk)


def test_batches_of_imports(bring: Importer) -> None:
    """R239: one a run, none where nothing changed; what was broken off is gone on with."""
    desk = bring.desk
    text = customer_file(customer_line(1), customer_line(2, country="XX"))
    bring(text)
    assert bring(text).summary.batch is None
    assert bring(text, dry_run=True).summary.batch is None
    (one,) = stored(desk.store, Batch)
    assert (one.action, one.asked, one.done, one.refused, one.finished_at is None) == ("import", 2, 1, 1, False)
    assert {line.batch_id for line in stored(desk.store, LogEntry) if line.action == "import"} == {one.id}
    with desk.store.writing() as session:
        session.get_one(Batch, one.id).finished_at = None
    assert bring(customer_file(customer_line(3))).summary.batch == one.id
    assert desk.change(runs.finish, "csv", 0) is None
    eva = Desk(desk.store, factories.admin(desk.store, "eva", Role.ADMINISTRATOR))
    with pytest.raises(NotFound):
        eva.ask(undo_batch.find, one.id)
