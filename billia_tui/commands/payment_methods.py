"""`billia payment-methods list|add|enable|disable`."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import Typed, taking
from billia_tui.commands.output import Answer, columns
from billia_tui.commands.parameters import Desk, Limit, MethodId
from billia_tui.commands.session import customer_at, desk_of
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import PaymentMethodType

with late():
    from billia_tui.operations.orders import methods as payment_methods

payment_methods_app = Group("Ways to pay.")
EDITED = {
    "name": Annotated[str | None, typer.Option(metavar="TEXT")],
    "description": Annotated[str | None, typer.Option(metavar="TEXT")],
    "shared": Annotated[
        bool | None, typer.Option("--global/--custom", help="For everybody, or with custom payment only.")
    ],
    "allows_invoice": Annotated[
        bool | None, typer.Option("--invoices/--no-invoices", help="Makes invoices by itself.")
    ],
    "allows_invoice_person": Annotated[
        bool | None, typer.Option("--person-invoices/--no-person-invoices", help="Also for private persons.")
    ],
}
METHODS = columns("ID>", "NAME", "TYPE", "DESCRIPTION?", "GLOBAL=shared", "ENABLED")


@payment_methods_app.command("list")
def list_methods(
    context: typer.Context,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="Only those that this customer may use.")] = None,
    limit: Limit = 50,
) -> Answer:
    """List the methods, or those that a customer may use."""
    if customer is None:
        found = desk_of(context).ask(payment_methods.page, Window(limit=limit))
    else:
        desk, customer_id = customer_at(context, customer)
        rows = tuple(desk.ask(payment_methods.available, customer_id))
        found = Page(rows[:limit], (), more=len(rows) > limit)
    return output.listed(found, METHODS, "no payment methods")


@payment_methods_app.command("add")
def add(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    kind: Annotated[PaymentMethodType, typer.Argument(metavar="TYPE", help="online, offline, wallet or invoice.")],
    description: Annotated[str, typer.Option(metavar="TEXT")] = "",
    shared: Annotated[
        bool, typer.Option("--global/--custom", help="For everybody, or with custom payment only.")
    ] = True,
    invoices: Annotated[bool, typer.Option("--invoices/--no-invoices", help="Makes invoices by itself.")] = True,
    invoices_for_persons: Annotated[
        bool, typer.Option("--person-invoices/--no-person-invoices", help="Also for private persons.")
    ] = True,
) -> Answer:
    """Add a method, enabled."""
    method_id = desk.change(
        payment_methods.add,
        name,
        kind,
        description=description,
        shared=shared,
        allows_invoice=invoices,
        allows_invoice_person=invoices_for_persons,
    )
    return output.said(f"added payment method {method_id} {name}", {"id": method_id, "name": name})


@payment_methods_app.command("edit")
@taking(EDITED, needs="--description 'Cards'")
def edit(desk: Desk, method_id: MethodId, typed: Typed) -> Answer:
    """Change a method; orders that have it keep it."""
    changed = desk.change(payment_methods.edit, method_id, typed)
    return output.changed_fields(f"payment method {method_id}", method_id, changed)


@payment_methods_app.command("enable")
def enable(desk: Desk, method_id: MethodId) -> Answer:
    """Make a method usable again."""
    return _switch(desk, method_id, enabled=True)


@payment_methods_app.command("disable")
def disable(desk: Desk, method_id: MethodId) -> Answer:
    """Take a method away for later orders; those that are there keep it."""
    return _switch(desk, method_id, enabled=False)


def _switch(desk: Desk, method_id: int, *, enabled: bool) -> Answer:
    name = desk.change(payment_methods.enable, method_id, enabled=enabled)
    pairs = {"enabled": (not enabled, enabled)}
    return output.changed(f"payment method {method_id} {name}", method_id, pairs)
