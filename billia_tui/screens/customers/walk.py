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
    others: "Sequence[Other]" = ()
    """Who else has the customer open."""

    def list_name(self) -> str:
        """The queue or list that the customer came from."""
        return (self.walk.name if self.walk else "") or "Customers"

    def facts(self) -> Sequence[str]:
        """Where the customer stands in the list with the keys to its neighbours, and who else is here."""
        return tuple(filter(None, (self._standing(), who_is_here(self.others))))

    def _standing(self) -> str:
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
        found = await self.app.ask(walking.onward, walk, forward=forward)
        if found is None:
            raise Refused("This is the last customer of the list" if forward else "This is the first customer")
        self.show(found.customer_id, found)


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
