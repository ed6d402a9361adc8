"""Subscriptions, the bell, outgoing mail, affiliates, the log, with real keys (R51, R85, R94-R100, R158-R169, R187)."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from billia_tui.app.app import BilliaApp
from billia_tui.db.models import LogEntry
from billia_tui.operations.affiliates import affiliates
from billia_tui.operations.customers import emails, subscriptions
from billia_tui.operations.customers import password as passwords
from billia_tui.operations.customers.upload import Upload
from billia_tui.operations.desk import Desk
from billia_tui.operations.messages import notifications, outbox
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.orders import payment  # fmt: skip
from billia_tui.screens.affiliates.affiliate_dialogs import AffiliateDialog, EndAffiliateDialog, ReferDialog
from billia_tui.screens.affiliates.page import AffiliateScreen
from billia_tui.screens.affiliates.referred import ReferredScreen
from billia_tui.screens.customers.details import CustomerScreen
from billia_tui.screens.customers.dialogs.subscription import SubscriptionDialog
from billia_tui.screens.customers.subscription_history import SubscriptionHistoryScreen
from billia_tui.screens.log.log import LogScreen
from billia_tui.screens.messages.mails import MailsScreen
from billia_tui.screens.messages.notifications import NotificationsScreen
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.vocabulary import Marketing, Role
from tests import factories
from tests.operations.kit import ALL
from tests.screens.book import NOW, Book
from tests.screens.console import (
    LARGE,
    SMALL,
    close_dialog,
    console,
    go,
    on_top,
    open_dialog,
    opened,
    press,
    settle,
    shown,
    told,
    until,
)

Steps = Callable[[Pilot[Any], Book], Awaitable[object]]
SnapCompare = Callable[..., bool]

BILLING = "billing@petrova.example.org"


@pytest.fixture
def desk(book_desk: Desk, book: Book) -> Desk:
    """The book; Köhler is an affiliate who brought two; Maria's second address has a history, she was told things."""
    change = book_desk.change
    change(affiliates.make, book.kohler, "3", "Lifetime")
    for client in (book.plain, book.held):
        change(affiliates.refer, client, book.kohler)
        change(payment.mark_paid, factories.add_purchase(book_desk, client))
    change(subscriptions.change, book.maria, billing(book_desk, book), Marketing.SUBSCRIBED, reason="asked by phone")
    proof = Upload("consent.pdf", b"%PDF yes")
    change(
        subscriptions.change, book.maria, billing(book_desk, book), Marketing.UNSUBSCRIBED,
        reason="letter of 28 February", send=True, document=proof,
    )  # fmt: skip
    change(passwords.send_reset_link, book.maria)
    with book_desk.store.writing() as session:
        session.add(
            LogEntry(
                at=NOW, admin_id=1, acting_as=book.maria, customer_id=book.maria, object="profile", object_id=1,
                action="edit profile", before='{"title":"Private"}', after='{"title":"Home"}', reason="asked for it",
            )
        )  # fmt: skip
        notifications.write(session, book.maria, Template.PLACED, order=3, amount="19.90 EUR")
        notifications.write(session, book.maria, Template.REDEMPTION, service="petrova-1.example")
    change(notifications.mark_seen, book_desk.ask(notifications.page, book.maria, ALL).rows[-1].id)
    return book_desk


@pytest.fixture
def app(desk: Desk) -> BilliaApp:
    """The console of ana."""
    return console(desk)


def billing(desk: Desk, book: Book) -> int:
    """The id of Maria's second address."""
    return next(row.id for row in desk.ask(emails.page, book.maria, ALL).rows if row.address == BILLING)


# --- affiliates -----------------------------------------------------------------------------------------------------


async def test_make_an_affiliate_change_the_level_and_end_it(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R85, R158, R160-R162: each with old → new; the page and the details below show it at once."""
    async with app.run_test(size=LARGE) as pilot:
        page = await opened(pilot, book.maria, AffiliateScreen, "f")
        assert "not an affiliate" in shown(pilot)
        await press(pilot, "d")
        assert "this customer is not an affiliate" in told(app)
        await open_dialog(pilot, "a")
        assert on_top(pilot, AffiliateDialog)
        await press(pilot, "right", "tab", "right")
        assert "Affiliate not an affiliate → level 2 · Lifetime" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "level 2 · Lifetime" in shown(pilot))
        await press(pilot, "a")
        assert "is an affiliate already" in told(app)
        await open_dialog(pilot, "e")
        await press(pilot, "right")
        assert "Affiliate level 2 · Lifetime → level 3 · Lifetime" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: page.affiliate is not None and page.affiliate.level == 3)
        await open_dialog(pilot, "d")
        assert on_top(pilot, EndAffiliateDialog)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "ended 2026-03-02 14:05" in shown(pilot))
        await close_dialog(pilot, "escape")
        assert on_top(pilot, CustomerScreen)
        assert "not an affiliate" in shown(pilot)
    assert not desk.ask(affiliates.read, book.maria).active


async def test_commissions_lead_to_their_order(app: BilliaApp, book: Book) -> None:
    """R160: newest first, with the total; enter opens the order that earned it."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.kohler, AffiliateScreen, "f")
        text = shown(pilot)
        assert "level 3 · Lifetime" in text
        assert "3.98 EUR" in text
        assert text.count("1.99 EUR") == 2
        await open_dialog(pilot, "enter")
        assert isinstance(pilot.app.screen, PurchaseScreen)
        await close_dialog(pilot, "escape")
        assert isinstance(pilot.app.screen, AffiliateScreen)


async def test_who_brought_whom(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R158: by id or username; nobody by an empty field; what is wrong stands at the field."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.maria, AffiliateScreen, "f")
        await open_dialog(pilot, "r")
        assert isinstance(pilot.app.screen, ReferDialog)
        await press(pilot, *"nobody-here", "enter")
        await until(pilot, lambda: "there is no such customer" in shown(pilot))
        await press(pilot, *["backspace"] * 11, *str(book.kohler))
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: f"Brought by   {book.kohler} customer-de" in shown(pilot))
    assert desk.ask(affiliates.read, book.maria).referred_by.startswith(str(book.kohler))


async def test_customers_that_were_brought(app: BilliaApp, book: Book) -> None:
    """R158: their list; enter opens one."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.kohler, AffiliateScreen, "f")
        await open_dialog(pilot, "v")
        assert isinstance(pilot.app.screen, ReferredScreen)
        await settle(pilot)
        await press(pilot, "end")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        page = pilot.app.screen
        assert isinstance(page, CustomerScreen)
        assert page.customer_id == book.plain


async def test_a_level_that_someone_changed_meanwhile(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R189: the form stays, shows the fresh level, and the next enter saves over it knowingly."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.kohler, AffiliateScreen, "f")
        await open_dialog(pilot, "e")
        desk.change(affiliates.change, book.kohler, "5", "Lifetime")
        await press(pilot, "left", "enter")
        await until(pilot, lambda: "someone changed this affiliate meanwhile" in shown(pilot))
        await close_dialog(pilot, "enter")
    assert desk.ask(affiliates.read, book.kohler).level == 2


# --- subscriptions --------------------------------------------------------------------------------------------------


async def test_change_a_subscription(app: BilliaApp, desk: Desk, book: Book, tmp_path: Path) -> None:
    """R94, R95, R97, R98: reason, mail and document; the panel shows the new state at once."""
    file = tmp_path / "proof.txt"
    file.write_text("yes")
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.maria)
        await press(pilot, "3", "down")
        await open_dialog(pilot, "s")
        assert isinstance(pilot.app.screen, SubscriptionDialog)
        await press(pilot, *"asked again", "tab", "right", "tab", *str(tmp_path / "none"), "enter")
        await until(pilot, lambda: "there is no such file" in shown(pilot))
        await press(pilot, *["backspace"] * 4, *"proof.txt")
        assert "unsubscribed → subscribed" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: shown(pilot).count("✔ news") == 2)
        assert f"{BILLING} unsubscribed → subscribed" in told(app)
    newest = desk.ask(subscriptions.history, book.maria, billing(desk, book), ALL).rows[0]
    assert (newest.reason, newest.mail_sent, newest.document and newest.document.name) == (
        "asked again",
        True,
        "proof.txt",
    )
    assert desk.ask(outbox.page, book.maria, ALL).rows[0].address == BILLING


async def test_history_and_its_document(
    app: BilliaApp, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R98, R99: newest first; enter shows all of a change; its document is saved, over another file only if said."""
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.maria, SubscriptionHistoryScreen, "3", "down", "S")
        assert f"Subscription history of {BILLING}" in shown(pilot)
        await open_dialog(pilot, "enter")
        assert "SHA-256" in shown(pilot)
        assert "sent to this address" in shown(pilot)
        await close_dialog(pilot, "escape")
        await open_dialog(pilot, "s")
        await close_dialog(pilot, "enter")
        assert (tmp_path / "consent.pdf").read_bytes() == b"%PDF yes"
        (tmp_path / "consent.pdf").write_bytes(b"mine")
        await open_dialog(pilot, "s")
        await press(pilot, "enter")
        await until(pilot, lambda: "save again to replace it" in shown(pilot))
        assert (tmp_path / "consent.pdf").read_bytes() == b"mine"
        await close_dialog(pilot, "enter")
        assert (tmp_path / "consent.pdf").read_bytes() == b"%PDF yes"
        await press(pilot, "down", "s")
        assert "no document is stored with this change" in told(app)


# --- the bell and the mail ------------------------------------------------------------------------------------------


async def test_opening_a_notification_marks_it_seen(app: BilliaApp, desk: Desk, book: Book) -> None:
    """R57, R167: seen by the staff once it was opened; the number in the bell follows; all after a question."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.maria, NotificationsScreen, "exclamation_mark")
        assert (shown(pilot).count("● new"), shown(pilot).count("◐ opened")) == (2, 1)
        await open_dialog(pilot, "enter")
        assert "can be renewed for a redemption fee" in shown(pilot)
        await close_dialog(pilot, "escape")
        await until(pilot, lambda: shown(pilot).count("● new") == 1)
        await open_dialog(pilot, "a")
        await close_dialog(pilot, "escape")
        assert shown(pilot).count("● new") == 1, "a lone letter settled what was new to the customer"
        await open_dialog(pilot, "a")
        assert "It cannot be taken back" in shown(pilot)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "● new" not in shown(pilot))
        await press(pilot, "a")
        assert "all of them were seen already" in told(app)
    assert all(row.seen for row in desk.ask(notifications.page, book.maria, ALL).rows)


async def test_the_mail_is_shown_whole(app: BilliaApp, book: Book) -> None:
    """R169, R52: without the link."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.maria, MailsScreen, "M")
        await open_dialog(pilot, "enter")
        assert "within 30 minutes" in shown(pilot)
        assert "link›" in shown(pilot)
        await close_dialog(pilot, "escape")


# --- the log --------------------------------------------------------------------------------------------------------


async def test_the_log_narrowed_and_whole_again(app: BilliaApp, book: Book) -> None:
    """R187: by action, admin, the system and kind of thing, together; x shows all of it again."""
    async with app.run_test(size=LARGE) as pilot:
        page = await opened(pilot, book.kohler, LogScreen, "L")
        whole = len(page.table.rows)
        await press(pilot, "x")
        assert "no filter is set" in told(app)
        await open_dialog(pilot, "b")
        await press(pilot, "end")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "by system" in shown(pilot))
        assert {row.admin for row in page.table.rows} == {"system"}
        await open_dialog(pilot, "f")
        await press(pilot, *["down"] * 3)
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "Nothing in the log for this choice" in shown(pilot))
        await press(pilot, "x")
        await until(pilot, lambda: len(page.table.rows) == whole)
        await open_dialog(pilot, "o")
        await press(pilot, "down")
        await close_dialog(pilot, "enter")
        await until(pilot, lambda: "of affiliate" in shown(pilot))
        assert {row.thing.split()[0] for row in page.table.rows} == {"affiliate"}
        await open_dialog(pilot, "enter")
        assert "level 3" in shown(pilot).replace("level   – → 3", "level 3")


async def test_both_names_in_the_log(app: BilliaApp, book: Book) -> None:
    """R70: who acted as a customer is named with the customer, in the list and in the box."""
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.maria, LogScreen, "L")
        assert "ana as mari" in shown(pilot)
        await open_dialog(pilot, "enter")
        assert "Acting as  customer maria.petrova@example.org" in shown(pilot)


# --- rights ---------------------------------------------------------------------------------------------------------


async def test_keys_that_a_role_may_not_use(desk: Desk, book: Book) -> None:
    """R51, R182: they stay in view, and say why when tried."""
    sales = Desk(desk.store, factories.admin(desk.store, "sara", Role.SALES))
    app = console(sales)
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, book.kohler, AffiliateScreen, "f")
        for key in ("a", "e", "d", "r"):
            await press(pilot, key)
            assert isinstance(pilot.app.screen, AffiliateScreen)
        assert "your role Sales may not manage labels or affiliate levels" in told(app)
        assert "(e level)" in shown(pilot)
        await close_dialog(pilot, "escape")
        await press(pilot, "3", "s")
        assert "your role Sales may not change marketing subscriptions" in told(app)


# --- pictures -------------------------------------------------------------------------------------------------------


def page_picture(who: str, kind: type[Screen[Any]], *keys: str, then: tuple[str, ...] = ()) -> Steps:
    """A page of a customer; `then` opens something on it."""

    async def steps(pilot: Pilot[Any], book: Book) -> None:
        await opened(pilot, getattr(book, who), kind, *keys)
        for key in then:
            if len(key) == 1 or key == "enter":
                await open_dialog(pilot, key)
            else:
                await press(pilot, key)

    return steps


async def subscription_dialog(pilot: Pilot[Any], book: Book) -> None:
    """R95."""
    await go(pilot, book.maria)
    await press(pilot, "3", "down")
    await open_dialog(pilot, "s")
    await press(pilot, *"asked by phone", "tab", "right", "tab", *"/nowhere/consent.pdf")


async def subscription_dialog_wrong(pilot: Pilot[Any], book: Book) -> None:
    """R98: at its field."""
    await subscription_dialog(pilot, book)
    await press(pilot, "enter")
    await until(pilot, lambda: "there is no such file" in shown(pilot))


PICTURES: dict[str, Steps] = {
    "affiliate": page_picture("kohler", AffiliateScreen, "f"),
    "affiliate-none": page_picture("plain", AffiliateScreen, "f"),
    "affiliate-make": page_picture("plain", AffiliateScreen, "f", then=("a",)),
    "affiliate-level": page_picture("kohler", AffiliateScreen, "f", then=("e", "right")),
    "affiliate-end": page_picture("kohler", AffiliateScreen, "f", then=("d",)),
    "affiliate-refer": page_picture("plain", AffiliateScreen, "f", then=("r",)),
    "affiliate-brought": page_picture("kohler", AffiliateScreen, "f", then=("v",)),
    "subscription": subscription_dialog,
    "subscription-wrong": subscription_dialog_wrong,
    "subscription-history": page_picture("maria", SubscriptionHistoryScreen, "3", "down", "S"),
    "subscription-history-change": page_picture("maria", SubscriptionHistoryScreen, "3", "down", "S", then=("enter",)),
    "subscription-history-save": page_picture("maria", SubscriptionHistoryScreen, "3", "down", "S", then=("s",)),
    "subscription-history-empty": page_picture("plain", SubscriptionHistoryScreen, "3", "S"),
    "notifications": page_picture("maria", NotificationsScreen, "exclamation_mark"),
    "notifications-open": page_picture("maria", NotificationsScreen, "exclamation_mark", then=("enter",)),
    "notifications-none": page_picture("blocked", NotificationsScreen, "exclamation_mark"),
    "mails": page_picture("maria", MailsScreen, "M"),
    "mails-open": page_picture("maria", MailsScreen, "M", then=("enter",)),
    "mails-none": page_picture("plain", MailsScreen, "M"),
    "log": page_picture("maria", LogScreen, "L"),
    "log-line": page_picture("maria", LogScreen, "L", then=("enter",)),
    "log-kind": page_picture("maria", LogScreen, "L", then=("o",)),
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("state", list(PICTURES))
def test_picture(snap_compare: SnapCompare, app: BilliaApp, book: Book, state: str, size: tuple[int, int]) -> None:
    """R49: what each page and dialog shows, and what can be pressed next."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await PICTURES[state](pilot, book)

    assert snap_compare(app, terminal_size=size, run_before=run_before)
