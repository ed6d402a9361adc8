"""A server that goes away while somebody works: said in words, nothing typed is lost, nothing is booked twice."""

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from billia_tui.app import link
from billia_tui.app.app import BilliaApp
from billia_tui.db.store import Store, open_store
from billia_tui.operations import desk as desks
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.widgets.dialog import Dialog
from tests.conftest import AddCustomer
from tests.operations.kit import ledger
from tests.relay import Cut, Relay, relay_to
from tests.screens.console import LARGE, SMALL, open_dialog, press, shown, the_list, until

OFTEN = 0.02
"""Seconds between two times of reading afresh: tests do not wait a second."""

LOST = "✖ store out of reach since"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked often, and not long, whether the server is back."""
    monkeypatch.setattr(link, "FIRST_PAUSE", OFTEN)
    monkeypatch.setattr(link, "LONGEST_PAUSE", OFTEN)
    monkeypatch.setattr(desks, "LOOKS_FOR", 0.1)


@pytest.fixture
def near(postgresql_store: Store) -> Desk:
    """A colleague beside the server."""
    return Desk(postgresql_store, 1)


@pytest.fixture
def customer(near: Desk, add_customer: AddCustomer) -> int:
    """The only customer."""
    return add_customer(near, username="maria")


@pytest.fixture
def line(postgresql_database: str, customer: int) -> Iterator[tuple[Relay, str]]:
    """A line to the server, and the address through it."""
    with relay_to(postgresql_database) as found:
        yield found


@pytest.fixture
def relay(line: tuple[Relay, str]) -> Relay:
    """The line alone."""
    return line[0]


@pytest.fixture
def far(line: tuple[Relay, str]) -> Iterator[Desk]:
    """The desk at the far end of that line."""
    store = open_store(line[1])
    yield Desk(store, 1)
    store.close()


def title(pilot: Pilot[int]) -> str:
    return shown(pilot).splitlines()[0]


async def funds_form(pilot: Pilot[int]) -> Dialog:
    """The details page, and the form of funds on it with an amount and a note."""
    await until(pilot, lambda: bool(the_list(pilot).table.rows))
    await press(pilot, "enter")
    await until(pilot, lambda: "maria" in title(pilot))
    await open_dialog(pilot, "w")
    await press(pilot, *"25", "tab", *"refund")
    form = pilot.app.screen
    assert isinstance(form, Dialog)
    return form


async def test_a_server_that_is_gone_while_a_form_is_open(far: Desk, near: Desk, relay: Relay, customer: int) -> None:
    """P1, P6, P7: the title says it and clears again, the page behind reads by itself, the form loses nothing."""
    app = BilliaApp(lambda: far, place="team", live=OFTEN)
    async with app.run_test(size=LARGE) as pilot:
        form = await funds_form(pilot)
        app.call_later(app.live.begin)
        await until(pilot, lambda: app.live._watcher is not None)
        typed = form.values
        relay.refuse()
        await until(pilot, lambda: LOST in title(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "nothing was saved; try again" in shown(pilot))
        assert form.values == typed == {"amount": "25", "note": "refund"}
        near.change(notes.add, customer, "Called back")
        relay.accept()
        await until(pilot, lambda: LOST not in title(pilot))
        await until(pilot, lambda: any("Called back" in str(panel.shown) for panel in the_page_below(pilot).panels))
        assert pilot.app.screen is form
        assert form.values == typed
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not form)
        assert [entry.amount for entry in ledger(near.store, customer)] == [2500]


async def test_a_line_that_is_cut_at_commit(far: Desk, near: Desk, relay: Relay, customer: int) -> None:
    """P1, P2: before COMMIT, nothing is booked and the form says so; after it, it is saved and the form closes.

    If the server is gone right after it nobody can tell yet, and that is said; enter, when it is back, books no second.
    """
    async with BilliaApp(lambda: far).run_test(size=SMALL) as pilot:
        form = await funds_form(pilot)
        typed = form.values
        relay.cut = Cut.BEFORE
        await pilot.press("enter")
        await until(pilot, lambda: "nothing was saved; try again" in shown(pilot))
        assert ledger(near.store, customer) == []
        assert form.values == typed
        relay.cut = Cut.AFTER
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not form)
        assert "wallet 0.00 EUR → 25.00 EUR" in str(list(pilot.app._notifications)[-1].message)
        assert len(ledger(near.store, customer)) == 1

        await open_dialog(pilot, "w")
        second = pilot.app.screen
        await press(pilot, *"10")
        relay.cut, relay.gone_after_cut = Cut.AFTER, True
        await pilot.press("enter")
        await until(pilot, lambda: "may be saved or not; trying again saves it only once" in words(pilot))
        assert LOST in title(pilot)
        relay.accept()
        await until(pilot, lambda: LOST not in title(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not second)
        assert [entry.amount for entry in ledger(near.store, customer)] == [2500, 1000]


async def test_pages_without_a_server(far: Desk, near: Desk, relay: Relay, customer: int) -> None:
    """P7: rows stay where there are some; a page that came too late is read by itself when the server is back."""
    async with BilliaApp(lambda: far).run_test(size=SMALL) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        relay.refuse()
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: LOST in title(pilot))
        assert "maria" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "✖ cannot reach the store" in shown(pilot))
        near.change(wallet.add_funds, customer, "25")
        relay.accept()
        await until(pilot, lambda: "25.00 EUR" in shown(pilot))
        assert LOST not in title(pilot)
        await press(pilot, "escape")
        assert LOST not in title(pilot)


def the_page_below(pilot: Pilot[int]) -> CustomerScreen:
    """The details page behind a form."""
    page = pilot.app.screen_stack[-2]
    assert isinstance(page, CustomerScreen)
    return page


def words(pilot: Pilot[int]) -> str:
    """The text of the screen without frames and line ends."""
    return " ".join(shown(pilot).replace("│", " ").split())
