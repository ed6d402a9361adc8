"""Walking from the details page through the list that the customer came from: `]`, `[`, "3 of 312"."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work

from billia_tui.errors import BilliaError, Refused
from billia_tui.keys import made as keys
from billia_tui.operations.finding import walk as walking
from billia_tui.operations.finding.walk import Place, Standing, Walk
from billia_tui.screens.customers.pages import CustomerPages

if TYPE_CHECKING:
    from billia_tui.operations.finding.queue_work import InQueue
    from billia_tui.operations.team.presence import Other

LONGEST_NAME = 10
"""Letters of a colleague's name in the title line."""

WORDS = {
    Standing.HERE: "{number} of {total}",
    Standing.MOVED: "was {number} of {total}",
    Standing.LEFT: "was {number}, left · {total} remain",
    Standing.OUTSIDE: "not in this list",
}


class CustomerWalk(CustomerPages, inherit_bindings=False):
    """The neighbours of the customer in the list; `show` of the subclass brings another customer to the page."""

    LASTING_FACTS: ClassVar[int] = 2
    walk: Walk | None
    """The way through the list that the customer came from; None if it came from elsewhere."""
    place: Place | None = None
    in_queue: "InQueue | None" = None
    """How the customer stands in the queue that is walked through."""
    others: "Sequence[Other]" = ()
    """Who else has the customer open."""

    def list_name(self) -> str:
        """The queue or list that the customer came from."""
        return (self.walk.name if self.walk else "") or "Customers"

    def facts(self) -> Sequence[str]:
        """Where the customer stands in the list with the keys to its neighbours, and who else is here."""
        words = self.in_queue.words if self.in_queue is not None and not self.in_queue.mine else ""
        return tuple(filter(None, (self._place_in_words(), words or who_is_here(self.others))))

    # ── the queue ──

    is_page = True

    def queue_at(self) -> tuple[int, str] | None:
        """The queue of the walk."""
        return (self.walk.queue_id, self.walk.name) if self.walk is not None and self.walk.queue_id else None

    def standing(self) -> "InQueue | None":
        """How the customer stands in it."""
        return self.in_queue

    async def look_at_queue(self) -> None:
        """Who has the customer, and whether it is done or put off."""
        queue, customer_id = self.queue_at(), self.customer_id
        found = None if queue is None else await self._fresh(queue[0], customer_id)
        if customer_id == self.customer_id and found != self.in_queue:
            self.in_queue = found
            self.show_title()
            self.show_keys()

    @work(exclusive=True, group="take")
    async def take_opened(self) -> None:
        """Whoever opens a customer of a queue has it, unless a colleague does: then that is said (R241)."""
        queue, customer_id = self.queue_at(), self.customer_id
        try:
            if queue is not None and customer_id != self.app.holding.page:
                other = await self.app.holding.take(queue[0], customer_id, opened=True)
                if other and customer_id == self.customer_id:
                    on = keys.first_shown(self.app.key_of("next_customer"))
                    self.app.refuse(f"{other} has {customer_id} at the moment; {on} goes on to the next")
            await self.look_at_queue()
        except BilliaError as error:
            self.app.refuse(error)

    async def go_on(self) -> None:
        """To whom comes next, if anybody waits."""
        walk = self.walk
        try:
            if walk is not None:
                await self.step(walk, forward=True)
        except Refused as last:
            await self.look_at_queue()
            self.app.say(last.text)

    def _place_in_words(self) -> str:
        if self.place is None:
            return ""
        words = WORDS[self.place.standing].format(number=self.place.number, total=self.place.total)
        back, on = (keys.first_shown(self.app.key_of(name)) for name in ("previous_customer", "next_customer"))
        return f"{words}  {back} {on}"

    def show_colleagues(self, others: "Sequence[Other]") -> None:
        """Who else has the customer open stands in the title line."""
        if tuple(others) != tuple(self.others):
            self.others = others
            self.show_title()

    def show(self, customer_id: int, walk: Walk | None = None) -> None:
        """Brings another customer of the list of `walk` to the page."""
        raise NotImplementedError

    @work(exclusive=True, group="place")
    async def find_place(self) -> None:
        """Counts where the customer stands in the list: "3 of 312"."""
        asked = self.walk
        if asked is None:
            return
        try:
            place = await self.app.ask(walking.place, asked)
        except BilliaError:
            place = None
        if self.walk is asked:
            self.place = place
            self.walk = place.walk if place is not None else asked
            self.show_title()

    def action_next_customer(self) -> None:
        """The next customer of the list."""
        self._go(forward=True)

    def action_previous_customer(self) -> None:
        """The previous customer of the list."""
        self._go(forward=False)

    def _go(self, *, forward: bool) -> None:
        if self.walk is None:
            self.app.refuse("This customer was not opened from a list")
        else:
            self.begin(partial(self.step, self.walk, forward=forward), group="step")

    async def step(self, walk: Walk, *, forward: bool) -> None:
        """Shows the neighbour of this customer in the list that it came from."""
        while True:
            found = await self.app.ask(walking.onward, walk, forward=forward)
            if found is None:
                raise Refused(self._at_the_end(walk, forward=forward))
            if not walk.queue_id:
                break
            other = await self.app.holding.take(walk.queue_id, found.customer_id, opened=True)
            if not other:
                break
            self.app.say(f"{other} took {found.customer_id} at this moment")
            walk = found
        self.show(found.customer_id, found)

    def _at_the_end(self, walk: Walk, *, forward: bool) -> str:
        if walk.queue_id:
            return f"This is the {'last' if forward else 'first'} customer of the queue: nobody else waits there"
        return "This is the last customer of the list" if forward else "This is the first customer"


def who_is_here(others: "Sequence[Other]") -> str:
    """Who else has a customer open, in few words; whoever is editing comes first. Empty for nobody."""
    if not others:
        return ""
    first = others[0]
    name = first.name if len(first.name) <= LONGEST_NAME else f"{first.name[: LONGEST_NAME - 1]}…"
    more = f" +{len(others) - 1}" if len(others) > 1 else ""
    if first.editing:
        return f"{name} is editing{more}"
    return f"{name}{more} here" if more else f"{name} is here"
