"""The page of one record, to read: a service, an order."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from billia_tui.errors import BilliaError, NotFound
from billia_tui.keys.made import Where
from billia_tui.screens.kinds.facts_page import Fact, facts_text
from billia_tui.screens.kinds.page import Page

if TYPE_CHECKING:
    from billia_tui.operations.team.changes_feed import Changes

T = TypeVar("T")
Section = tuple[str, Sequence[Fact]]


class RecordPage(Page, Generic[T], inherit_bindings=False):
    """Sections of facts; a subclass asks the store and makes the sections."""

    WHERE: ClassVar[tuple[Where, ...]] = (Where.READ,)
    NAME: ClassVar[str] = ""
    RECORD: ClassVar[Callable[..., Any]]
    """What gives the record by its id."""

    def __init__(self, record_id: int) -> None:
        super().__init__()
        self.record_id = record_id
        self.record: T | None = None
        self._owner = ""

    def body(self) -> Iterable[Widget]:
        """A text that scrolls when it is long."""
        self._text = Static(Content(" loading …"), id="record")
        self._box = VerticalScroll(self._text)
        yield self._box

    def shown_id(self) -> int:
        """The record."""
        return self.record_id

    def about_page(self) -> Sequence[Any] | None:
        """The record."""
        return (self.record_id,)

    def open_page(self, page: Screen[Any]) -> None:
        """Coming back from it, the record is fresh."""
        self.app.push_screen(page, lambda _: self.read())

    def crumbs(self) -> Sequence[str]:
        """List, owner, this record."""
        return ("Customers", *([self._owner] if self._owner else []), f"{self.NAME} {self.record_id}")

    async def ask_record(self) -> T:
        """Asks the store."""
        found: T = await self.app.ask(type(self).RECORD, self.record_id)
        return found

    def owner(self, record: T) -> str:
        """Whose it is, cleaned."""
        raise NotImplementedError

    def sections(self, record: T) -> Sequence[Section]:
        """What there is to read."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Paints first, then reads."""
        super().on_mount()
        self._box.focus()
        self.await_reading(but=self.app.key_of("leave_page"))
        self.call_after_refresh(self.read)

    def read(self) -> None:
        """Reads the record afresh."""
        self.load()

    @work(exclusive=True, group="record")
    async def load(self) -> None:
        """Reads and shows the record."""
        with self.reading():
            try:
                self.take(await self.ask_record())
            except BilliaError as error:
                if not self.app.link.keeps(self, error, shown=self.record is not None):
                    self._text.update(Content.styled(f" ✖ {error.text} · esc goes back", "$text-error"))

    def take(self, record: T) -> None:
        """Shows the record as it is now."""
        self.record = record
        self._owner = self.owner(record)
        self.show_record(record)
        self.show_title()

    async def renew(self, _changes: "Changes") -> bool:
        """Reads the record; it is painted only if something of it is another."""
        try:
            record = await self.ask_record()
        except NotFound as error:
            self._text.update(Content.styled(f" ✖ {error.text} · esc goes back", "$text-error"))
            return True
        if record != self.record:
            self.take(record)
        return True

    async def fresh(self) -> T:
        """The record as the store has it now, which is shown as well; raises as `ask_record`."""
        self.record = await self.ask_record()
        self.show_record(self.record)
        return self.record

    def show_record(self, record: T) -> None:
        """Shows what there is to read."""
        parts = [section_text(heading, facts_text(facts)) for heading, facts in self.sections(record) if facts]
        self._text.update(Content("\n\n").join(parts))


def section_text(heading: str, text: Content) -> Content:
    """A section of the page."""
    return Content.assemble((heading, "bold $text-accent"), "\n", text)
