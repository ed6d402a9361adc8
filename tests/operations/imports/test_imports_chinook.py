"""Real input: the Chinook sample data, read from where they are (issue "Import"; design, section 2)."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from billia_tui.db.models import Order, Purchase
from billia_tui.db.store import Store
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import companies
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.imports.batches.run import Import, Summary
from billia_tui.operations.imports.batches.run import Order as Wish
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.paging import Window
from tests.operations.imports.kit import chinook
from tests.operations.kit import everything, page_of

pytestmark = pytest.mark.dear


def bring(desk: Desk, folder: Path, kind: KindName, name: str) -> tuple[Summary, list[str]]:
    """Imports a file of a copy-free folder; the list of refused rows would lie beside it."""
    with Import(desk, Wish(kind, folder / name, mapping="chinook")) as running:
        return running.run(), running.notes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files, linked, so that no test writes beside the originals."""
    for file in chinook().glob("*.csv"):
        (tmp_path / file.name).symlink_to(file.resolve())
    return tmp_path


def test_chinook(desk: Desk, store: Store, folder: Path) -> None:
    """Issue "Import": 59 customers and 412 purchases with 2,240 lines; again nothing new, nothing changed."""
    summary, notes = bring(desk, folder, KindName.CUSTOMERS, "Customer.csv")
    assert str(summary) == "59 new, 0 changed, 0 unchanged, 0 refused"
    assert notes == ["Customer.csv: not imported: Fax, SupportRepId"]
    summary, notes = bring(desk, folder, KindName.ORDERS, "Invoice.csv")
    assert str(summary) == "412 new, 0 changed, 0 unchanged, 0 refused"
    assert notes[-1].startswith("Invoice.csv: not imported: BillingAddress")
    with store.reading() as session:
        total = session.scalar(select(func.sum(Purchase.price)))
        lines = session.execute(select(func.count(), func.sum(Order.price))).one()
    assert (total, tuple(lines)) == (232860, (2240, 232860))
    before = everything(store)
    assert str(bring(desk, folder, KindName.CUSTOMERS, "Customer.csv")[0]).startswith("0 new, 0 changed, 59 un")
    assert str(bring(desk, folder, KindName.ORDERS, "Invoice.csv")[0]).startswith("0 new, 0 changed, 412 un")
    assert everything(store) == before
    assert [str(finding) for finding in Check(store).findings()] == []


def test_chinook_customers(desk: Desk, folder: Path) -> None:
    """Issue "Import": names, companies and places come out as they are in the source."""
    bring(desk, folder, KindName.CUSTOMERS, "Customer.csv")
    found = desk.ask(customer_list.page, CustomerQuery("goncalves"), Window()).rows
    page = page_of(desk, found[0].id)
    assert (page.first_name, page.last_name, page.city) == ("Luís", "Gonçalves", "São José dos Campos, SP")
    assert (page.status, page.wallet.currency, page.activated_at) == ("Active", "USD", page.created_at)
    (company,) = desk.ask(companies.page, page.id, Window()).rows
    assert (company.name, company.number) == ("Embraer - Empresa Brasileira de Aeronáutica S.A.", "unknown")
    assert {row.reseller for row in desk.ask(customer_list.page, CustomerQuery(), Window()).rows} == {"Default"}
