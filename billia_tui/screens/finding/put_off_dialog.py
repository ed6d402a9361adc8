"""Putting a customer of a queue off (R242)."""

from collections.abc import Mapping, Sequence

from billia_tui import clock
from billia_tui.operations.finding import queue_work
from billia_tui.operations.queries.times import later
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field


class PutOffDialog(Dialog):
    """Until when, and why."""

    verb = "put off"

    def __init__(self, queue_id: int, queue: str, customer_id: int) -> None:
        super().__init__()
        self.heading = f"Put off · {customer_id}"
        self.intro = f"{queue}: until then ] passes it by, for colleagues too."
        self._about = (queue_id, customer_id)

    def fields(self) -> Sequence[Field]:
        """A day or hour, a reason."""
        return (
            Field("until", "Until", hint="3d, 2h, 14:00, 2026-12-01 14:00; UTC"),
            Field("reason", "Reason", hint="for colleagues"),
        )

    def preview(self, values: Mapping[str, str]) -> str:
        """The time that it means."""
        when = later(values["until"], clock.now())
        return "" if when is None else f"open → put off until {clock.shown(when)} UTC"

    async def save(self, values: Mapping[str, str]) -> str:
        """Puts it off."""
        when = await self.app.change(
            queue_work.put_off, *self._about, values["until"], values["reason"], request_key=self.request_key
        )
        return f"{self._about[1]} put off until {clock.shown(when)}"
