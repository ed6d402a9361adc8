"""Dialogs alone: opened over an empty page, on a store of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

import billia_tui.app.app
from billia_tui.app.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.operations.customers import companies, emails
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.customers.companies import CompanyRow
from billia_tui.operations.customers.emails import EmailRow
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.notes.customer_notes import NoteRow
from billia_tui.paging import Window
from billia_tui.widgets.dialog import Dialog
from tests.conftest import NOW, AddCustomer
from tests.screens.console import settle, until
from tests.screens.shelf import EMPTY, Shelf


class Host(BilliaApp):
    """The console with an empty first page; `answers` holds what closed dialogs said."""

    CSS_PATH = str(Path(billia_tui.app.app.__file__).parents[1] / "styles" / "app.tcss")

    def __init__(self, desk: Desk) -> None:
        super().__init__(lambda: desk, place="local")
        self.answers: list[str | None] = []

    def get_default_screen(self) -> Screen[None]:
        """Nothing of the console itself."""
        return Screen()

    async def show(self, pilot: Pilot[Any], dialog: Dialog) -> None:
        """Opens a dialog and waits until it stands there."""
        if self.desk is None:
            await self.open_store()
        await self.push_screen(dialog, self.answers.append)
        await settle(pilot)

    async def answered(self, pilot: Pilot[Any]) -> str | None:
        """What the dialog says when it has closed."""
        number = len(self.answers)
        await until(pilot, lambda: len(self.answers) > number or len(self.screen_stack) == 1)
        return self.answers[-1]

    def burst(self, *pressed: str) -> None:
        """Keys that arrive together, as typed ahead on a slow line: nothing waits between them."""
        characters = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " "}
        for key in pressed:
            self.post_message(events.Key(key, key if len(key) == 1 else characters.get(key)))


class Case:
    """A customer and what its dialogs start from, read afresh each time."""

    def __init__(self, desk: Desk, customer_id: int) -> None:
        self.desk = desk
        self.id = customer_id

    @property
    def customer(self) -> CustomerPage:
        """The page as it is now."""
        return self.desk.ask(customer_page.read, self.id)

    @property
    def emails(self) -> tuple[EmailRow, ...]:
        """The addresses as they are now."""
        return tuple(self.desk.ask(emails.page, self.id, Window()).rows)

    @property
    def companies(self) -> tuple[CompanyRow, ...]:
        """The companies as they are now."""
        return tuple(self.desk.ask(companies.page, self.id, Window()).rows)

    @property
    def notes(self) -> tuple[NoteRow, ...]:
        """The notes as they are now."""
        return tuple(self.desk.ask(notes.page, self.id, Window()).rows)


@pytest.fixture
def ticking() -> Iterator[None]:
    """The afternoon of the tests; the clock ticks, or asyncio would never wake up."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def chosen_desk(shelf: Shelf, tmp_path: Path) -> Iterator[Desk]:
    """The desk of Administrator ana on a store without customers."""
    with shelf.borrow(EMPTY, tmp_path) as url:
        store = open_store(url)
        yield Desk(store, 1)
        store.close()


@pytest.fixture
def case(chosen_desk: Desk, add_customer: AddCustomer, ticking: None) -> Case:
    """A customer in EUR with an empty wallet."""
    return Case(chosen_desk, add_customer(chosen_desk, first_name="Maria", last_name="Petrova", username="maria"))


@pytest.fixture
def host(chosen_desk: Desk, ticking: None) -> Host:
    """The console to open dialogs on."""
    return Host(chosen_desk)
