"""Add funds, correct the balance, set the credit limit (R24-R31): old → new before anything is saved (R26)."""

from collections.abc import Callable, Mapping, Sequence

from billia_tui.errors import Conflict, Invalid
from billia_tui.money import Money
from billia_tui.operations import money_reasons
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.money_reasons import MovedByHand
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.widgets.field_spec import Field

NOTE = Field("note", "Note", hint="optional, stays with the movement")


class _WalletDialog(CustomerDialog):
    """What moves the wallet: shows the balance before and after while the amount is typed."""

    def amount_of(self, text: str) -> int:
        """The amount in minor units; raises Invalid."""
        raise NotImplementedError

    def preview(self, values: Mapping[str, str]) -> str:
        """Old → new, and what becomes of the hold."""
        old = self.customer.wallet
        try:
            new = Money(old.minor + self.amount_of(values["amount"]), old.currency)
        except Invalid:
            return f"Wallet {old}"
        return f"Wallet {old} → {new}{_hold_words(self.customer, new)}"


def _hold_words(customer: CustomerPage, new: Money) -> str:
    """What the movement does to the automatic hold, in words; empty if nothing."""
    after = hold.auto_for(new.minor)
    if after == customer.on_hold_auto:
        return ""
    if after:
        return " · puts the customer ON HOLD"
    return " · ends the automatic hold" + ("; the hold by an admin stays" if customer.on_hold_manual else "")


class AddFundsDialog(_WalletDialog):
    """Raises the wallet (R24)."""

    TITLE_WORDS = "Add funds"
    verb = "add"

    def fields(self) -> Sequence[Field]:
        """Amount and note."""
        return Field("amount", f"Amount {self.customer.wallet.currency}", hint="e.g. 25.50"), Field(
            "note", "Note", hint=money_reasons.hint(MovedByHand.FUNDS)
        )

    def amount_of(self, text: str) -> int:
        """Above zero (R24)."""
        return wallet.funds_amount(text, self.customer.wallet.currency)

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds; the same request key for every try, so that it is added once."""
        moved = await self.app.change(
            wallet.add_funds, self.customer.id, values["amount"], values["note"], request_key=self.request_key
        )
        return self.done(f"wallet {moved.balance_before} → {moved.balance_after}")


class CorrectBalanceDialog(_WalletDialog):
    """Adds or subtracts, with a reason (R30)."""

    TITLE_WORDS = "Correct balance"
    verb = "correct"

    def fields(self) -> Sequence[Field]:
        """Amount and reason."""
        return (
            Field("amount", f"Amount {self.customer.wallet.currency}", hint="e.g. 25.50 adds, -25.50 subtracts"),
            Field("reason", "Reason", hint=money_reasons.hint(MovedByHand.CORRECTION)),
        )

    def amount_of(self, text: str) -> int:
        """Not zero, with its sign."""
        return wallet.correction_amount(text, self.customer.wallet.currency)

    async def save(self, values: Mapping[str, str]) -> str:
        """Corrects, once."""
        moved = await self.app.change(
            wallet.correct_balance, self.customer.id, values["amount"], values["reason"], request_key=self.request_key
        )
        return self.done(f"wallet {moved.balance_before} → {moved.balance_after}")


class CreditLimitDialog(CustomerDialog):
    """Sets a new credit limit (R25)."""

    TITLE_WORDS = "Credit limit"
    verb = "set"
    undoable = True

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.seen = customer.credit_limit

    def fields(self) -> Sequence[Field]:
        """The new limit and a note."""
        return Field("credit_limit", f"New limit {self.seen.currency}", hint="0 or more, e.g. 100"), NOTE

    def preview(self, values: Mapping[str, str]) -> str:
        """Old → new."""
        try:
            new = Money(wallet.limit_amount(values["credit_limit"], self.seen.currency), self.seen.currency)
        except Invalid:
            return f"Credit limit {self.seen}"
        used = wallet.credit_used(self.customer.wallet)
        below = f" · below the {used} in use: that stays, no more can be used" if new.minor < used.minor else ""
        return f"Credit limit {self.seen} → {new}{below}"

    def meanwhile(self, conflict: Conflict) -> None:
        """The next `enter` sets it over what is shown now, and over nothing newer."""
        self.seen = Money(conflict.seen, self.seen.currency)

    async def save(self, values: Mapping[str, str]) -> str:
        """Sets it, unless someone else did meanwhile."""
        change: Callable[..., tuple[Money, Money]] = wallet.set_credit_limit
        try:
            old, new = await self.app.change(
                change,
                self.customer.id,
                values["credit_limit"],
                values["note"],
                seen=self.seen.minor,
                request_key=self.request_key,
            )
        except Invalid as error:  # the operation calls it an amount, this form a limit
            raise Invalid({"credit_limit" if k == "amount" else k: v for k, v in error.fields.items()}) from error
        return self.done(f"credit limit {old} → {new}")
