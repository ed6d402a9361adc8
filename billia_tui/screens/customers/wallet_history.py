"""Wallet history, and the correction of a balance (R29, R30)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.actions.customers import CORRECT_BALANCE
from billia_tui.keys.made import Where
from billia_tui.operations import allowed
from billia_tui.operations.wallet import movements as wallet
from billia_tui.operations.wallet.movements import Movement
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.cells import Column, Piece
from billia_tui.widgets.status_text import money


class WalletHistoryScreen(ListPage[Movement], inherit_bindings=False):
    """Every movement, newest first."""

    NAME: ClassVar[str] = "Wallet history"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.HISTORY,)
    READS = wallet.history
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, right=True, drop=2),
        Column("TIME", 16),
        Column("KIND", 10),
        Column("AMOUNT", 15, right=True),
        Column("BALANCE AFTER", 15, right=True),
        Column("ADMIN", 8, grow=1, drop=1),
        Column("NOTE", 8, grow=4),
    )
    EMPTY: ClassVar[str] = "The wallet has not moved yet."

    def cells(self, row: Movement) -> Sequence[Piece]:
        """The columns of R29."""
        return (
            (str(row.id), "muted"),
            (clock.shown(row.at), ""),
            (row.kind, ""),
            money(row.amount),
            money(row.balance_after),
            (row.admin, "muted"),
            (row.note, ""),
        )

    def facts(self) -> Sequence[str]:
        """The balance now."""
        return (f"wallet {self.customer.wallet}",) if self.customer else ()

    def show_title(self) -> None:
        """The key line follows the rights as well."""
        super().show_title()
        if self.app.desk:
            refusal = allowed.refusal(self.app.desk.actor, CORRECT_BALANCE)
            self.key_bar.show({"correct_balance": KeyState(refusal=refusal)})

    def action_correct_balance(self) -> None:
        """Adds to the balance or subtracts from it, with a reason (R30)."""
        from billia_tui.screens.customers.dialogs.money import CorrectBalanceDialog

        if self.app.desk is not None:
            refusal = allowed.refusal(self.app.desk.actor, CORRECT_BALANCE)
            self.open_customer_form(CorrectBalanceDialog, refusal)
