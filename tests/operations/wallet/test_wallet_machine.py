"""Any course of additions, corrections, retries and mistakes keeps wallet, ledger and hold true (P1, R17-R19)."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from billia_tui.db.store import open_store
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from tests.conftest import COURSES
from tests.operations.kit import customer, ledger

CENTS = st.one_of(st.integers(min_value=1, max_value=500), st.integers(min_value=1, max_value=100_000_000))
KEYS = st.sampled_from(["a", "b", "c", None])


def written(cents: int) -> str:
    """Minor units of EUR as typed."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}"


class Wallet(RuleBasedStateMachine):
    """One customer and a model of its wallet: the list of its movements."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        path = Path(self.folder) / "billia.db"
        shutil.copy(self.template, path)
        self.desk = Desk(open_store(str(path)), 1)
        self.ident = self.desk.change(
            customers.add,
            NewCustomer("Ana", "Lima", "ana@example.org", "BR", "EUR"),
            then=customers.AfterAdding.NOTHING,
        )
        self.moved: list[int] = []
        self.keys: dict[str, tuple[str, int, int]] = {}
        self.manual = False

    def teardown(self) -> None:
        """Gives the store back."""
        self.desk.store.close()
        shutil.rmtree(self.folder)

    @initialize()
    def opened(self) -> None:
        """A new customer has nothing."""
        assert customer(self.desk.store, self.ident).wallet == 0

    def _request(self, operation: str, cents: int, key: str | None) -> None:
        call: Any = wallet.add_funds if operation == "add" else wallet.correct_balance
        args = (written(cents), "why")
        known = self.keys.get(key) if key else None
        if known is None:
            entry = self.desk.change(call, self.ident, *args, request_key=key)
            self.moved.append(cents)
            assert (entry.amount.minor, entry.balance_after.minor) == (cents, sum(self.moved))
            if key:
                self.keys[key] = (operation, cents, entry.id)
        elif known[:2] == (operation, cents):
            assert self.desk.change(call, self.ident, *args, request_key=key).id == known[2]
        else:
            with pytest.raises(Refused):
                self.desk.change(call, self.ident, *args, request_key=key)

    @rule(cents=CENTS, key=KEYS)
    def add(self, cents: int, key: str | None) -> None:
        """R24, with or without a key that may be known."""
        self._request("add", cents, key)

    @rule(cents=CENTS, down=st.booleans(), key=KEYS)
    def correct(self, cents: int, down: bool, key: str | None) -> None:
        """R30."""
        self._request("correct", -cents if down else cents, key)

    @rule(key=st.sampled_from(["a", "b", "c"]))
    def retry(self, key: str) -> None:
        """P1: a known request again."""
        if key in self.keys:
            operation, cents, _ = self.keys[key]
            self._request(operation, cents, key)

    @rule()
    def settle(self) -> None:
        """R18: back to exactly zero."""
        if sum(self.moved):
            self._request("correct", -sum(self.moved), None)

    @rule(text=st.sampled_from(["0", "x", "", "1e3", "0.001", "-0"]), key=KEYS)
    def mistake(self, text: str, key: str | None) -> None:
        """R27: refused, and nothing changes."""
        with pytest.raises((Invalid, Refused)):
            self.desk.change(wallet.correct_balance, self.ident, text, "why", request_key=key)

    @rule()
    def switch_hold(self) -> None:
        """R16, R20."""
        if not self.manual:
            self.desk.change(hold.put_on, self.ident)
            self.manual = True
        elif sum(self.moved) < 0:
            with pytest.raises(Refused):
                self.desk.change(hold.release, self.ident)
        else:
            self.desk.change(hold.release, self.ident)
            self.manual = False

    @invariant()
    def everything_adds_up(self) -> None:
        """P1, R17, R19: wallet = sum of the ledger = last balance after; hold by system exactly below zero."""
        row, entries = customer(self.desk.store, self.ident), ledger(self.desk.store, self.ident)
        assert [entry.amount for entry in entries] == self.moved
        assert row.wallet == sum(self.moved) == (entries[-1].balance_after if entries else 0)
        assert type(row.wallet) is int
        assert row.wallet_rank == row.wallet * 100
        assert (row.on_hold_auto, row.on_hold_manual) == (row.wallet < 0, self.manual)


def test_any_course_of_a_wallet(sqlite_template: Path) -> None:
    """P1, R17-R20, R24, R30."""
    Wallet.template = sqlite_template
    run_state_machine_as_test(Wallet, settings=settings(max_examples=COURSES, stateful_step_count=20))
