"""`billia services list|show` and `billia orders list|show`."""

from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.parameters import AsJson, CustomerId, Limit
from billia_tui.commands.session import customer_at, desk_of
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import ServiceKind

if TYPE_CHECKING:
    from billia_tui.operations.services import ServiceDetails

services_app = typer.Typer(help="Services and domains of a customer.", rich_markup_mode=None)
orders_app = typer.Typer(help="Orders of a customer: one purchase a line.", rich_markup_mode=None)


@services_app.command("list")
def list_services(
    context: typer.Context,
    customer: CustomerId,
    kind: Annotated[ServiceKind | None, typer.Option(help="Only services, or only domains.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List services, then domains, newest first; at most N of each."""
    from billia_tui.operations import services

    desk, customer_id = customer_at(context, customer)
    kinds = [kind] if kind else list(ServiceKind)
    pages = [desk.ask(services.page, customer_id, one, Window(limit=limit)) for one in kinds]
    found = Page(tuple(row for page in pages for row in page.rows), (), any(page.more for page in pages))
    output.rows(found, tables.SERVICES, as_json=as_json, nothing="no services or domains")


@services_app.command("show")
def show_service(
    context: typer.Context,
    service_id: Annotated[int, typer.Argument(metavar="SERVICE_ID")],
    as_json: AsJson = False,
) -> None:
    """Show one service or domain."""
    from billia_tui.operations import services

    found = desk_of(context).ask(services.details, service_id)
    if as_json:
        output.document(found)
        return
    row = found.row
    output.details(
        [
            ("id", row.id),
            ("owner", f"{found.owner_id} {found.owner}"),
            ("name", row.title),
            ("category", row.category or None),
            ("status", row.status),
            ("price", row.price),
            ("period", f"{row.period} {row.payment_term}"),
            ("auto renew", row.auto_renew),
            ("activated", row.activated_at),
            ("expires", row.expires_at),
            ("registrar", found.registrar or None),
            ("name servers", ", ".join(found.name_servers) or None),
            *((f"{group}: {name}", value) for group, name, value in _pairs(found)),
        ]
    )


@orders_app.command("list")
def list_orders(context: typer.Context, customer: CustomerId, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the purchases, newest first."""
    from billia_tui.operations import purchases

    desk, customer_id = customer_at(context, customer)
    found = desk.ask(purchases.page, customer_id, Window(limit=limit))
    output.rows(found, tables.PURCHASES, as_json=as_json, nothing="no orders")


@orders_app.command("show")
def show_order(
    context: typer.Context,
    purchase_id: Annotated[int, typer.Argument(metavar="ORDER_ID", help="As `orders list` numbers it.")],
    as_json: AsJson = False,
) -> None:
    """Show one purchase with all its orders."""
    from billia_tui.operations import purchases

    found = desk_of(context).ask(purchases.details, purchase_id)
    if as_json:
        output.document(found)
        return
    row = found.row
    output.details(
        [
            ("id", row.id),
            ("customer", f"{found.owner_id} {found.owner}"),
            ("placed", row.placed_at),
            ("status", row.status),
            ("price", f"{row.price} {'Paid' if row.paid else 'Unpaid'}"),
            ("paid", row.paid_at),
            ("payment method", row.payment_method),
        ]
    )
    if found.orders:
        output.line()
        output.table(tables.ORDERS, found.orders)


def _pairs(found: "ServiceDetails") -> list[tuple[str, str, str]]:
    groups = (("option", found.options), ("server", found.server), ("usage", found.usage))
    return [(group, name, value) for group, pairs in groups for name, value in pairs]
