"""The table of keys: footer, help, palette and docs follow from it, and every key does something."""

from pathlib import Path

import pytest

from billia_tui import keys
from billia_tui.app import BilliaApp
from billia_tui.keys import Where
from billia_tui.screens.customer import CustomerScreen
from billia_tui.screens.customers import CustomersScreen
from billia_tui.screens.log import LogScreen
from billia_tui.screens.purchases import PurchasesScreen
from billia_tui.screens.service import ServiceScreen
from billia_tui.screens.services import ServicesScreen
from billia_tui.screens.wallet_history import WalletHistoryScreen
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.inputs import LinesInput
from billia_tui.widgets.panels.listing import ListPanel
from billia_tui.widgets.panels.services import ServicesPanel
from billia_tui.widgets.record_table import RecordTable

OWNERS: dict[Where, tuple[type, ...]] = {
    Where.EVERYWHERE: (BilliaApp, CustomersScreen),
    Where.LIST: (CustomersScreen, BilliaApp),
    Where.DETAILS: (CustomerScreen, BilliaApp),
    Where.PANEL: (ListPanel, ServicesPanel),
    Where.TABLE: (RecordTable,),
    Where.HISTORY: (WalletHistoryScreen,),
    Where.LOG: (LogScreen,),
    Where.PAGE: (ServicesScreen,),
    Where.READ: (PurchasesScreen,),
    Where.SERVICE: (ServiceScreen,),
    Where.DIALOG: (Dialog, LinesInput, BilliaApp),
}
FORBIDDEN = ("ctrl+a", "ctrl+b", "ctrl+s", "ctrl+q", "ctrl+z", "alt+", "f1", "f2", "ctrl+m", "ctrl+i", "ctrl+j")


@pytest.mark.parametrize("where", list(Where))
def test_every_key_has_an_action(where: Where) -> None:
    """R49: no dead key: each entry of the table runs a method that is there."""
    for entry in keys.entries(where):
        name = entry.action.split(".")[-1].split("(")[0]
        assert any(hasattr(owner, f"action_{name}") for owner in OWNERS[where]), entry.id
        assert entry.help
        assert entry.label


@pytest.mark.parametrize("where", list(Where))
def test_no_key_stands_for_two_things(where: Where) -> None:
    """The same key for the same thing: within a place no key is used twice."""
    pressed = [key for entry in keys.entries(where) for key in entry.keys.split(",")]
    assert len(pressed) == len(set(pressed))


def test_no_key_that_a_multiplexer_takes() -> None:
    """The design of the keys: none needs ctrl+a, ctrl+b, alt or a function key."""
    for entry in keys.KEYS:
        assert not any(part in entry.keys.split(",") for part in FORBIDDEN), entry.id


def test_the_documented_keys_are_the_table() -> None:
    """docs/keys.md is made from the table; `make docs` renews it."""
    path = Path(__file__).parents[2] / "docs" / "keys.md"
    assert path.read_text(encoding="utf-8") == keys.as_markdown() + "\n"


def test_names_are_unique() -> None:
    """The settings name a key by its id, so an id is given once."""
    ids = [entry.id for entry in keys.KEYS]
    assert len(ids) == len(set(ids))
