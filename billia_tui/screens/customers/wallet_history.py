"""Wallet history, and the correction of a balance (R29, R30)."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from billia_tui import clock
from billia_tui.actions.customers import CORRECT_BALANCE
from billia_tui.keys.made import Where
from billia_tui.operations import allowed
from billia_tui.operations.wallet import movements as wallet
from billia_tui.operations.wallet.movements import Movement
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.widgets.cells import Column
from billia_tui.widgets.small_picture import BELOW, picture


def _balance(row: Movement) -> int:
    return row.balance_after.minor


class WalletHistoryScreen(ListPage[Movement], inherit_bindings=False):
    """Every movement, newest first."""

    NAME: ClassVar[str] = "Wallet history"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.HISTORY)
    READS = wallet.history
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 7, "id", "muted", right=True, drop=2, from_width=90),
        Column("TIME", 16, "at"),
        Column("KIND", 10, "kind"),
        Column("AMOUNT", 15, "amount", right=True),
        Column("BALANCE", 15, "balance_after", right=True),
        Column("ADMIN", 8, "admin", "muted", grow=1, drop=1, from_width=90),
        Column("NOTE", 8, "note", grow=4),
    )
    """The columns of R29."""
    EMPTY: ClassVar[str] = "The wallet has not moved yet."

    def body(self) -> Iterable[Widget]:
        """The balance as a picture, then the movements."""
        self.course = Static(id="balance-course")
        yield self.course
        yield from super().body()

    def show_course(self) -> None:
        """The balance after each of the last movements, a cell for each, and the same in words."""
        rows = [*self.table.rows][: max(self.size.width - 2, 1)][::-1]
        if not rows:
            self.course.update("")
            return
        least, most = min(rows, key=_balance), max(rows, key=_balance)
        below = sum(_balance(row) < 0 for row in rows)
        told = [
            f"last {len(rows)} movements" if len(rows) > 1 else "one movement",
            f"{rows[-1].balance_after} now",
            f"lowest {least.balance_after} on {clock.day(least.at)}",
            f"highest {most.balance_after} on {clock.day(most.at)}",
            *([f"below zero ({BELOW}) {below} times"] if below else []),
        ]
        drawn = picture([*map(_balance, rows)], len(rows))
        self.course.update(Content(f"{drawn}\n{' · '.join(told)}"))

    def facts(self) -> Sequence[str]:
        """The balance now."""
        return (f"wallet {self.customer.wallet}",) if self.customer else ()

    def show_title(self) -> None:
        """The picture of the balance follows as well."""
        super().show_title()
        self.show_course()

    def refusals(self) -> dict[str, str | None]:
        """By the rights."""
        desk = self.app.desk
        return {"correct_balance": allowed.refusal(desk.actor, CORRECT_BALANCE)} if desk else {}

    def action_correct_balance(self) -> None:
        """Adds to the balance or subtracts from it, with a reason (R30)."""
        from billia_tui.screens.customers.dialogs.money import CorrectBalanceDialog

        if self.app.desk is not None:
            refusal = allowed.refusal(self.app.desk.actor, CORRECT_BALANCE)
            self.open_customer_form(CorrectBalanceDialog, refusal)
