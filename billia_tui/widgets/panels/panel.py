"""What the panels of the details page share: a frame with a title, loading on its own, and its states.

A panel shows its content, or a plain line: loading, empty, refused, failed. At narrow sizes only one panel is
open; the others are one line each (`-folded`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import work
from textual.containers import Vertical
from textual.content import Content
from textual.worker import Worker

from billia_tui.errors import BilliaError, NotFound

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

T = TypeVar("T")


class Panel(Vertical, Generic[T]):
    """One of the seven parts. A subclass says what it reads and how it shows it."""

    NUMERAL: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    app: "Host"

    def __init__(self) -> None:
        super().__init__(id=f"panel-{self.NUMERAL.lower()}", classes="panel")
        self.shown: T | None = None
        self.customer_id = 0
        self.title("")

    def title(self, more: str, hint: str = "") -> None:
        """The frame's title with what `more` says (counts), and a hint of keys at its foot."""
        self.border_title = Content(f"{self.NUMERAL} {self.NAME}{f' {more}' if more else ''}")
        self.border_subtitle = Content(hint)

    def load(self, customer_id: int) -> Worker[None]:
        """Reads the panel's content afresh; what was shown stays until the answer is there."""
        self.customer_id = customer_id
        return self._load()

    @work(exclusive=True, group="panel")
    async def _load(self) -> None:
        try:
            answer = await self.read(self.customer_id)
        except BilliaError as error:
            if not self.app.link.keeps(self.screen, error, shown=self.shown is not None):
                self.shown = None  # else the same answer would not be shown again
                self.failed(error)
            return
        if answer != self.shown:
            self.shown = answer
            self.show(answer)

    async def renew(self) -> None:
        """Reads afresh because a colleague changed something: what is the same is not painted.

        What cannot be read now is no reason to take away what is shown; a customer that is gone is.
        """
        customer_id = self.customer_id
        try:
            answer = await self.read(customer_id)
        except NotFound as error:
            self.failed(error)
        except BilliaError:
            return
        else:
            if customer_id == self.customer_id and answer != self.shown:
                self.shown = answer
                self.show_again(answer)

    def show_again(self, content: T) -> None:
        """Shows what was read of the same customer later; a list keeps its place."""
        self.show(content)

    async def read(self, customer_id: int) -> T:
        """Asks the store."""
        raise NotImplementedError

    def show(self, content: T) -> None:
        """Shows what was read."""
        raise NotImplementedError

    def failed(self, error: BilliaError) -> None:
        """Shows why there is nothing to see."""
        raise NotImplementedError

    def grip(self) -> None:
        """Puts the focus into the panel."""
        raise NotImplementedError

    def forget(self) -> None:
        """Another customer is shown: forget this one's content."""
        self.shown = None


def facts_in_columns(facts: Sequence[T], width: int) -> list[list[T]]:
    """Facts in as many columns as `width` has room for (one column under 60 cells)."""
    columns = 2 if width >= 60 else 1
    height = -(-len(facts) // columns)
    return [list(facts[i * height : (i + 1) * height]) for i in range(columns)]
