"""Wallet and credit limit of one customer in the making: the ledger, and the hold that follows it."""

from typing import NamedTuple

from billia_tui.demo import rows
from billia_tui.demo.journal import Journal
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.staff import Staff
from billia_tui.demo.times import stamp
from billia_tui.money import Money
from billia_tui.operations.messages.notifications import Template
from billia_tui.vocabulary import MovementKind, Role

_ACTIONS = {MovementKind.FUNDS: "add funds", MovementKind.CORRECTION: "correct balance"}


class _Movement(NamedTuple):
    at: int
    kind: MovementKind
    minor: int
    note: str
    by: Role | None


class Purse:
    """`balance` and `limit` are what was written so far. Commissions may come in late: `close` puts them in place."""

    def __init__(self, sheet: Sheet, staff: Staff, journal: Journal, customer_id: int, currency: str) -> None:
        self._sheet, self._staff, self._journal = sheet, staff, journal
        self._customer_id, self._currency = customer_id, currency
        self._moves: list[_Movement] = []
        self._commissions: list[_Movement] = []
        self.balance = self.limit = 0

    def move(self, kind: MovementKind, minor: int, at: int, note: str = "", by: Role | None = None) -> None:
        """Moves the wallet; times never run backwards."""
        if self._moves:
            at = max(at, self._moves[-1].at)
        self._moves.append(_Movement(at, kind, minor, note, by))
        self.balance += minor

    def earn(self, purchase_id: int, minor: int, level: int, at: int) -> None:
        """Credits a commission (R163)."""
        values = (purchase_id, minor, self._currency, level, stamp(at))
        self._sheet.add(rows.CommissionRow, self._customer_id, *values)
        self._commissions.append(
            _Movement(at, MovementKind.COMMISSION, minor, f"commission for order {purchase_id}", None)
        )
        self.balance += minor

    def set_limit(self, new: int, at: int, note: str, by: Role) -> None:
        """Sets the credit limit."""
        old, self.limit = self.limit, new
        admin = self._staff.admins[by]
        self._sheet.add(rows.CreditRow, self._customer_id, old, new, note, admin, stamp(at))
        self._journal.log(
            at, by, "credit limit",
            before={"credit_limit": self._shown(old)}, after={"credit_limit": self._shown(new)}, reason=note,
        )  # fmt: skip

    def close(self) -> None:
        """Writes the ledger in the order of time, with its log lines and holds (R17, R19)."""
        moves = self._moves
        if self._commissions:
            moves = sorted([*moves, *self._commissions], key=lambda move: move.at)
        balance = 0
        for move in moves:
            old, balance = balance, balance + move.minor
            admin = None if move.by is None else self._staff.admins[move.by]
            values = (str(move.kind), move.minor, balance, move.note, admin, stamp(move.at))
            self._sheet.add(rows.MovementRow, self._customer_id, *values)
            if move.by is not None:
                self._log(move, old, balance)
            if (old < 0) != (balance < 0):
                self._hold(move.at, negative=balance < 0)

    def _log(self, move: _Movement, old: int, new: int) -> None:
        before, after = {"wallet": self._shown(old)}, {"wallet": self._shown(new)}
        self._journal.log(move.at, move.by, _ACTIONS[move.kind], before=before, after=after, reason=move.note)

    def _hold(self, at: int, *, negative: bool) -> None:
        self._journal.tell(at, Template.HELD if negative else Template.RELEASED)
        self._journal.log(
            at, None, "hold by system" if negative else "release by system",
            before={"on_hold_auto": not negative}, after={"on_hold_auto": negative},
            reason="wallet below zero" if negative else "wallet back at zero or more",
        )  # fmt: skip

    def _shown(self, minor: int) -> str:
        return str(Money(minor, self._currency))
