"""`billia customers activate|block|hold|release|send-activation|delete|merge`, added to the app of `customers`."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from billia_tui.commands import output
from billia_tui.commands.erasure import customers_app
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import Customer, CustomerId, Desk, OnOff, Reason, RequestId, Switch
from billia_tui.commands.session import customer_at
from billia_tui.errors import Refused

with late():
    from billia_tui.operations.customers import custom_payment as customer_methods
    from billia_tui.operations.customers import editing as customers
    from billia_tui.operations.customers import merge as merging
    from billia_tui.operations.customers import page as customer_page
    from billia_tui.operations.customers import status
    from billia_tui.operations.orders import methods as payment_methods
    from billia_tui.operations.wallet import hold

__all__ = ["customers_app"]


@customers_app.command("activate")
def activate(desk: Desk, customer_id: Customer, reason: Reason = "") -> Answer:
    """Make an Inactive or Blocked customer Active."""
    return _changed(desk, customer_id, status.activate, "status", reason)


@customers_app.command("block")
def block(desk: Desk, customer_id: Customer, reason: Reason = "") -> Answer:
    """Block a customer; services, orders and hold stay as they are."""
    return _changed(desk, customer_id, status.block, "status", reason)


@customers_app.command("hold")
def put_on_hold(desk: Desk, customer_id: Customer, reason: Reason = "") -> Answer:
    """Put a customer on hold."""
    return _changed(desk, customer_id, hold.put_on, "hold", reason)


@customers_app.command("release")
def release(desk: Desk, customer_id: Customer, reason: Reason = "") -> Answer:
    """End the hold that an admin set."""
    return _changed(desk, customer_id, hold.release, "hold", reason)


@customers_app.command("send-activation")
def send_activation(desk: Desk, customer_id: Customer) -> Answer:
    """Write the activation e-mail again (Inactive customers)."""
    address = desk.change(status.send_activation, customer_id)
    sentence = f"customer {customer_id}: the activation e-mail to {address} is written"
    return output.said(sentence, {"id": customer_id, "address": address})


@customers_app.command("custom-payment")
def custom_payment(
    context: typer.Context,
    customer: CustomerId,
    switch: OnOff,
) -> Answer:
    """Let a customer use payment methods that are not for everybody, or not any more; tells which there are then."""

    def names() -> str:
        return ", ".join(method.name for method in desk.ask(payment_methods.available, customer_id))

    desk, customer_id = customer_at(context, customer)
    wanted, before = switch == Switch.ON, names()
    desk.change(customer_methods.switch, customer_id, on=wanted)
    pairs: dict[str, tuple[object, object]] = {"custom_payment": (not wanted, wanted)}
    if before != (after := names()):
        pairs["payment_methods"] = before, after
    return output.changed(f"customer {customer_id}", customer_id, pairs)


@customers_app.command("delete")
def delete(
    desk: Desk,
    customer_id: Customer,
    username: Annotated[str, typer.Option(metavar="NAME", help="The customer's username, to be sure.")],
) -> Answer:
    """Delete a customer; purchases, documents and log stay."""
    desk.change(customers.delete, customer_id, typed_username=username)
    return output.deleted(f"deleted customer {customer_id} {username}", customer_id)


@customers_app.command("merge")
def merge(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="FROM", help="Who is merged, and deleted: id or username.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="Who stays: id or username.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only what would happen is listed.")] = False,
    request_id: RequestId = None,
) -> Answer:
    """Merge two customers that are one person; it cannot be undone. Without --yes nothing changes."""
    desk, gone = customer_at(context, customer)
    _, stays = customer_at(context, into)
    plan = desk.ask(merging.plan, gone, stays)
    if plan.why_not:
        raise Refused(plan.why_not, rule="R208")
    lines = plan.lines
    if yes:
        lines = desk.change(merging.merge, gone, stays, request_key=request_id)
    last = f"customer {gone} was merged into {stays}" if yes else "nothing was changed; do it with --yes"
    value = {"merged": yes, "from": gone, "into": stays, "lines": list(lines)}
    return Answer(value, lambda: output.line("\n".join((*lines, last))))


def _changed(desk: Desk, customer_id: int, operation: Callable[..., Any], field: str, reason: str) -> Answer:
    """Runs an operation that takes a customer and a reason, and tells what became of `field`."""
    old = desk.ask(customer_page.read, customer_id)
    desk.change(operation, customer_id, reason)
    new = desk.ask(customer_page.read, customer_id)
    pairs = {field: (getattr(old, field), getattr(new, field))}
    return output.changed(f"customer {customer_id} {new.username}", customer_id, pairs)
