"""What all pages share: title line, key line, reading in the background, refusals in words."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import ScreenResume, ScreenSuspend
from textual.screen import Screen
from textual.widget import Widget

from billia_tui import clock
from billia_tui.actions.record import screen_named
from billia_tui.keys import made as keys
from billia_tui.keys.made import Where
from billia_tui.screens.kinds.forms import Forms
from billia_tui.widgets.bars import KeyBar, TitleLine
from billia_tui.widgets.customer_panel_banner import CustomerPanelBanner

if TYPE_CHECKING:
    from billia_tui.operations.team.changes_feed import Changes
    from billia_tui.operations.team.presence import Other
    from billia_tui.screens.copying.box import Copyable


class Page(Forms, inherit_bindings=False):
    """A full screen: a title line, a body, a key line. Keys come from the table, by `WHERE`."""

    WHERE: ClassVar[tuple[Where, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = None
    NAME: ClassVar[str] = ""
    """What it is called, in our words."""
    LASTING_FACTS: ClassVar[int] = 0
    """How many of the `facts` stay in the title line however narrow it is."""
    _lost_words = ""
    _shown_at = ""

    def __init_subclass__(cls, **options: Any) -> None:
        """The keys of a page are those of the last place in its `WHERE`; a table before that brings its own."""
        if "WHERE" in vars(cls):
            cls.BINDINGS = [*keys.bindings(cls.WHERE[-1])]
        super().__init_subclass__(**options)

    def compose(self) -> ComposeResult:
        """The three parts; in the Customer Panel its banner stands under the title (R69)."""
        self.title_line = TitleLine()
        offered = keys.entries(*self.WHERE, Where.EVERYWHERE, in_panel=self.app.panel is not None)
        self.key_bar = KeyBar(offered, names=self.app.own_keys)
        yield self.title_line
        if self.app.panel is not None:
            yield CustomerPanelBanner(self.app.panel.desk.actor.username, self.app.panel.begun.username)
        yield from self.body()
        yield self.key_bar

    @property
    def is_composed(self) -> bool:
        """Whether its lines are there."""
        return "key_bar" in vars(self)

    def body(self) -> Iterable[Widget]:
        """The widgets between the two lines."""
        return ()

    def crumbs(self) -> Sequence[str]:
        """The way to this page, cleaned."""
        return ()

    def shown_id(self) -> int:
        """The number of what it shows, for the title of the window; 0 for none."""
        return 0

    def facts(self) -> Sequence[str]:
        """What else the title line says; but for `LASTING_FACTS`, the first are left out first when it is narrow."""
        return ()

    def show_title(self) -> None:
        """Brings the title line up to date: after every read, so that its time is the time of what is shown."""
        if not self.is_composed:  # a colleague was heard of before; it shows its title then
            return
        actor = self.app.desk.actor if self.app.desk else None
        who = [f"{actor.username} · {actor.role}"] if actor else []
        self._lost_words = self.app.link.words()
        if not self._lost_words:
            self._shown_at = clock.title(clock.now())
        time = [self._shown_at] if actor and self._shown_at else []
        crumbs = [*self.crumbs()]
        if self.app.panel is not None and crumbs[:1] == ["Customers"]:
            crumbs[0] = "Customer Panel"  # there is no list of customers (R177)
        own = self.facts()
        lost = [words for words in (self._lost_words, self.app.live.timer_words) if words]
        lasting = min(self.LASTING_FACTS, len(own)) + len(lost)
        if self.app.screen is self:
            self._name_window()
        self.title_line.show(crumbs, [*lost, *own, self.app.place, *who, *time], lasting=lasting)

    def _name_window(self) -> None:
        """The page and a number, so that one of several terminals is found; nothing that is stored (P5)."""
        shown = self.shown_id()
        self.app.name_window(f"billia {self.NAME}{f' {shown}' if shown else ''}")

    def show_keys(self) -> None:
        """Brings the key line up to date, where keys come and go with what is shown."""

    def on_mount(self) -> None:
        """Shows the title at once."""
        self.show_title()

    # ── colleagues ──

    def concerned(self, changes: "Changes") -> bool:  # noqa: ARG002 - for those that show less than everything
        """Whether what a colleague changed may be shown here."""
        return True

    async def renew(self, changes: "Changes") -> bool:  # noqa: ARG002 - for those that count as well
        """Reads afresh because a colleague changed something: nothing moves, and what is the same is not painted.

        Returns:
            False if something else is under way: it is to be tried again.

        Raises:
            BilliaError: it cannot be read now; what is shown stays.
        """
        return True

    def show_colleagues(self, others: "Sequence[Other]") -> None:
        """Says who else has the customer of this page open, where there is room for it."""

    @on(ScreenResume)
    @on(ScreenSuspend)
    def _turned(self) -> None:
        """Something else was or is on top: colleagues changed something meanwhile, or they are to know of a form."""
        if self._lost_words != self.app.link.words():
            self.show_title()
        elif self.app.screen is self:
            self._name_window()
        self.app.live.turned()

    async def look_at_queue(self) -> None:
        """Reads who has whom of the queue that is worked here; nothing where there is none (R241)."""

    def action_read_afresh(self) -> None:
        """`ctrl+r`: read afresh and paint anew."""
        self.app.read_settings()
        self.app.paint_anew()
        self.refresh(repaint=True, layout=True)
        self.read()

    def why_not_leave(self) -> str | None:
        """Why a jump must not lead away from this page now; None if it may."""
        return None

    # ── copying ──

    async def copies(self) -> "tuple[str, list[Copyable]]":
        """What can be copied here, and of what that is; raises BilliaError."""
        raise NotImplementedError

    def action_copy(self) -> None:
        """Asks what is to be copied; it is said what was, or shown where the terminal may not have it."""

        async def doing() -> None:
            from billia_tui.screens.copying.box import CopyBox, PlainText

            about, offered = await self.copies()
            picked = await self.app.push_screen_wait(CopyBox(f"Copy · {about}", offered))
            if picked is None:
                return
            one = offered[int(picked)]
            if self.app.copy_out(one.text):
                self.app.say(f"Copied {one.name}: {one.shown}")
            else:
                self.app.push_screen(PlainText(one.name, one.text))

        self.begin(doing)

    # ── pages that keys open ──

    def about_page(self) -> Sequence[Any] | None:
        """What a page gets that a key opens from here; None while that is not known."""
        return ()

    def action_open_page(self, name: str) -> None:
        """The page that the entry of a key names."""
        about = self.about_page()
        if about is not None:
            self.open_page(screen_named(name)(*about))

    def open_page(self, page: Screen[Any]) -> None:
        """Opens a page over this one."""
        self.app.push_screen(page)

    def action_leave_page(self) -> None:
        """Back to the page below."""
        self.dismiss(None)
