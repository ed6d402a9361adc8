"""`billia customers activate|block|hold|release|send-activation|delete`, added to the app of `customers`."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from billia_tui.commands import output
from billia_tui.commands.customers import customers_app
from billia_tui.commands.parameters import AsJson, CustomerId, Reason, Switch
from billia_tui.commands.session import customer_at

__all__ = ["customers_app"]


@customers_app.command("activate")
def activate(context: typer.Context, customer: CustomerId, reason: Reason = "", as_json: AsJson = False) -> None:
    """Make an Inactive or Blocked customer Active."""
    from billia_tui.operations.customers import status

    _changed(context, customer, status.activate, "status", reason, as_json=as_json)


@customers_app.command("block")
def block(context: typer.Context, customer: CustomerId, reason: Reason = "", as_json: AsJson = False) -> None:
    """Block a customer; services, orders and hold stay as they are."""
    from billia_tui.operations.customers import status

    _changed(context, customer, status.block, "status", reason, as_json=as_json)


@customers_app.command("hold")
def hold(context: typer.Context, customer: CustomerId, reason: Reason = "", as_json: AsJson = False) -> None:
    """Put a customer on hold."""
    from billia_tui.operations.wallet import hold as operation

    _changed(context, customer, operation.put_on, "hold", reason, as_json=as_json)


@customers_app.command("release")
def release(context: typer.Context, customer: CustomerId, reason: Reason = "", as_json: AsJson = False) -> None:
    """End the hold that an admin set."""
    from billia_tui.operations.wallet import hold as operation

    _changed(context, customer, operation.release, "hold", reason, as_json=as_json)


@customers_app.command("send-activation")
def send_activation(context: typer.Context, customer: CustomerId, as_json: AsJson = False) -> None:
    """Write the activation e-mail again (Inactive customers)."""
    from billia_tui.operations.customers import status

    desk, customer_id = customer_at(context, customer)
    address = desk.change(status.send_activation, customer_id)
    sentence = f"customer {customer_id}: the activation e-mail to {address} is written"
    output.told(sentence, {"id": customer_id, "address": address}, as_json=as_json)


@customers_app.command("custom-payment")
def custom_payment(
    context: typer.Context,
    customer: CustomerId,
    switch: Annotated[Switch, typer.Argument(metavar="on|off", case_sensitive=False)],
    as_json: AsJson = False,
) -> None:
    """Let a customer use payment methods that are not for everybody, or not any more; tells which there are then."""
    from billia_tui.operations.customers import custom_payment as operation
    from billia_tui.operations.orders import methods as payment_methods

    def names() -> str:
        return ", ".join(method.name for method in desk.ask(payment_methods.available, customer_id))

    desk, customer_id = customer_at(context, customer)
    wanted, before = switch == Switch.ON, names()
    desk.change(operation.switch, customer_id, on=wanted)
    pairs: dict[str, tuple[object, object]] = {"custom_payment": (not wanted, wanted)}
    if before != (after := names()):
        pairs["payment_methods"] = before, after
    output.told_changes(f"customer {customer_id}", customer_id, pairs, as_json=as_json)


@customers_app.command("delete")
def delete(
    context: typer.Context,
    customer: CustomerId,
    username: Annotated[str, typer.Option(metavar="NAME", help="The customer's username, to be sure.")],
    as_json: AsJson = False,
) -> None:
    """Delete a customer; purchases, documents and log stay."""
    from billia_tui.operations.customers import editing as customers

    desk, customer_id = customer_at(context, customer)
    desk.change(customers.delete, customer_id, typed_username=username)
    output.told(f"deleted customer {customer_id} {username}", {"id": customer_id, "deleted": True}, as_json=as_json)


def _changed(
    context: typer.Context,
    customer: str,
    operation: Callable[..., Any],
    field: str,
    reason: str,
    *,
    as_json: bool,
) -> None:
    """Runs an operation that takes a customer and a reason, and tells what became of `field`."""
    from billia_tui.operations.customers import page as customer_page

    desk, customer_id = customer_at(context, customer)
    old = desk.ask(customer_page.read, customer_id)
    desk.change(operation, customer_id, reason)
    new = desk.ask(customer_page.read, customer_id)
    pairs = {field: (getattr(old, field), getattr(new, field))}
    output.told_changes(f"customer {customer_id} {new.username}", customer_id, pairs, as_json=as_json)
