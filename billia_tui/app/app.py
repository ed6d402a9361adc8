"""The Textual application: wiring, theme, first screen. It knows no rule and no store."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment, Segments
from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.worker import WorkerFailed

from billia_tui import failures, showing
from billia_tui.app.covering_screen import CoveringScreen
from billia_tui.app.holding import Holding
from billia_tui.app.idle import Idle
from billia_tui.app.link import Link
from billia_tui.app.live import Live
from billia_tui.app.store_threads import StoreThreads
from billia_tui.app.type_ahead import KeyDone, TypeAhead
from billia_tui.errors import BilliaError
from billia_tui.keys import made as keys
from billia_tui.screens.finding.customer_list import CustomersScreen
from billia_tui.screens.palette.memory import JumpMemory
from billia_tui.styles.themes import THEMES
from billia_tui.terminal import ThinApp, Together, driver_class, forget_widgets
from billia_tui.text import clean
from billia_tui.widgets.host import Host

if TYPE_CHECKING:
    from textual.screen import Screen

    from billia_tui.app.other_letters import OtherLetters
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.staff.door import Door
    from billia_tui.settings.model import Settings
    from billia_tui.settings.own_commands import OwnCommand
    from billia_tui.widgets.host import FirstPage

WARM_AFTER = 2
"""Seconds after the store was opened in which the first rows, their count and the first keys have the machine."""


class BilliaApp(CoveringScreen, StoreThreads, ThinApp, Host, App[int], inherit_bindings=False):
    """The console of one admin.

    Args:
        open_desk: opens the store and seats the admin, or gives the door where a sign-in is asked for; called in a
            thread after the first paint.
        place: which store this is, in a word ("local", "demo", a host), for the title line.
        own_keys: keys that the user changed, by the names of docs/keys.md.
        theme: one of `styles.themes.NAMES`.
        thin: send the terminal only what changed.
        first_page: reads the first so many rows of the list before the store is open, None where that cannot be;
            called in a thread after the first paint.
        live: how often, in seconds, it is looked for what colleagues do; None is never.
        idle_minutes: after so many without a key the console is locked; 0 is never.
        layout: of the keyboard, one of `keys.layouts.NAMES`; empty for Latin letters.
        clipboard: whether what is copied goes to the terminal's clipboard; else it is shown, to be selected.
        settings: reads the settings again, where the console may follow them.

    Raises:
        BadKey: a key of the settings that cannot be used.
    """

    TITLE = "billia"
    CSS_PATH = "../styles/app.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (160, "-broad")]  # noqa: RUF012 - Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-high")]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.Where.EVERYWHERE)]
    SAID_FOR: ClassVar[float] = 4
    REFUSED_FOR: ClassVar[float] = 8
    """Seconds for which a message stays."""

    type_ahead: TypeAhead
    link: Link
    live: Live
    holding: Holding
    idle: Idle
    own_commands: "tuple[OwnCommand, ...]" = ()
    jump_memory: JumpMemory

    def __init__(
        self,
        open_desk: "Callable[[], Desk | Door]",
        *,
        place: str = "local",
        own_keys: Mapping[str, str] | None = None,
        theme: str = "billia-dark",
        thin: bool = True,
        first_page: "FirstPage | None" = None,
        live: float | None = None,
        idle_minutes: float = 0,
        layout: str = "",
        clipboard: bool = True,
        settings: "Callable[[], Settings] | None" = None,
    ) -> None:
        super().__init__(driver_class=driver_class(failures.record))
        self.use_store(open_desk)
        self.first_page = first_page
        self.place = place
        self.keys_told: tuple[str, ...] = ()
        self.own_keys = self._settled(own_keys) if own_keys else {}
        self._layout = layout
        self._has_clipboard = clipboard
        self.settings = settings
        self.showing = showing.now()
        if settings is not None:
            self.showing = showing.begin()
        self._other_letters: OtherLetters | None = None
        self.jump_memory = JumpMemory()
        self.type_ahead = TypeAhead(self, self._forward_key)
        self.link = Link(self)
        self.live = Live(self, live)
        self.holding = Holding(self)
        self.idle = Idle(self, idle_minutes)
        self._has_ended = False
        self.animation_level = "none"
        forget_widgets()
        if thin:
            self.use_thin_display(failures.record)
        for own in THEMES:
            self.register_theme(own)
        self.theme = theme

    def get_default_screen(self) -> "Screen[None]":
        """The list is the first screen."""
        return CustomersScreen()

    def store_opened(self) -> None:
        """What begins only now."""
        self.set_timer(WARM_AFTER, self._warm_palette)
        self.set_timer(WARM_AFTER, self.live.begin)
        self.idle.begin()

    # ── keys, one at a time ──

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for each other; everything else goes its way."""
        if isinstance(event, events.InputEvent | events.Paste):
            self.idle.active()
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.type_ahead.take(event)
        elif self.screen_stack or not isinstance(event, events.Key):  # else it comes back up while the console is left
            await super().on_event(event)

    async def _forward_key(self, key: events.Key) -> None:
        """A key of another layout is the key in its place, but where text is typed."""
        if self._layout or not (key.character or "").isascii():
            if self._other_letters is None:
                from billia_tui.app.other_letters import OtherLetters

                self._other_letters = OtherLetters(self, self._layout)
            key = self._other_letters.in_its_place(key)
        await super().on_event(key)

    async def on_together(self, event: Together) -> None:
        """Keys that came at once."""
        self.idle.active()
        await self.type_ahead.take_together(event.keys)

    def came_on_top(self, screen: "Screen[Any]") -> None:
        """A box gets the keys that wait for one; a page holds them itself until it has been read."""
        if screen.is_modal:
            self.type_ahead.arrived()

    async def on_key_done(self, event: KeyDone) -> None:
        """A key has been dealt with."""
        await self.type_ahead.passed(event.number)

    # ── messages ──

    def say(self, text: str) -> None:
        """A short message that something was done. Data in it is cleaned already; it is never markup."""
        self.notify(text, markup=False, timeout=self.SAID_FOR)

    def refuse(self, error: BilliaError | str) -> None:
        """A short message that something was not done, and why."""
        self.notify(str(error), severity="warning", markup=False, timeout=self.REFUSED_FOR)

    def key_of(self, name: str) -> str:
        """The key of an entry of the table, as the user has it."""
        return self.own_keys[name] if name in self.own_keys else keys.by_id([name])[name].keys

    def copy_out(self, text: str) -> bool:
        """A text that a key asked for into the terminal's clipboard; tells whether that may and can be."""
        return self._has_clipboard and self.copy(clean(text, lines=True, limit=None))

    # ── settings ──

    def read_settings(self) -> None:
        """Reads the settings file again; says what is wrong, or which keys clash. What is wrong is not used."""
        if self.settings is None:
            return
        from billia_tui.app import new_settings

        try:
            told = new_settings.use(self, self.settings())
        except BilliaError as error:
            self.refuse(f"Settings: {error.text}; those of before stay")
            return
        if told:
            self.refuse("\n".join(["Keys of the settings:", *told]))

    def use_layout(self, layout: str) -> None:
        """The letters of this keyboard from now on."""
        if layout != self._layout:
            self._layout, self._other_letters = layout, None

    def clashes(self, settings: "Settings") -> tuple[str, ...]:
        """Which keys would clash with these settings; raises BilliaError if they cannot be used."""
        from billia_tui.app import new_settings

        return new_settings.checked(settings)

    # ── what works everywhere ──

    def action_palette(self) -> None:
        """All actions by name, and jump to a customer, queue or page."""
        from billia_tui.screens.palette.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(self.screen))

    @work(group="warm")
    async def _warm_palette(self) -> None:
        """When nobody is waiting: what the palette shows from its first letter on, and an empty details page."""
        with suppress(BilliaError):  # whoever opens it will be told
            await self.in_thread(import_module, "billia_tui.screens.palette.palette")
            await self.jump_memory.refresh(self)
            await self.in_thread(import_module, "billia_tui.screens.customers.details")
            for screen in self.screen_stack:
                if isinstance(screen, CustomersScreen) and self.panel is None:
                    screen.make_details_page()

    def open_customer(self, customer_id: int) -> None:
        """Jumps to a customer from wherever we are; the way back leads to the list. Not out of a panel (R177)."""
        from billia_tui.screens.palette.jump import to_customer

        to_customer(self, customer_id)

    def action_help(self) -> None:
        """The keys of this screen."""
        from billia_tui.screens.palette.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen.over(self.screen))

    def action_own_command(self, key: str) -> None:
        """The command of the user's own that has this key, with the customer at hand."""
        from billia_tui.screens.customers.own_commands import for_customer_at_hand

        for command in self.own_commands:
            if command.key == key:
                for_customer_at_hand(self, self.screen, command)

    def action_lock(self) -> None:
        """Locks the console now."""
        self.idle.lock()

    def action_quit_console(self) -> None:
        """Leaves the console; asks if something would be lost (R224)."""
        from billia_tui.app import leaving

        leaving.leave(self)

    @property
    def has_shell(self) -> bool:
        """Whether there may be a shell to go back to; over SSH the line may be all there is."""
        return "SSH_CONNECTION" not in os.environ

    def action_suspend_process(self) -> None:
        """Back to the shell for a while; over SSH the line may be all there is."""
        from billia_tui.terminal import PatientDriver

        if not self.has_shell:
            self.refuse("Over SSH nothing is suspended; another line to the host does as well")
        elif not isinstance(self._driver, PatientDriver) or not self._driver.stop_for_a_while():
            self.refuse("There is no shell to go back to")

    def end(self, text: str, code: int) -> None:
        """Leaves, whatever is open, with one line on the normal screen; only the first one counts."""
        if not self._has_ended:
            self._has_ended = True
            self.exit(code, return_code=code, message=Segments([Segment(f"billia: {text}"), Segment.line()]))

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: DOMNode) -> None:
        """What clashes was told at the start, once; Textual would say it with every key, of more than there is."""

    def _settled(self, own: Mapping[str, str]) -> dict[str, str]:
        from billia_tui.keys.own import resolved

        found = resolved(own)
        self.set_keymap(found.for_textual)
        self.keys_told = found.told
        return dict(found.keys)

    # ── leaving ──

    def on_mount(self) -> None:
        """Leaves well when the terminal goes or somebody asks (docs/domain.md, P6)."""
        asyncio.get_running_loop().set_exception_handler(failures.in_the_loop)
        if self.keys_told:
            self.refuse("\n".join(["Keys of the settings:", *self.keys_told]))
        if sys.platform != "win32" and not self.is_headless:
            from billia_tui.terminal import Ending

            Ending(self)

    def on_unmount(self) -> None:
        """Gives the store back; a panel that is open ends with the console, also when the line drops (R71)."""
        self.live.end()
        self.give_back()

    def _fatal_error(self) -> None:
        """A mistake of ours: one line with a reference number; the log gets the place, never values (P8).

        Textual would print a traceback with local variables, a password among them.
        """
        error = self._exception or RuntimeError("unknown")
        # A worker only passes on what happened in it.
        reference, place = failures.record(error.error if isinstance(error, WorkerFailed) else error)
        where = f"details are in {place}" if place else "details could not be written"
        said = f"billia: something went wrong in the program (reference {reference}); what was saved is safe; {where}"
        if not self._exit_renderables:  # of several only the first is shown, and Textual would say how many there were
            self._exit_renderables.append(Segments([Segment(said), Segment.line()]))  # one line, never wrapped by us
        self._return_code = failures.UNEXPECTED
        self._close_messages_no_wait()
