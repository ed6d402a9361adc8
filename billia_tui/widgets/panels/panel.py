"""What the panels of the details page share: a frame with a title, loading on its own, and its states.

A panel shows its content, or a plain line: loading, empty, refused, failed. At narrow sizes only one panel is
open; the others are one line each (`-folded`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import work
from textual.containers import Vertical
from textual.content import Content

from billia_tui.errors import BilliaError

if TYPE_CHECKING:
    from billia_tui.app import BilliaApp
    from billia_tui.operations.customer_page import CustomerPage
    from billia_tui.screens.customer import CustomerScreen

T = TypeVar("T")


class Panel(Vertical, Generic[T]):
    """One of the seven parts. A subclass says what it reads and how it shows it."""

    NUMERAL: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    app: "BilliaApp"

    def __init__(self) -> None:
        super().__init__(id=f"panel-{self.NUMERAL.lower()}", classes="panel")
        self.shown: T | None = None
        self.title("")

    @property
    def page(self) -> "CustomerScreen":
        """The details page."""
        from billia_tui.screens.customer import CustomerScreen

        screen = self.screen
        assert isinstance(screen, CustomerScreen)  # noqa: S101 - panels stand nowhere else
        return screen

    @property
    def customer(self) -> "CustomerPage | None":
        """The customer of the page, once it is read."""
        return self.page.customer

    def title(self, more: str, hint: str = "") -> None:
        """The frame's title with what `more` says (counts), and a hint of keys at its foot."""
        self.border_title = Content(f"{self.NUMERAL} {self.NAME}{f' {more}' if more else ''}")
        self.border_subtitle = Content(hint)

    @work(exclusive=True, group="panel")
    async def load(self) -> None:
        """Reads the panel's content afresh; what was shown stays until the answer is there."""
        try:
            answer = await self.read(self.page.customer_id)
        except BilliaError as error:
            self.failed(error)
            return
        if answer != self.shown:
            self.shown = answer
            self.show(answer)

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
