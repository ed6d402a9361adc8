"""What colleagues do shows while they do it, and they see who has which customer open.

The store says that something changed (`changes_feed.watch`); then, never more than once in a while and never while a
key is being dealt with or a form saves, it is asked what, and the page that is seen reads afresh what concerns it. The
pages below do so when they are seen again. When nothing happens nothing ticks here, and nothing is sent.
"""

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from weakref import WeakKeyDictionary

from billia_tui.errors import BilliaError, StoreBusy
from billia_tui.screens.kinds.page import Page
from billia_tui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from textual.timer import Timer

    from billia_tui.operations.actor import Actor
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.team.changes_feed import Changes, Mark, Watcher
    from billia_tui.operations.team.presence import Other
    from billia_tui.widgets.host import Host

REST = 4
"""After a look, how many times as long as it took nothing is asked: a slow store is not kept busy by looking."""

MANY_REST = 1.5
"""Seconds of rest while very much changes, such as in an import."""

LATER = 0.1
"""Seconds after which it is tried again when a key or a form was under way."""

SETTLED = 0.3
"""Seconds that a customer is shown before others are told: walking through a list tells nobody anything."""

RENEWED = 20.0
"""Seconds after which a presence is renewed, or looked at again: whoever was killed says no goodbye."""

TIMER_EVERY = 60.0
"""Seconds until it is asked again whether `billia advance` runs and mail leaves."""

GOODBYE = 0.5
"""Seconds that leaving waits for others to be told."""

Here = tuple["Desk", int, bool]
"""At whose desk, the customer that is open, whether a form is."""


class Live:
    """The live side of one console.

    Args:
        app: the console.
        every: seconds between two looks at a file, and between two times of reading afresh; None is never.
    """

    def __init__(self, app: "Host", every: float | None) -> None:
        self._app = app
        self._every = every
        self._token = uuid4().hex
        self.timer_words = ""
        """What the title line says of a timer that does not run, empty if it does."""
        self._watcher: Watcher | None = None
        self._marks: WeakKeyDictionary[Desk, Mark] = WeakKeyDictionary()
        self._pending: WeakKeyDictionary[Page, Changes] = WeakKeyDictionary()
        self._wanted = self._resting = self._is_waiting = False
        self._actor: Actor | None = None
        self._link_words: str | None = None
        self._here: Here | None = None
        self._telling: Timer | None = None
        self._renewing: Timer | None = None
        self._again: Timer | None = None

    # ── beginning and end ──

    def begin(self) -> None:
        """Watches the store, which is open now."""
        if self._every is not None and self._watcher is None and self._app.desk is not None:
            self._begin()

    def _begin(self) -> None:
        from billia_tui.operations.team import changes_feed

        assert self._every is not None  # noqa: S101 - asked by `begin`
        assert self._app.desk is not None  # noqa: S101 - a mistake of ours
        self._actor = self._app.desk.actor

        def told() -> None:
            with suppress(RuntimeError):  # the console is being left
                self._app.call_later(self.look)

        def lost() -> None:
            with suppress(RuntimeError):
                self._app.call_later(self._app.link.lost)

        self._app.run_worker(self.look_at_timer(), group="timer")
        self._app.set_interval(TIMER_EVERY, self.look_at_timer)
        self._watcher = changes_feed.watch(self._app.desk, told, lost, every=self._every)
        self.turned()

    async def look_at_timer(self) -> None:
        """Asks whether `billia advance` runs as it should; the title line says so if not (R197)."""
        from billia_tui.operations.advance import lateness

        with suppress(BilliaError):  # then it is asked again
            found = await self._app.ask(lateness.words)
            if found != self.timer_words:
                self.timer_words = found
                for page in self._pages()[-1:]:  # none while the console is being left
                    page.show_title()

    def end(self) -> None:
        """Stops watching, and takes this console out of the list of those that have a customer open."""
        if self._watcher is not None:
            self._watcher.end()
        here = self._here if self._watcher is not None else None
        if here is not None or self._app.holding.has_any:
            import threading

            from billia_tui.operations.team import presence

            def goodbye() -> None:
                self._app.holding.goodbye()
                if here is not None:
                    with suppress(BilliaError):
                        presence.briefly(here[0], presence.gone, self._token)

            telling = threading.Thread(target=goodbye, name="goodbye", daemon=True)
            telling.start()
            telling.join(GOODBYE)

    # ── what colleagues changed ──

    def look(self) -> None:
        """Something may have changed: asks what as soon as that is possible."""
        self._wanted = True
        self._go()

    def _go(self) -> None:
        if not self._wanted or self._resting or self._is_waiting or not self._app.is_running:
            return
        if self._is_busy():
            self._is_waiting = True
            self._app.set_timer(LATER, self._waited)
            return
        self._wanted, self._resting = False, True
        self._app.run_worker(self._look(), group="live")

    def missed(self) -> None:
        """The store was out of reach: whatever is shown may be another now."""
        from billia_tui.operations.team.changes_feed import Changes

        for page in self._pages():
            self._pending[page] = Changes(count=True, store=True, everything=True)
        self.look()

    def _waited(self) -> None:
        self._is_waiting = False
        self._go()

    def _rested(self) -> None:
        self._resting = False
        self._go()

    def _is_busy(self) -> bool:
        saves = any(isinstance(screen, Dialog) and screen.saving for screen in self._app.screen_stack)
        return saves or self._app.type_ahead.is_busy

    async def _look(self) -> None:
        """Asks what changed, and shows it."""
        began, rest = time.monotonic(), LATER if self._every is None else self._every
        try:
            if await self._ask():
                rest = max(rest, MANY_REST)
            await self._renew()
            await self._ask_others()
            for page in self._pages()[-1:]:
                await page.look_at_queue()
        except StoreBusy:
            self._wanted = True
        except BilliaError:  # whoever does something next is told; the watcher says when the store is back
            pass
        finally:
            self._show_actor()
            took = time.monotonic() - began
            self._app.set_timer(max(rest, REST * took), self._rested)

    async def _ask(self) -> bool:
        """What changed since the last look goes to every page; tells whether it was very much."""
        from billia_tui.operations.team import changes_feed

        desk = self._app.desk
        if desk is None:
            return False
        mark = self._marks.get(desk)
        changes = await self._app.ask(changes_feed.since, mark)
        if desk is not self._app.desk:
            self._wanted = True
            return False
        self._marks[desk] = changes.mark
        if changes.store:
            desk.recognise_next()
        if changes:
            for page in self._pages():
                before = self._pending.get(page)
                self._pending[page] = changes if before is None else before.followed_by(changes)
        return changes.everything and mark is not None

    def _show_actor(self) -> None:
        """The admin's role or reach may be another one now, or the panel of a customer is; or what the store takes."""
        actor = self._app.desk.actor if self._app.desk is not None else None
        words = self._app.link.words()
        if (actor, words) != (self._actor, self._link_words):
            self._actor, self._link_words = actor, words
            for page in self._pages()[-1:]:
                if page.is_composed:
                    page.show_title()
                    page.show_keys()

    def _pages(self) -> list[Page]:
        return [screen for screen in self._app.screen_stack if isinstance(screen, Page)]

    async def _renew(self) -> None:
        """The page that is seen, perhaps behind a dialog, reads afresh."""
        page = next(reversed(self._pages()), None)
        changes = self._pending.pop(page, None) if page is not None else None
        if page is not None and self._app.link.left_out(page):
            page.read()
            return
        if page is None or changes is None or not page.concerned(changes):
            return
        done = False
        try:
            done = await page.renew(changes)
        finally:
            if not done:
                later = self._pending.get(page)
                self._pending[page] = changes if later is None else changes.followed_by(later)
        self._wanted = self._wanted or not done

    # ── who is where ──

    def turned(self) -> None:
        """Another page, form or customer is shown: reads what was missed, and tells others soon."""
        if self._watcher is None or not self._app.is_running:
            return
        pages = self._pages()
        if pages and pages[-1] in self._pending:
            self.look()
        if self._telling is not None:
            self._telling.stop()
        self._telling = self._app.set_timer(SETTLED, self._tell)

    def _now_here(self) -> Here | None:
        """The customer that is open, by the page or form nearest to the top."""
        desk, editing = self._app.desk, False
        if desk is None:
            return None
        for screen in reversed(self._app.screen_stack):
            editing = editing or (isinstance(screen, Dialog) and not screen.covers)
            about: Any = getattr(getattr(screen, "customer", None), "id", 0) or getattr(screen, "customer_id", 0)
            if about:
                return desk, about, editing
        return None

    def _tell(self) -> None:
        """Tells the others, if it is another customer than they know of."""
        now = self._now_here()
        self._app.holding.shows(now[1] if now is not None else 0)
        if now != self._here:
            moved = now is None or self._here is None or now[1] != self._here[1]
            self._here = now
            self._app.run_worker(self._write(now), group="presence", exclusive=True)
            if moved:
                self.look()

    def _renew_presence(self) -> None:
        if self._here is not None:
            self._app.run_worker(self._write(self._here), group="presence", exclusive=True)

    async def _write(self, now: Here | None) -> None:
        """Writes where this console is. A failure is nobody's business: it is written again a little later."""
        from billia_tui.operations.team import presence

        if self._renewing is not None:
            self._renewing.stop()
        with suppress(BilliaError):
            if now is not None:
                desk, customer_id, editing = now
                await self._app.in_thread(
                    presence.briefly, desk, presence.here, self._token, customer_id, editing=editing
                )
            elif self._app.desk is not None:
                await self._app.in_thread(presence.briefly, self._app.desk, presence.gone, self._token)
        if now is not None:
            self._renewing = self._app.set_timer(RENEWED, self._renew_presence)

    async def _ask_others(self) -> None:
        """Who else has the customer open that is seen; asked again later while there is somebody."""
        from billia_tui.operations.team import presence

        now = self._now_here()
        found: tuple[Other, ...] = ()
        if now is not None:
            found = await self._app.ask(presence.others, self._token, now[1])
        if now == self._now_here():
            for page in self._pages()[-1:]:
                page.show_colleagues(found)
        if found and self._again is None:
            self._again = self._app.set_timer(RENEWED, self._look_again)

    def _look_again(self) -> None:
        self._again = None
        self.look()
