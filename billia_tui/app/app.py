"""The Textual application: wiring, theme, first screen. It knows no rule and no store."""

import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar

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
from billia_tui.app.reading_thread import Questions
from billia_tui.app.type_ahead import TypeAhead
from billia_tui.errors import BilliaError, Refused, SignedOut, StoreLost
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
    from billia_tui.operations.customers.panel_seat import PanelSeat
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.staff.door import Door
    from billia_tui.settings.model import Settings
    from billia_tui.widgets.host import FirstPage

P = ParamSpec("P")
T = TypeVar("T")

WARM_AFTER = 2
"""Seconds after the store was opened in which the first rows, their count and the first keys have the machine."""


def look_for_garbage() -> None:
    """From now on; it is off since the start. What was made until then stays: looking through it costs a key 50 ms."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


class BilliaApp(CoveringScreen, ThinApp, Host, App[int], inherit_bindings=False):
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
        self._open_desk = open_desk
        self.first_page = first_page
        self._opening: asyncio.Future[Desk] | None = None
        self.place = place
        self.desk: Desk | None = None
        self.panel: PanelSeat | None = None
        self._open_seat: PanelSeat | None = None
        self._keys_told: tuple[str, ...] = ()
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
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="store")
        self._questions = Questions(self._threads)
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

    # ── the store, always in a thread ──

    async def in_thread(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Runs `work` in a thread. If the caller is cancelled meanwhile the late answer is dropped."""
        try:
            answer = asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))
        except RuntimeError as error:  # the threads have ended: the console is being left
            raise asyncio.CancelledError from error
        return await self._heard(answer)

    async def _heard(self, answer: Awaitable[T]) -> T:
        """An answer of the store. Who is no admin any more is out, whatever is open (R181)."""
        try:
            return await answer
        except SignedOut as error:
            self.end(error.text, error.exit_code)
            raise
        except StoreLost:
            self.link.lost()
            raise

    async def open_store(self) -> "Desk":
        """Opens the store once, whoever asks first: the others wait for the same; raises BilliaError."""
        if self.desk is None:
            if self._opening is None:
                self._opening = asyncio.ensure_future(self._seated())
            opening = self._opening
            try:
                desk = await asyncio.shield(opening)
            finally:
                if opening.done():
                    self._opening = None
                    self.set_timer(1, look_for_garbage)
            if self.desk is None:
                self.desk = desk
                self.set_timer(WARM_AFTER, self._warm_palette)
                self.set_timer(WARM_AFTER, self.live.begin)
                self.idle.begin()
        return self.desk

    async def _seated(self) -> "Desk":
        """Opens the store, and waits for a sign-in where it asks for one."""
        found = await self.in_thread(self._open_desk)
        from billia_tui.operations.staff.door import Door

        if not isinstance(found, Door):
            return found
        from billia_tui.screens.staff.sign_in import signed_in

        return await signed_in(self, found)

    async def ask(self, operation: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a reading operation; raises BilliaError."""
        desk = self.desk or await self.open_store()
        if desk.store.dialect != "sqlite":  # a server answers several at a time
            answer: T = await self.in_thread(desk.ask, operation, *args, **kwargs)
            self.link.back()
            return answer
        return await self._heard(self._questions.answer(partial(desk.ask, operation, *args, **kwargs)))

    async def change(self, operation: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a writing operation; raises BilliaError."""
        await self.mean_it()
        desk = self.desk or await self.open_store()
        answer: T = await self.in_thread(desk.change, operation, *args, **kwargs)
        self.link.back()
        return answer

    async def mean_it(self) -> None:
        """Before anything is changed: raises Refused if the key was pasted and nobody means it."""
        if not await self.type_ahead.agreed():
            raise Refused("Nothing was done: the keys were pasted, and are dropped")

    # ── the Customer Panel ──

    async def open_panel(self, customer_id: int) -> None:
        """From now on everything is asked and done as this customer (R66); raises BilliaError."""
        await self.mean_it()
        from billia_tui.operations.customers.panel_seat import PanelSeat

        assert self.desk is not None, "the store is open before a panel is"  # noqa: S101 - a mistake of ours
        self.panel = self._open_seat = await self.in_thread(PanelSeat.taken, self.desk, customer_id)
        self.desk = self.panel.desk
        self.add_class("-in-panel")
        self.clear_notifications()  # what they say was for the page below

    async def leave_panel(self) -> None:
        """The admin is the admin again (R71); raises StoreError if the end cannot be written now."""
        seat, self.panel = self.panel, None
        if seat is not None:
            self.desk = seat.own
            self.remove_class("-in-panel")
            await self.in_thread(seat.leave)
            self._open_seat = None

    # ── keys, one at a time ──

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for each other; everything else goes its way."""
        if isinstance(event, events.InputEvent | events.Paste):
            self.idle.active()
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.type_ahead.take(event)
        else:
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

    async def on_key_done(self) -> None:
        """A key has been dealt with."""
        await self.type_ahead.passed()

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
        self._keys_told = found.told
        return dict(found.keys)

    # ── leaving ──

    def on_mount(self) -> None:
        """Leaves well when the terminal goes or somebody asks (docs/domain.md, P6)."""
        asyncio.get_running_loop().set_exception_handler(failures.in_the_loop)
        if self._keys_told:
            self.refuse("\n".join(["Keys of the settings:", *self._keys_told]))
        if sys.platform != "win32" and not self.is_headless:
            from billia_tui.terminal import Ending

            Ending(self)

    def on_unmount(self) -> None:
        """Gives the store back; a panel that is open ends with the console, also when the line drops (R71)."""
        self.live.end()
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._open_seat is not None:
            with suppress(BilliaError):  # the store is gone: `billia advance` will end it
                self._open_seat.leave()
        if self.desk is not None:
            self.desk.store.close()

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
