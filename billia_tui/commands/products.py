"""`billia orders list|show`."""

from typing import Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.parameters import AsJson, CustomerId, Limit
from billia_tui.commands.session import customer_at, desk_of
from billia_tui.paging import Window

orders_app = typer.Typer(help="Orders of a customer: one purchase a line.", rich_markup_mode=None)


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
