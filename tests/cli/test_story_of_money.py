"""One service over four months, by the commands alone, and what log, timeline and documents tell of it (R191-R208)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Document, LogEntry, WalletTransaction
from billia_tui.db.store import open_store
from billia_tui.money import Money
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.vocabulary import PaymentMethodType
from tests.operations.kit import stored

from .conftest import MARIA, PLACE, Billia

NORA = ("--first-name", "Nora", "--last-name", "Story", "--email", "nora@example.org")
WEB = ("WEB", "--name", "Web space S", "--category", "Hosting", "--price", "10", "--currency", "eur")


class Story:
    """The commands, and the clock."""

    def __init__(self, billia: Billia, traveller: time_machine.Traveller) -> None:
        self._billia, self._traveller = billia, traveller

    def on(self, day: str) -> None:
        """Another day, half past ten."""
        self._traveller.move_to(datetime.fromisoformat(f"{day}T10:30:00").replace(tzinfo=UTC), tick=False)

    def do(self, *arguments: str) -> str:
        """A command that succeeds; what it says, blanks joined."""
        result = self._billia(*arguments)
        assert result.exit_code == 0, result.output
        return " ".join(result.output.split())

    def service(self) -> dict[str, Any]:
        """The service, as a script gets it."""
        found: dict[str, Any] = json.loads(self._billia("services", "show", "1", "--json").stdout)
        return found

    def course(self) -> list[str]:
        """The stretches of the service, with the day on which each began."""
        return [f"{one['status']} {one['start'][5:10]}" for one in self.service()["timeline"]]


@pytest.fixture
def story(store: Path, billia: Billia) -> Any:
    """The last day of January; a product of a month, a wallet to pay from, and customer 1 with the price of a month."""
    with time_machine.travel(datetime(2026, 1, 31, 10, 30, tzinfo=UTC), tick=False) as traveller:
        told = Story(billia, traveller)
        told.do("customers", "add", *MARIA, *PLACE, "--then", "activate")
        told.do("products", "add", *WEB, "--period-months", "1")
        opened = open_store(str(store))
        Desk(opened, 1).change(payment_methods.add, "Wallet", PaymentMethodType.WALLET)
        opened.close()
        told.do("wallet", "add", "1", "10")
        yield told


def test_four_months(story: Story, store: Path) -> None:
    """R191-R208: bought on the 31st, short, expired, renewed by itself, refunded, agreed, moved, merged."""
    story.do("panel", "order", "1", "WEB", "--method", "Wallet")
    story.do("panel", "pay", "1", "1")
    story.do("orders", "status", "1", "Activated")
    assert story.service()["row"]["expires_at"] == "2026-02-28T10:30:00Z"
    story.on("2026-02-28")
    assert "not renewed, not enough money: 1" in story.do("advance")
    assert "10.00 EUR needed, 0.00 in wallet and limit" in story.do("services", "show", "1")
    story.on("2026-03-02")
    story.do("wallet", "add", "1", "25")
    assert "money arrived since, the next run tries again" in story.do("services", "show", "1")
    assert "renewed 1" in story.do("advance")
    course = story.course()
    assert course[:4] == ["Active 01-31", "Expired 02-28", "Active 03-02", "Expired 04-02"]
    story.do("orders", "refund", "2", "4", "--to", "wallet", "--reason", "it was slow")
    story.do("services", "price", "1", "8", "--reason", "a loyal customer")
    assert "10.00 → 8.00 EUR from 2026-04-02" in story.do("services", "show", "1")
    story.do("customers", "add", *NORA, *PLACE, "--then", "activate")
    story.do("wallet", "add", "2", "30")
    story.do("services", "move", "1", "--to", "2", "--reason", "sold")
    story.on("2026-04-02")
    assert "renewed 1" in story.do("advance")
    told_in_order(story.do("timeline", "1", "--limit", "200"), ROUND_THE_FIRST)
    assert "nothing was changed; do it with --yes" in story.do("customers", "merge", "1", "2")
    story.do("customers", "merge", "1", "2", "--yes")
    assert story.do("customers", "show", "1").startswith("id 2 username nora@example.org")
    told_in_order(story.do("timeline", "1", "--limit", "200"), ROUND_THE_SECOND)
    opened = open_store(str(store))
    try:
        the_log_tells_it(opened)
        the_papers_tell_it(opened)
        with Check(opened) as check:
            assert [str(one) for one in check.findings()] == []
    finally:
        opened.close()
    row = story.service()["row"]
    assert (row["expires_at"], row["price"]["amount"]) == ("2026-05-02T10:30:00Z", "8.00")
    assert story.course() == [*course[:3], "Expired 05-02", "Suspended 05-09", "Terminated 06-01"]


ROUND_THE_FIRST = (
    "order 1: place order",
    "invoice INV-000001 · 10.00 EUR, order 1",
    "Web space S: not renewed · 10.00 EUR needed, 0.00 in wallet and limit",
    "Web space S: service status · status: Active → Expired",
    "funds +25.00 EUR · wallet: 0.00 EUR → 25.00 EUR",
    "Web space S: renew service · expires at: 2026-02-28 10:30 → 2026-04-02 10:30",
    "order 2: renew automatically",
    "order 2: refund order",
    "Web space S: service price",
    "Web space S: move service",
)
ROUND_THE_SECOND = (
    "Web space S: move service · owner: 1 m.kohler@example.org → 2 nora@example.org",
    "Web space S: renew service · expires at: 2026-04-02 10:30 → 2026-05-02 10:30",
    "order 3: renew automatically",
    "merge · merged: 1",
    "correction +19.00 EUR · wallet: 22.00 EUR → 41.00 EUR · from customer 1, which was merged",
)


def told_in_order(timeline: str, steps: tuple[str, ...]) -> None:
    """R221: each step is a line of the timeline, the newest first; those of one moment in any order."""
    for step in steps:
        assert step in timeline, step
    days = [timeline[: timeline.index(step)].rsplit("2026-", maxsplit=1)[-1][:5] for step in steps]
    assert days == sorted(days)


BOUGHT = """\
01-31 1 customer add
01-31 1 customer activate
01-31 1 customer add funds
01-31 1 impersonation impersonation started
01-31 1 purchase place order
01-31 1 impersonation impersonation ended
01-31 1 impersonation impersonation started
01-31 1 customer pay from wallet
01-31 1 document issue invoice
01-31 1 purchase pay order
01-31 1 impersonation impersonation ended
01-31 1 service service status
01-31 1 purchase order status"""
RENEWED = """\
02-28 1 service not renewed · 10.00 EUR needed, 0.00 in wallet and limit
02-28 1 service service status · due 2026-02-28 10:30
03-02 1 customer add funds
03-02 1 customer pay from wallet
03-02 1 document issue invoice
03-02 1 service renew service
03-02 1 purchase renew automatically"""
CHANGED_HANDS = """\
03-02 1 customer pay back to wallet
03-02 1 document issue credit note
03-02 1 purchase refund order · it was slow
03-02 1 service service price · a loyal customer
03-02 2 customer add
03-02 2 customer activate
03-02 2 customer add funds
03-02 1 service move service · sold
03-02 2 service move service · sold
04-02 2 customer pay from wallet
04-02 2 document issue invoice
04-02 2 service renew service
04-02 2 purchase renew automatically"""
MERGED = """\
04-02 1 customer merge wallets
04-02 2 customer merge wallets
04-02 1 customer merge
04-02 2 customer merge"""


def the_log_tells_it(opened: Any) -> None:
    """R186, R194, R197, R206-R208: what was done to whom, in this order, and why where somebody said it."""
    told = []
    for one in stored(opened, LogEntry):
        if one.customer_id is not None:
            why = f" · {one.reason}" if one.object in {"service", "purchase"} and one.reason else ""
            told.append(f"{one.at:%m-%d} {one.customer_id} {one.object} {one.action}{why}")
    assert told == f"{BOUGHT}\n{RENEWED}\n{CHANGED_HANDS}\n{MERGED}".splitlines()


def the_papers_tell_it(opened: Any) -> None:
    """P1, R139, R202, R208: documents stay with who got them; every cent is an entry."""
    papers = [(one.customer_id, one.number, str(Money(one.amount, one.currency))) for one in stored(opened, Document)]
    assert papers == [
        (1, "INV-000001", "10.00 EUR"),
        (1, "INV-000002", "10.00 EUR"),
        (1, "CN-000001", "4.00 EUR"),
        (2, "INV-000003", "8.00 EUR"),
    ]
    moved = [(one.customer_id, one.amount, one.note) for one in stored(opened, WalletTransaction)]
    assert moved == [
        (1, 1000, ""),
        (1, -1000, "order 1"),
        (1, 2500, ""),
        (1, -1000, "order 2"),
        (1, 400, "order 2 was refunded"),
        (2, 3000, ""),
        (2, -800, "order 3"),
        (1, -1900, "merged into customer 2"),
        (2, 1900, "from customer 1, which was merged"),
    ]
