"""`billia panel …`: the Customer Panel for scripts. Each command is one impersonation, logged from start to end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.documents import DOCUMENTS
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import Command, operation_of, with_help_of
from billia_tui.commands.output import Answer, Column, Columns, columns
from billia_tui.commands.parameters import CustomerId, Limit, PayBy, Periods, RequestId
from billia_tui.commands.profiles import PROFILES
from billia_tui.commands.session import customer_at
from billia_tui.errors import NotFound
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceKind

with late():
    from billia_tui.operations.customers import panel
    from billia_tui.operations.orders import catalogue, payment
    from billia_tui.operations.orders import methods as payment_methods
    from billia_tui.operations.orders import pages as purchases
    from billia_tui.operations.orders import placing as ordering

if TYPE_CHECKING:
    from billia_tui.operations.desk import Desk

panel_app = Group("What a customer can do, done as that customer (impersonation).")
PRODUCTS = columns(
    "CODE", "NAME", "CATEGORY", "PRICE>", Column("PERIOD", lambda row: f"{row.period} {row.payment_term}")
)


def rows_of_panel(operation: str, shown: Columns, *, nothing: str) -> Callable[[Command], Command]:
    """Makes a command that prints rows as the customer sees them; see `rows_of_customer`."""

    def printed(context: typer.Context, customer: CustomerId, limit: Limit = 50) -> Answer:
        with _panel(context, customer) as (desk, customer_id):
            found = desk.ask(operation_of(operation), customer_id, Window(limit=limit))
        return output.listed(found, shown, nothing)

    return with_help_of(printed)


@contextmanager
def _panel(context: typer.Context, customer: str) -> "Iterator[tuple[Desk, int]]":
    """The desk of a customer's panel, which is left at the end whatever happens."""
    from billia_tui.operations.customers.panel_seat import PanelSeat

    own, customer_id = customer_at(context, customer)
    seat = PanelSeat.taken(own, customer_id)
    try:
        yield seat.desk, customer_id
    finally:
        seat.leave()


@panel_app.command("show")
def show(context: typer.Context, customer: CustomerId) -> Answer:
    """Show the overview: status, wallet, credit, counts."""
    with _panel(context, customer) as (desk, customer_id):
        found = desk.ask(panel.overview, customer_id)
    pairs = [
        ("id", customer_id),
        *output.facts(found.customer, "username", "status", "on hold=hold", "wallet", "credit limit"),
        *output.facts(found, "can spend", "services", "domains", "orders", "unpaid", "documents", "why not order"),
    ]
    value = {name.replace(" ", "_"): fact for name, fact in pairs}
    return output.record_of(value, [(name, fact if fact != "" else None) for name, fact in pairs])


@panel_app.command("products")
def products(context: typer.Context, customer: CustomerId) -> Answer:
    """List what the customer can order."""
    with _panel(context, customer) as (desk, customer_id):
        rows = tuple(desk.ask(catalogue.products, customer_id))
    return output.listed(Page(rows, (), more=False), PRODUCTS, "no products in this currency")


@panel_app.command("order")
def order(
    context: typer.Context,
    customer: CustomerId,
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="Products, as `panel products` lists them.")],
    method: Annotated[str, typer.Option(metavar="NAME", help="The payment method, by name or number.")],
    domain: Annotated[str, typer.Option(metavar="NAME", help="The domain to register, or to use them with.")] = "",
    profile: Annotated[int | None, typer.Option(metavar="ID", help="The profile; the main one, if left out.")] = None,
    request_id: RequestId = None,
) -> Answer:
    """Place an order; it is Pending and Unpaid then."""
    with _panel(context, customer) as (desk, customer_id):
        known = {row.code.casefold(): row.id for row in desk.ask(catalogue.products, customer_id)}
        items = [ordering.OrderItem(_found(known, code, "product"), domain) for code in codes]
        methods = desk.ask(payment_methods.available, customer_id)
        names = {**{str(row.id): row.id for row in methods}, **{row.name.casefold(): row.id for row in methods}}
        purchase_id = desk.change(
            ordering.place,
            customer_id,
            items,
            payment_method_id=_found(names, method, "payment method"),
            profile_id=profile,
            request_key=request_id,
        )
        row = desk.ask(purchases.details, purchase_id).row
    return output.said(f"customer {customer_id}: order {purchase_id} placed, {row.price}", row)


@panel_app.command("pay")
def pay(
    context: typer.Context,
    customer: CustomerId,
    purchase_id: Annotated[int, typer.Argument(metavar="ORDER_ID")],
    request_id: RequestId = None,
) -> Answer:
    """Pay an order from wallet and credit limit."""
    with _panel(context, customer) as (desk, _):
        moved = desk.change(payment.pay, purchase_id, request_key=request_id)
    change = output.change(moved.balance_before, moved.balance_after)
    return output.said(f"order {purchase_id} paid: wallet {change}", moved)


@panel_app.command("renew")
def renew(
    context: typer.Context,
    customer: CustomerId,
    service_id: Annotated[int, typer.Argument(metavar="SERVICE_ID")],
    periods: Periods = 1,
    method: PayBy = "",
    request_id: RequestId = None,
) -> Answer:
    """Renew a service of the customer."""
    from billia_tui.commands.services import renew_at

    with _panel(context, customer) as (desk, _):
        return renew_at(desk, service_id, periods, method, request_id=request_id)


@panel_app.command("orders")
@rows_of_panel("orders.pages.page", tables.PURCHASES, nothing="no orders")
def orders() -> None:
    """List the customer's orders."""


@panel_app.command("services")
def services(context: typer.Context, customer: CustomerId, limit: Limit = 50) -> Answer:
    """List the customer's services, then domains."""
    from billia_tui.operations.services import pages as operations

    with _panel(context, customer) as (desk, customer_id):
        pages = [desk.ask(operations.page, customer_id, kind, Window(limit=limit)) for kind in ServiceKind]
    found = Page(tuple(row for page in pages for row in page.rows), (), more=any(page.more for page in pages))
    return output.listed(found, tables.SERVICES, "no services or domains")


@panel_app.command("documents")
@rows_of_panel("orders.documents.page", DOCUMENTS, nothing="no documents")
def documents() -> None:
    """List the customer's documents."""


@panel_app.command("profiles")
@rows_of_panel("customers.profiles.page", PROFILES, nothing="no profile")
def profiles() -> None:
    """List the customer's profiles."""


def _found(known: dict[str, int], typed: str, what: str) -> int:
    number = known.get(typed.strip().casefold())
    if number is None:
        raise NotFound(f"there is no {what} {clean(typed)} for this customer")
    return number
