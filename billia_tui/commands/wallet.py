"""`billia wallet add|correct|history` and `billia credit set|history`."""

from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.parameters import NEGATIVE_NUMBERS, AsJson, CustomerId, RequestId
from billia_tui.commands.session import customer_at

if TYPE_CHECKING:
    from billia_tui.operations.wallet.movements import Movement

wallet_app = typer.Typer(help="The wallet of a customer.", rich_markup_mode=None)
credit_app = typer.Typer(help="The credit limit of a customer.", rich_markup_mode=None)
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="In the customer's currency, e.g. 25.50 or 25,50.")]
NoteText = Annotated[str, typer.Option(metavar="TEXT", help="Kept with the change.")]


@wallet_app.command("add", context_settings=NEGATIVE_NUMBERS)
def add(
    context: typer.Context,
    customer: CustomerId,
    amount: Amount,
    note: NoteText = "",
    request_id: RequestId = None,
    as_json: AsJson = False,
) -> None:
    """Add funds."""
    from billia_tui.operations.wallet import movements as wallet

    desk, customer_id = customer_at(context, customer)
    movement = desk.change(wallet.add_funds, customer_id, amount, note, request_key=request_id)
    _moved(customer_id, movement, as_json=as_json)


@wallet_app.command("correct", context_settings=NEGATIVE_NUMBERS)
def correct(
    context: typer.Context,
    customer: CustomerId,
    amount: Amount,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Required; kept with the movement.")] = "",
    request_id: RequestId = None,
    as_json: AsJson = False,
) -> None:
    """Correct the balance: add an amount, or take a negative one away."""
    from billia_tui.operations.wallet import movements as wallet

    desk, customer_id = customer_at(context, customer)
    movement = desk.change(wallet.correct_balance, customer_id, amount, reason, request_key=request_id)
    _moved(customer_id, movement, as_json=as_json)


@wallet_app.command("history")
@rows_of_customer("wallet.movements.history", tables.MOVEMENTS, nothing="no movements yet")
def history() -> None:
    """List the movements, newest first."""


@credit_app.command("set", context_settings=NEGATIVE_NUMBERS)
def set_limit(
    context: typer.Context,
    customer: CustomerId,
    amount: Amount,
    note: NoteText = "",
    request_id: RequestId = None,
    as_json: AsJson = False,
) -> None:
    """Set the credit limit."""
    from billia_tui.operations.wallet import movements as wallet

    desk, customer_id = customer_at(context, customer)
    old, new = desk.change(wallet.set_credit_limit, customer_id, amount, note, request_key=request_id)
    output.told_changes(f"customer {customer_id}", customer_id, {"credit_limit": (old, new)}, as_json=as_json)


@credit_app.command("history")
@rows_of_customer("wallet.limit_history.history", tables.LIMIT_CHANGES, nothing="no changes yet")
def limit_history() -> None:
    """List the changes of the credit limit, newest first."""


def _moved(customer_id: int, movement: "Movement", *, as_json: bool) -> None:
    change = output.change(movement.balance_before, movement.balance_after)
    sentence = f"customer {customer_id}: wallet {change} ({movement.kind} {movement.id})"
    result = {"customer_id": customer_id, **output.record(movement), "balance_before": movement.balance_before}
    output.told(sentence, result, as_json=as_json)
