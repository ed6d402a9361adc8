"""`billia customers erase` and `billia compact`."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.customers import customers_app
from billia_tui.commands.parameters import AsJson, CustomerId
from billia_tui.commands.session import anybody_at, desk_of
from billia_tui.errors import StoreError

__all__ = ["compact", "customers_app", "erase"]


@customers_app.command("erase")
def erase(
    context: typer.Context,
    customer: CustomerId,
    username: Annotated[
        str | None, typer.Option(metavar="NAME", help="The customer's username, to be sure; asked for if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Erase a customer's personal data for ever; ledger, orders and log stay under the number alone."""
    from billia_tui.operations.customers import erasure

    desk, customer_id = anybody_at(context, customer)
    known = desk.ask(erasure.username_of, customer_id)
    if username is None:
        output.hint(f"All personal data of customer {customer_id} will be overwritten. This cannot be undone.")
        username = typer.prompt(f"Type {known} to go on", err=True)
    desk.change(erasure.erase, customer_id, typed_username=username)
    output.told(f"erased customer {customer_id}", {"id": customer_id, "erased": True}, as_json=as_json)
    try:
        erasure.compact(desk.store)
    except StoreError as error:  # it is erased; old copies of it may remain for a while
        output.hint(f"old values may remain in the files of the store: {error.text}")


def compact(context: typer.Context) -> None:
    """Write the store anew, so that nothing that was deleted or erased remains in its file."""
    from billia_tui.operations.customers import erasure

    desk = desk_of(context)
    desk.ask(erasure.may_compact)
    output.told(erasure.compact(desk.store), {"compacted": True}, as_json=False)
