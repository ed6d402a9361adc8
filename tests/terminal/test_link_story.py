"""A customer comes in by mail: console, mail server, pages and browser, all of them real (R4, R43, R231)."""

import re
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest

from billia_tui import clock
from billia_tui.db.models import Email, OutgoingMail
from billia_tui.operations import password_hashes
from billia_tui.operations.customers import status, subscriptions
from billia_tui.operations.finding import lookup
from billia_tui.operations.log import lines as log
from billia_tui.operations.mails import run as delivery
from billia_tui.operations.store.opening import open_desk
from billia_tui.paging import Window
from billia_tui.vocabulary import Marketing
from tests.operations.kit import customer, stored
from tests.operations.mails.server import Post, serving, settings
from tests.terminal.conftest import Start
from tests.web import browser as browsers
from tests.web.test_serve import served

WHO = "nora@example.org"
FIRST, SECOND = "correct horse battery", "another horse battery"


@pytest.fixture
def display() -> str:
    """One is enough."""
    return "thin"


def link_of(message: EmailMessage) -> str:
    """The link that stands in the text of a mail."""
    text = message.get_body(("plain",))
    assert text is not None
    (found,) = re.findall(r"http://\S+", text.get_content())
    return str(found)


def html_of(message: EmailMessage) -> str:
    """The mail as most programs show it."""
    page = message.get_body(("html",))
    assert page is not None
    return str(page.get_content())


def news(customer_id: int) -> OutgoingMail:
    """A mail that can be unsubscribed from."""
    now = clock.now()
    return OutgoingMail(
        customer_id=customer_id, address=WHO, subject="News", body="Offers", at=now, next_at=now, reason="news",
        marketing=True,
    )  # fmt: skip


def set_password(browser: browsers.Browser, message: EmailMessage, new: str) -> str:
    """Looks at a mail, opens its link and sets a password, as a person would; gives what the page says then."""
    link = link_of(message)
    browser.show(html_of(message))
    assert (link in browser.text(), browser.fits()) == (True, True)
    browser.open(link)
    browser.type(password=new, again=new)
    browser.press()
    return browser.text()


def sign_in(browser: browsers.Browser, password: str) -> str:
    """From the page that says that a password is set into the account and out again; gives what the account shows."""
    browser.press("a")
    assert browser.fits()
    browser.type(name=WHO, password=password)
    browser.press()
    shown = browser.text()
    browser.press()
    assert browser.text().startswith("You are signed out")
    return shown


def test_from_the_mail_to_an_active_customer(start: Start, store: Path, tmp_path: Path) -> None:
    """R3, R4, R43, R83, R94, R225-R231, P4: each step by whoever does it, and the log names the customer."""
    browsers.needed()
    (tmp_path / "profile").mkdir()
    program = start()
    program.wait_for("48 of 48")
    program.keys("a")
    program.wait_for("Add a customer")
    program.keys("Nora", "tab", "Story", "tab", WHO, "tab", "DE", "tab", "EUR", "enter")
    program.wait_for("II Information", "Inactive")

    desk, post = open_desk(str(store), "ana"), Post()
    ident = desk.ask(lookup.customer_id, WHO)
    if not desk.ask(log.page, ident, Window(), action="send activation e-mail").rows:
        desk.change(status.send_activation, ident)
    with (
        serving(post) as port,
        served(str(store), tmp_path) as (_, client),
        browsers.browser(tmp_path / "profile") as browser,
    ):
        line = settings(port, links=str(client.base_url).rstrip("/"))
        delivery.deliver(desk, line)
        browser.emulate(browsers.PHONE, dark=True)
        link = link_of(post.messages[-1])
        assert set_password(browser, post.messages[-1], FIRST).startswith("Your account is active")
        program.wait_for("● Active", seconds=2 + program_patience())
        assert password_hashes.matches(customer(desk.store, ident).password_hash or "", FIRST)
        shown = sign_in(browser, FIRST)
        assert all(fact in shown for fact in ("Your account", "Nora Story", "Status Active", "Wallet 0.00 EUR", WHO))
        browser.open(link)
        assert browser.text().startswith("This link does not work")

        program.keys("p")
        program.wait_for("Once more")
        program.keys("tab", "tab", "right", "enter")
        program.wait_for("reset link written to")
        delivery.deliver(desk, line)
        assert set_password(browser, post.messages[-1], SECOND).startswith("Your new password is set")
        assert password_hashes.matches(customer(desk.store, ident).password_hash or "", SECOND)
        browser.picture(tmp_path / "changed.png")
        assert "Your account" in sign_in(browser, SECOND)
        assert browser.fits()
        assert browser.troubles() == []

        (email,) = stored(desk.store, Email, customer_id=ident)
        desk.change(subscriptions.change, ident, email.id, Marketing.SUBSCRIBED)
        with desk.store.writing() as session:
            session.add(news(ident))
        delivery.deliver(desk, line)
        one_click = re.fullmatch(r"<(http://[^>]+)>", post.messages[-1]["List-Unsubscribe"])
        assert one_click is not None
        done = httpx2.post(one_click[1], data={"List-Unsubscribe": "One-Click"}, trust_env=False)
        assert done.status_code == 200
    assert stored(desk.store, Email, id=email.id)[0].marketing == Marketing.UNSUBSCRIBED
    told = [(one.who, one.action) for one in desk.ask(log.page, ident, Window(), admin="customer").rows]
    assert told == [
        ("customer nora@example.org", "marketing subscription"),
        ("customer nora@example.org", "sign in"),
        ("customer nora@example.org", "set password by link"),
        ("customer nora@example.org", "sign in"),
        ("customer nora@example.org", "activate"),
        ("customer nora@example.org", "set password by link"),
    ]
    desk.store.close()


def program_patience() -> float:
    """Seconds for a machine that does other things at the same time; that it is two, test_live.py measures."""
    return 18.0
