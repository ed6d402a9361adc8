"""Wallet, ledger and credit limit (R23-R31, P1)."""

from itertools import pairwise

import pytest

from billia_tui.errors import BilliaError, Conflict, Invalid, Refused
from billia_tui.money import LARGEST_BALANCE, MOST_FUNDS, Money
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import limit_history as credit
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, actions_of, credit_changes, everything, ledger, log_of, page_of


def refused_fields(desk: Desk, operation: object, *args: object, **kwargs: object) -> dict[str, str]:
    """What is said at the fields; the store must not have changed."""
    before = everything(desk.store)
    with pytest.raises(Invalid) as refused:
        desk.change(operation, *args, **kwargs)  # type: ignore[arg-type]  # operations of several signatures
    assert everything(desk.store) == before
    return refused.value.fields


def test_funds_raise_the_wallet(desk: Desk, add_customer: AddCustomer) -> None:
    """R24, R26, R29: one ledger entry, one log line with old → new, the note kept."""
    ident = add_customer(desk)
    first = desk.change(wallet.add_funds, ident, "25,50", " bank transfer ")
    second = desk.change(wallet.add_funds, ident, "0.01")
    assert (first.kind, first.amount, first.balance_after) == ("funds", Money(2550, "EUR"), Money(2550, "EUR"))
    assert (first.note, first.admin) == ("bank transfer", "ana")
    assert (second.balance_before, second.balance_after) == (Money(2550, "EUR"), Money(2551, "EUR"))
    assert page_of(desk, ident).wallet == Money(2551, "EUR")
    assert log_of(desk, ident)[1].summary == "wallet: 0.00 EUR → 25.50 EUR · bank transfer"
    assert actions_of(desk, ident) == ["add", "add funds", "add funds"]


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [("JPY", "1200", "1200 JPY"), ("KWD", "1.005", "1.005 KWD"), ("CLF", "0.0001", "0.0001 CLF")],
)
def test_funds_in_other_currencies(
    sqlite_desk: Desk, add_customer: AddCustomer, currency: str, amount: str, shown: str
) -> None:
    """R23, R27, section 2: as many decimals as the currency has, always with the currency."""
    ident = add_customer(sqlite_desk, currency=currency)
    assert str(sqlite_desk.change(wallet.add_funds, ident, amount).balance_after) == shown
    assert str(page_of(sqlite_desk, ident).wallet) == shown


@pytest.mark.parametrize(
    "amount", ["0", "0.00", "-5", "+5", "", " ", "1,000.50", "1e3", "0.001", "1000000.01", "9" * 20, "5 EUR", "٣"]
)
def test_funds_that_are_refused(sqlite_desk: Desk, add_customer: AddCustomer, amount: str) -> None:
    """R24, R27: above zero, at most 1,000,000.00, a plain number; nothing is saved."""
    assert list(refused_fields(sqlite_desk, wallet.add_funds, add_customer(sqlite_desk), amount)) == ["amount"]


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_the_most_that_can_be_added(desk: Desk, add_customer: AddCustomer, currency: str) -> None:
    """R24: exactly 1,000,000.00 is possible, in every currency."""
    ident = add_customer(desk, currency=currency)
    assert desk.change(wallet.add_funds, ident, str(MOST_FUNDS)).balance_after.amount.startswith("1000000")
    assert list(refused_fields(desk, wallet.add_funds, ident, "1000001")) == ["amount"]


@pytest.mark.parametrize("note", ["a\x1b]0;x\x07", "x" * 501, "a\nb", "\ud800"])
def test_a_note_that_cannot_be_kept(sqlite_desk: Desk, add_customer: AddCustomer, note: str) -> None:
    """R24, P5."""
    assert list(refused_fields(sqlite_desk, wallet.add_funds, add_customer(sqlite_desk), "5", note)) == ["note"]


def test_a_correction_goes_both_ways(desk: Desk, add_customer: AddCustomer) -> None:
    """R30: adds or subtracts, below zero too, with its reason."""
    ident = add_customer(desk)
    down = desk.change(wallet.correct_balance, ident, "-30", "double booking")
    up = desk.change(wallet.correct_balance, ident, "12.5", "found it")
    assert (down.kind, down.amount.minor, down.note) == ("correction", -3000, "double booking")
    assert up.balance_after == Money(-1750, "EUR")
    assert log_of(desk, ident)[0].reason == "found it"


def test_a_correction_without_amount_and_reason(desk: Desk, add_customer: AddCustomer) -> None:
    """R30, R152: the reason is required; both mistakes are shown at once; zero is no correction."""
    ident = add_customer(desk)
    assert list(refused_fields(desk, wallet.correct_balance, ident, "x", " ")) == ["amount", "reason"]
    assert list(refused_fields(desk, wallet.correct_balance, ident, "5", "")) == ["reason"]
    assert list(refused_fields(desk, wallet.correct_balance, ident, "-0", "why")) == ["amount"]


def test_a_balance_never_leaves_the_range(desk: Desk, add_customer: AddCustomer) -> None:
    """Reliability 3.1: the limit is checked before adding."""
    ident = add_customer(desk)
    largest = Money(LARGEST_BALANCE, "EUR").amount
    desk.change(wallet.correct_balance, ident, largest, "all of it")
    assert list(refused_fields(desk, wallet.correct_balance, ident, "0.01", "more")) == ["amount"]
    assert list(refused_fields(desk, wallet.add_funds, ident, "0.01")) == ["amount"]
    desk.change(wallet.correct_balance, ident, f"-{largest}", "back")
    assert desk.change(wallet.correct_balance, ident, f"-{largest}", "below").balance_after.minor == -LARGEST_BALANCE
    assert list(refused_fields(desk, wallet.correct_balance, ident, "-0.01", "more")) == ["amount"]


def test_the_credit_limit(desk: Desk, add_customer: AddCustomer) -> None:
    """R25, R26, R31: zero or more, old → new in history and log; lower than the amount in use is allowed."""
    ident = add_customer(desk)
    assert desk.change(wallet.set_credit_limit, ident, "100", "good payer") == (Money(0, "EUR"), Money(10000, "EUR"))
    desk.change(wallet.correct_balance, ident, "-80", "used")
    assert desk.change(wallet.set_credit_limit, ident, "20") == (Money(10000, "EUR"), Money(2000, "EUR"))
    desk.change(wallet.set_credit_limit, ident, "0")
    assert page_of(desk, ident).credit_limit == Money(0, "EUR")
    rows = desk.ask(credit.history, ident, ALL).rows
    assert [(row.old.amount, row.new.amount, row.note, row.admin) for row in rows] == [
        ("20.00", "0.00", "", "ana"),
        ("100.00", "20.00", "", "ana"),
        ("0.00", "100.00", "good payer", "ana"),
    ]
    assert log_of(desk, ident)[-2].summary == "credit limit: 0.00 EUR → 100.00 EUR · good payer"


@pytest.mark.parametrize("amount", ["-1", "", "abc", "0.001", "1000000000001"])
def test_credit_limits_that_are_refused(sqlite_desk: Desk, add_customer: AddCustomer, amount: str) -> None:
    """R25, R27."""
    assert list(refused_fields(sqlite_desk, wallet.set_credit_limit, add_customer(sqlite_desk), amount)) == ["amount"]


def test_a_credit_limit_that_is_no_change(desk: Desk, add_customer: AddCustomer) -> None:
    """R25: setting what is set is refused; no empty line in the histories."""
    ident = add_customer(desk)
    with pytest.raises(Refused, match=r"is 0\.00 EUR already"):
        desk.change(wallet.set_credit_limit, ident, "0")
    assert credit_changes(desk.store, ident) == []


def test_two_forms_on_one_credit_limit(desk: Desk, add_customer: AddCustomer) -> None:
    """R189, P3: the second form is refused and gets the fresh value; with it, it may save."""
    ident = add_customer(desk)
    desk.change(wallet.set_credit_limit, ident, "100", seen=0)
    before = everything(desk.store)
    with pytest.raises(Conflict) as refused:
        desk.change(wallet.set_credit_limit, ident, "50", seen=0)
    assert refused.value.fresh == {"credit_limit": "100.00 EUR"}
    assert everything(desk.store) == before
    desk.change(wallet.set_credit_limit, ident, "50", seen=10000)
    assert [(one.old, one.new) for one in credit_changes(desk.store, ident)] == [(0, 10000), (10000, 5000)]


def test_the_history_is_newest_first_and_complete(desk: Desk, add_customer: AddCustomer) -> None:
    """R29: pages of any size give every movement once, from both ends; other customers' movements stay away."""
    ident, other = add_customer(desk), add_customer(desk)
    for number in range(1, 8):
        desk.change(wallet.add_funds, ident, f"{number}")
        desk.change(wallet.add_funds, other, "99")
    ids = [entry.id for entry in reversed(ledger(desk.store, ident))]
    found: list[int] = []
    window: Window | None = Window(limit=3)
    while window:
        page = desk.ask(wallet.history, ident, window)
        found += [row.id for row in page.rows]
        window = Window(limit=3, after=page.keys[-1]) if page.more else None
    assert found == ids
    assert [row.id for row in desk.ask(wallet.history, ident, Window(limit=3, bottom=True)).rows] == ids[-3:]
    rows = desk.ask(wallet.history, ident, ALL).rows
    assert all(newer.balance_before == older.balance_after for newer, older in pairwise(rows))


def test_every_movement_is_one_entry_that_adds_up(desk: Desk, add_customer: AddCustomer) -> None:
    """P1: the wallet is the sum of the ledger, refusals leave no trace."""
    ident = add_customer(desk)
    for operation, *args in (
        (wallet.add_funds, "10"),
        (wallet.add_funds, "bad"),
        (wallet.correct_balance, "-25", "x"),
        (wallet.correct_balance, "1", ""),
        (wallet.add_funds, "3.33"),
    ):
        try:
            desk.change(operation, ident, *args)  # type: ignore[arg-type]  # operations of several signatures
        except BilliaError:
            continue
    entries = ledger(desk.store, ident)
    assert [entry.amount for entry in entries] == [1000, -2500, 333]
    assert page_of(desk, ident).wallet.minor == sum(entry.amount for entry in entries) == entries[-1].balance_after
