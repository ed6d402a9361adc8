"""The texts of mails in the console: looked at, edited, given back (R228)."""

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import templates
from billia_tui.screens.messages.templates import ResetTemplateDialog, TemplateDialog, TemplatesScreen
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, close_dialog, open_dialog, press, settle, shown, until


def own(desk: Desk) -> list[tuple[str, str]]:
    """The texts that are not the shipped ones."""
    return [(row.name, row.subject) for row in desk.ask(templates.listing) if row.owner != "shipped"]


async def test_edited_and_given_back(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R228: a mistake stands at its part; a saved text is the house's; the shipped one is behind it."""
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        await open_dialog(pilot, "X")
        await until(pilot, lambda: isinstance(pilot.app.screen, TemplatesScreen) and "activation" in shown(pilot))
        await open_dialog(pilot, "enter")
        assert isinstance(pilot.app.screen, TemplateDialog)
        await press(pilot, "end", *["backspace"] * len("Aktivieren Sie Ihr Konto"), "enter")
        assert "is needed" in shown(pilot)
        assert own(book_desk) == []
        await press(pilot, *"Hallo")
        await close_dialog(pilot, "enter")
        assert own(book_desk) == [("activation", "Hallo")]
        await until(pilot, lambda: "house" in shown(pilot))
        await open_dialog(pilot, "d")
        assert isinstance(pilot.app.screen, ResetTemplateDialog)
        await close_dialog(pilot, "enter")
        assert own(book_desk) == []


async def test_seen_as_it_will_look(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R228: filled with samples; a shipped text cannot be given back."""
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await open_dialog(pilot, "X")
        await until(pilot, lambda: isinstance(pilot.app.screen, TemplatesScreen) and "activation" in shown(pilot))
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, TemplatesScreen)
        await open_dialog(pilot, "p")
        assert "Guten Tag Maria Köhler" in shown(pilot)
