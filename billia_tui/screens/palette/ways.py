"""What the palette offers of other pages: it goes there and does it, and asks for a customer where one is needed."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from billia_tui.actions.every import ACTIONS
from billia_tui.actions.record import Action
from billia_tui.actions.words import also
from billia_tui.keys import made as keys
from billia_tui.keys.table import KEYS, KeyEntry, Where
from billia_tui.screens.kinds.page import Page
from billia_tui.screens.palette import jump
from billia_tui.screens.palette.entries import Entry, LineKind
from billia_tui.settings import restricted

if TYPE_CHECKING:
    from billia_tui.screens.customers.details import CustomerScreen
    from billia_tui.settings.own_commands import OwnCommand
    from billia_tui.widgets.host import Host

OF_CUSTOMER = {
    Where.DETAILS: "",
    Where.PANEL: "",
    Where.HISTORY: "wallet_history",
    Where.TIMELINE: "timeline",
    Where.LOG: "log",
    Where.ATTACHED: "labels",
    Where.PROFILES: "profiles",
    Where.AFFILIATE: "affiliate",
    Where.NOTIFICATIONS: "notifications",
    Where.MAILS: "mails",
    Where.PAGE: "all_services",
    Where.SERVICE: "all_services",
    Where.ORDERS: "all_orders",
    Where.ORDER: "all_orders",
    Where.ORDER_NOTES: "all_orders",
    Where.DOCUMENTS: "all_orders",
    Where.DOCUMENT: "all_orders",
}
"""Places of one customer, by the key of the details page that opens their page; empty for the details themselves."""

OF_BUSINESS = {
    Where.LIST: "",
    Where.QUEUES: "queues",
    Where.ADMINS: "admins",
    Where.RESELLERS: "resellers",
    Where.METHODS: "payment_methods",
    Where.PRODUCTS: "products",
    Where.LABELS: "label_management",
    Where.TEMPLATES: "mail_templates",
    Where.SETTINGS: "settings",
}
"""Places of the whole business, by the key of the list that opens them; empty for the list."""

OF_A_RECORD = frozenset({Where.SERVICE, Where.ORDER, Where.ORDER_NOTES, Where.DOCUMENTS, Where.DOCUMENT})
"""One record of the page that is opened has to be picked before."""

IN_PANEL = {"subscription": 3, "subscription_history": 3}
"""Keys that work in a panel of the details page, and in which."""


def elsewhere(app: "Host", under: "Screen[object]", offered: Iterable[Entry]) -> Iterator[Entry]:
    """What is not `offered` here: it is done where it belongs, or by a command; nothing in a panel (R177)."""
    if app.panel is not None:
        return
    known = {line.id for line in offered} | {*jump.FROM_LIST}
    if not app.has_shell:
        known.add(jump.SUSPEND)
    if restricted.is_on():
        known |= {action.id for action in ACTIONS if action.commands and not action.over_ssh}
    for entry in KEYS:
        if (entry.palette or also(entry.id)) and entry.help and entry.id not in known and entry.where:
            known.add(entry.id)
            yield _there(app, under, entry)
    yield from _settings(app)
    yield from _own_commands(app, under)
    for action in ACTIONS:
        if action.commands and not action.where and action.id not in known:
            by = f"billia {action.commands[0]}"
            what = action.help or action.id.replace("_", " ").capitalize()
            found_by = tuple(filter(None, (what, action.label)))
            why = f"a command does it: {by} --help"
            said = f"{what} · {by}"
            yield Entry(action.id, LineKind.ACTION, said, "", found_by, also(action.id), why, elsewhere=True)


def _there(app: "Host", under: "Screen[object]", entry: KeyEntry) -> Entry:
    """The line of what is done on another page."""
    place = _place(entry)
    pressed = keys.first_shown(app.own_keys.get(entry.id, entry.keys))
    found_by = tuple(filter(None, (entry.help, entry.label)))
    kind = LineKind.PAGE if entry.id in jump.PAGES else LineKind.ACTION
    refusal = _refusal(app, entry)
    if place not in OF_CUSTOMER and place not in OF_BUSINESS:
        refusal = f"{place}: there it is {pressed or 'in the palette'}"
    run = partial(_go, app, under, entry, place)
    said = f"{entry.help} · {str(place).lower()}"
    return Entry(entry.id, kind, said, pressed, found_by, also(entry.id), refusal, run, elsewhere=True)


def _place(entry: KeyEntry) -> Where:
    """Where it is done; what the list and a customer's page share is done on that page: there it is seen."""
    if Where.DETAILS in entry.where or (isinstance(entry, Action) and entry.dialog.startswith("customers.")):
        return Where.DETAILS if not entry.where <= {Where.HISTORY, Where.PANEL} else next(iter(entry.where))
    known = [where for where in Where if where in entry.where and (where in OF_CUSTOMER or where in OF_BUSINESS)]
    return known[0] if known else next(where for where in Where if where in entry.where)


def _refusal(app: "Host", entry: KeyEntry) -> str | None:
    """Why the role may not (R182)."""
    if app.desk is None or not isinstance(entry, Action) or entry.right is None:
        return None
    from billia_tui.operations.permissions import why_not

    return why_not(app.desk.actor, entry.right)


def _own_commands(app: "Host", under: "Screen[object]") -> Iterator[Entry]:
    """A line for each command of the user's own."""
    for one in app.own_commands:
        yield Entry(
            f"command {one.name}",
            LineKind.ACTION,
            f"{one.name} · your command",
            keys.shown(one.key),
            (one.name,),
            run=partial(_run_own, app, under, one),
            elsewhere=True,
        )


def _run_own(app: "Host", under: "Screen[object]", command: "OwnCommand") -> None:
    from billia_tui.screens.customers.own_commands import for_customer_at_hand

    for_customer_at_hand(app, under, command)


def _settings(app: "Host") -> Iterator[Entry]:
    """A line for each setting but the keys, which are found by what they do."""
    from billia_tui.screens.settings.offered import OFFERED

    for one in OFFERED:
        yield Entry(
            f"setting {one.name}",
            LineKind.SETTING,
            f"{one.label} · settings",
            "",
            (one.label, one.name),
            one.also,
            run=partial(_to_setting, app, one.name),
            elsewhere=True,
        )


async def _to_setting(app: "Host", name: str) -> None:
    """The page of the settings, with the form of one of them."""
    from billia_tui.screens.settings.page import SettingsScreen

    await jump.to_business(app, "settings")
    page = app.screen
    if isinstance(page, SettingsScreen):
        page.after_reading(partial(page.open_setting, name))


# ── the ways ──


async def _go(app: "Host", under: "Screen[object]", entry: KeyEntry, place: Where) -> None:
    """Goes to where something is done, and does it or says what is to be picked first."""
    if place in OF_BUSINESS:
        await jump.to_business(app, OF_BUSINESS[place])
        _then(app, app.screen, entry, place)
        return
    with_customer(app, under, entry.help, partial(_go_with, app, entry, place))


async def _go_with(app: "Host", entry: KeyEntry, place: Where, customer_id: int) -> None:
    details = await jump.to_page_of_customer(app, OF_CUSTOMER[place], customer_id)
    if details is None:
        return
    if place is Where.PANEL:
        _then_in_panel(app, details, entry)
    else:
        _then(app, app.screen, entry, place)


def with_customer(app: "Host", under: "Screen[object]", what: str, then: Callable[[int], Any]) -> None:
    """Goes on with the customer at hand; where there is none, one is asked for."""
    known = jump.customer_at_hand(app, under)
    if known is not None:
        app.call_later(then, known[0])
        return
    from billia_tui.screens.palette.customer_picker import CustomerPicker

    app.push_screen(CustomerPicker(under, what, then))


def _then(app: "Host", page: "Screen[Any]", entry: KeyEntry, place: Where) -> None:
    """Does it on the page that was opened, once it is read; what needs a record of it is named instead."""
    if not isinstance(page, Page):
        return
    picked_first = place in OF_A_RECORD or (isinstance(entry, Action) and bool(entry.on))
    if picked_first:
        app.say(f"Pick one; there {_pressed(app, entry)} is: {entry.help}")
    else:
        page.after_reading(partial(page.run_action, entry.action))


def _then_in_panel(app: "Host", details: "CustomerScreen", entry: KeyEntry) -> None:
    """In its panel: with the only row at once, else with the one that is picked."""
    number = IN_PANEL.get(entry.id, 0)
    if not number:
        app.say(f"{entry.help}: tab or a digit goes to a panel, there it is {_pressed(app, entry)}")
        return
    details.open_panel(number)
    panel = details.panels[number - 1]

    async def doing() -> None:
        rows = getattr(panel, "table").rows  # noqa: B009 - the panels of IN_PANEL are lists
        if len(rows) == 1:
            await panel.run_action(entry.action)
        else:
            app.say(f"Pick one; {_pressed(app, entry)} is: {entry.help}")

    details.after_reading(doing)


def _pressed(app: "Host", entry: KeyEntry) -> str:
    return keys.first_shown(app.own_keys.get(entry.id, entry.keys)) or "the palette"
