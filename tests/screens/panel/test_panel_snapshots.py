"""Pictures of the Customer Panel, profiles, custom payment, payment methods. Look at each that changes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.customers import custom_payment, profiles, status
from billia_tui.operations.customers.profiles import ProfileData
from billia_tui.operations.desk import Desk
from billia_tui.vocabulary import ProfileType
from tests.screens.book import Book
from tests.screens.console import LARGE, SMALL, go, open_dialog, press, settle, shown, until
from tests.screens.panel.visits import BANK, COM, enter, enter_profiles, further, open_shop, place, prepare

Steps = Callable[[Pilot[Any], Book, Desk], Awaitable[object]]
SnapCompare = Callable[..., bool]


def inside(*keys: str) -> Steps:
    """The panel of Köhler, who has ordered a web space and a domain, and what these keys open there."""

    async def steps(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
        place(desk, book.kohler)
        place(desk, book.kohler, COM, "kohler-shop.com", method=BANK)
        await enter(pilot, book.kohler)
        await further(pilot, *keys)

    return steps


async def impersonate_dialog(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R68: the first step."""
    await go(pilot, book.kohler)
    await open_dialog(pilot, "i")


async def impersonate_prepared(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R68: what the control reads then."""
    await prepare(pilot, book.kohler)
    await until(pilot, lambda: "Open User Panel" in shown(pilot))
    pilot.app.clear_notifications()  # the message goes by itself after seconds
    await until(pilot, lambda: "prepared" not in shown(pilot))


async def home_on_hold(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R15, R51: what the hold means."""
    await enter(pilot, book.maria)


async def home_inactive(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R8, R9, R72."""
    await enter(pilot, book.fresh)


async def home_blocked_meanwhile(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R72."""
    await enter(pilot, book.kohler)
    desk.change(status.block, book.kohler)
    pilot.app.desk.recognise_next()  # type: ignore[attr-defined] # the pilot does not say whose app it is
    await press(pilot, "ctrl+r")
    await until(pilot, lambda: "leave it" in shown(pilot))


async def pay_too_little(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R28, R51."""
    place(desk, book.plain)
    await enter(pilot, book.plain)
    await further(pilot, "o", "enter", "p")


async def order_page_help(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R177: no key of the staff."""
    await inside("o", "enter")(pilot, book, desk)
    await open_dialog(pilot, "question_mark")


async def order_wrong(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R152."""
    await inside("a", "enter")(pilot, book, desk)
    await press(pilot, *"kohler.org", "enter")
    await until(pilot, lambda: "must be a name right under" in shown(pilot))


async def profiles_page(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R154."""
    held = ProfileData("Sales department", "Ida Lima", "room 5, +49 30 12345-6", auto_generate_invoice=False)
    desk.change(profiles.add, book.maria, ProfileType.PERSON, held)
    await enter_profiles(pilot, book.maria)


def profiles_dialog(*keys: str) -> Steps:
    """A dialog of the profiles; the cursor is on the Person."""

    async def steps(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
        await profiles_page(pilot, book, desk)
        await further(pilot, *keys)

    return steps


async def profiles_wrong(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R152."""
    await profiles_dialog("A")(pilot, book, desk)
    await press(pilot, "enter")
    await until(pilot, lambda: "is required" in shown(pilot))


async def custom_payment_on(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R81: what appears."""
    await go(pilot, book.kohler)
    await open_dialog(pilot, "y")


async def custom_payment_off(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R80, R81: what disappears."""
    desk.change(custom_payment.switch, book.kohler, on=True)
    await custom_payment_on(pilot, book, desk)


async def methods(pilot: Pilot[Any], book: Book, desk: Desk) -> None:
    """R164."""
    await settle(pilot)
    await further(pilot, "P")
    await until(pilot, lambda: "custom payment" in shown(pilot))


PICTURES: dict[str, Steps] = {
    "impersonate": impersonate_dialog,
    "prepared": impersonate_prepared,
    "home": inside(),
    "home-on-hold": home_on_hold,
    "home-inactive": home_inactive,
    "home-blocked": home_blocked_meanwhile,
    "services": inside("v"),
    "service": inside("v", "enter"),
    "orders": inside("o"),
    "order": inside("o", "enter"),
    "order-help": order_page_help,
    "pay": inside("o", "enter", "p"),
    "pay-too-little": pay_too_little,
    "documents": inside("D"),
    "catalogue": inside("a"),
    "place-order": inside("a", "enter"),
    "place-order-wrong": order_wrong,
    "profiles": profiles_page,
    "profiles-add-person": profiles_dialog("a"),
    "profiles-edit": profiles_dialog("enter"),
    "profiles-add-company-wrong": profiles_wrong,
    "profiles-delete": profiles_dialog("d"),
    "custom-payment-on": custom_payment_on,
    "custom-payment-off": custom_payment_off,
    "methods": methods,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("name", PICTURES)
def test_picture(
    name: str, size: tuple[int, int], app: BilliaApp, book: Book, book_desk: Desk, snap_compare: SnapCompare
) -> None:
    """What a person sees is what was looked at and accepted."""
    open_shop(book_desk)

    async def before(pilot: Pilot[Any]) -> None:
        await PICTURES[name](pilot, book, book_desk)
        await settle(pilot)

    assert snap_compare(app, run_before=before, terminal_size=size)
