"""What the panels of the details page share: a frame with a title, loading on its own, and its states.

A panel shows its content, or a plain line: loading, empty, refused, failed. At narrow sizes only one panel is
open; the others are one line each.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from textual import work
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.worker import Worker

from billia_tui.errors import BilliaError, NotFound

if TYPE_CHECKING:
    from billia_tui.widgets.cells import Piece
    from billia_tui.widgets.host import Host, KeysHeld

T = TypeVar("T")


class Verb(StrEnum):
    """What can be asked of a page for a panel."""

    ADD = "added to"
    OPEN = "opened in"
    DELETE = "deleted from"
    SUBSCRIBE = "subscribed in"
    HISTORY = "looked back at in"
    WHOLE = "read in"


class Panel(Vertical, Generic[T]):
    """One of the seven parts. A subclass says what it reads and how it shows it."""

    NUMERAL: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    app: "Host"
    virtual_size = reactive(Size(0, 0), layout=False, repaint=False)
    """It scrolls nothing: another size of it gives no reason to find all places again."""

    class Asked(Message):
        """The page shall add, open or delete something; what is typed now waits for that as long as `hold` lasts."""

        def __init__(self, panel: "Panel[Any]", verb: Verb, row: Any, hold: "KeysHeld") -> None:
            super().__init__()
            self.panel, self.verb, self.row, self.hold = panel, verb, row, hold

    def __init__(self) -> None:
        super().__init__(id=f"panel-{self.NUMERAL.lower()}", classes="panel")
        self.shown: T | None = None
        self.customer_id = 0
        self.is_read = False
        """Whether what it shows is this customer's, or why it is not."""
        self.was_shown: Callable[[], None] = lambda: None
        """The page is told that this panel holds more, or less, than before."""
        self._is_line = False
        self.title("")

    def be_line(self, *, wanted: bool) -> None:
        """Takes all of the frame but its upper line away, or gives it back.

        Not by a class: to find the styles of a panel and all in it anew takes longer than to paint it.
        """
        if wanted != self._is_line:
            self._is_line = wanted
            rest: Literal["none"] | None = "none" if wanted else None
            self.styles.border_left = self.styles.border_right = self.styles.border_bottom = rest

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
            self.is_read = True
            if not self.app.link.keeps(self.screen, error, shown=self.shown is not None):
                self.shown = None  # else the same answer would not be shown again
                self.failed(error)
                self.was_shown()
            return
        self.is_read = True
        if answer != self.shown:
            self.shown = answer
            self.show(answer)
            self.was_shown()

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
                self.was_shown()

    @property
    def lines_wanted(self) -> int:
        """How many lines it would fill; none where it holds nothing: then its title says so (R49, R219)."""
        return 1

    def ask(self, verb: Verb, row: Any = None) -> None:
        """Asks the page to do something with a row, or to add one; what is typed now is meant for that."""
        self.post_message(self.Asked(self, verb, row, self.app.type_ahead.hold()))

    def ask_whole(self, heading: str, facts: "Sequence[tuple[str, Piece]]") -> None:
        """Asks the page to show what is cut here, whole (R219)."""
        self.ask(Verb.WHOLE, (heading, facts))

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
        self.shown, self.is_read = None, False


def facts_in_columns(facts: Sequence[T], width: int, height: int) -> list[list[T]]:
    """Facts in one column, or in two where the lines do not reach and the width does (60 cells)."""
    columns = 2 if width >= 60 and height < len(facts) else 1
    height = -(-len(facts) // columns)
    return [list(facts[i * height : (i + 1) * height]) for i in range(columns)]
