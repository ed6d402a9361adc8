"""What widgets and pages may ask of the console. For types alone: they never know the application itself."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from billia_tui.errors import BilliaError

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen
    from textual.widget import AwaitMount

    from billia_tui.operations.customers.page import CustomerPage
    from billia_tui.operations.customers.panel_seat import PanelSeat
    from billia_tui.operations.desk import Desk
    from billia_tui.operations.finding.jump import Hit
    from billia_tui.operations.finding.queues import QueueRow
    from billia_tui.operations.finding.row import CustomerRow
    from billia_tui.paging import Page
    from billia_tui.settings.model import Settings
    from billia_tui.settings.own_commands import OwnCommand

    Application = App[int]
    FirstPage = Callable[[int], Page[CustomerRow] | None]
else:
    Application = object  # a further class of Textual's kind takes ten milliseconds to make

P = ParamSpec("P")
T = TypeVar("T")


class KeysHeld(Protocol):
    """Keys wait for something that is on its way, until it ends."""

    def __enter__(self) -> Self:
        """Around what is on its way."""
        ...

    def __exit__(self, *_: object) -> None:
        """It is there, or will not come."""
        ...

    def again(self) -> None:
        """What was to come is there and gone, and something else is on its way."""
        ...

    def end(self) -> None:
        """What keys waited for is there, or will not come."""
        ...


class WaitingKeys(Protocol):
    """Keys that were typed ahead (`app.type_ahead`)."""

    @property
    def held(self) -> bool:
        """Whether keys wait for something that is on its way."""
        ...

    @property
    def is_busy(self) -> bool:
        """Whether a key is being dealt with, or some wait."""
        ...

    @property
    def asks(self) -> bool:
        """Whether it is asked if keys were pasted: nothing is being saved before the answer."""
        ...

    def hold(self, *, but: frozenset[str] = frozenset()) -> KeysHeld:
        """From now on keys wait, but for those named."""
        ...

    @property
    def waits(self) -> bool:
        """Whether keys wait that were typed and have reached nothing yet."""
        ...

    def drop(self) -> None:
        """What waits is forgotten: it was typed for something else than what opens now."""
        ...

    def drop_pasted(self) -> None:
        """What was pasted as keys, and nobody meant, is forgotten."""
        ...


class StoreLink(Protocol):
    """The link to a store on a server (`app.link`)."""

    def words(self) -> str:
        """What the title line says of it; empty while all is well."""
        ...

    def lost(self) -> None:
        """The store cannot be reached."""
        ...

    def keeps(self, screen: "Screen[Any]", error: BilliaError, *, shown: bool) -> bool:
        """Whether a page that could not read keeps what it shows, and reads again when the link is back."""
        ...

    def left_out(self, screen: "Screen[Any]") -> bool:
        """Whether a page missed a read."""
        ...


class LivePages(Protocol):
    """What colleagues do (`app.live`).

    `timer_words` are what the title line says of a `billia advance` that does not run, empty if it does (R197).
    """

    timer_words: str

    def turned(self) -> None:
        """Another page is seen now."""
        ...

    def missed(self) -> None:
        """Looks again at what may have been missed."""
        ...


class QueueHolding(Protocol):
    """The customers of queues that this console has (`app.holding`)."""

    page: int

    @property
    def has_any(self) -> bool:
        """Whether it may have somebody."""
        ...

    async def take(self, queue_id: int, customer_id: int, *, opened: bool) -> str:
        """Takes a customer; gives who has it instead, if anybody. Raises BilliaError."""
        ...

    async def give_back(self, customer_id: int) -> None:
        """Gives a customer back; raises BilliaError."""
        ...

    def shows(self, customer_id: int) -> None:
        """The page shows this customer now, 0 for none."""
        ...

    def goodbye(self) -> None:
        """Gives back all that it has."""
        ...


class IdleLock(Protocol):
    """Nobody at the keyboard (`app.idle`)."""

    @property
    def pressed_at(self) -> float:
        """When the last key was pressed, in seconds of `time.monotonic`."""
        ...

    async def unlocked(self) -> None:
        """The right password was typed."""
        ...


class Remembered(Protocol):
    """What the palette shows before anything is typed (`screens.palette.memory`)."""

    @property
    def customers(self) -> "Sequence[Hit]":
        """Those that were open in this session, the last one first."""
        ...

    @property
    def queues(self) -> "Sequence[QueueRow]":
        """Those that this admin may use."""
        ...

    @property
    def counts(self) -> Mapping[int, str]:
        """How many customers the queues have, by their ids, as far as it is known."""
        ...

    def count(self, app: "Host") -> AsyncIterator[None]:
        """Counts the queues; comes back after each that has another number now."""
        ...

    @property
    def searches(self) -> "Sequence[str]":
        """Searches of this session that led somewhere, the last one first."""
        ...

    def searched(self, words: str) -> None:
        """These words were searched for."""

    def opened(self, customer: "CustomerPage") -> None:
        """This customer was opened."""
        ...

    async def refresh(self, app: "Host") -> bool:
        """Reads it afresh; tells whether it changed."""
        ...


class Host(Application):
    """The console, as widgets and pages see it; `app.app.BilliaApp` is one."""

    desk: "Desk | None"
    panel: "PanelSeat | None"
    first_page: "FirstPage | None"
    place: str
    settings: "Callable[[], Settings] | None"
    own_keys: Mapping[str, str]
    own_commands: "tuple[OwnCommand, ...]"

    if TYPE_CHECKING:
        type_ahead: WaitingKeys
        link: StoreLink
        live: LivePages
        holding: QueueHolding
        idle: IdleLock
        jump_memory: Remembered

        @property
        def has_shell(self) -> bool:
            """Whether there may be a shell to go back to."""
            ...

        def name_window(self, text: str) -> None:
            """Names the terminal's window; never with what is stored."""
            ...

        async def open_store(self) -> Desk:
            """Opens the store once, whoever asks first; raises BilliaError."""
            ...

        async def ask(self, operation: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
            """Runs a reading operation; raises BilliaError."""
            ...

        async def change(
            self, operation: Callable[Concatenate[Any, Any, P], T], *args: P.args, **kwargs: P.kwargs
        ) -> T:
            """Runs a writing operation; raises BilliaError."""
            ...

        async def mean_it(self) -> None:
            """Before anything is changed: raises Refused if the key was pasted and nobody means it."""
            ...

        async def in_thread(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
            """Runs `work` in a thread."""
            ...

        async def open_panel(self, customer_id: int) -> None:
            """From now on everything is asked and done as this customer (R66); raises BilliaError."""
            ...

        async def leave_panel(self) -> None:
            """The admin is the admin again (R71); raises StoreError."""
            ...

        def copy_out(self, text: str) -> bool:
            """Copies to the terminal's clipboard; tells whether that may and can be."""
            ...

        def say(self, text: str) -> None:
            """A short message that something was done."""
            ...

        def refuse(self, error: BilliaError | str) -> None:
            """A short message that something was not done, and why."""
            ...

        def key_of(self, name: str) -> str:
            """The key of an entry of the table, as the user has it."""
            ...

        def open_customer(self, customer_id: int) -> None:
            """Jumps to a customer; the way back leads to the list."""
            ...

        def read_settings(self) -> None:
            """Reads the settings file again, and says what is wrong with it."""
            ...

        def clashes(self, settings: Settings) -> tuple[str, ...]:
            """Which keys would clash with these settings; raises BilliaError if they cannot be used."""
            ...

        def action_help(self) -> None:
            """The keys of this screen."""
            ...

        def paint_anew(self) -> None:
            """Sends the whole screen again."""
            ...

        def end(self, text: str, code: int) -> None:
            """Leaves, whatever is open, with one line on the normal screen."""
            ...

        def cover(self, screen: Screen[Any]) -> AwaitMount:
            """Puts a screen before all others."""
            ...

        def uncover(self) -> None:
            """The covering screen is about to close."""
            ...
