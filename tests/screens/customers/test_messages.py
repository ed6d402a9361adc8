"""A message to a customer from the console: written, seen as it will look, sent (R228)."""

from sqlalchemy import update

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import Email, OutgoingMail
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import templates
from billia_tui.operations.messages import outbox
from billia_tui.operations.orders import documents
from billia_tui.paging import Window
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.messages.message_dialogs import MessageDialog, SendMessageDialog
from billia_tui.vocabulary import Marketing
from tests import factories
from tests.operations.kit import stored
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, go, open_dialog, press, shown, until


async def test_seen_before_it_goes(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R228: `esc` at the preview goes on writing with what was typed; `enter` sends it, once."""
    before = len(book_desk.ask(outbox.page, book.maria, Window()).rows)
    async with app.run_test(size=SMALL) as pilot:
        await go(pilot, book.maria)
        await open_dialog(pilot, "E")
        await press(pilot, *"Your question", "tab", *"Yes.")
        await press(pilot, "shift+tab", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SendMessageDialog))
        assert "Your question" in shown(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog))
        assert len(book_desk.ask(outbox.page, book.maria, Window()).rows) == before
        assert pilot.app.screen.values["subject"] == "Your question"  # type: ignore[attr-defined]  # a form
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SendMessageDialog))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        rows = book_desk.ask(outbox.page, book.maria, Window()).rows
        assert len(rows) == before + 1
        assert (rows[0].subject, rows[0].state) == ("Your question", "queued")


async def test_mistakes_stay_at_their_fields(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R152, R228: nothing is looked at, nothing sent."""
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await open_dialog(pilot, "E")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, MessageDialog)
        assert shown(pilot).count("is needed") == 2


async def test_begun_with_a_template(app: BilliaApp, book_desk: Desk, book: Book) -> None:
    """R228: an empty text gets that of the template, to go on writing."""
    book_desk.change(templates.save, "welcome", "en", subject="Welcome", body="Hi {{ customer.first_name }}")
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await open_dialog(pilot, "E")
        await press(pilot, "shift+tab", "right", "tab", "enter")
        await until(pilot, lambda: "Hi Maria" in shown(pilot))
        assert isinstance(pilot.app.screen, MessageDialog)


async def test_a_document_goes_with_it_and_marketing_asks_for_consent(
    app: BilliaApp, book_desk: Desk, book: Book
) -> None:
    """R228, R231, R232: a document of the customer is chosen; an address that is not subscribed is refused."""
    order = factories.add_purchase(book_desk, book.maria, paid=True, price=1000)
    paper = book_desk.change(documents.make_invoice, order)
    with book_desk.store.writing() as session:
        session.execute(update(Email).values(marketing=Marketing.UNSUBSCRIBED))
    async with app.run_test(size=SMALL) as pilot:
        await go(pilot, book.maria)
        await open_dialog(pilot, "E")
        await press(pilot, *"Paper", "tab", *"Here.", "tab", "right", "tab", "right")
        await press(pilot, *["shift+tab"] * 3, "enter")
        await until(pilot, lambda: "is not subscribed" in shown(pilot))
        await press(pilot, "left", *["shift+tab"] * 3, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SendMessageDialog))
        assert f"With it: {paper.number} · 10.00 EUR, as PDF" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
    mail = stored(book_desk.store, OutgoingMail)[-1]
    assert (mail.subject, mail.document_id, mail.marketing) == ("Paper", paper.id, False)
