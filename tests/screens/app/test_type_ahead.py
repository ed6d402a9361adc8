"""Keys typed ahead: which hold a timer ends."""

from collections.abc import Awaitable, Callable

from textual.app import App

from billia_tui.app.type_ahead import TypeAhead


class Clock(App[int]):
    """An application whose timers run when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.due: list[Callable[[], Awaitable[None]]] = []

    def set_timer(self, delay: float, callback: object = None, **_: object) -> object:  # type: ignore[override]  # the test runs it
        """Remembers what is due."""
        assert delay
        self.due.append(callback)  # type: ignore[arg-type]  # as above
        return None


async def test_a_hold_is_ended_by_its_own_time_only() -> None:
    """Thin line: the five seconds of a hold that is over do not end a later one, whose dialog is still on its way."""
    clock = Clock()
    keys = TypeAhead(clock, clock.on_event)
    keys.hold()
    await keys.release()
    keys.hold()
    first, second = clock.due
    await first()
    assert keys.held
    await second()
    assert not keys.held
