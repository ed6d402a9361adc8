"""Panel I: the main ribbon (R53-R57, R63), and the customer at a glance (R216-R218)."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import chain
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from billia_tui import clock
from billia_tui.errors import BilliaError
from billia_tui.keys.made import first_shown, named
from billia_tui.operations.customers.glance import Glance, Why
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.widgets.cells import Piece, chop, fit
from billia_tui.widgets.panels.at_a_glance import (
    BETWEEN,
    NOTHING,
    WARNING,
    Item,
    attention,
    contact_words,
    paid_words,
    who_is_it,
    why_words,
    wrapped,
)
from billia_tui.widgets.panels.panel import Panel
from billia_tui.widgets.status_text import customer_status, hold_badge, money
from billia_tui.widgets.toned import toned

GAPS = ("   ", "  ")
SHAPES = (("Paid in all", GAPS[0]), ("Paid in all", GAPS[1]), ("Paid", GAPS[1]))
"""Of the line about money: what is called how, and what stands between; the first with room for the labels is taken."""
MARGIN = 1
SHORTEST_NAME = 8
SHORTEST_LABELS = 8
FRAME = 8
"""Cells of the frame that its title and its foot leave free."""
FEWEST, MOST, MOST_OF_WHY = 2, 3, 2
"""Lines of the frame; of what needs attention; of each reason."""


def cut(labels: Sequence[str], room: int) -> str:
    """As many labels as fit whole into `room` cells, and "+n" for the others; the first one is cut if it must be."""
    for shown in range(len(labels), 0, -1):
        more = f" +{len(labels) - shown}" if shown < len(labels) else ""
        text = BETWEEN.join(labels[:shown])
        if cell_len(text + more) <= room:
            return text + more
        if shown == 1:
            return fit(text, room - cell_len(more)) + more
    return "–"


def shortened(text: str, room: int) -> str:
    """A text in at most `room` cells."""
    return text if cell_len(text) <= room else fit(text, max(room, 1))


class RibbonPanel(Panel[Glance]):
    """Who it is, why it stands as it does, wallet, limit, labels, what needs attention, last contact: always in sight.

    It is as high as what it says; what is cut opens whole with `enter` (R219).
    """

    NUMERAL: ClassVar[str] = "I"
    NAME: ClassVar[str] = "Main ribbon"
    BINDINGS: ClassVar[list[BindingType]] = [*named("panel_open")]
    can_focus = True

    def __init__(self, source: Callable[[], Awaitable[Glance]]) -> None:
        super().__init__()
        self._source = source
        self._offer = Content()

    def compose(self) -> ComposeResult:
        """A few lines."""
        self._lines = Static()
        yield self._lines

    async def read(self, _customer_id: int) -> Glance:
        """The page reads the customer once, for ribbon and information."""
        return await self._source()

    def show(self, content: Glance) -> None:
        """Its lines, each as long as there is room: what matters most stands first."""
        room = self.size.width - MARGIN
        since = f"{BETWEEN}since {clock.day(content.customer.created_at)}"
        name = shortened(who_is_it(content), room - FRAME - cell_len(since))
        self.border_title = Content(f"{self.NUMERAL} {name}{since}")
        lines = [
            self._first(content.customer),
            *chain.from_iterable(self._why(why, room) for why in content.why),
            self._money(content, room),
            *self._attention(content, room),
        ]
        self._lines.update(Content("\n").join(lines), layout=False)
        self.styles.height = len(lines) + FEWEST
        self._show_foot()

    def _first(self, customer: CustomerPage) -> Content:
        """Avatar, username, type, reseller, status, hold and bell."""
        avatar = f" {customer.initials} "
        badge = Content.styled(avatar, "bold $block-cursor-foreground on $block-cursor-background")
        kind = f"   {customer.profile_type}"
        state = self._state(customer, short=False)
        fixed = cell_len(avatar) + 3 + SHORTEST_NAME + 3
        if fixed + cell_len(kind) + cell_len(state.plain) >= self.size.width:
            state = self._state(customer, short=True)  # why it is on hold, the next line says
        if fixed + cell_len(kind) + cell_len(state.plain) >= self.size.width:
            kind = ""
        room = self.size.width - 1 - cell_len(avatar) - 3 - cell_len(kind) - 3 - cell_len(state.plain)
        name = fit(customer.username, min(cell_len(customer.username), max(room, SHORTEST_NAME)))
        reseller = f" · Reseller {customer.reseller}"
        rest = max(room - cell_len(name), 0) + 3
        between = fit(reseller if rest > cell_len(reseller) else "", rest)
        return Content.assemble(badge, "   ", (name, "bold"), kind, between, state)

    def _state(self, customer: CustomerPage, *, short: bool) -> Content:
        """Status, hold and bell: they are never pushed out of sight (R57)."""
        marks = [toned(customer_status(customer.status))]
        marks += [toned(hold_badge(customer.hold, short=short))] * bool(customer.hold)
        bell = Content.assemble(self._key("notifications"), f" {customer.unseen:,} new")
        return Content("  ").join([*marks, bell])

    def _why(self, why: Why, room: int) -> Iterator[Content]:
        """Why the customer is Blocked, on hold or Inactive (R217); what lifts a hold for a negative wallet."""
        key = Content.assemble("  ", self._key("add_funds"), " adds funds") if why.by_system else Content()
        text, tone = why_words(why)
        if cell_len(text) + key.cell_length > room:
            text, tone = why_words(why, short=True)
        lines = chop(text, room)
        if len(lines) > MOST_OF_WHY or cell_len(lines[-1]) + key.cell_length > room:
            rest = " ".join(lines[MOST_OF_WHY - 1 :])
            lines = [*lines[: MOST_OF_WHY - 1], shortened(rest, room - key.cell_length)]
        for number, line in enumerate(lines, start=1):
            yield Content.assemble(" " * MARGIN, toned((line, tone)), key if number == len(lines) else "")

    def _money(self, content: Glance, room: int) -> Content:
        """Wallet, credit limit, what was paid in all, labels (R55, R63, R218)."""
        names = content.customer.labels
        for labels_in in (self._labels, self._counted):
            for paid, gap in SHAPES:
                line = self._amounts(content, paid, gap)
                if labels := labels_in(names, room - line.cell_length, gap):
                    return Content.assemble(" " * MARGIN, line, labels)
        return Content.assemble(" " * MARGIN, self._amounts(content, *SHAPES[-1]))

    def _amounts(self, content: Glance, paid: str, gap: str) -> Content:
        customer = content.customer
        return Content(gap).join(
            [
                Content.assemble("Wallet ", toned(money(customer.wallet)), " ", self._key("add_funds")),
                Content.assemble(f"Credit limit {customer.credit_limit} ", self._key("credit_limit")),
                Content(f"{paid} {paid_words(content)}"),
            ]
        )

    def _labels(self, labels: Sequence[str], room: int, gap: str) -> Content:
        """The labels in the room that is left, with their key; nothing where there is hardly any."""
        before, after = f"{gap}Labels ", Content.assemble(" ", self._key("labels"))
        left = room - cell_len(before) - after.cell_length
        if left < min(SHORTEST_LABELS, cell_len(BETWEEN.join(labels) or "–")):
            return Content()
        return Content.assemble(before, cut(labels, left), after)

    def _counted(self, labels: Sequence[str], room: int, gap: str) -> Content:
        """How many labels there are; their key, if there is room for it."""
        counted = Content(f"{gap}Labels {len(labels)}")
        with_key = Content.assemble(counted, " ", self._key("labels"))
        return next((one for one in (with_key, counted) if one.cell_length <= room), Content())

    def _attention(self, content: Glance, room: int) -> Iterator[Content]:
        """What needs attention, each with its key (R218): as many lines as it takes, but not more than three."""
        items = list(attention(content))
        if not items:
            yield Content.assemble(" " * MARGIN, toned(NOTHING))
            return
        left = room - cell_len(WARNING)
        shown = [self._item(item, left) for item in items]
        lines = wrapped([one.plain for one in shown], left, MOST)
        missing = len(items) - sum(map(len, lines))
        for number, places in enumerate(lines):
            sign = toned((WARNING, items[0].tone)) if number == 0 else Content(" " * cell_len(WARNING))
            parts = [shown[place] for place in places]
            if missing and number == len(lines) - 1:
                parts.append(Content(f"+{missing}"))
            yield Content.assemble(" " * MARGIN, sign, Content(BETWEEN).join(parts))

    def _item(self, item: Item, room: int) -> Content:
        key = self._key(item.key)
        return Content.assemble(toned((shortened(item.short, room - key.cell_length - 1), item.tone)), " ", key)

    # ── the frame ──

    def offer_panel(self, word: str, *, possible: bool) -> None:
        """The control of impersonation, on the frame (R55, R68): in parentheses where it cannot be used now."""
        offered = Content.assemble(self._key("impersonate"), f" {word}")
        self._offer = offered if possible else Content.assemble("(", offered, ")")
        self._show_foot()

    def _show_foot(self) -> None:
        """The last contact, as far as there is room, and the control."""
        words = ""
        if self.shown is not None:
            room = self.size.width - FRAME - self._offer.cell_length
            words = shortened(contact_words(self.shown.contact), room) + BETWEEN
        self.border_subtitle = Content.assemble(words, self._offer)

    def on_resize(self) -> None:
        """Other room for the reseller."""
        if self.shown is not None:
            self.show(self.shown)

    def _key(self, name: str) -> Content:
        return Content.styled(first_shown(self.app.key_of(name)), "bold $text-accent")

    # ── all of it ──

    def action_panel_open(self) -> None:
        """All that it says, whole."""
        if self.shown is not None:
            self.ask_whole(f"{self.shown.customer.id} {self.shown.customer.username}", list(self._whole(self.shown)))

    def _whole(self, glance: Glance) -> Iterator[tuple[str, Piece]]:
        """As facts, none of them cut."""
        customer = glance.customer
        yield "Name", (who_is_it(glance), "strong")
        yield "Username", (f"{customer.username} · {customer.profile_type} · Reseller {customer.reseller}", "")
        yield "Customer", (f"since {clock.shown(customer.created_at)}", "")
        yield "Status", customer_status(customer.status)
        for why in glance.why:
            yield "Why", why_words(why)
        yield "Wallet", money(customer.wallet)
        yield "Credit limit", (str(customer.credit_limit), "")
        yield "Paid in all", (paid_words(glance), "")
        for item in attention(glance):
            yield "Attention", (item.whole, item.tone)
        if not any(attention(glance)):
            yield "Attention", NOTHING
        yield "Last contact", (contact_words(glance.contact).removeprefix("last contact "), "")
        yield "Labels", (BETWEEN.join(customer.labels) or "–", "")

    def failed(self, error: BilliaError) -> None:
        """The customer is gone, or the store is."""
        self._lines.update(Content.styled(f"✖ {error.text} · esc goes back", "$text-error"), layout=False)

    def grip(self) -> None:
        """The ribbon itself takes the focus."""
        self.focus()

    def forget(self) -> None:
        """Another customer is on the way."""
        super().forget()
        self.title("")
        self._lines.update("", layout=False)
        self._show_foot()
