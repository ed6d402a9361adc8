"""Taking an import back as a batch (R239)."""

from pathlib import Path

import pytest

from billia_tui.db.models import (
    Batch,
    Customer,
    Email,
    Label,
    LogEntry,
    Note,
    OutgoingMail,
    Purchase,
    Service,
    WalletTransaction,
)
from billia_tui.errors import NotFound, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches import runs, taking_back
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.services.values import FOLLOWING
from billia_tui.operations.labels import components
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.operations.notes import customer_notes
from billia_tui.operations.services import changes
from billia_tui.operations.undo import batch as undo_batch
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.undo.batch import Progress, UndoRun
from billia_tui.operations.wallet import movements
from billia_tui.paging import Window
from billia_tui.vocabulary import LabelResource, Role, ServiceStatus
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


OLD = "id,customer,product_name,price,status,expires_at,domain,options,auto_renew,period_months\n"


def test_changes_of_a_service(bring: Importer) -> None:
    """R239: what an import changed of a service is there again, all of it; the same can be imported anew."""
    desk = bring.desk
    bring(customer_file(customer_line(1)))
    old = OLD + "5,1,Server,10,Active,2027-01-31,old.example.org,Disk=10 GB,yes,12\n6,1,Server,10,Active,,,,no,\n"
    new = OLD + "5,1,Rack,12.50,Suspended,,,,no,\n6,1,Server,10,Active,2027-02-28,new.example.org,Disk=20 GB,yes,1\n"
    bring(old, KindName.SERVICES)
    before = _services(desk)
    batch = bring(new, KindName.SERVICES).summary.batch
    assert _services(desk) != before
    ended = taken_back(desk, batch)
    assert (ended.done, ended.reasons) == (2, {})
    assert _services(desk) == before
    assert sound(desk)
    assert bring(old, KindName.SERVICES).numbers == (0, 0, 2, 0)
    assert bring(new, KindName.SERVICES).numbers == (0, 2, 0, 0)
    assert taken_back(desk, stored(desk.store, Batch)[-1].id).done == 2
    assert _services(desk) == before


def _services(desk: Desk) -> list[dict[str, object]]:
    """All columns that an import follows."""
    return [{name: getattr(one, name) for name in FOLLOWING} for one in stored(desk.store, Service)]


def test_changes_of_a_service_that_stay(bring: Importer) -> None:
    """R239, R115: what somebody changed since stays as it is, and so does what is final."""
    desk = bring.desk
    bring(customer_file(customer_line(1)))
    head = "id,customer,product_name,price,status\n"
    lines = [f"{n},1,Server,10,Active\n" for n in (5, 6, 7)]
    bring(head + "".join(lines), KindName.SERVICES)
    lines = ["5,1,Rack,10,Active\n", "6,1,Rack,10,Active\n", "7,1,Rack,10,Terminated\n"]
    batch = bring(head + "".join(lines), KindName.SERVICES).summary.batch
    first, second, _ = stored(desk.store, Service)
    desk.change(changes.change_status, second.id, ServiceStatus.TERMINATED, typed_name="Rack")
    with desk.store.writing() as session:
        session.get_one(Service, first.id).product_name = "Blade"
    ended = taken_back(desk, batch)
    assert (ended.done, ended.reasons) == (
        1,
        {"was changed since": 1, "this service is Terminated, which is final (R115)": 1},
    )
    names = [(one.product_name, one.status) for one in stored(desk.store, Service)]
    assert names == [("Blade", "Active"), ("Rack", "Terminated"), ("Server", "Active")]
    assert sound(desk)
    assert [one.refusal for one in desk.ask(undo_batch.left, batch or 0, ALL).rows] == [
        "was changed since",
        "this service is Terminated, which is final (R115)",
    ]


def test_changes_of_customers(bring: Importer) -> None:
    """R239, R236: contact data, what `--update` brought along and subscriptions; money by the opposite entry."""
    desk = bring.desk
    head = "id,first_name,last_name,email,country,currency,wallet,credit_limit,language,created_at,on_hold\n"
    first = head + "1,Ann,Lee,c1@example.org,DE,EUR,10.00,0,en,2020-01-01,no\n"
    second = head + "1,Anna,Lee,c1@example.org,DE,EUR,25.00,100,de,2020-02-02,yes\n"
    bring(first)
    bring("customer,address,marketing\n1,x@example.org,no\n", KindName.EMAILS)
    before = _customer(desk)
    batch = bring(second, update=True).summary.batch
    assert _customer(desk) != before
    subscribed = bring("customer,address,marketing\n1,x@example.org,yes\n", KindName.EMAILS).summary.batch
    refused = taken_back(desk, 1)
    assert refused.reasons == {f"has records of import batch {subscribed}; take that back first": 1}
    assert taken_back(desk, subscribed).reasons == {}
    assert [one.marketing for one in stored(desk.store, Email)][1:] == ["unsubscribed"]
    ended = taken_back(desk, batch)
    assert ended.reasons == {}
    assert _customer(desk) == before
    assert [one.amount for one in stored(desk.store, WalletTransaction)] == [1000, 1500, -1500]
    assert sound(desk)
    assert bring(second, update=True).numbers == (0, 1, 0, 0)


def _customer(desk: Desk) -> tuple[object, ...]:
    (one,) = stored(desk.store, Customer)
    return one.name, one.wallet, one.credit_limit, one.language, one.created_at, one.on_hold_manual


def test_a_wallet_that_moved_since(bring: Importer) -> None:
    """R239: what somebody booked since is not undone with it."""
    desk = bring.desk
    head = "id,first_name,last_name,email,country,currency,wallet\n"
    bring(head + "1,Ann,Lee,c1@example.org,DE,EUR,10.00\n")
    batch = bring(head + "1,Ann,Lee,c1@example.org,DE,EUR,25.00\n", update=True).summary.batch
    desk.change(movements.add_funds, stored(desk.store, Customer)[0].id, "5.00", "Cash")
    assert taken_back(desk, batch).reasons == {"was changed since": 1}
    assert stored(desk.store, Customer)[0].wallet == 3000


def test_a_source_whose_second_file_changed_customers(bring: Importer) -> None:
    """R239: all that came from a source goes, what its own later imports changed too."""
    desk = bring.desk
    bring(customer_file(customer_line(1), customer_line(2)), source="old")
    bring(customer_file(customer_line(1, first_name="Anna"), customer_line(2)), source="old")
    desk.change(customer_notes.add, stored(desk.store, Customer)[1].id, "Called")
    done = taking_back.take_back(desk, "old")
    assert (done.done, done.kept) == (1, {"was changed since": 1})
    assert here(desk) == ["c2@example.org"]
