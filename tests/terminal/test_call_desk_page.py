"""A day at the call desk, on the page of a customer: what is seen without a key, and how few keys the rest takes."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from billia_tui import clock
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import lookup
from billia_tui.operations.messages import outbox
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.services import pages as services
from billia_tui.operations.store.opening import open_desk
from billia_tui.operations.team import presence
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import Role, ServiceKind, ServiceStatus
from tests import factories
from tests.terminal.conftest import FIRST_ROWS, Start
from tests.terminal.program import Program
from tests.terminal.test_live import OFTEN

SIZES = [(120, 40), (80, 24)]
WHO = "maria.6"
OLD = '["ns1.old.example", "ns2.old.example"]'


@pytest.fixture
def display() -> str:
    """What is typed and seen is the same with both."""
    return "thin"


@pytest.fixture
def desk(store: Path) -> Desk:
    """The desk of ana beside the console: a wallet below zero with a limit, a lapsed service, a domain, a note."""
    desk = open_desk(str(store), "ana")
    maria = desk.ask(lookup.customer_id, WHO)
    desk.change(wallet.set_credit_limit, maria, "100")
    desk.change(wallet.correct_balance, maria, "-14.20", "returned bank transfer")
    ends = clock.now() + timedelta(days=200)
    began = clock.now() - timedelta(days=165)
    factories.add_service(desk, maria, server='{"host": "srv-7.example.net"}', activated_at=began, expires_at=ends)
    factories.add_service(desk, maria, status=ServiceStatus.REDEMPTION)
    factories.add_domain(desk, maria, "maria.example", name_servers=OLD)
    factories.add_purchase(desk, maria)
    return desk


class Caller:
    """Whoever answers the phone: counts the keys that are no typed words."""

    def __init__(self, program: Program) -> None:
        self.program, self.keys = program, 0

    def press(self, *keys: str) -> None:
        """Keys that count, one after the other."""
        self.say(*keys)
        self.keys += len(keys)

    def say(self, *words: str) -> None:
        """Words, which do not count."""
        self.program.by_hand(*words)

    def sees(self, *texts: str) -> None:
        """Waits until all of it is on the screen, in whatever lines."""
        self.program.wait_until(lambda: all(text in self.text for text in texts), " · ".join(texts))

    @property
    def text(self) -> str:
        """The screen as one line, frames and what is filled with blanks left out."""
        lines = (line.strip(" │") for line in self.program.screen_text().splitlines())
        return " ".join(" ".join(lines).split())


def on_the_page(start: Start, size: tuple[int, int], who: str = WHO) -> Caller:
    """The page of a customer."""
    program = start(size=size)
    program.wait_for(FIRST_ROWS)
    program.keys("/", who, "enter")
    program.wait_for("1 of 48")
    program.wait_quiet()
    program.keys("enter")
    program.wait_for("II Information", "Registered")
    program.wait_quiet()
    return Caller(program)


@pytest.mark.parametrize("size", SIZES)
def test_i_cannot_order(start: Start, desk: Desk, size: tuple[int, int]) -> None:
    """Task 1, R216-R218: why, since when, that the limit does not help; two keys put the wallet right."""
    caller = on_the_page(start, size)
    caller.sees(
        "I Maria Köhler · since 20", "On hold since 20", "by system: wallet below zero; the limit does not lift it"
    )
    caller.sees("1 unpaid, 19.90 EUR since", "1 in Redemption v", "note “Prefers to be call")
    caller.press("w")
    caller.sees("Wallet -14.20 EUR")
    caller.say("14.20")
    caller.sees("-14.20 EUR → 0.00 EUR · ends the automatic hold")
    caller.press("enter")
    caller.program.wait_gone("ON HOLD")
    caller.sees("Wallet 0.00 EUR w")
    assert caller.keys <= 4


@pytest.mark.parametrize("size", SIZES)
def test_name_servers_and_a_service_suspended_for_spam(start: Start, desk: Desk, size: tuple[int, int]) -> None:
    """Task 13, R125, R220: old → new in their own fields; reason, dates and what the customer is told."""
    caller = on_the_page(start, size)
    caller.press("5", "right")
    caller.sees("maria.example")
    caller.press("enter")
    caller.sees("ns2.old.example")
    caller.press("N")
    caller.sees("Name server 2")
    caller.say("ns1.new.example")
    caller.press("tab")
    caller.say("ns2.new.example")
    caller.sees("was ns1.old.example", "was ns2.old.example")
    caller.press("enter")
    caller.sees("Name servers 1 ns1.new.example 2 ns2.new.example")
    assert caller.keys <= 7
    maria = desk.ask(lookup.customer_id, WHO)
    (domain,) = desk.ask(services.page, maria, ServiceKind.DOMAIN, Window()).rows
    assert desk.ask(services.details, domain.id).name_servers == ("ns1.new.example", "ns2.new.example")

    caller.program.keys("esc")
    caller.sees("II Information")
    caller.keys = 0
    caller.press("5", "left")  # the tab stays where it was
    caller.sees("srv-7.example.net")
    caller.keys -= 1
    caller.program.keys("down")  # the one in Redemption stands first
    caller.press("enter")
    caller.sees("Server information")
    caller.press("S")
    caller.sees("status Active → Suspended", "To the customer")
    caller.say("spam, ticket 4711")
    caller.sees("Reason spam, ticket 4711")  # at once with what follows it would be asked whether it was pasted
    caller.press("tab")
    caller.say("It sends spam; please clean it.")
    caller.sees("To the customer It sends spam; please clean it.")
    caller.press("enter")
    caller.sees("by ana: spam, ticket 4711", "Customer told “It sends spam; please clean it.”")
    assert caller.keys <= 5
    caller.program.wait_until(lambda: "Suspended" in caller.program.line_with("Terminated"), "the timeline")


@pytest.mark.parametrize("size", SIZES)
def test_your_staff_blocked_me(start: Start, desk: Desk, size: tuple[int, int]) -> None:
    """Task 14, R217: who, when, why, without a key; the hold is told beside it."""
    desk.change(status.block, desk.ask(lookup.customer_id, WHO), "chargeback of March")
    caller = on_the_page(start, size)
    caller.sees("✖ Blocked since 20", "by ana: chargeback of March", "On hold since 20")


@pytest.mark.parametrize("size", SIZES)
def test_a_typing_mistake_in_the_registration_address(start: Start, desk: Desk, size: tuple[int, int]) -> None:
    """Task 4, R89, R93: old → new, and mail to both."""
    caller = on_the_page(start, size)
    caller.press("3")
    caller.sees("customer-maria@example.org")
    caller.press("enter")
    caller.sees("A mail about it goes to")
    caller.say("x")
    caller.sees("customer-maria@example.org → customer-maria@example.orgx")
    caller.press("enter")
    caller.sees("e-mail changed")
    assert caller.keys <= 5
    mails = desk.ask(outbox.page, desk.ask(lookup.customer_id, WHO), Window()).rows
    assert {mail.address for mail in mails[:2]} == {"customer-maria@example.org", "customer-maria@example.orgx"}


@pytest.mark.parametrize("size", SIZES)
def test_a_colleague_edits_the_same_customer(start: Start, desk: Desk, store: Path, size: tuple[int, int]) -> None:
    """Task 9: who is here, and what was saved meanwhile, without a key."""
    factories.admin(desk.store, "ben", Role.SUPPORT)
    program = start(command=[sys.executable, "-c", OFTEN, str(store)], size=size)
    program.wait_for(FIRST_ROWS)
    program.keys("enter")
    program.wait_for("II Information", "Registered")
    caller = Caller(program)
    ben = open_desk(str(store), "ben")
    shown = ben.ask(lookup.customer_id, "later16.7")
    presence.briefly(ben, presence.here, "ben's", shown, editing=False)
    caller.sees("ben is here")  # what is saved before the first look is on the page, and not told
    ben.change(notes.add, shown, "rang at noon")
    caller.sees("ben: add note")
    presence.briefly(ben, presence.here, "ben's", shown, editing=True)
    caller.sees("ben is editing")
    ben.change(customers.edit, shown, {"phone": "+359 2 555 0199"})
    caller.sees("ben: edit", "+359 2 555 0199")
    assert caller.keys == 0
    ben.store.close()
