"""Working in a queue: take a customer, give it back, call it done, put it off; in list and page (R241, R242)."""

from typing import TYPE_CHECKING

from billia_tui.actions.business import IN_QUEUES, QUEUE_DONE, QUEUE_PUT_OFF, TAKE
from billia_tui.actions.record import Action
from billia_tui.errors import Refused
from billia_tui.keys import made as keys
from billia_tui.screens.undo.undo_actions import UndoActions
from billia_tui.widgets.bars import KeyState

if TYPE_CHECKING:
    from billia_tui.operations.finding.queue_work import InQueue


class QueueActions(UndoActions, inherit_bindings=False):
    """A page of customers that may be those of a queue; `refusal` is the subclass's."""

    def queue_at(self) -> tuple[int, str] | None:
        """Id and name of the queue that is being worked here; None for no queue."""
        return None

    def customer_at(self) -> int:
        """The customer that keys act on; 0 for none."""
        raise NotImplementedError

    def standing(self) -> "InQueue | None":
        """How that customer stands in the queue, as last read."""
        return None

    def refusal(self, action: Action) -> str | None:
        """Why `action` cannot be done now."""
        raise NotImplementedError

    async def go_on(self) -> None:
        """After a step: to whom comes next, or only the fresh state."""
        raise NotImplementedError

    async def look_at_queue(self) -> None:
        """Reads how those who are seen stand in the queue now."""

    def queue_states(self) -> dict[str, KeyState]:
        """How the keys stand, by name; empty where there is no queue, and so they are not shown."""
        if self.queue_at() is None:
            return {}
        now = self.standing()
        labels = {
            TAKE.id: "give back" if now is not None and now.mine else None,
            QUEUE_DONE.id: "open again" if now is not None and now.step == "done" else None,
        }
        return {action.id: KeyState(labels.get(action.id), self.refusal(action)) for action in IN_QUEUES}

    # ── keys ──

    def action_queue_take(self) -> None:
        """Takes the customer, or gives it back."""
        queue, customer_id = self.queue_at(), self.customer_at()

        async def doing() -> None:
            assert queue is not None  # noqa: S101 - else it is refused
            now = await self._fresh(queue[0], customer_id)
            if now.mine:
                await self.app.holding.give_back(customer_id)
                self.app.say(f"{customer_id} given back: whoever comes next in {queue[1]} gets it")
            else:
                other = await self.app.holding.take(queue[0], customer_id, opened=self.is_page)
                if other:
                    raise Refused(f"{other} has {customer_id} at the moment")
                self.app.say(f"{customer_id} is yours: colleagues see it, and pass it by")
            await self.look_at_queue()

        self.begin(doing, self._why_not(TAKE))

    def action_queue_done(self) -> None:
        """Done, and on to the next; who is done already is open again."""
        queue, customer_id = self.queue_at(), self.customer_at()

        async def doing() -> None:
            from billia_tui.operations.finding import queue_work

            assert queue is not None  # noqa: S101 - else it is refused
            now = await self._fresh(queue[0], customer_id)
            if now.step == "done":
                await self.app.change(queue_work.reopen, queue[0], customer_id)
                self.app.say(f"{customer_id} is open again in {queue[1]}")
                await self.look_at_queue()
                return
            await self.app.change(queue_work.done, queue[0], customer_id)
            self.app.say(f"{customer_id} is done in {queue[1]} · {self._undo_key()} lists what you can take back")
            await self.go_on()

        self.begin(doing, self._why_not(QUEUE_DONE))

    def action_queue_put_off(self) -> None:
        """Until a day or hour, with a reason; then on to the next."""
        queue, customer_id = self.queue_at(), self.customer_at()

        async def doing() -> None:
            from billia_tui.screens.finding.put_off_dialog import PutOffDialog

            assert queue is not None  # noqa: S101 - else it is refused
            said = await self.app.push_screen_wait(PutOffDialog(*queue, customer_id))
            if said is not None:
                self.app.say(f"{said} · {self._undo_key()} lists what you can take back")
                await self.go_on()

        self.begin(doing, self._why_not(QUEUE_PUT_OFF))

    is_page = False
    """Whether it is the page of one customer, which has it until it is left."""

    async def _fresh(self, queue_id: int, customer_id: int) -> "InQueue":
        from billia_tui.operations.finding import queue_work
        from billia_tui.operations.finding.queue_work import InQueue

        found = await self.app.ask(queue_work.of_many, queue_id, [customer_id])
        return found.get(customer_id, InQueue())

    def _undo_key(self) -> str:
        return keys.first_shown(self.app.key_of("undo_list"))

    def _why_not(self, action: Action) -> str | None:
        if self.queue_at() is None:
            queues, keep = (keys.first_shown(self.app.key_of(name)) for name in ("queues", "keep_queue"))
            return f"This is no queue: {queues} shows the queues, {keep} keeps a search as one"
        return self.refusal(action)
