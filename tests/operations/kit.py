"""What several tests of operations use: counting, log lines, records in short."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import DeclarativeBase, Session

from billia_tui.db.models import Admin, CreditChange, Customer, LogEntry, OutgoingMail, WalletTransaction, all_tables
from billia_tui.db.store import Store
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import lines as log
from billia_tui.operations.log.lines import LogLine
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests import factories

COMPANY = CompanyData("Köhler GmbH", "HRB 1", country="DE", city="Bonn", address="Weg 1")
ALL = Window(limit=1000)

Model = type[DeclarativeBase]


def seat(desk: Desk, role: Role, reseller: str = "default", *, username: str = "") -> Desk:
    """The desk of an admin of a role, at a reseller, at the same store; both are made if need be."""
    name = username or f"{role}-{reseller}".lower()
    known = stored(desk.store, Admin, username=name)
    if known:
        return Desk(desk.store, known[0].id)
    reseller_id = factories.reseller(desk.store, reseller)
    return Desk(desk.store, factories.admin(desk.store, name, role, reseller_id=reseller_id))


def page_of(desk: Desk, customer_id: int) -> CustomerPage:
    """Ribbon and information of a customer."""
    return desk.ask(customer_page.read, customer_id)


def log_of(desk: Desk, customer_id: int) -> tuple[LogLine, ...]:
    """The log of a customer, newest first."""
    return desk.ask(log.page, customer_id, ALL).rows


def actions_of(desk: Desk, customer_id: int) -> list[str]:
    """The actions in the log of a customer, oldest first."""
    return [line.action for line in reversed(log_of(desk, customer_id))]


def stored(store: Store, model: Any, **where: Any) -> list[Any]:
    """The rows of a table, by what names them."""
    with store.reading() as session:
        return list(session.scalars(select(model).filter_by(**where).order_by(*model.__table__.primary_key)))


def customer(store: Store, customer_id: int) -> Customer:
    """The row of a customer, deleted or not."""
    with store.reading() as session:
        return session.get_one(Customer, customer_id)


def ledger(store: Store, customer_id: int) -> list[WalletTransaction]:
    """The movements of a wallet, oldest first."""
    return stored(store, WalletTransaction, customer_id=customer_id)


def credit_changes(store: Store, customer_id: int) -> list[CreditChange]:
    """The changes of a credit limit, oldest first."""
    return stored(store, CreditChange, customer_id=customer_id)


def mails(store: Store, customer_id: int) -> list[OutgoingMail]:
    """The mails to a customer, oldest first."""
    return stored(store, OutgoingMail, customer_id=customer_id)


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, to compare the whole store before and after."""
    with store.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in all_tables().sorted_tables
        }


def log_count(store: Store) -> int:
    """How many lines the whole log has."""
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(LogEntry)) or 0


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Collects the statements that are executed meanwhile, without the opening of transactions."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


@contextmanager
def questions(desk: Desk) -> Iterator[list[str]]:
    """Collects the statements of the one question that the desk is asked meanwhile, and not those that ask who asks.

    Who asks is looked up again after two seconds: how often that is depends on the machine. Here it is done each time.
    """
    desk.recognise_next()
    with statements(desk.store) as first:
        desk.ask(_nothing)
    desk.recognise_next()
    with statements(desk.store) as seen:
        yield seen
    assert seen[: len(first)] == first
    del seen[: len(first)]


def _nothing(_session: Session, _actor: Actor) -> None:
    """A question that asks nothing."""
