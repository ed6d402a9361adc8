"""`billia wallet add|correct|history` and `billia credit set|history`."""

from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import NEGATIVE_NUMBERS, Customer, Desk, RequestId

with late():
    from billia_tui.operations.wallet import movements as wallet

if TYPE_CHECKING:
    from billia_tui.operations.wallet.movements import Movement

wallet_app = Group("The wallet of a customer.")
credit_app = Group("The credit limit of a customer.")
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="In the customer's currency, e.g. 25.50 or 25,50.")]
NoteText = Annotated[str, typer.Option(metavar="TEXT", help="Kept with the change.")]


@wallet_app.command("add", context_settings=NEGATIVE_NUMBERS)
def add(desk: Desk, customer_id: Customer, amount: Amount, note: NoteText = "", request_id: RequestId = None) -> Answer:
    """Add funds."""
    movement = desk.change(wallet.add_funds, customer_id, amount, note, request_key=request_id)
    return _moved(customer_id, movement)


@wallet_app.command("correct", context_settings=NEGATIVE_NUMBERS)
def correct(
    desk: Desk,
    customer_id: Customer,
    amount: Amount,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Required, unless the settings say otherwise; kept with the movement.")
    ] = "",
    request_id: RequestId = None,
) -> Answer:
    """Correct the balance: add an amount, or take a negative one away."""
    movement = desk.change(wallet.correct_balance, customer_id, amount, reason, request_key=request_id)
    return _moved(customer_id, movement)


@wallet_app.command("history")
@rows_of_customer("wallet.movements.history", tables.MOVEMENTS, nothing="no movements yet")
def history() -> None:
    """List the movements, newest first."""


@credit_app.command("set", context_settings=NEGATIVE_NUMBERS)
def set_limit(
    desk: Desk, customer_id: Customer, amount: Amount, note: NoteText = "", request_id: RequestId = None
) -> Answer:
    """Set the credit limit."""
    old, new = desk.change(wallet.set_credit_limit, customer_id, amount, note, request_key=request_id)
    return output.changed(f"customer {customer_id}", customer_id, {"credit_limit": (old, new)})


@credit_app.command("history")
@rows_of_customer("wallet.limit_history.history", tables.LIMIT_CHANGES, nothing="no changes yet")
def limit_history() -> None:
    """List the changes of the credit limit, newest first."""


def _moved(customer_id: int, movement: "Movement") -> Answer:
    change = output.change(movement.balance_before, movement.balance_after)
    sentence = f"customer {customer_id}: wallet {change} ({movement.kind} {movement.id})"
    result = {"customer_id": customer_id, **output.record(movement), "balance_before": movement.balance_before}
    return output.said(sentence, result)
